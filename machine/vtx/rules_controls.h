/*
 * Rules for the control fields; the order of the manual.
 * 26.2.1, "Checks on VMX Controls".  See rules_table.h.
 */

/* clang-format off */
RULE(pin_required, EXECUTION_CONTROLS, PIN_BASED_CONTROLS, "",
    "Every pin-based control that the capability MSR requires is 1.",
    LAB_CONTROLS,
    required_set(V(PIN_BASED_CONTROLS),
	control_capability(e, MSR_IA32_VMX_PINBASED_CTLS)))
RULE(pin_forbidden, EXECUTION_CONTROLS, PIN_BASED_CONTROLS, "",
    "Every pin-based control that the capability MSR does not allow is 0.",
    LAB_CONTROLS,
    forbidden_clear(V(PIN_BASED_CONTROLS),
	control_capability(e, MSR_IA32_VMX_PINBASED_CTLS)))
RULE(primary_required, EXECUTION_CONTROLS, PRIMARY_CONTROLS, "",
    "Every primary control that the capability MSR requires is 1.",
    LAB_CONTROLS,
    required_set(V(PRIMARY_CONTROLS),
	control_capability(e, MSR_IA32_VMX_PROCBASED_CTLS)))
RULE(primary_forbidden, EXECUTION_CONTROLS, PRIMARY_CONTROLS, "",
    "Every primary control that the capability MSR does not allow is 0.",
    LAB_CONTROLS,
    forbidden_clear(V(PRIMARY_CONTROLS),
	control_capability(e, MSR_IA32_VMX_PROCBASED_CTLS)))
RULE(secondary_forbidden, EXECUTION_CONTROLS, SECONDARY_CONTROLS,
    "secondary controls",
    "Every secondary control that the capability MSR does not allow is 0.",
    LAB_CONTROLS,
    !PRIMARY(SECONDARY_CONTROLS) || forbidden_clear(V(SECONDARY_CONTROLS),
	capability(e->caps, MSR_IA32_VMX_PROCBASED_CTLS2)))
RULE(cr3_target_count, EXECUTION_CONTROLS, CR3_TARGET_COUNT, "",
    "The CR3-target count is at most what IA32_VMX_MISC[24:16] says.",
    LAB_VMCS,
    V(CR3_TARGET_COUNT) <= (capability(e->caps, MSR_IA32_VMX_MISC) >>
	VMX_MISC_CR3_TARGETS_SHIFT & VMX_MISC_CR3_TARGETS_MASK))

/*
 * A structure of the VMCS in memory, used when `used`: it is aligned, and
 * within the physical-address width.
 */
#define STRUCTURE_RULES(id, field, what, needs, lab, used, align)	\
RULE(id##_aligned, EXECUTION_CONTROLS, field, needs,			\
    "The address of " what " is a multiple of " #align ".",		\
    lab, !(used) || aligned(V(field), align))				\
RULE(id##_physical, EXECUTION_CONTROLS, field, needs,			\
    "The address of " what " is within the physical-address width.",	\
    lab, !(used) || reachable(e, V(field)))

STRUCTURE_RULES(io_bitmap_a, IO_BITMAP_A, "I/O bitmap A", "I/O bitmaps",
    LAB_VMCS, PRIMARY(IO_BITMAPS), 4096)
STRUCTURE_RULES(io_bitmap_b, IO_BITMAP_B, "I/O bitmap B", "I/O bitmaps",
    LAB_VMCS, PRIMARY(IO_BITMAPS), 4096)
STRUCTURE_RULES(msr_bitmaps, MSR_BITMAPS, "the MSR bitmaps", "MSR bitmaps",
    LAB_VMCS, PRIMARY(MSR_BITMAPS), 4096)
STRUCTURE_RULES(virtual_apic, VIRTUAL_APIC_ADDRESS, "the virtual-APIC page",
    "TPR shadow", LAB_TPR, PRIMARY(TPR_SHADOW), 4096)

RULE(tpr_threshold_reserved, EXECUTION_CONTROLS, TPR_THRESHOLD, "TPR shadow",
    "Bits 31:4 of the TPR threshold are 0, unless virtual-interrupt "
    "delivery is on.",
    LAB_TPR,
    !PRIMARY(TPR_SHADOW) || SECONDARY(VIRTUAL_INTERRUPTS) ||
	(V(TPR_THRESHOLD) & ~0xfull) == 0)
RULE(tpr_threshold_vtpr, EXECUTION_CONTROLS, TPR_THRESHOLD, "TPR shadow",
    "The TPR threshold is not above bits 7:4 of the virtual TPR, unless APIC "
    "accesses or interrupts are virtualized.",
    LAB_TPR,
    !PRIMARY(TPR_SHADOW) || SECONDARY(VIRTUAL_INTERRUPTS) ||
	SECONDARY(APIC_ACCESSES) || tpr_reaches_threshold(e))
RULE(virtual_nmis, EXECUTION_CONTROLS, PIN_BASED_CONTROLS, "virtual NMIs",
    "\"virtual NMIs\" is 0 if \"NMI exiting\" is 0.",
    LAB_INTERRUPTS, PIN(NMI_EXITING) || !PIN(VIRTUAL_NMIS))
RULE(nmi_window, EXECUTION_CONTROLS, PRIMARY_CONTROLS, "virtual NMIs",
    "\"NMI-window exiting\" is 0 if \"virtual NMIs\" is 0.",
    LAB_INTERRUPTS, PIN(VIRTUAL_NMIS) || !PRIMARY(NMI_WINDOW))
STRUCTURE_RULES(apic_access, APIC_ACCESS_ADDRESS, "the APIC-access page",
    "APIC-access virtualization", LAB_TPR, SECONDARY(APIC_ACCESSES), 4096)
RULE(x2apic_needs_tpr_shadow, EXECUTION_CONTROLS, SECONDARY_CONTROLS,
    "x2APIC virtualization",
    "\"virtualize x2APIC mode\" is 0 if \"use TPR shadow\" is 0.",
    LAB_TPR, PRIMARY(TPR_SHADOW) || !SECONDARY(X2APIC_MODE))
RULE(apic_registers_need_tpr_shadow, EXECUTION_CONTROLS, SECONDARY_CONTROLS,
    "APIC-register virtualization",
    "\"APIC-register virtualization\" is 0 if \"use TPR shadow\" is 0.",
    LAB_TPR, PRIMARY(TPR_SHADOW) || !SECONDARY(APIC_REGISTERS))
RULE(virtual_interrupts_need_tpr_shadow, EXECUTION_CONTROLS,
    SECONDARY_CONTROLS, "virtual-interrupt delivery",
    "\"virtual-interrupt delivery\" is 0 if \"use TPR shadow\" is 0.",
    LAB_TPR, PRIMARY(TPR_SHADOW) || !SECONDARY(VIRTUAL_INTERRUPTS))
RULE(x2apic_or_apic_access, EXECUTION_CONTROLS, SECONDARY_CONTROLS,
    "x2APIC virtualization",
    "\"virtualize x2APIC mode\" and \"virtualize APIC accesses\" are not "
    "both 1.",
    LAB_TPR, !SECONDARY(X2APIC_MODE) || !SECONDARY(APIC_ACCESSES))
RULE(virtual_interrupts_need_exiting, EXECUTION_CONTROLS, PIN_BASED_CONTROLS,
    "virtual-interrupt delivery",
    "\"external-interrupt exiting\" is 1 if \"virtual-interrupt delivery\" "
    "is 1.",
    LAB_INTERRUPTS,
    !SECONDARY(VIRTUAL_INTERRUPTS) || PIN(EXTERNAL_INTERRUPT_EXITING))

RULE(posted_need_virtual_interrupts, EXECUTION_CONTROLS, PIN_BASED_CONTROLS,
    "posted interrupts",
    "\"virtual-interrupt delivery\" is 1 if \"process posted interrupts\" "
    "is 1.",
    LAB_NONE, !PIN(POSTED_INTERRUPTS) || SECONDARY(VIRTUAL_INTERRUPTS))
RULE(posted_need_acknowledge, EXECUTION_CONTROLS, EXIT_CONTROLS,
    "posted interrupts",
    "\"acknowledge interrupt on exit\" is 1 if \"process posted "
    "interrupts\" is 1.",
    LAB_NONE, !PIN(POSTED_INTERRUPTS) || EXIT(ACKNOWLEDGE_INTERRUPT))
RULE(posted_vector, EXECUTION_CONTROLS, POSTED_INTERRUPT_VECTOR,
    "posted interrupts",
    "The posted-interrupt notification vector is at most 255.",
    LAB_NONE, !PIN(POSTED_INTERRUPTS) || V(POSTED_INTERRUPT_VECTOR) <= 255)
STRUCTURE_RULES(posted_descriptor, POSTED_INTERRUPT_DESCRIPTOR,
    "the posted-interrupt descriptor", "posted interrupts", LAB_NONE,
    PIN(POSTED_INTERRUPTS), 64)

RULE(vpid_zero, EXECUTION_CONTROLS, VPID, "VPID",
    "The VPID is not 0 if \"enable VPID\" is 1.",
    LAB_EPT, !SECONDARY(VPID) || V(VPID) != 0)
RULE(eptp_memory_type, EXECUTION_CONTROLS, EPT_POINTER, "EPT",
    "The memory type of the EPT pointer, bits 2:0, is one that "
    "IA32_VMX_EPT_VPID_CAP allows: 0 (UC) or 6 (WB).",
    LAB_EPT, !SECONDARY(EPT) ||
	ept_memory_type_valid(e, V(EPT_POINTER) & EPTP_MEMORY_TYPE))
RULE(eptp_walk_length, EXECUTION_CONTROLS, EPT_POINTER, "EPT",
    "Bits 5:3 of the EPT pointer are 3, for a page walk of 4 levels.",
    LAB_EPT, !SECONDARY(EPT) || (V(EPT_POINTER) >> 3 & 7) == 3)
RULE(eptp_accessed_dirty, EXECUTION_CONTROLS, EPT_POINTER, "EPT",
    "Bit 6 of the EPT pointer is 0 if the processor has no accessed and "
    "dirty flags for EPT.",
    LAB_EPT, !SECONDARY(EPT) || EPT_CAP(ACCESSED_DIRTY) ||
	!(V(EPT_POINTER) & EPTP_ACCESSED_DIRTY))
RULE(eptp_reserved, EXECUTION_CONTROLS, EPT_POINTER, "EPT",
    "Bits 11:7 of the EPT pointer are 0.",
    LAB_EPT, !SECONDARY(EPT) || !(V(EPT_POINTER) & EPTP_RESERVED_LOW))
RULE(eptp_physical, EXECUTION_CONTROLS, EPT_POINTER, "EPT",
    "The EPT pointer is within the physical-address width.",
    LAB_EPT, !SECONDARY(EPT) || physical(e, V(EPT_POINTER)))
RULE(pml_needs_ept, EXECUTION_CONTROLS, SECONDARY_CONTROLS, "PML",
    "\"enable EPT\" is 1 if \"enable PML\" is 1.",
    LAB_NONE, !SECONDARY(PML) || SECONDARY(EPT))
STRUCTURE_RULES(pml, PML_ADDRESS, "the page-modification log", "PML",
    LAB_NONE, SECONDARY(PML), 4096)
RULE(unrestricted_needs_ept, EXECUTION_CONTROLS, SECONDARY_CONTROLS,
    "unrestricted guest",
    "\"enable EPT\" is 1 if \"unrestricted guest\" is 1.",
    LAB_HIDDEN, !SECONDARY(UNRESTRICTED_GUEST) || SECONDARY(EPT))
RULE(mode_based_needs_ept, EXECUTION_CONTROLS, SECONDARY_CONTROLS,
    "mode-based execute control",
    "\"enable EPT\" is 1 if \"mode-based execute control for EPT\" is 1.",
    LAB_NONE, !SECONDARY(EPT_MODE_BASED) || SECONDARY(EPT))
RULE(sub_page_needs_ept, EXECUTION_CONTROLS, SECONDARY_CONTROLS,
    "sub-page write permissions",
    "\"enable EPT\" is 1 if \"sub-page write permissions for EPT\" is 1.",
    LAB_NONE, !SECONDARY(EPT_SUB_PAGE) || SECONDARY(EPT))
STRUCTURE_RULES(sub_page_table, SPP_TABLE_POINTER,
    "the sub-page-permission table", "sub-page write permissions", LAB_NONE,
    SECONDARY(EPT_SUB_PAGE), 4096)

RULE(vm_functions_forbidden, EXECUTION_CONTROLS, VM_FUNCTION_CONTROLS,
    "VM functions",
    "Every VM function that IA32_VMX_VMFUNC does not allow is 0.",
    LAB_NONE, !SECONDARY(VM_FUNCTIONS) || (V(VM_FUNCTION_CONTROLS) &
	~capability(e->caps, MSR_IA32_VMX_VMFUNC)) == 0)
#define EPTP_SWITCHING	(SECONDARY(VM_FUNCTIONS) &&			\
	(V(VM_FUNCTION_CONTROLS) & VMFUNC_EPTP_SWITCHING))
RULE(eptp_switching_needs_ept, EXECUTION_CONTROLS, VM_FUNCTION_CONTROLS,
    "VM functions",
    "\"enable EPT\" is 1 if \"EPTP switching\" is 1.",
    LAB_NONE, !EPTP_SWITCHING || SECONDARY(EPT))
STRUCTURE_RULES(eptp_list, EPTP_LIST_ADDRESS, "the EPTP list",
    "VM functions", LAB_NONE, EPTP_SWITCHING, 4096)
#undef EPTP_SWITCHING
STRUCTURE_RULES(vmread_bitmap, VMREAD_BITMAP, "the VMREAD bitmap",
    "VMCS shadowing", LAB_NONE, SECONDARY(VMCS_SHADOWING), 4096)
STRUCTURE_RULES(vmwrite_bitmap, VMWRITE_BITMAP, "the VMWRITE bitmap",
    "VMCS shadowing", LAB_NONE, SECONDARY(VMCS_SHADOWING), 4096)
STRUCTURE_RULES(ve_information, VE_INFORMATION_ADDRESS,
    "the virtualization-exception information area", "EPT-violation #VE",
    LAB_NONE, SECONDARY(EPT_VE), 4096)
#undef STRUCTURE_RULES

RULE(pt_needs_ept, EXECUTION_CONTROLS, SECONDARY_CONTROLS, "Intel PT",
    "\"enable EPT\" is 1 if \"Intel PT uses guest physical addresses\" "
    "is 1.",
    LAB_NONE, !SECONDARY(PT_GUEST_PHYSICAL) || SECONDARY(EPT))
RULE(pt_needs_load, EXECUTION_CONTROLS, ENTRY_CONTROLS, "Intel PT",
    "\"load IA32_RTIT_CTL\" is 1 if \"Intel PT uses guest physical "
    "addresses\" is 1.",
    LAB_NONE, !SECONDARY(PT_GUEST_PHYSICAL) || ENTRY(LOAD_IA32_RTIT_CTL))
RULE(pt_needs_clear, EXECUTION_CONTROLS, EXIT_CONTROLS, "Intel PT",
    "\"clear IA32_RTIT_CTL\" is 1 if \"Intel PT uses guest physical "
    "addresses\" is 1.",
    LAB_NONE, !SECONDARY(PT_GUEST_PHYSICAL) || EXIT(CLEAR_IA32_RTIT_CTL))

/* An area of `count` MSRs. */
#define MSR_AREA_RULES(id, section, field, what)			\
RULE(id##_aligned, section, field##_ADDRESS, "",			\
    "The address of " what " is a multiple of 16.",			\
    LAB_MSRS, V(field##_COUNT) == 0 || aligned(V(field##_ADDRESS), 16))	\
RULE(id##_physical, section, field##_ADDRESS, "",			\
    "The address of " what " is within the physical-address width.",	\
    LAB_MSRS, V(field##_COUNT) == 0 ||					\
	reachable(e, V(field##_ADDRESS)))				\
RULE(id##_end, section, field##_COUNT, "",				\
    "The last byte of " what " is within the physical-address width.",	\
    LAB_MSRS, V(field##_COUNT) == 0 ||					\
	end_reachable(e, V(field##_ADDRESS), V(field##_COUNT)))

RULE(exit_required, EXIT_CONTROLS, EXIT_CONTROLS, "",
    "Every VM-exit control that the capability MSR requires is 1.",
    LAB_CONTROLS,
    required_set(V(EXIT_CONTROLS),
	control_capability(e, MSR_IA32_VMX_EXIT_CTLS)))
RULE(exit_forbidden, EXIT_CONTROLS, EXIT_CONTROLS, "",
    "Every VM-exit control that the capability MSR does not allow is 0.",
    LAB_CONTROLS,
    forbidden_clear(V(EXIT_CONTROLS),
	control_capability(e, MSR_IA32_VMX_EXIT_CTLS)))
RULE(save_preemption_timer, EXIT_CONTROLS, EXIT_CONTROLS, "preemption timer",
    "\"save VMX-preemption timer value\" is 0 if \"activate VMX-preemption "
    "timer\" is 0.",
    LAB_INTERRUPTS, PIN(PREEMPTION_TIMER) || !EXIT(SAVE_PREEMPTION_TIMER))
MSR_AREA_RULES(exit_msr_store, EXIT_CONTROLS, EXIT_MSR_STORE,
    "the VM-exit MSR-store area")
MSR_AREA_RULES(exit_msr_load, EXIT_CONTROLS, EXIT_MSR_LOAD,
    "the VM-exit MSR-load area")

RULE(entry_required, ENTRY_CONTROLS, ENTRY_CONTROLS, "",
    "Every VM-entry control that the capability MSR requires is 1.",
    LAB_CONTROLS,
    required_set(V(ENTRY_CONTROLS),
	control_capability(e, MSR_IA32_VMX_ENTRY_CTLS)))
RULE(entry_forbidden, ENTRY_CONTROLS, ENTRY_CONTROLS, "",
    "Every VM-entry control that the capability MSR does not allow is 0.",
    LAB_CONTROLS,
    forbidden_clear(V(ENTRY_CONTROLS),
	control_capability(e, MSR_IA32_VMX_ENTRY_CTLS)))
RULE(event_type_reserved, ENTRY_CONTROLS, ENTRY_INTERRUPTION_INFO, "",
    "The type of an injected event, bits 10:8, is not 1, which is reserved.",
    LAB_INJECT, !injects(e, 1u << INTERRUPTION_TYPE_SHIFT))
RULE(event_type_other, ENTRY_CONTROLS, ENTRY_INTERRUPTION_INFO,
    "monitor trap flag",
    "The type of an injected event is not 7 (other event) on a processor "
    "without the monitor trap flag.",
    LAB_INJECT, !injects(e, INTERRUPTION_OTHER_EVENT) ||
	primary_allowed(e, PRIMARY_MONITOR_TRAP_FLAG))
RULE(event_nmi_vector, ENTRY_CONTROLS, ENTRY_INTERRUPTION_INFO, "",
    "The vector of an injected NMI is 2.",
    LAB_INJECT, !injects(e, INTERRUPTION_NMI) ||
	event_vector(e) == VECTOR_NMI)
RULE(event_exception_vector, ENTRY_CONTROLS, ENTRY_INTERRUPTION_INFO, "",
    "The vector of an injected hardware exception is at most 31.",
    LAB_INJECT, !injects(e, INTERRUPTION_HARDWARE_EXCEPTION) ||
	event_vector(e) <= 31)
RULE(event_other_vector, ENTRY_CONTROLS, ENTRY_INTERRUPTION_INFO,
    "monitor trap flag",
    "The vector of an injected other event is 0, a pending MTF VM exit.",
    LAB_INJECT, !injects(e, INTERRUPTION_OTHER_EVENT) ||
	event_vector(e) == 0)
RULE(event_error_code_missing, ENTRY_CONTROLS, ENTRY_INTERRUPTION_INFO, "",
    "The deliver-error-code bit, bit 11, is 1 if a hardware exception with "
    "an error code is injected: vector 8, 10 to 14 or 17.",
    LAB_INJECT, !injecting(e) || !wants_error_code(e) ||
	!error_codes_delivered(e) || has_error_code(e))
RULE(event_error_code_wrong, ENTRY_CONTROLS, ENTRY_INTERRUPTION_INFO, "",
    "The deliver-error-code bit, bit 11, is 0 if the injected event is not "
    "a hardware exception with an error code.",
    LAB_INJECT, !injecting(e) || wants_error_code(e) || !has_error_code(e))
RULE(event_error_code_real_mode, ENTRY_CONTROLS, ENTRY_INTERRUPTION_INFO,
    "unrestricted guest",
    "The deliver-error-code bit, bit 11, is 0 if an unrestricted guest is "
    "in real mode.",
    LAB_HIDDEN, !injecting(e) || error_codes_delivered(e) ||
	!has_error_code(e))
RULE(event_reserved, ENTRY_CONTROLS, ENTRY_INTERRUPTION_INFO, "",
    "Bits 30:12 of the VM-entry interruption information are 0.",
    LAB_INJECT, !injecting(e) ||
	!(V(ENTRY_INTERRUPTION_INFO) & 0x7ffff000))
RULE(event_error_code_reserved, ENTRY_CONTROLS, ENTRY_EXCEPTION_ERROR_CODE,
    "",
    "Bits 31:16 of the error code are 0 if one is delivered.",
    LAB_INJECT, !injecting(e) || !has_error_code(e) ||
	V(ENTRY_EXCEPTION_ERROR_CODE) <= 0xffff)
RULE(event_length, ENTRY_CONTROLS, ENTRY_INSTRUCTION_LENGTH, "",
    "The VM-entry instruction length of a software interrupt or exception "
    "is at most 15.",
    LAB_INJECT, !injects_instruction(e) || V(ENTRY_INSTRUCTION_LENGTH) <= 15)
RULE(event_length_zero, ENTRY_CONTROLS, ENTRY_INSTRUCTION_LENGTH, "",
    "The VM-entry instruction length of a software interrupt or exception "
    "is not 0, unless IA32_VMX_MISC[30] is 1.",
    LAB_INJECT, !injects_instruction(e) || MISC(INJECT_LENGTH_0) ||
	V(ENTRY_INSTRUCTION_LENGTH) != 0)
MSR_AREA_RULES(entry_msr_load, ENTRY_CONTROLS, ENTRY_MSR_LOAD,
    "the VM-entry MSR-load area")
RULE(entry_to_smm, ENTRY_CONTROLS, ENTRY_CONTROLS, "SMM",
    "\"entry to SMM\" is 0 outside SMM.",
    LAB_NONE, e->in_smm || !ENTRY(TO_SMM))
RULE(deactivate_dual_monitor, ENTRY_CONTROLS, ENTRY_CONTROLS, "SMM",
    "\"deactivate dual-monitor treatment\" is 0 outside SMM.",
    LAB_NONE, e->in_smm || !ENTRY(DEACTIVATE_DUAL_MONITOR))
RULE(smm_controls_together, ENTRY_CONTROLS, ENTRY_CONTROLS, "SMM",
    "\"entry to SMM\" and \"deactivate dual-monitor treatment\" are not "
    "both 1.",
    LAB_NONE, !ENTRY(TO_SMM) || !ENTRY(DEACTIVATE_DUAL_MONITOR))
#undef MSR_AREA_RULES
/* clang-format on */
