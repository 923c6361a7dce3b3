/*
 * EPT violations of the guest's own accesses.  28.2.3.2, "EPT Violations";
 * table 27-7, "Exit Qualification for EPT Violations".
 */
T(none, 64, "mov L0, %eax", "18 at=7 ax=1010101")
T(read_absent, 64, "mov L0 + 8, %eax", "48 q=181 l=20000008 p=5000008 at=0",
    EDIT(E(1, P0, 0)))
T(write_absent, 64, "mov %eax, L0", "48 q=182 l=20000000 p=5000000 at=0",
    EDIT(E(1, P0, 0)))
T(fetch_absent, 64, "mov $L0, %eax; jmp *%rax",
    "48 q=184 l=20000000 p=5000000 at=0", EDIT(E(1, P0, 0)))
T(read_only, 64, "mov L0, %eax; vmcall; mov %eax, L0",
    "18 at=7 ax=1010101; 48 q=18a l=20000000 p=5000000 at=a",
    EDIT(E(1, P0, R | WB)), .exits = 2)
T(no_execute, 64, "mov L0, %eax; mov %eax, L0; vmcall; mov $L0, %eax; "
    "jmp *%rax",
    "18 at=e ax=1010101; 48 q=19c l=20000000 p=5000000 at=0",
    EDIT(E(1, P0, R | W | WB)), .exits = 2)
T(execute, 64, "mov $L0, %eax; jmp *%rax", "18 at=0 ax=20000000",
    EDIT(E(1, P0, R | X | WB)), .prepare = prepare_code)
T(level_2, 64, "mov %eax, 0x06000000", "48 q=182 l=6000000 p=6000000 at=0",
    EDIT(E(2, 0x06000000, 0)))
T(level_2_rights, 64, "mov %eax, 0x06000000",
    "48 q=18a l=6000000 p=6000000 at=0", EDIT(E(2, 0x06000000, R | WB | LARGE)))
T(above_rights, 64, "mov $0x06000000, %eax; jmp *%rax",
    "48 q=19c l=6000000 p=6000000 at=0",
    EDIT(E(2, 0x06000000, R | W | WB | LARGE)))
T(and_of_levels, flat, "mov %eax, 0x40000000",
    "48 q=1aa l=40000000 p=40000000 at=0",
    EDIT(TO(3, 0x40000000, R | X, EPT + 0x2000)))
T(level_3, flat, "mov 0x40000123, %eax", "48 q=181 l=40000123 p=40000123 at=0")
T(level_4, flat, "nop", "48 q=184 l=4000000 p=4000000 at=0", EDIT(E(4, 0, 0)))
T(level_4, 64, "nop", "48 q=81 l=4000000 p=5100000 at=0", EDIT(E(4, 0, 0)))
T(beyond, 64, "mov L0, %eax", "18 at=7 ax=ffffffff",
    EDIT(TO(1, P0, R | W | X | WB, 0x7f00000000)))
T(straddling_read, 64, "mov L0 + 0xffc, %rax",
    "48 q=181 l=20001000 p=5001000 at=0", EDIT(E(1, P1, 0)))
T(straddling_write, 64, "mov %rax, L0 + 0xffc",
    "48 q=182 l=20001000 p=5001000 at=0", EDIT(E(1, P1, 0)))
T(straddling_code, 64, "mov $L0 + 0xffe, %eax; jmp *%rax",
    "48 q=184 l=20001000 p=5001000 at=ffe", EDIT(E(1, P1, 0)),
    .prepare = prepare_straddling)
T(push, 64, "mov $L1, %esp; push %rax", "48 q=18a l=20000ff8 p=5000ff8 at=5",
    EDIT(E(1, P0, R | WB)))
T(push, flat, "mov $P1, %esp; push %eax", "48 q=18a l=5000ffc p=5000ffc at=5",
    EDIT(E(1, P0, R | WB)))
T(pop, 64, "mov $L0, %esp; pop %rax", "48 q=181 l=20000000 p=5000000 at=5",
    EDIT(E(1, P0, 0)))
T(call, 64, "mov $L1, %esp; call 1f; 1:", "48 q=182 l=20000ff8 p=5000ff8 at=5",
    EDIT(E(1, P0, 0)))
T(ret, 64, "mov $L0, %esp; ret", "48 q=181 l=20000000 p=5000000 at=5",
    EDIT(E(1, P0, 0)))
T(leave, 64, "mov $L0, %ebp; leave", "48 q=181 l=20000000 p=5000000 at=5",
    EDIT(E(1, P0, 0)))
T(movs_from, 64, "mov $L0 + 4, %esi; mov $L1 + 8, %edi; movsl",
    "48 q=181 l=20000004 p=5000004 at=a", EDIT(E(1, P0, 0)))
T(movs_to, 64, "mov $L0 + 4, %esi; mov $L1 + 8, %edi; movsl",
    "48 q=182 l=20001008 p=5001008 at=a", EDIT(E(1, P1, 0)))
T(rep_stos, 64, "mov $L0 + 0xff0, %edi; mov $32, %ecx; rep stosb; nop",
    "48 q=182 l=20001000 p=5001000 at=a", EDIT(E(1, P1, 0)))
T(lods, 64, "mov $L0, %esi; lodsb", "48 q=181 l=20000000 p=5000000 at=5",
    EDIT(E(1, P0, 0)))
T(xlat, 64, "mov $L0, %ebx; mov $5, %eax; xlat",
    "48 q=181 l=20000005 p=5000005 at=a", EDIT(E(1, P0, 0)))
T(sse, 64, "mov %cr4, %rax; or $0x200, %eax; mov %rax, %cr4; "
    "movups L0 + 0xff8, %xmm0",
    "48 q=181 l=20001000 p=5001000 at=b", EDIT(E(1, P1, 0)))
T(lgdt, 64, "lgdt L1 - 2", "48 q=181 l=20001000 p=5001000 at=0", EDIT(E(1,
    P1, 0)))
T(descriptor, 64, "mov $0x28, %eax; mov %ax, %ds",
    "48 q=181 l=20000028 p=5000028 at=5", EDIT(E(1, P0, 0)),
    SET(FIELD(GUEST_GDTR_BASE, L0)))
T(lmsw, 64, "lmsw L0 + 2", "48 q=181 l=20000002 p=5000002 at=0",
    EDIT(E(1, P0, 0)))
T(smsw, 64, "smsw L0 + 2", "48 q=18a l=20000002 p=5000002 at=0",
    SET(FIELD(CR0_GUEST_HOST_MASK, 8)), EDIT(E(1, P0, R | WB)))
T(page_fault_first, 64, "mov 0x30000000, %eax", "0 q=30000000 i=80000b0e at=0",
    SET(FIELD(EXCEPTION_BITMAP, 1 << 14)), EDIT(E(1, P0, 0)))
T(granted, 64, "mov L0, %eax; mov $0x42, %al; mov %al, L0; mov L0, %eax",
    "48 q=181 l=20000000 p=5000000 at=0; 18 at=17 ax=1010142",
    EDIT(E(1, P0, 0)), .exits = 2, .after = after_grant)
T(violation, 32, "mov L0 + 8, %eax", "48 q=181 l=20000008 p=5000008 at=0",
    EDIT(E(1, P0, 0)))
T(violation, pae, "mov %eax, L0 + 8", "48 q=18a l=20000008 p=5000008 at=0",
    EDIT(E(1, P0, R | WB)))
T(violation, real, "mov $0x900, %ax; mov %ax, %ds; mov 4, %al",
    "48 q=181 l=9004 p=9004 at=5", EDIT(E(1, 0x9000, 0)))

/* 27.3.3: accesses save RF as 1, events what they would push. */
T(resume_flag, 64, "mov L0, %eax", "48 q=181 l=20000000 p=5000000 at=0 rf",
    EDIT(E(1, P0, 0)), .show_rf = true)
T(resume_flag_walk, 64, "mov L0, %eax", "49 p=5103000 at=0 rf",
    EDIT(E(1, TABLES_64 + 0x3000, W | WB)), .show_rf = true)
T(resume_flag_fault, 64, "ud2",
    "48 q=181 l=20000060 p=5000060 at=0 v=80000306 rf",
    SET(FIELD(GUEST_IDTR_BASE, L0)), EDIT(E(1, P0, 0)), .show_rf = true)
T(resume_flag_int, 64, "int $0x30",
    "48 q=181 l=20000300 p=5000300 at=0 v=80000430",
    SET(FIELD(GUEST_IDTR_BASE, L0)), EDIT(E(1, P0, 0)), .show_rf = true)
