/*
 * How to break each rule for the host-state area; see test_rules.c.
 */

/* clang-format off */

/* 26.2.2, "Checks on Host Control Registers and MSRs" */
BREAK(host_cr0_required, GUEST_64, OFF(HOST_CR0, CR0_NE))
BREAK(host_cr0_forbidden, GUEST_64, ON(HOST_CR0, 1ull << 32))
BREAK(host_cr4_required, GUEST_64, OFF(HOST_CR4, CR4_VMXE))
BREAK(host_cr4_forbidden, GUEST_64, ON(HOST_CR4, 1 << 15))
BREAK(host_cr3_physical, GUEST_64, ON(HOST_CR3, 1ull << 36))
BREAK(host_sysenter_esp, GUEST_64, SET(HOST_IA32_SYSENTER_ESP, 1ull << 47))
BREAK(host_sysenter_eip, GUEST_64, SET(HOST_IA32_SYSENTER_EIP, 1ull << 48))
BREAK(host_perf_global_ctrl, GUEST_LOADS,
    SET(HOST_IA32_PERF_GLOBAL_CTRL, 1ull << 35))
BREAK(host_pat, GUEST_LOADS, SET(HOST_IA32_PAT, 0x0007040600030406))
BREAK(host_efer_reserved, GUEST_LOADS, ON(HOST_IA32_EFER, 1 << 1))
BREAK(host_efer_lma, GUEST_LOADS, OFF(HOST_IA32_EFER, EFER_LMA))
BREAK(host_efer_lme, GUEST_LOADS, OFF(HOST_IA32_EFER, EFER_LME))

/* 26.2.3, "Checks on Host Segment and Descriptor-Table Registers" */
BREAK(host_es_rpl_ti, GUEST_64, ON(HOST_ES_SELECTOR, 3))
BREAK(host_cs_rpl_ti, GUEST_64, ON(HOST_CS_SELECTOR, 4))
BREAK(host_ss_rpl_ti, GUEST_64, ON(HOST_SS_SELECTOR, 1))
BREAK(host_ds_rpl_ti, GUEST_64, ON(HOST_DS_SELECTOR, 2))
BREAK(host_fs_rpl_ti, GUEST_64, ON(HOST_FS_SELECTOR, 4))
BREAK(host_gs_rpl_ti, GUEST_64, ON(HOST_GS_SELECTOR, 4))
BREAK(host_tr_rpl_ti, GUEST_64, ON(HOST_TR_SELECTOR, 3))
BREAK(host_cs_null, GUEST_64, SET(HOST_CS_SELECTOR, 0))
BREAK(host_tr_null, GUEST_64, SET(HOST_TR_SELECTOR, 0))
BREAK(host_ss_null, HOST_32, SET(HOST_SS_SELECTOR, 0))
BREAK(host_fs_base, GUEST_64, SET(HOST_FS_BASE, 1ull << 47))
BREAK(host_gs_base, GUEST_64, SET(HOST_GS_BASE, 1ull << 63))
BREAK(host_gdtr_base, GUEST_64, SET(HOST_GDTR_BASE, 0xfffe800000000000))
BREAK(host_idtr_base, GUEST_64, SET(HOST_IDTR_BASE, 1ull << 47))
BREAK(host_tr_base, GUEST_64, SET(HOST_TR_BASE, 1ull << 47))

/* 26.2.4, "Checks Related to Address-Space Size" */
BREAK_WITH(legacy_root_guest_mode,
    ("legacy_host_guest_mode", "guest_ia32e_pae"), HOST_32,
    ON(ENTRY_CONTROLS, ENTRY_IA32E_MODE_GUEST))
BREAK(legacy_root_host_size, HOST_32, ON(HOST_CR4, CR4_PAE),
    ON(EXIT_CONTROLS, EXIT_HOST_ADDRESS_SPACE_SIZE))
BREAK(ia32e_root_host_size, HOST_32, ROOT_IA32E)
BREAK_WITH(legacy_host_guest_mode, ("ia32e_root_host_size"), GUEST_64,
    OFF(EXIT_CONTROLS, EXIT_HOST_ADDRESS_SPACE_SIZE),
    SET(HOST_RIP, 0x100000))
BREAK(legacy_host_pcide, HOST_32, ON(HOST_CR4, CR4_PCIDE))
BREAK(legacy_host_rip, HOST_32, SET(HOST_RIP, 1ull << 32))
BREAK(ia32e_host_pae, GUEST_64, OFF(HOST_CR4, CR4_PAE))
BREAK(ia32e_host_rip, GUEST_64, SET(HOST_RIP, 1ull << 47))
/* clang-format on */
