/*
 * Rules for the host-state area; the order of the manual.
 * 26.2.2, 26.2.3 and 26.2.4.  See rules_table.h.
 */

/* clang-format off */
RULE(host_cr0_required, HOST_CONTROL_REGISTERS, HOST_CR0, "",
    "Every bit of the host CR0 that is 1 in IA32_VMX_CR0_FIXED0 is 1.",
    LAB_HOST,
    (checked_cr0(capability(e->caps, MSR_IA32_VMX_CR0_FIXED0)) &
	~V(HOST_CR0)) == 0)
RULE(host_cr0_forbidden, HOST_CONTROL_REGISTERS, HOST_CR0, "",
    "Every bit of the host CR0 that is 0 in IA32_VMX_CR0_FIXED1 is 0.",
    LAB_HOST,
    (checked_cr0(V(HOST_CR0)) &
	~capability(e->caps, MSR_IA32_VMX_CR0_FIXED1)) == 0)
RULE(host_cr4_required, HOST_CONTROL_REGISTERS, HOST_CR4, "",
    "Every bit of the host CR4 that is 1 in IA32_VMX_CR4_FIXED0 is 1.",
    LAB_HOST,
    (capability(e->caps, MSR_IA32_VMX_CR4_FIXED0) & ~V(HOST_CR4)) == 0)
RULE(host_cr4_forbidden, HOST_CONTROL_REGISTERS, HOST_CR4, "",
    "Every bit of the host CR4 that is 0 in IA32_VMX_CR4_FIXED1 is 0.",
    LAB_HOST,
    (V(HOST_CR4) & ~capability(e->caps, MSR_IA32_VMX_CR4_FIXED1)) == 0)
RULE(host_cr3_physical, HOST_CONTROL_REGISTERS, HOST_CR3, "",
    "The host CR3 is within the physical-address width.",
    LAB_HOST, physical(e, V(HOST_CR3)))
RULE(host_sysenter_esp, HOST_CONTROL_REGISTERS, HOST_IA32_SYSENTER_ESP, "",
    "The host IA32_SYSENTER_ESP is a canonical address.",
    LAB_HOST, canonical(e, V(HOST_IA32_SYSENTER_ESP)))
RULE(host_sysenter_eip, HOST_CONTROL_REGISTERS, HOST_IA32_SYSENTER_EIP, "",
    "The host IA32_SYSENTER_EIP is a canonical address.",
    LAB_HOST, canonical(e, V(HOST_IA32_SYSENTER_EIP)))
RULE(host_perf_global_ctrl, HOST_CONTROL_REGISTERS,
    HOST_IA32_PERF_GLOBAL_CTRL, "IA32_PERF_GLOBAL_CTRL",
    "Reserved bits of the host IA32_PERF_GLOBAL_CTRL are 0 if an exit loads "
    "it.",
    LAB_NONE, !EXIT(LOAD_PERF_GLOBAL_CTRL) ||
	!(V(HOST_IA32_PERF_GLOBAL_CTRL) & PERF_GLOBAL_RESERVED))
RULE(host_pat, HOST_CONTROL_REGISTERS, HOST_IA32_PAT, "IA32_PAT",
    "Each byte of the host IA32_PAT is 0, 1, 4, 5, 6 or 7 if an exit loads "
    "it.",
    LAB_HOST, !EXIT(LOAD_IA32_PAT) || pat_valid(V(HOST_IA32_PAT)))
RULE(host_efer_reserved, HOST_CONTROL_REGISTERS, HOST_IA32_EFER, "IA32_EFER",
    "Reserved bits of the host IA32_EFER are 0 if an exit loads it.",
    LAB_HOST, !EXIT(LOAD_IA32_EFER) ||
	!(V(HOST_IA32_EFER) & e->caps->efer_reserved))
RULE(host_efer_lma, HOST_CONTROL_REGISTERS, HOST_IA32_EFER, "IA32_EFER",
    "LMA in the host IA32_EFER equals \"host address-space size\" if an "
    "exit loads it.",
    LAB_HOST, !EXIT(LOAD_IA32_EFER) ||
	((V(HOST_IA32_EFER) & EFER_LMA) != 0) == EXIT(HOST_ADDRESS_SPACE_SIZE))
RULE(host_efer_lme, HOST_CONTROL_REGISTERS, HOST_IA32_EFER, "IA32_EFER",
    "LME in the host IA32_EFER equals \"host address-space size\" if an "
    "exit loads it.",
    LAB_HOST, !EXIT(LOAD_IA32_EFER) ||
	((V(HOST_IA32_EFER) & EFER_LME) != 0) == EXIT(HOST_ADDRESS_SPACE_SIZE))

#define HOST_SELECTOR_RULE(id, field, name)				\
RULE(host_##id##_rpl_ti, HOST_SEGMENTS, field, "",			\
    "RPL and TI, bits 2:0, of the host " name " selector are 0.",	\
    LAB_HOST, (V(field) & 7) == 0)

HOST_SELECTOR_RULE(es, HOST_ES_SELECTOR, "ES")
HOST_SELECTOR_RULE(cs, HOST_CS_SELECTOR, "CS")
HOST_SELECTOR_RULE(ss, HOST_SS_SELECTOR, "SS")
HOST_SELECTOR_RULE(ds, HOST_DS_SELECTOR, "DS")
HOST_SELECTOR_RULE(fs, HOST_FS_SELECTOR, "FS")
HOST_SELECTOR_RULE(gs, HOST_GS_SELECTOR, "GS")
HOST_SELECTOR_RULE(tr, HOST_TR_SELECTOR, "TR")
#undef HOST_SELECTOR_RULE

RULE(host_cs_null, HOST_SEGMENTS, HOST_CS_SELECTOR, "",
    "The host CS selector is not 0.",
    LAB_HOST, V(HOST_CS_SELECTOR) != 0)
RULE(host_tr_null, HOST_SEGMENTS, HOST_TR_SELECTOR, "",
    "The host TR selector is not 0.",
    LAB_HOST, V(HOST_TR_SELECTOR) != 0)
RULE(host_ss_null, HOST_SEGMENTS, HOST_SS_SELECTOR, "",
    "The host SS selector is not 0 if \"host address-space size\" is 0.",
    LAB_HOST, EXIT(HOST_ADDRESS_SPACE_SIZE) || V(HOST_SS_SELECTOR) != 0)

#define HOST_BASE_RULE(id, field, name)					\
RULE(host_##id##_base, HOST_SEGMENTS, field, "",			\
    "The host " name " base is a canonical address.",			\
    LAB_HOST, canonical(e, V(field)))

HOST_BASE_RULE(fs, HOST_FS_BASE, "FS")
HOST_BASE_RULE(gs, HOST_GS_BASE, "GS")
HOST_BASE_RULE(gdtr, HOST_GDTR_BASE, "GDTR")
HOST_BASE_RULE(idtr, HOST_IDTR_BASE, "IDTR")
HOST_BASE_RULE(tr, HOST_TR_BASE, "TR")
#undef HOST_BASE_RULE

RULE(legacy_root_guest_mode, HOST_ADDRESS_SPACE, ENTRY_CONTROLS, "",
    "\"IA-32e mode guest\" is 0 if the processor is outside IA-32e mode.",
    LAB_HOST, e->host_ia32e || !ENTRY(IA32E_MODE_GUEST))
RULE(legacy_root_host_size, HOST_ADDRESS_SPACE, EXIT_CONTROLS, "",
    "\"host address-space size\" is 0 if the processor is outside IA-32e "
    "mode.",
    LAB_HOST, e->host_ia32e || !EXIT(HOST_ADDRESS_SPACE_SIZE))
RULE(ia32e_root_host_size, HOST_ADDRESS_SPACE, EXIT_CONTROLS, "",
    "\"host address-space size\" is 1 if the processor is in IA-32e mode.",
    LAB_HOST, !e->host_ia32e || EXIT(HOST_ADDRESS_SPACE_SIZE))
RULE(legacy_host_guest_mode, HOST_ADDRESS_SPACE, ENTRY_CONTROLS, "",
    "\"IA-32e mode guest\" is 0 if \"host address-space size\" is 0.",
    LAB_HOST, EXIT(HOST_ADDRESS_SPACE_SIZE) || !ENTRY(IA32E_MODE_GUEST))
RULE(legacy_host_pcide, HOST_ADDRESS_SPACE, HOST_CR4, "",
    "PCIDE in the host CR4 is 0 if \"host address-space size\" is 0.",
    LAB_HOST, EXIT(HOST_ADDRESS_SPACE_SIZE) || !(V(HOST_CR4) & CR4_PCIDE))
RULE(legacy_host_rip, HOST_ADDRESS_SPACE, HOST_RIP, "",
    "Bits 63:32 of the host RIP are 0 if \"host address-space size\" is 0.",
    LAB_HOST, EXIT(HOST_ADDRESS_SPACE_SIZE) || fits_32(V(HOST_RIP)))
RULE(ia32e_host_pae, HOST_ADDRESS_SPACE, HOST_CR4, "",
    "PAE in the host CR4 is 1 if \"host address-space size\" is 1.",
    LAB_HOST, !EXIT(HOST_ADDRESS_SPACE_SIZE) || (V(HOST_CR4) & CR4_PAE))
RULE(ia32e_host_rip, HOST_ADDRESS_SPACE, HOST_RIP, "",
    "The host RIP is a canonical address if \"host address-space size\" "
    "is 1.",
    LAB_HOST, !EXIT(HOST_ADDRESS_SPACE_SIZE) || canonical(e, V(HOST_RIP)))
/* clang-format on */
