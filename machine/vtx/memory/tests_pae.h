/*
 * PDPTE registers, and CR3 behind EPT.  4.4.1, "PDPTE Registers"; 26.3.2,
 * "Loading Guest State".
 */
T(pdptes_of_vmcs, pae, "mov L0, %eax; mov %cr3, %ecx; mov L1, %eax",
    "18 at=d ax=2020202", .prepare = prepare_other_pdpt)
T(pdptes_saved, pae, "mov $P2, %eax; mov %eax, %cr3; mov L0, %eax",
    "18 at=d ax=1010101 cr0=80000031 cr3=5002000 cr4=2020 efer=0 "
    "cs=18,0,ffffffff,c09b ds=10,0,ffffffff,c093 "
    "pdptes=5105001,0,5105201,0", .prepare = prepare_other_pdpt,
    .show_mode = true)
T(pdptes_third, pae, "mov $P2 + 0x18, %eax; mov %eax, %cr3; mov %cr3, %eax",
    "18 at=b ax=5002018", .prepare = prepare_other_pdpt, .exits = 1,
    SET(FIELD(GUEST_PDPTE2, (TABLES_PAE + 0x1000) | 1)))
T(pdptes_bad, pae, "mov $P2, %eax; mov %eax, %cr3", "0 i=80000b0d at=5",
    .prepare = prepare_bad_pdpt, SET(FIELD(EXCEPTION_BITMAP, 1 << 13)))
T(pdptes_absent, pae, "mov $P2, %eax; mov %eax, %cr3", "48 q=1 p=5002000 at=5",
    EDIT(E(1, P2, 0)))
T(pdptes_bad_entry, pae, "nop", "no entry 33 q=2 at=0",
    SET(FIELD(GUEST_PDPTE3, 3)))
T(pae_enabled, flat, "mov $0x2020, %eax; mov %eax, %cr4; "
    "mov $TABLES_PAE, %eax; "
    "mov %eax, %cr3; mov %cr0, %eax; bts $31, %eax; mov %eax, %cr0; "
    "mov L0, %eax", "18 at=1f ax=1010101 cr0=80000031 cr3=5104000 cr4=2020 "
    "efer=0 cs=18,0,ffffffff,c09b ds=10,0,ffffffff,c093 pdptes=5105001,0,0,0",
    .show_mode = true)
T(pae_left, pae, "mov %cr0, %eax; btr $31, %eax; mov %eax, %cr0; mov P1, %eax",
    "18 at=f ax=2020202 cr0=31 cr3=5104000 cr4=2020 efer=0 "
    "cs=18,0,ffffffff,c09b ds=10,0,ffffffff,c093", .show_mode = true)
T(pae_pge, pae, "mov %cr4, %eax; xor $0x80, %eax; mov %eax, %cr4; mov L0, %eax",
    "18 at=10 ax=1010101")
T(cr3_exits, pae, "mov %cr3, %eax; mov $P2, %ecx; mov %ecx, %cr3; "
    "mov $P1, %ecx; "
    "mov %ecx, %cr3", "28 q=13 at=0; 28 q=103 at=10", .exits = 2,
    .prepare = prepare_other_pdpt, SET(PRIMARY(CR3_LOAD_EXITING),
    PRIMARY(CR3_STORE_EXITING), FIELD(CR3_TARGET_COUNT, 1),
    FIELD(CR3_TARGET_VALUE_0, P2)))
T(invlpg, pae, "invlpg L0", "14 q=20000000 at=0", SET(PRIMARY(INVLPG_EXITING)))
T(cr3_exits, 64, "mov %cr3, %rsi; mov %rsi, %cr3", "28 q=613 at=0; "
    "28 q=603 at=3",
    .exits = 2, SET(PRIMARY(CR3_LOAD_EXITING), PRIMARY(CR3_STORE_EXITING)))
