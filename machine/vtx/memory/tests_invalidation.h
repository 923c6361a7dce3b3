/*
 * INVEPT, INVVPID and VPIDs.
 */
T(invept_revokes, 64, "mov L0, %eax; vmcall; mov L0, %eax",
    "18 at=7 ax=1010101; 48 q=181 l=20000000 p=5000000 at=a", .exits = 2,
    .after = after_revoke)
T(invept_all, 64, "mov L0, %eax; vmcall; mov L0, %eax",
    "18 at=7 ax=1010101; 18 at=11 ax=2020202", .exits = 2, .after = after_remap)
T(invept_in_guest, 64, "invept 0x10(%rbx,%rcx,4), %r9; invvpid DATA, %rax; "
    "invept %fs:0(%rip), %rdx", "50 q=10 info=91858102 at=0; "
    "53 q=4002000 info=8418100 at=8; 50 q=400001c info=28420100 at=12",
    .exits = 3)
T(vpid, 64, "mov L0, %eax; vmcall; mov %cr3, %rcx; mov %rcx, %cr3; "
    "mov L1, %eax",
    "18 at=7 ax=1010101; 18 at=17 ax=2020202",
    SET(SECONDARY(VPID), FIELD(VPID, 5)), .exits = 2)
T(vpid_zero, 64, "nop", "no entry, error 7", SET(SECONDARY(VPID)))
