/*
 * Every field of the VMCS, with its encoding and the manual's name for it.
 *
 * Include this file after defining VMCS_FIELD(name, encoding, text) as
 * whatever a field should become: an enumerator, a table row, a string.
 * The order is the manual's: width, then area, then encoding.
 *
 * SDM Vol. 3D, Appendix B, "Field Encoding in VMCS".
 */

/* 16-bit control fields */
VMCS_FIELD(VPID,			0x0000, "Virtual-processor identifier (VPID)")
VMCS_FIELD(POSTED_INTERRUPT_VECTOR,	0x0002, "Posted-interrupt notification vector")
VMCS_FIELD(EPTP_INDEX,			0x0004, "EPTP index")

/* 16-bit guest-state fields */
VMCS_FIELD(GUEST_ES_SELECTOR,		0x0800, "Guest ES selector")
VMCS_FIELD(GUEST_CS_SELECTOR,		0x0802, "Guest CS selector")
VMCS_FIELD(GUEST_SS_SELECTOR,		0x0804, "Guest SS selector")
VMCS_FIELD(GUEST_DS_SELECTOR,		0x0806, "Guest DS selector")
VMCS_FIELD(GUEST_FS_SELECTOR,		0x0808, "Guest FS selector")
VMCS_FIELD(GUEST_GS_SELECTOR,		0x080a, "Guest GS selector")
VMCS_FIELD(GUEST_LDTR_SELECTOR,		0x080c, "Guest LDTR selector")
VMCS_FIELD(GUEST_TR_SELECTOR,		0x080e, "Guest TR selector")
VMCS_FIELD(GUEST_INTERRUPT_STATUS,	0x0810, "Guest interrupt status")
VMCS_FIELD(PML_INDEX,			0x0812, "PML index")

/* 16-bit host-state fields */
VMCS_FIELD(HOST_ES_SELECTOR,		0x0c00, "Host ES selector")
VMCS_FIELD(HOST_CS_SELECTOR,		0x0c02, "Host CS selector")
VMCS_FIELD(HOST_SS_SELECTOR,		0x0c04, "Host SS selector")
VMCS_FIELD(HOST_DS_SELECTOR,		0x0c06, "Host DS selector")
VMCS_FIELD(HOST_FS_SELECTOR,		0x0c08, "Host FS selector")
VMCS_FIELD(HOST_GS_SELECTOR,		0x0c0a, "Host GS selector")
VMCS_FIELD(HOST_TR_SELECTOR,		0x0c0c, "Host TR selector")

/* 64-bit control fields */
VMCS_FIELD(IO_BITMAP_A,			0x2000, "Address of I/O bitmap A")
VMCS_FIELD(IO_BITMAP_B,			0x2002, "Address of I/O bitmap B")
VMCS_FIELD(MSR_BITMAPS,			0x2004, "Address of MSR bitmaps")
VMCS_FIELD(EXIT_MSR_STORE_ADDRESS,	0x2006, "VM-exit MSR-store address")
VMCS_FIELD(EXIT_MSR_LOAD_ADDRESS,	0x2008, "VM-exit MSR-load address")
VMCS_FIELD(ENTRY_MSR_LOAD_ADDRESS,	0x200a, "VM-entry MSR-load address")
VMCS_FIELD(EXECUTIVE_VMCS_POINTER,	0x200c, "Executive-VMCS pointer")
VMCS_FIELD(PML_ADDRESS,			0x200e, "PML address")
VMCS_FIELD(TSC_OFFSET,			0x2010, "TSC offset")
VMCS_FIELD(VIRTUAL_APIC_ADDRESS,	0x2012, "Virtual-APIC address")
VMCS_FIELD(APIC_ACCESS_ADDRESS,		0x2014, "APIC-access address")
VMCS_FIELD(POSTED_INTERRUPT_DESCRIPTOR,	0x2016, "Posted-interrupt descriptor address")
VMCS_FIELD(VM_FUNCTION_CONTROLS,	0x2018, "VM-function controls")
VMCS_FIELD(EPT_POINTER,			0x201a, "EPT pointer (EPTP)")
VMCS_FIELD(EOI_EXIT_BITMAP_0,		0x201c, "EOI-exit bitmap 0")
VMCS_FIELD(EOI_EXIT_BITMAP_1,		0x201e, "EOI-exit bitmap 1")
VMCS_FIELD(EOI_EXIT_BITMAP_2,		0x2020, "EOI-exit bitmap 2")
VMCS_FIELD(EOI_EXIT_BITMAP_3,		0x2022, "EOI-exit bitmap 3")
VMCS_FIELD(EPTP_LIST_ADDRESS,		0x2024, "EPTP-list address")
VMCS_FIELD(VMREAD_BITMAP,		0x2026, "VMREAD-bitmap address")
VMCS_FIELD(VMWRITE_BITMAP,		0x2028, "VMWRITE-bitmap address")
VMCS_FIELD(VE_INFORMATION_ADDRESS,	0x202a, "Virtualization-exception information address")
VMCS_FIELD(XSS_EXITING_BITMAP,		0x202c, "XSS-exiting bitmap")
VMCS_FIELD(ENCLS_EXITING_BITMAP,	0x202e, "ENCLS-exiting bitmap")
VMCS_FIELD(SPP_TABLE_POINTER,		0x2030, "Sub-page-permission-table pointer")
VMCS_FIELD(TSC_MULTIPLIER,		0x2032, "TSC multiplier")

/* 64-bit read-only data fields */
VMCS_FIELD(GUEST_PHYSICAL_ADDRESS,	0x2400, "Guest-physical address")

/* 64-bit guest-state fields */
VMCS_FIELD(VMCS_LINK_POINTER,		0x2800, "VMCS link pointer")
VMCS_FIELD(GUEST_IA32_DEBUGCTL,		0x2802, "Guest IA32_DEBUGCTL")
VMCS_FIELD(GUEST_IA32_PAT,		0x2804, "Guest IA32_PAT")
VMCS_FIELD(GUEST_IA32_EFER,		0x2806, "Guest IA32_EFER")
VMCS_FIELD(GUEST_IA32_PERF_GLOBAL_CTRL,	0x2808, "Guest IA32_PERF_GLOBAL_CTRL")
VMCS_FIELD(GUEST_PDPTE0,		0x280a, "Guest PDPTE0")
VMCS_FIELD(GUEST_PDPTE1,		0x280c, "Guest PDPTE1")
VMCS_FIELD(GUEST_PDPTE2,		0x280e, "Guest PDPTE2")
VMCS_FIELD(GUEST_PDPTE3,		0x2810, "Guest PDPTE3")
VMCS_FIELD(GUEST_IA32_BNDCFGS,		0x2812, "Guest IA32_BNDCFGS")
VMCS_FIELD(GUEST_IA32_RTIT_CTL,		0x2814, "Guest IA32_RTIT_CTL")

/* 64-bit host-state fields */
VMCS_FIELD(HOST_IA32_PAT,		0x2c00, "Host IA32_PAT")
VMCS_FIELD(HOST_IA32_EFER,		0x2c02, "Host IA32_EFER")
VMCS_FIELD(HOST_IA32_PERF_GLOBAL_CTRL,	0x2c04, "Host IA32_PERF_GLOBAL_CTRL")

/* 32-bit control fields */
VMCS_FIELD(PIN_BASED_CONTROLS,		0x4000, "Pin-based VM-execution controls")
VMCS_FIELD(PRIMARY_CONTROLS,		0x4002, "Primary processor-based VM-execution controls")
VMCS_FIELD(EXCEPTION_BITMAP,		0x4004, "Exception bitmap")
VMCS_FIELD(PAGE_FAULT_ERROR_MASK,	0x4006, "Page-fault error-code mask")
VMCS_FIELD(PAGE_FAULT_ERROR_MATCH,	0x4008, "Page-fault error-code match")
VMCS_FIELD(CR3_TARGET_COUNT,		0x400a, "CR3-target count")
VMCS_FIELD(EXIT_CONTROLS,		0x400c, "VM-exit controls")
VMCS_FIELD(EXIT_MSR_STORE_COUNT,	0x400e, "VM-exit MSR-store count")
VMCS_FIELD(EXIT_MSR_LOAD_COUNT,		0x4010, "VM-exit MSR-load count")
VMCS_FIELD(ENTRY_CONTROLS,		0x4012, "VM-entry controls")
VMCS_FIELD(ENTRY_MSR_LOAD_COUNT,	0x4014, "VM-entry MSR-load count")
VMCS_FIELD(ENTRY_INTERRUPTION_INFO,	0x4016, "VM-entry interruption-information field")
VMCS_FIELD(ENTRY_EXCEPTION_ERROR_CODE,	0x4018, "VM-entry exception error code")
VMCS_FIELD(ENTRY_INSTRUCTION_LENGTH,	0x401a, "VM-entry instruction length")
VMCS_FIELD(TPR_THRESHOLD,		0x401c, "TPR threshold")
VMCS_FIELD(SECONDARY_CONTROLS,		0x401e, "Secondary processor-based VM-execution controls")
VMCS_FIELD(PLE_GAP,			0x4020, "PLE_Gap")
VMCS_FIELD(PLE_WINDOW,			0x4022, "PLE_Window")

/* 32-bit read-only data fields */
VMCS_FIELD(VM_INSTRUCTION_ERROR,	0x4400, "VM-instruction error")
VMCS_FIELD(EXIT_REASON,			0x4402, "Exit reason")
VMCS_FIELD(EXIT_INTERRUPTION_INFO,	0x4404, "VM-exit interruption information")
VMCS_FIELD(EXIT_INTERRUPTION_ERROR_CODE, 0x4406, "VM-exit interruption error code")
VMCS_FIELD(IDT_VECTORING_INFO,		0x4408, "IDT-vectoring information field")
VMCS_FIELD(IDT_VECTORING_ERROR_CODE,	0x440a, "IDT-vectoring error code")
VMCS_FIELD(EXIT_INSTRUCTION_LENGTH,	0x440c, "VM-exit instruction length")
VMCS_FIELD(EXIT_INSTRUCTION_INFO,	0x440e, "VM-exit instruction information")

/* 32-bit guest-state fields */
VMCS_FIELD(GUEST_ES_LIMIT,		0x4800, "Guest ES limit")
VMCS_FIELD(GUEST_CS_LIMIT,		0x4802, "Guest CS limit")
VMCS_FIELD(GUEST_SS_LIMIT,		0x4804, "Guest SS limit")
VMCS_FIELD(GUEST_DS_LIMIT,		0x4806, "Guest DS limit")
VMCS_FIELD(GUEST_FS_LIMIT,		0x4808, "Guest FS limit")
VMCS_FIELD(GUEST_GS_LIMIT,		0x480a, "Guest GS limit")
VMCS_FIELD(GUEST_LDTR_LIMIT,		0x480c, "Guest LDTR limit")
VMCS_FIELD(GUEST_TR_LIMIT,		0x480e, "Guest TR limit")
VMCS_FIELD(GUEST_GDTR_LIMIT,		0x4810, "Guest GDTR limit")
VMCS_FIELD(GUEST_IDTR_LIMIT,		0x4812, "Guest IDTR limit")
VMCS_FIELD(GUEST_ES_ACCESS_RIGHTS,	0x4814, "Guest ES access rights")
VMCS_FIELD(GUEST_CS_ACCESS_RIGHTS,	0x4816, "Guest CS access rights")
VMCS_FIELD(GUEST_SS_ACCESS_RIGHTS,	0x4818, "Guest SS access rights")
VMCS_FIELD(GUEST_DS_ACCESS_RIGHTS,	0x481a, "Guest DS access rights")
VMCS_FIELD(GUEST_FS_ACCESS_RIGHTS,	0x481c, "Guest FS access rights")
VMCS_FIELD(GUEST_GS_ACCESS_RIGHTS,	0x481e, "Guest GS access rights")
VMCS_FIELD(GUEST_LDTR_ACCESS_RIGHTS,	0x4820, "Guest LDTR access rights")
VMCS_FIELD(GUEST_TR_ACCESS_RIGHTS,	0x4822, "Guest TR access rights")
VMCS_FIELD(GUEST_INTERRUPTIBILITY,	0x4824, "Guest interruptibility state")
VMCS_FIELD(GUEST_ACTIVITY_STATE,	0x4826, "Guest activity state")
VMCS_FIELD(GUEST_SMBASE,		0x4828, "Guest SMBASE")
VMCS_FIELD(GUEST_IA32_SYSENTER_CS,	0x482a, "Guest IA32_SYSENTER_CS")
VMCS_FIELD(PREEMPTION_TIMER_VALUE,	0x482e, "VMX-preemption timer value")

/* 32-bit host-state field */
VMCS_FIELD(HOST_IA32_SYSENTER_CS,	0x4c00, "Host IA32_SYSENTER_CS")

/* natural-width control fields */
VMCS_FIELD(CR0_GUEST_HOST_MASK,		0x6000, "CR0 guest/host mask")
VMCS_FIELD(CR4_GUEST_HOST_MASK,		0x6002, "CR4 guest/host mask")
VMCS_FIELD(CR0_READ_SHADOW,		0x6004, "CR0 read shadow")
VMCS_FIELD(CR4_READ_SHADOW,		0x6006, "CR4 read shadow")
VMCS_FIELD(CR3_TARGET_VALUE_0,		0x6008, "CR3-target value 0")
VMCS_FIELD(CR3_TARGET_VALUE_1,		0x600a, "CR3-target value 1")
VMCS_FIELD(CR3_TARGET_VALUE_2,		0x600c, "CR3-target value 2")
VMCS_FIELD(CR3_TARGET_VALUE_3,		0x600e, "CR3-target value 3")

/* natural-width read-only data fields */
VMCS_FIELD(EXIT_QUALIFICATION,		0x6400, "Exit qualification")
VMCS_FIELD(IO_RCX,			0x6402, "I/O RCX")
VMCS_FIELD(IO_RSI,			0x6404, "I/O RSI")
VMCS_FIELD(IO_RDI,			0x6406, "I/O RDI")
VMCS_FIELD(IO_RIP,			0x6408, "I/O RIP")
VMCS_FIELD(GUEST_LINEAR_ADDRESS,	0x640a, "Guest-linear address")

/* natural-width guest-state fields */
VMCS_FIELD(GUEST_CR0,			0x6800, "Guest CR0")
VMCS_FIELD(GUEST_CR3,			0x6802, "Guest CR3")
VMCS_FIELD(GUEST_CR4,			0x6804, "Guest CR4")
VMCS_FIELD(GUEST_ES_BASE,		0x6806, "Guest ES base")
VMCS_FIELD(GUEST_CS_BASE,		0x6808, "Guest CS base")
VMCS_FIELD(GUEST_SS_BASE,		0x680a, "Guest SS base")
VMCS_FIELD(GUEST_DS_BASE,		0x680c, "Guest DS base")
VMCS_FIELD(GUEST_FS_BASE,		0x680e, "Guest FS base")
VMCS_FIELD(GUEST_GS_BASE,		0x6810, "Guest GS base")
VMCS_FIELD(GUEST_LDTR_BASE,		0x6812, "Guest LDTR base")
VMCS_FIELD(GUEST_TR_BASE,		0x6814, "Guest TR base")
VMCS_FIELD(GUEST_GDTR_BASE,		0x6816, "Guest GDTR base")
VMCS_FIELD(GUEST_IDTR_BASE,		0x6818, "Guest IDTR base")
VMCS_FIELD(GUEST_DR7,			0x681a, "Guest DR7")
VMCS_FIELD(GUEST_RSP,			0x681c, "Guest RSP")
VMCS_FIELD(GUEST_RIP,			0x681e, "Guest RIP")
VMCS_FIELD(GUEST_RFLAGS,		0x6820, "Guest RFLAGS")
VMCS_FIELD(GUEST_PENDING_DEBUG,		0x6822, "Guest pending debug exceptions")
VMCS_FIELD(GUEST_IA32_SYSENTER_ESP,	0x6824, "Guest IA32_SYSENTER_ESP")
VMCS_FIELD(GUEST_IA32_SYSENTER_EIP,	0x6826, "Guest IA32_SYSENTER_EIP")

/* natural-width host-state fields */
VMCS_FIELD(HOST_CR0,			0x6c00, "Host CR0")
VMCS_FIELD(HOST_CR3,			0x6c02, "Host CR3")
VMCS_FIELD(HOST_CR4,			0x6c04, "Host CR4")
VMCS_FIELD(HOST_FS_BASE,		0x6c06, "Host FS base")
VMCS_FIELD(HOST_GS_BASE,		0x6c08, "Host GS base")
VMCS_FIELD(HOST_TR_BASE,		0x6c0a, "Host TR base")
VMCS_FIELD(HOST_GDTR_BASE,		0x6c0c, "Host GDTR base")
VMCS_FIELD(HOST_IDTR_BASE,		0x6c0e, "Host IDTR base")
VMCS_FIELD(HOST_IA32_SYSENTER_ESP,	0x6c10, "Host IA32_SYSENTER_ESP")
VMCS_FIELD(HOST_IA32_SYSENTER_EIP,	0x6c12, "Host IA32_SYSENTER_EIP")
VMCS_FIELD(HOST_RSP,			0x6c14, "Host RSP")
VMCS_FIELD(HOST_RIP,			0x6c16, "Host RIP")
