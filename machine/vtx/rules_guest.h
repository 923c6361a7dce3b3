/*
 * Rules for the guest's control registers, debug registers and MSRs; the
 * order of the manual.  26.3.1.1.  See rules_table.h.
 */

/* clang-format off */
RULE(guest_cr0_required, GUEST_CONTROL_REGISTERS, GUEST_CR0, "",
    "Every bit of the guest CR0 that is 1 in IA32_VMX_CR0_FIXED0 is 1; of an "
    "unrestricted guest, PE and PG may be 0.",
    LAB_GUEST,
    (checked_cr0(capability(e->caps, MSR_IA32_VMX_CR0_FIXED0)) &
	~V(GUEST_CR0) & ~(SECONDARY(UNRESTRICTED_GUEST) ?
	(uint64_t)CR0_PE | CR0_PG : 0)) == 0)
RULE(guest_cr0_forbidden, GUEST_CONTROL_REGISTERS, GUEST_CR0, "",
    "Every bit of the guest CR0 that is 0 in IA32_VMX_CR0_FIXED1 is 0.",
    LAB_GUEST,
    (checked_cr0(V(GUEST_CR0)) &
	~capability(e->caps, MSR_IA32_VMX_CR0_FIXED1)) == 0)
RULE(guest_cr0_paging, GUEST_CONTROL_REGISTERS, GUEST_CR0,
    "unrestricted guest",
    "PE in the guest CR0 is 1 if PG is 1.",
    LAB_HIDDEN, !paging(e) || protected_mode(e))
RULE(guest_cr4_required, GUEST_CONTROL_REGISTERS, GUEST_CR4, "",
    "Every bit of the guest CR4 that is 1 in IA32_VMX_CR4_FIXED0 is 1.",
    LAB_GUEST,
    (capability(e->caps, MSR_IA32_VMX_CR4_FIXED0) & ~V(GUEST_CR4)) == 0)
RULE(guest_cr4_forbidden, GUEST_CONTROL_REGISTERS, GUEST_CR4, "",
    "Every bit of the guest CR4 that is 0 in IA32_VMX_CR4_FIXED1 is 0.",
    LAB_GUEST,
    (V(GUEST_CR4) & ~capability(e->caps, MSR_IA32_VMX_CR4_FIXED1)) == 0)
RULE(guest_debugctl, GUEST_CONTROL_REGISTERS, GUEST_IA32_DEBUGCTL, "",
    "Reserved bits of the guest IA32_DEBUGCTL are 0 if the entry loads it.",
    LAB_GUEST, !ENTRY(LOAD_DEBUG_CONTROLS) ||
	!(V(GUEST_IA32_DEBUGCTL) & DEBUGCTL_RESERVED))
RULE(guest_ia32e_paging, GUEST_CONTROL_REGISTERS, GUEST_CR0, "",
    "PG in the guest CR0 is 1 if \"IA-32e mode guest\" is 1.",
    LAB_GUEST, !ENTRY(IA32E_MODE_GUEST) || paging(e))
RULE(guest_ia32e_pae, GUEST_CONTROL_REGISTERS, GUEST_CR4, "",
    "PAE in the guest CR4 is 1 if \"IA-32e mode guest\" is 1.",
    LAB_GUEST, !ENTRY(IA32E_MODE_GUEST) || (V(GUEST_CR4) & CR4_PAE))
RULE(guest_legacy_pcide, GUEST_CONTROL_REGISTERS, GUEST_CR4, "",
    "PCIDE in the guest CR4 is 0 if \"IA-32e mode guest\" is 0.",
    LAB_GUEST, ENTRY(IA32E_MODE_GUEST) || !(V(GUEST_CR4) & CR4_PCIDE))
RULE(guest_cr3_physical, GUEST_CONTROL_REGISTERS, GUEST_CR3, "",
    "The guest CR3 is within the physical-address width.",
    LAB_GUEST, physical(e, V(GUEST_CR3)))
RULE(guest_dr7, GUEST_CONTROL_REGISTERS, GUEST_DR7, "",
    "Bits 63:32 of the guest DR7 are 0 if the entry loads it.",
    LAB_GUEST, !ENTRY(LOAD_DEBUG_CONTROLS) || fits_32(V(GUEST_DR7)))
RULE(guest_sysenter_esp, GUEST_CONTROL_REGISTERS, GUEST_IA32_SYSENTER_ESP, "",
    "The guest IA32_SYSENTER_ESP is a canonical address.",
    LAB_GUEST, canonical(e, V(GUEST_IA32_SYSENTER_ESP)))
RULE(guest_sysenter_eip, GUEST_CONTROL_REGISTERS, GUEST_IA32_SYSENTER_EIP, "",
    "The guest IA32_SYSENTER_EIP is a canonical address.",
    LAB_GUEST, canonical(e, V(GUEST_IA32_SYSENTER_EIP)))
RULE(guest_perf_global_ctrl, GUEST_CONTROL_REGISTERS,
    GUEST_IA32_PERF_GLOBAL_CTRL, "IA32_PERF_GLOBAL_CTRL",
    "Reserved bits of the guest IA32_PERF_GLOBAL_CTRL are 0 if the entry "
    "loads it.",
    LAB_NONE, !ENTRY(LOAD_PERF_GLOBAL_CTRL) ||
	!(V(GUEST_IA32_PERF_GLOBAL_CTRL) & PERF_GLOBAL_RESERVED))
RULE(guest_pat, GUEST_CONTROL_REGISTERS, GUEST_IA32_PAT, "IA32_PAT",
    "Each byte of the guest IA32_PAT is 0, 1, 4, 5, 6 or 7 if the entry "
    "loads it.",
    LAB_GUEST, !ENTRY(LOAD_IA32_PAT) || pat_valid(V(GUEST_IA32_PAT)))
RULE(guest_efer_reserved, GUEST_CONTROL_REGISTERS, GUEST_IA32_EFER,
    "IA32_EFER",
    "Reserved bits of the guest IA32_EFER are 0 if the entry loads it.",
    LAB_GUEST, !ENTRY(LOAD_IA32_EFER) ||
	!(V(GUEST_IA32_EFER) & e->caps->efer_reserved))
RULE(guest_efer_lma, GUEST_CONTROL_REGISTERS, GUEST_IA32_EFER, "IA32_EFER",
    "LMA in the guest IA32_EFER equals \"IA-32e mode guest\" if the entry "
    "loads it.",
    LAB_GUEST, !ENTRY(LOAD_IA32_EFER) ||
	((V(GUEST_IA32_EFER) & EFER_LMA) != 0) == ENTRY(IA32E_MODE_GUEST))
RULE(guest_efer_lme, GUEST_CONTROL_REGISTERS, GUEST_IA32_EFER, "IA32_EFER",
    "LME in the guest IA32_EFER equals LMA if the entry loads it and PG in "
    "the guest CR0 is 1.",
    LAB_GUEST, !ENTRY(LOAD_IA32_EFER) || !paging(e) ||
	((V(GUEST_IA32_EFER) & EFER_LMA) != 0) ==
	((V(GUEST_IA32_EFER) & EFER_LME) != 0))
RULE(guest_bndcfgs_reserved, GUEST_CONTROL_REGISTERS, GUEST_IA32_BNDCFGS,
    "IA32_BNDCFGS",
    "Reserved bits, 11:2, of the guest IA32_BNDCFGS are 0 if the entry loads "
    "it.",
    LAB_NONE, !ENTRY(LOAD_IA32_BNDCFGS) ||
	!(V(GUEST_IA32_BNDCFGS) & BNDCFGS_RESERVED))
RULE(guest_bndcfgs_address, GUEST_CONTROL_REGISTERS, GUEST_IA32_BNDCFGS,
    "IA32_BNDCFGS",
    "The address in the guest IA32_BNDCFGS is canonical if the entry loads "
    "it.",
    LAB_NONE, !ENTRY(LOAD_IA32_BNDCFGS) ||
	canonical(e, V(GUEST_IA32_BNDCFGS)))
RULE(guest_rtit_ctl, GUEST_CONTROL_REGISTERS, GUEST_IA32_RTIT_CTL, "Intel PT",
    "Reserved bits of the guest IA32_RTIT_CTL are 0 if the entry loads it.",
    LAB_NONE, !ENTRY(LOAD_IA32_RTIT_CTL) ||
	!(V(GUEST_IA32_RTIT_CTL) & RTIT_CTL_RESERVED))
/* clang-format on */
