/*
 * How to break each rule for the guest-state area, but for segments, and
 * for the MSRs an entry loads; see test_rules.c.
 */

/* clang-format off */

/* 26.3.1.1, "Checks on Guest Control Registers, Debug Registers, and MSRs" */
BREAK(guest_cr0_required, GUEST_64, OFF(GUEST_CR0, CR0_NE))
BREAK_WITH(guest_cr0_required, ("guest_cr0_paging"), GUEST_32,
    OFF(GUEST_CR0, CR0_PE))
BREAK(guest_cr0_forbidden, GUEST_64, ON(GUEST_CR0, 1ull << 32))
BREAK(guest_cr0_paging, GUEST_REAL, ON(GUEST_CR0, CR0_PG))
BREAK(guest_cr4_required, GUEST_64, OFF(GUEST_CR4, CR4_VMXE))
BREAK(guest_cr4_forbidden, GUEST_64, ON(GUEST_CR4, 1 << 22))
BREAK(guest_debugctl, GUEST_LOADS, ON(GUEST_IA32_DEBUGCTL, 1 << 2))
BREAK_WITH(guest_ia32e_paging, ("guest_cr0_required"), GUEST_64,
    OFF(GUEST_CR0, CR0_PG))
BREAK(guest_ia32e_pae, GUEST_64, OFF(GUEST_CR4, CR4_PAE))
BREAK(guest_legacy_pcide, GUEST_32, ON(GUEST_CR4, CR4_PCIDE))
BREAK(guest_cr3_physical, GUEST_64, ON(GUEST_CR3, 1ull << 36))
BREAK(guest_dr7, GUEST_LOADS, ON(GUEST_DR7, 1ull << 32))
BREAK(guest_sysenter_esp, GUEST_64, SET(GUEST_IA32_SYSENTER_ESP, 1ull << 47))
BREAK(guest_sysenter_eip, GUEST_64, SET(GUEST_IA32_SYSENTER_EIP, 1ull << 47))
BREAK(guest_perf_global_ctrl, GUEST_LOADS,
    SET(GUEST_IA32_PERF_GLOBAL_CTRL, 1ull << 63))
BREAK(guest_pat, GUEST_LOADS, SET(GUEST_IA32_PAT, 0x0800000000000000))
BREAK(guest_efer_reserved, GUEST_LOADS, ON(GUEST_IA32_EFER, 1ull << 32))
BREAK(guest_efer_lma, GUEST_LOADS, OFF(GUEST_IA32_EFER, EFER_LMA | EFER_LME))
BREAK(guest_efer_lme, GUEST_LOADS, OFF(GUEST_IA32_EFER, EFER_LME))
BREAK(guest_bndcfgs_reserved, GUEST_LOADS, ON(GUEST_IA32_BNDCFGS, 1 << 11))
BREAK(guest_bndcfgs_address, GUEST_LOADS,
    SET(GUEST_IA32_BNDCFGS, 1ull << 47))
BREAK(guest_rtit_ctl, GUEST_LOADS, ON(GUEST_IA32_RTIT_CTL, 1 << 18))

/* 26.3.1.3, "Checks on Guest Descriptor-Table Registers" */
BREAK(guest_gdtr_base, GUEST_64, SET(GUEST_GDTR_BASE, 1ull << 47))
BREAK(guest_idtr_base, GUEST_64, SET(GUEST_IDTR_BASE, 1ull << 47))
BREAK(guest_gdtr_limit, GUEST_64, SET(GUEST_GDTR_LIMIT, 0x10000))
BREAK(guest_idtr_limit, GUEST_64, SET(GUEST_IDTR_LIMIT, 0xffffffff))

/* 26.3.1.4, "Checks on Guest RIP and RFLAGS" */
BREAK(guest_rip_32, GUEST_32, SET(GUEST_RIP, 1ull << 32))
BREAK(guest_rip_32, GUEST_64, SET(GUEST_RIP, 1ull << 48),
    SET(GUEST_CS_ACCESS_RIGHTS, 0xc09b))
BREAK(guest_rip_64, GUEST_64, SET(GUEST_RIP, 1ull << 48))
BREAK(guest_rflags_reserved, GUEST_64, ON(GUEST_RFLAGS, 1 << 15))
BREAK(guest_rflags_bit_1, GUEST_64, OFF(GUEST_RFLAGS, 1 << 1))
BREAK(guest_rflags_vm, GUEST_V8086,
    ON(ENTRY_CONTROLS, ENTRY_IA32E_MODE_GUEST), ON(GUEST_CR4, CR4_PAE))
BREAK(guest_rflags_if, GUEST_64, INJECT(0, 0x20, 0))

/* 26.3.1.5, "Checks on Guest Non-Register State" */
BREAK(activity_supported, GUEST_64, SET(GUEST_ACTIVITY_STATE, 4))
BREAK(activity_hlt_dpl, GUEST_V8086, SET(GUEST_ACTIVITY_STATE, 1))
BREAK(activity_blocking, GUEST_64, SET(GUEST_ACTIVITY_STATE, 1),
    SET(GUEST_INTERRUPTIBILITY, 2))
BREAK(activity_hlt_event, GUEST_64, SET(GUEST_ACTIVITY_STATE, 1),
    INJECT(3, 6, 0))
BREAK(activity_shutdown_event, GUEST_64, SET(GUEST_ACTIVITY_STATE, 2),
    INJECT(0, 0x20, 0), ON(GUEST_RFLAGS, RFLAGS_IF))
BREAK(activity_sipi_event, GUEST_64, SET(GUEST_ACTIVITY_STATE, 3),
    INJECT(2, 2, 0))
BREAK(activity_sipi_smm, HOST_SMM, SET(GUEST_ACTIVITY_STATE, 3),
    OFF(ENTRY_CONTROLS, ENTRY_DEACTIVATE_DUAL_MONITOR),
    ON(ENTRY_CONTROLS, ENTRY_TO_SMM), SET(VMCS_LINK_POINTER, 0xc000))
BREAK(interruptibility_reserved, GUEST_64, ON(GUEST_INTERRUPTIBILITY, 1 << 5))
BREAK(interruptibility_both, GUEST_64, SET(GUEST_INTERRUPTIBILITY, 3),
    ON(GUEST_RFLAGS, RFLAGS_IF))
BREAK(interruptibility_sti_if, GUEST_64, SET(GUEST_INTERRUPTIBILITY, 1))
BREAK(interrupt_sti, GUEST_64, SET(GUEST_INTERRUPTIBILITY, 1),
    INJECT(0, 0x20, 0), ON(GUEST_RFLAGS, RFLAGS_IF))
BREAK(interrupt_mov_ss, GUEST_64, SET(GUEST_INTERRUPTIBILITY, 2),
    INJECT(0, 0x20, 0), ON(GUEST_RFLAGS, RFLAGS_IF))
BREAK(nmi_mov_ss, GUEST_64, SET(GUEST_INTERRUPTIBILITY, 2), INJECT(2, 2, 0))
BREAK(smi_blocking_outside_smm, GUEST_64, SET(GUEST_INTERRUPTIBILITY, 4))
BREAK(smi_blocking_entry_to_smm, HOST_SMM, SET(GUEST_INTERRUPTIBILITY, 0),
    OFF(ENTRY_CONTROLS, ENTRY_DEACTIVATE_DUAL_MONITOR),
    ON(ENTRY_CONTROLS, ENTRY_TO_SMM), SET(VMCS_LINK_POINTER, 0xc000))
BREAK(nmi_sti, GUEST_64, SET(GUEST_INTERRUPTIBILITY, 1), INJECT(2, 2, 0),
    ON(GUEST_RFLAGS, RFLAGS_IF))
BREAK(nmi_blocked, GUEST_64, SET(GUEST_INTERRUPTIBILITY, 8), INJECT(2, 2, 0),
    ON(PIN_BASED_CONTROLS, PIN_NMI_EXITING | PIN_VIRTUAL_NMIS))
BREAK_WITH(enclave_mov_ss, ("enclave_needs_sgx"), GUEST_64,
    SET(GUEST_INTERRUPTIBILITY, 0x12))
BREAK(enclave_needs_sgx, GUEST_64, SET(GUEST_INTERRUPTIBILITY, 0x10))
BREAK(pending_reserved, GUEST_64, ON(GUEST_PENDING_DEBUG, 1 << 13))
BREAK(pending_bs_set, GUEST_64, ON(GUEST_RFLAGS, RFLAGS_TF),
    SET(GUEST_ACTIVITY_STATE, 1))
BREAK(pending_bs_clear, GUEST_64, SET(GUEST_PENDING_DEBUG, 1 << 14),
    SET(GUEST_INTERRUPTIBILITY, 2))
BREAK_WITH(pending_rtm_bits, ("pending_rtm_supported"), GUEST_64,
    SET(GUEST_PENDING_DEBUG, 1 << 16))
BREAK(pending_rtm_supported, GUEST_64,
    SET(GUEST_PENDING_DEBUG, 1 << 16 | 1 << 12))
BREAK_WITH(pending_rtm_mov_ss, ("pending_rtm_supported"), GUEST_64,
    SET(GUEST_PENDING_DEBUG, 1 << 16 | 1 << 12),
    SET(GUEST_INTERRUPTIBILITY, 2))
BREAK(link_aligned, GUEST_LINKED, SET(VMCS_LINK_POINTER, 0xb008))
BREAK(link_physical, GUEST_LINKED, ON(VMCS_LINK_POINTER, 1ull << 36))
BREAK(link_revision, GUEST_LINKED, MEMORY(0xb000, 0x5eec))
BREAK(link_shadow, GUEST_LINKED, MEMORY(0xb000, 0x80005eed))
BREAK(link_current, GUEST_LINKED, SET(VMCS_LINK_POINTER, 0xa000),
    MEMORY(0xa000, 0x5eed))
BREAK(link_executive, HOST_SMM, SET(VMCS_LINK_POINTER, 0xc000))

/* 26.3.1.6, "Checks on Guest Page-Directory-Pointer-Table Entries" */
BREAK(pdpte0_in_memory, GUEST_PAE, MEMORY(0x2020, 0x3003))
BREAK(pdpte1_in_memory, GUEST_PAE, MEMORY(0x2028, 0x3001 | 1ull << 36))
BREAK(pdpte2_in_memory, GUEST_PAE, MEMORY(0x2030, 0x3101))
BREAK(pdpte3_in_memory, GUEST_PAE, MEMORY(0x2038, 0x3001 | PTE_NX))
BREAK(pdpte0, GUEST_EPT_PAE, SET(GUEST_PDPTE0, 0x3005))
BREAK(pdpte1, GUEST_EPT_PAE, SET(GUEST_PDPTE1, 0x3021))
BREAK(pdpte2, GUEST_EPT_PAE, SET(GUEST_PDPTE2, 0x3081))
BREAK(pdpte3, GUEST_EPT_PAE, SET(GUEST_PDPTE3, ~0ull))

/* 26.4, "Loading MSRs": the second entry of two */
BREAK(msr_fs_base, GUEST_MSRS, MEMORY(0x7040, 0xc0000100))
BREAK(msr_gs_base, GUEST_MSRS, MEMORY(0x7040, 0xc0000101))
BREAK(msr_x2apic, GUEST_MSRS, MEMORY(0x7040, 0x808))
BREAK(msr_smm_only, GUEST_MSRS, MEMORY(0x7040, 0x9b))
BREAK(msr_model_specific, GUEST_MSRS, MEMORY(0x7040, 0x79))
BREAK(msr_reserved, GUEST_MSRS, MEMORY(0x7040, 0xc0000082 | 1ull << 32))
BREAK(msr_writable, GUEST_MSRS, MEMORY(0x7048, 1ull << 47))
/* clang-format on */
