/*
 * Pages of all sizes, and what lies behind them.
 */
T(remapped, 64, "mov L0, %eax", "18 at=7 ax=3030303",
    EDIT(TO(1, P0, R | WB, P2)))
T(large_2m, flat, "mov 0x40001000, %eax", "18 at=5 ax=2020202",
    EDIT(TO(3, 0x40000000, R | W | X, EPT + 0x2000),
    TO(2, 0, R | W | X | WB | LARGE, PROBE)))
T(large_1g, flat, "mov 0x45002ffc, %eax; movl $7, 0x45002ffc; "
    "mov P2 + 0xffc, %ecx; "
    "add %ecx, %eax", "18 at=17 ax=303030a",
    EDIT(TO(3, 0x40000000, R | W | WB | LARGE, 0)))
T(large_1g_rights, flat, "mov %eax, 0x45002ffc",
    "48 q=18a l=45002ffc p=45002ffc at=0",
    EDIT(TO(3, 0x40000000, R | WB | LARGE, 0)))
T(machine, flat, "mov 0x4c000000, %eax; movl $7, 0x4c000000; "
    "add 0x4c000000, %eax",
    "18 at=15 ax=fffffffe", EDIT(TO(3, 0x40000000, R | W | X | WB | LARGE, 0)))
T(machine_page, flat, "mov P0, %eax; movl $7, P0; mov P0, %eax",
    "18 at=14 ax=ffffffff", EDIT(TO(1, P0, R | W | X | WB, 0x0e000000)))
T(machine_tables, flat, "mov 0x40000000, %eax", "49 p=40000000 at=0",
    EDIT(TO(3, 0x40000000, R | W | X, 0x0c000000)))
T(machine_cr3, 64, "nop", "2 at=0", SET(FIELD(GUEST_CR3, 0x0c000000)))
T(two_names, 64, "movl $9, L0; mov L1, %eax", "18 at=12 ax=9",
    EDIT(TO(1, P1, R | W | WB, P0)))
T(code, flat, "mov $0x45000000, %eax; jmp *%eax", "18 at=0 ax=45000000",
    EDIT(TO(3, 0x40000000, R | X | WB | LARGE, 0)), .prepare = prepare_code)

/* Accessed and dirty flags for EPT; 28.2. */
T(flags_off, 64, "mov %eax, L0", "18 at=7 ax=0 flags=0000", .flags_of = P0)
T(flags_untouched, 64, "nop", "18 at=1 ax=0 flags=1110", SET(ACCESSED_DIRTY),
    .flags_of = P0)
T(flags_read, 64, "mov L0, %eax", "18 at=7 ax=1010101 flags=1111",
    SET(ACCESSED_DIRTY), .flags_of = P0)
T(flags_write, 64, "mov %eax, L0", "18 at=7 ax=0 flags=1113",
    SET(ACCESSED_DIRTY), .flags_of = P0)
T(flags_read_write, 64, "mov L0, %eax; mov %eax, L0",
    "18 at=e ax=1010101 flags=1113",
    SET(ACCESSED_DIRTY), .flags_of = P0)
T(flags_fetch, 64, "mov $L0, %eax; jmp *%rax", "18 at=0 ax=20000000 flags=1111",
    SET(ACCESSED_DIRTY), .prepare = prepare_code, .flags_of = P0)
T(flags_2m, 64, "mov 0x06000000, %eax; xor %eax, %eax; vmcall; "
    "mov %eax, 0x06000000",
    "18 at=9 ax=0; 18 at=13 ax=0 flags=113", SET(ACCESSED_DIRTY),
    .flags_of = 0x06000000, .exits = 2)
T(flags_1g, flat, "mov 0x45000000, %eax", "18 at=5 ax=1010101 flags=11",
    EDIT(TO(3, 0x40000000, R | WB | LARGE, 0)), SET(ACCESSED_DIRTY),
    .flags_of = 0x45000000)
T(flags_page_table, 64, "mov L0, %eax", "18 at=7 ax=1010101 flags=1113",
    SET(ACCESSED_DIRTY), .flags_of = TABLES_64 + 0x3000)
T(flags_violation, 64, "mov %eax, L0",
    "48 q=18a l=20000000 p=5000000 at=0 flags=1110",
    EDIT(E(1, P0, R | WB)), SET(ACCESSED_DIRTY), .flags_of = P0)
T(flags_cleared, 64, "mov %eax, L0; vmcall; mov L0, %eax",
    "18 at=7 ax=0; 18 at=11 ax=0 flags=1111", SET(ACCESSED_DIRTY),
    .flags_of = P0, .exits = 2, .after = after_clear_flags)
