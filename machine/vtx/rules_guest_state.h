/*
 * Rules for the rest of the guest-state area; the order of the manual.
 * 26.3.1.3 to 26.3.1.6.  See rules_table.h.
 */

/* clang-format off */
RULE(guest_gdtr_base, GUEST_DESCRIPTOR_TABLES, GUEST_GDTR_BASE, "",
    "The guest GDTR base is a canonical address.",
    LAB_GUEST, canonical(e, V(GUEST_GDTR_BASE)))
RULE(guest_idtr_base, GUEST_DESCRIPTOR_TABLES, GUEST_IDTR_BASE, "",
    "The guest IDTR base is a canonical address.",
    LAB_GUEST, canonical(e, V(GUEST_IDTR_BASE)))
RULE(guest_gdtr_limit, GUEST_DESCRIPTOR_TABLES, GUEST_GDTR_LIMIT, "",
    "Bits 31:16 of the guest GDTR limit are 0.",
    LAB_GUEST, V(GUEST_GDTR_LIMIT) <= 0xffff)
RULE(guest_idtr_limit, GUEST_DESCRIPTOR_TABLES, GUEST_IDTR_LIMIT, "",
    "Bits 31:16 of the guest IDTR limit are 0.",
    LAB_GUEST, V(GUEST_IDTR_LIMIT) <= 0xffff)

RULE(guest_rip_32, GUEST_RIP_RFLAGS, GUEST_RIP, "",
    "Bits 63:32 of the guest RIP are 0 if \"IA-32e mode guest\" or the CS L "
    "bit is 0.",
    LAB_GUEST, (ENTRY(IA32E_MODE_GUEST) &&
	(V(GUEST_CS_ACCESS_RIGHTS) & SEGMENT_L)) || fits_32(V(GUEST_RIP)))
RULE(guest_rip_64, GUEST_RIP_RFLAGS, GUEST_RIP, "",
    "The bits of the guest RIP above the linear-address width are equal if "
    "\"IA-32e mode guest\" and the CS L bit are 1.",
    LAB_GUEST, !ENTRY(IA32E_MODE_GUEST) ||
	!(V(GUEST_CS_ACCESS_RIGHTS) & SEGMENT_L) ||
	upper_bits_equal(e, V(GUEST_RIP)))
RULE(guest_rflags_reserved, GUEST_RIP_RFLAGS, GUEST_RFLAGS, "",
    "Bits 63:22, 15, 5 and 3 of the guest RFLAGS are 0.",
    LAB_GUEST, !(V(GUEST_RFLAGS) & RFLAGS_RESERVED))
RULE(guest_rflags_bit_1, GUEST_RIP_RFLAGS, GUEST_RFLAGS, "",
    "Bit 1 of the guest RFLAGS is 1.",
    LAB_GUEST, (V(GUEST_RFLAGS) & RFLAGS_FIXED) != 0)
RULE(guest_rflags_vm, GUEST_RIP_RFLAGS, GUEST_RFLAGS, "",
    "VM in the guest RFLAGS is 0 if \"IA-32e mode guest\" is 1 or the guest "
    "is in real mode.",
    LAB_HIDDEN, !virtual_8086(e) ||
	(!ENTRY(IA32E_MODE_GUEST) && protected_mode(e)))
RULE(guest_rflags_if, GUEST_RIP_RFLAGS, GUEST_RFLAGS, "",
    "IF in the guest RFLAGS is 1 if an external interrupt is injected.",
    LAB_INTERRUPTS, !injects(e, INTERRUPTION_EXTERNAL) ||
	(V(GUEST_RFLAGS) & RFLAGS_IF))

RULE(activity_supported, GUEST_NON_REGISTER, GUEST_ACTIVITY_STATE, "",
    "The activity state is 0 (active), or one of 1 (HLT), 2 (shutdown), "
    "3 (wait-for-SIPI) that IA32_VMX_MISC offers.",
    LAB_GUEST, activity_supported(e))
RULE(activity_hlt_dpl, GUEST_NON_REGISTER, GUEST_ACTIVITY_STATE, "",
    "The activity state is not HLT if the SS DPL is not 0.",
    LAB_INTERRUPTS, V(GUEST_ACTIVITY_STATE) != ACTIVITY_HLT ||
	dpl(V(GUEST_SS_ACCESS_RIGHTS)) == 0)
RULE(activity_blocking, GUEST_NON_REGISTER, GUEST_ACTIVITY_STATE, "",
    "The activity state is active if there is blocking by STI or MOV SS.",
    LAB_INTERRUPTS, V(GUEST_ACTIVITY_STATE) == ACTIVITY_ACTIVE ||
	!blocking(e, INTERRUPTIBILITY_STI | INTERRUPTIBILITY_MOV_SS))
RULE(activity_hlt_event, GUEST_NON_REGISTER, GUEST_ACTIVITY_STATE, "",
    "In the activity state HLT, an injected event is an external interrupt, "
    "an NMI, #DB, #MC or a pending MTF VM exit.",
    LAB_INTERRUPTS, V(GUEST_ACTIVITY_STATE) != ACTIVITY_HLT ||
	!injecting(e) || wakes_from_hlt(e))
RULE(activity_shutdown_event, GUEST_NON_REGISTER, GUEST_ACTIVITY_STATE, "",
    "In the activity state shutdown, an injected event is an NMI or #MC.",
    LAB_INTERRUPTS, V(GUEST_ACTIVITY_STATE) != ACTIVITY_SHUTDOWN ||
	!injecting(e) || wakes_from_shutdown(e))
RULE(activity_sipi_event, GUEST_NON_REGISTER, GUEST_ACTIVITY_STATE, "",
    "In the activity state wait-for-SIPI, no event is injected.",
    LAB_INTERRUPTS, V(GUEST_ACTIVITY_STATE) != ACTIVITY_WAIT_FOR_SIPI ||
	!injecting(e))
RULE(activity_sipi_smm, GUEST_NON_REGISTER, GUEST_ACTIVITY_STATE, "SMM",
    "The activity state is not wait-for-SIPI if \"entry to SMM\" is 1.",
    LAB_NONE, V(GUEST_ACTIVITY_STATE) != ACTIVITY_WAIT_FOR_SIPI ||
	!ENTRY(TO_SMM))

RULE(interruptibility_reserved, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY,
    "",
    "Bits 31:5 of the interruptibility state are 0.",
    LAB_GUEST, (V(GUEST_INTERRUPTIBILITY) & ~0x1full) == 0)
RULE(interruptibility_both, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY, "",
    "There is not both blocking by STI and blocking by MOV SS.",
    LAB_INTERRUPTS, !blocking(e, INTERRUPTIBILITY_STI) ||
	!blocking(e, INTERRUPTIBILITY_MOV_SS))
RULE(interruptibility_sti_if, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY, "",
    "There is no blocking by STI if IF in the guest RFLAGS is 0.",
    LAB_INTERRUPTS, !blocking(e, INTERRUPTIBILITY_STI) ||
	(V(GUEST_RFLAGS) & RFLAGS_IF))
RULE(interrupt_sti, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY, "",
    "There is no blocking by STI if an external interrupt is injected.",
    LAB_INTERRUPTS, !injects(e, INTERRUPTION_EXTERNAL) ||
	!blocking(e, INTERRUPTIBILITY_STI))
RULE(interrupt_mov_ss, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY, "",
    "There is no blocking by MOV SS if an external interrupt is injected.",
    LAB_INTERRUPTS, !injects(e, INTERRUPTION_EXTERNAL) ||
	!blocking(e, INTERRUPTIBILITY_MOV_SS))
RULE(nmi_mov_ss, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY, "",
    "There is no blocking by MOV SS if an NMI is injected.",
    LAB_INTERRUPTS, !injects(e, INTERRUPTION_NMI) ||
	!blocking(e, INTERRUPTIBILITY_MOV_SS))
RULE(smi_blocking_outside_smm, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY,
    "SMM",
    "There is no blocking by SMI outside SMM.",
    LAB_NONE, e->in_smm || !blocking(e, INTERRUPTIBILITY_SMI))
RULE(smi_blocking_entry_to_smm, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY,
    "SMM",
    "There is blocking by SMI if \"entry to SMM\" is 1.",
    LAB_NONE, !ENTRY(TO_SMM) || blocking(e, INTERRUPTIBILITY_SMI))
RULE(nmi_sti, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY, "",
    "There is no blocking by STI if an NMI is injected; a processor may "
    "require this, and this one does.",
    LAB_INTERRUPTS, !injects(e, INTERRUPTION_NMI) ||
	!blocking(e, INTERRUPTIBILITY_STI))
RULE(nmi_blocked, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY, "virtual NMIs",
    "There is no blocking by NMI if an NMI is injected and \"virtual NMIs\" "
    "is 1.",
    LAB_INTERRUPTS, !injects(e, INTERRUPTION_NMI) || !PIN(VIRTUAL_NMIS) ||
	!blocking(e, INTERRUPTIBILITY_NMI))
RULE(enclave_mov_ss, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY, "SGX",
    "There is no blocking by MOV SS if an enclave was interrupted, bit 4.",
    LAB_NONE, !blocking(e, INTERRUPTIBILITY_ENCLAVE) ||
	!blocking(e, INTERRUPTIBILITY_MOV_SS))
RULE(enclave_needs_sgx, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY, "SGX",
    "No enclave was interrupted, bit 4: this processor has no SGX.",
    LAB_NONE, !blocking(e, INTERRUPTIBILITY_ENCLAVE))

RULE(pending_reserved, GUEST_NON_REGISTER, GUEST_PENDING_DEBUG, "",
    "Bits 11:4, 13, 15 and 63:17 of the pending debug exceptions are 0.",
    LAB_GUEST, !(V(GUEST_PENDING_DEBUG) & PENDING_RESERVED))
RULE(pending_bs_set, GUEST_NON_REGISTER, GUEST_PENDING_DEBUG, "",
    "BS in the pending debug exceptions is 1 if the guest single-steps (TF "
    "is 1, BTF is 0) and is halted or blocked by STI or MOV SS.",
    LAB_INTERRUPTS, !step_matters(e) || !single_steps(e) ||
	(V(GUEST_PENDING_DEBUG) & PENDING_BS))
RULE(pending_bs_clear, GUEST_NON_REGISTER, GUEST_PENDING_DEBUG, "",
    "BS in the pending debug exceptions is 0 if the guest does not "
    "single-step (TF is 0 or BTF is 1) and is halted or blocked by STI or "
    "MOV SS.",
    LAB_INTERRUPTS, !step_matters(e) || single_steps(e) ||
	!(V(GUEST_PENDING_DEBUG) & PENDING_BS))
RULE(pending_rtm_bits, GUEST_NON_REGISTER, GUEST_PENDING_DEBUG, "RTM",
    "If RTM in the pending debug exceptions is 1, bit 12 is 1 and all "
    "others are 0.",
    LAB_NONE, !(V(GUEST_PENDING_DEBUG) & PENDING_RTM) ||
	V(GUEST_PENDING_DEBUG) ==
	(PENDING_RTM | PENDING_ENABLED_BREAKPOINT))
RULE(pending_rtm_supported, GUEST_NON_REGISTER, GUEST_PENDING_DEBUG, "RTM",
    "RTM in the pending debug exceptions is 0: this processor has no RTM.",
    LAB_NONE, !(V(GUEST_PENDING_DEBUG) & PENDING_RTM))
RULE(pending_rtm_mov_ss, GUEST_NON_REGISTER, GUEST_INTERRUPTIBILITY, "RTM",
    "There is no blocking by MOV SS if RTM in the pending debug exceptions "
    "is 1.",
    LAB_NONE, !(V(GUEST_PENDING_DEBUG) & PENDING_RTM) ||
	!blocking(e, INTERRUPTIBILITY_MOV_SS))

RULE(link_aligned, GUEST_NON_REGISTER, VMCS_LINK_POINTER, "",
    "The VMCS link pointer is all ones, or a multiple of 4096.",
    LAB_GUEST, V(VMCS_LINK_POINTER) == NO_LINK_POINTER ||
	aligned(V(VMCS_LINK_POINTER), 4096))
RULE(link_physical, GUEST_NON_REGISTER, VMCS_LINK_POINTER, "",
    "The VMCS link pointer is all ones, or within the physical-address "
    "width.",
    LAB_GUEST, V(VMCS_LINK_POINTER) == NO_LINK_POINTER ||
	reachable(e, V(VMCS_LINK_POINTER)))
RULE(link_revision, GUEST_NON_REGISTER, VMCS_LINK_POINTER, "",
    "The VMCS link pointer is all ones, or bits 30:0 of what it refers to "
    "are the VMCS revision identifier.",
    LAB_GUEST, !linked(e) || ((linked_revision(e) ^
	capability(e->caps, MSR_IA32_VMX_BASIC)) & VMX_BASIC_REVISION) == 0)
RULE(link_shadow, GUEST_NON_REGISTER, VMCS_LINK_POINTER, "",
    "The VMCS link pointer is all ones, or refers to a shadow VMCS if and "
    "only if \"VMCS shadowing\" is 1.",
    LAB_GUEST, !linked(e) || ((linked_revision(e) & SHADOW_VMCS) != 0) ==
	SECONDARY(VMCS_SHADOWING))
RULE(link_current, GUEST_NON_REGISTER, VMCS_LINK_POINTER, "",
    "The VMCS link pointer is not the current-VMCS pointer.",
    LAB_GUEST, V(VMCS_LINK_POINTER) == NO_LINK_POINTER ||
	(e->in_smm && !ENTRY(TO_SMM)) ||
	V(VMCS_LINK_POINTER) != e->vmcs_pointer)
RULE(link_executive, GUEST_NON_REGISTER, VMCS_LINK_POINTER, "SMM",
    "The VMCS link pointer is not the executive-VMCS pointer if SMM is left.",
    LAB_NONE, V(VMCS_LINK_POINTER) == NO_LINK_POINTER || !e->in_smm ||
	ENTRY(TO_SMM) ||
	V(VMCS_LINK_POINTER) != V(EXECUTIVE_VMCS_POINTER))

#define PDPTE_IN_MEMORY_RULE(n)						\
RULE(pdpte##n##_in_memory, GUEST_PDPTES, GUEST_CR3, "",			\
    "Entry " #n " of the page-directory-pointer table at the guest CR3, if " \
    "present, has no reserved bit set (2:1, 8:5 and those above the "	\
    "physical-address width).",						\
    LAB_GUEST, pdpte_in_memory_valid(e, n))

PDPTE_IN_MEMORY_RULE(0)
PDPTE_IN_MEMORY_RULE(1)
PDPTE_IN_MEMORY_RULE(2)
PDPTE_IN_MEMORY_RULE(3)
#undef PDPTE_IN_MEMORY_RULE

#define PDPTE_RULE(n)							\
RULE(pdpte##n, GUEST_PDPTES, GUEST_PDPTE##n, "EPT",			\
    "The guest PDPTE" #n ", if present, has no reserved bit set (2:1, 8:5 " \
    "and those above the physical-address width).",			\
    LAB_EPT, !SECONDARY(EPT) || !pae_paging(e) ||			\
	pdpte_valid(e, V(GUEST_PDPTE##n)))

PDPTE_RULE(0)
PDPTE_RULE(1)
PDPTE_RULE(2)
PDPTE_RULE(3)
#undef PDPTE_RULE
/* clang-format on */
