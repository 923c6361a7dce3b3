/*
 * Accesses to the guest's page tables, which are behind EPT, too.
 * 28.2.3.2: with flags for EPT they count as writes.
 */
T(walk_absent, 64, "mov L0 + 8, %eax", "48 q=81 l=20000008 p=5103000 at=0",
    EDIT(E(1, TABLES_64 + 0x3000, 0)))
T(walk_absent, 32, "mov L0 + 8, %eax", "48 q=81 l=20000008 p=5108000 at=0",
    EDIT(E(1, TABLES_32 + 0x1000, 0)))
T(walk_absent, pae, "mov L0 + 8, %eax", "48 q=81 l=20000008 p=5106000 at=0",
    EDIT(E(1, TABLES_PAE + 0x2000, 0)))
T(walk_second, 64, "mov L1, %eax", "48 q=81 l=20001000 p=5103008 at=0",
    EDIT(E(1, TABLES_64 + 0x3000, 0)))
T(walk_write, 64, "mov %eax, L0 + 8", "48 q=81 l=20000008 p=5103000 at=0",
    EDIT(E(1, TABLES_64 + 0x3000, 0)))
T(walk_fetch, 64, "nop", "48 q=81 l=4000000 p=5102100 at=0",
    EDIT(E(1, TABLES_64 + 0x2000, 0)))
T(walk_push, 64, "mov $L1, %esp; push %rax",
    "48 q=81 l=20000ff8 p=5103000 at=5",
    EDIT(E(1, TABLES_64 + 0x3000, 0)))
T(walk_flags, 64, "mov L0, %eax", "48 q=8b l=20000000 p=5103000 at=0",
    EDIT(E(1, TABLES_64 + 0x3000, R | WB)), SET(ACCESSED_DIRTY))
T(walk_flags_absent, 64, "mov L0, %eax", "48 q=83 l=20000000 p=5103000 at=0",
    EDIT(E(1, TABLES_64 + 0x3000, 0)), SET(ACCESSED_DIRTY))
T(walk_misconfigured, 64, "mov L0, %eax", "49 p=5103000 at=0",
    EDIT(E(1, TABLES_64 + 0x3000, W | WB)))
T(walk_read_only, 64, "mov L0, %eax; mov %eax, L0; mov L1, %ecx",
    "48 q=8a l=20000000 p=5103000 at=0",
    EDIT(E(1, TABLES_64 + 0x3000, R | WB)))
T(walk_sets_flag, 64, "mov L0, %eax", "48 q=8a l=20000000 p=5103000 at=0",
    EDIT(E(1, TABLES_64 + 0x3000, R | WB)), .prepare = prepare_not_accessed)
T(table_written, 64, "mov L0, %eax; mov $0, %ecx; mov %ecx, 0x05103008; "
    "mov L1, %eax",
    "48 q=8a l=20000000 p=5103000 at=0",
    EDIT(E(1, TABLES_64 + 0x3000, R | WB)))
