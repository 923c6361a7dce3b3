/*
 * The VM-instruction error numbers.
 *
 * Include this file after defining VMX_ERROR(name, number, text).
 *
 * SDM Vol. 3C, 30.4, "VM Instruction Error Numbers".
 */
VMX_ERROR(VMCALL_IN_ROOT,	1, "VMCALL executed in VMX root operation")
VMX_ERROR(VMCLEAR_ADDRESS,	2, "VMCLEAR with invalid physical address")
VMX_ERROR(VMCLEAR_VMXON_POINTER, 3, "VMCLEAR with VMXON pointer")
VMX_ERROR(VMLAUNCH_NOT_CLEAR,	4, "VMLAUNCH with non-clear VMCS")
VMX_ERROR(VMRESUME_NOT_LAUNCHED, 5, "VMRESUME with non-launched VMCS")
VMX_ERROR(VMRESUME_AFTER_VMXOFF, 6, "VMRESUME after VMXOFF")
VMX_ERROR(ENTRY_CONTROLS,	7, "VM entry with invalid control field(s)")
VMX_ERROR(ENTRY_HOST_STATE,	8, "VM entry with invalid host-state field(s)")
VMX_ERROR(VMPTRLD_ADDRESS,	9, "VMPTRLD with invalid physical address")
VMX_ERROR(VMPTRLD_VMXON_POINTER, 10, "VMPTRLD with VMXON pointer")
VMX_ERROR(VMPTRLD_REVISION,	11, "VMPTRLD with incorrect VMCS revision identifier")
VMX_ERROR(UNSUPPORTED_FIELD,	12, "VMREAD/VMWRITE from/to unsupported VMCS component")
VMX_ERROR(READ_ONLY_FIELD,	13, "VMWRITE to read-only VMCS component")
VMX_ERROR(VMXON_IN_ROOT,	15, "VMXON executed in VMX root operation")
VMX_ERROR(ENTRY_EXECUTIVE_VMCS,	16, "VM entry with invalid executive-VMCS pointer")
VMX_ERROR(ENTRY_NON_LAUNCHED_EXECUTIVE, 17, "VM entry with non-launched executive VMCS")
VMX_ERROR(ENTRY_EXECUTIVE_NOT_VMXON, 18, "VM entry with executive-VMCS pointer not VMXON pointer")
VMX_ERROR(VMCALL_NON_CLEAR,	19, "VMCALL with non-clear VMCS")
VMX_ERROR(VMCALL_EXIT_CONTROLS,	20, "VMCALL with invalid VM-exit control fields")
VMX_ERROR(VMCALL_MSEG_REVISION,	22, "VMCALL with incorrect MSEG revision identifier")
VMX_ERROR(VMXOFF_DUAL_MONITOR,	23, "VMXOFF under dual-monitor treatment of SMIs and SMM")
VMX_ERROR(VMCALL_SMM_FEATURES,	24, "VMCALL with invalid SMM-monitor features")
VMX_ERROR(ENTRY_EXECUTIVE_CONTROLS, 25, "VM entry with invalid VM-execution control fields in executive VMCS")
VMX_ERROR(ENTRY_MOV_SS,		26, "VM entry with events blocked by MOV SS")
VMX_ERROR(INVALID_OPERAND,	28, "Invalid operand to INVEPT/INVVPID")
