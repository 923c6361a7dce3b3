/*
 * The monitor trap flag.  25.5.2, "Monitor Trap Flag".  Bochs has none.
 */
#define MTF		PRIMARY(MONITOR_TRAP_FLAG)
#define M(id, mode, ...) T(id, mode, __VA_ARGS__, .daring = true)
M(mtf, 64, "nop; nop", SET(MTF), .again = 2)
M(mtf_pushf, 64, "pushf; pop %rax; nop", SET(MTF), .again = 3)
M(mtf_popf, 64, "push $0x302; popf; nop; nop", SET(MTF), .again = 3)
M(mtf_tf, 64, "nop; nop", SET(MTF, TF_SET), .again = 2)
M(mtf_tf_pushf, 64, "pushf; pop %rax; nop", SET(MTF, TF_SET), .stop = 1)
M(mtf_iret, 64, IRET "nop", SET(MTF), .again = 8)
M(mtf_int, 64, "int $0x60; nop", SET(MTF), .again = 2)
M(mtf_int3, 64, "int3; nop", SET(MTF), .again = 2)
M(mtf_ud, 64, "ud2; nop", SET(MTF), .again = 2)
M(mtf_ud_exit, 64, "ud2; nop", SET(MTF, BITMAP(1 << VECTOR_UD)))
M(mtf_pf, 64, "mov HOLE, %rax; nop", SET(MTF), .again = 2)
M(mtf_cpuid, 64, "cpuid; nop", SET(MTF), .stop = 3)
M(mtf_cr4, 64, "mov %cr4, %rax; mov %rax, %cr4; nop", SET(MTF), .again = 3)
M(mtf_rep, 64, "mov $3, %ecx; mov $DATA, %edi; rep stosb; nop", SET(MTF),
    .again = 7)
M(mtf_inject, 64, "nop; nop", SET(MTF, INJECT(HARDWARE_EXCEPTION, VECTOR_UD)),
    .again = 1)
M(mtf_inject_np, 64, "nop; nop", SET(MTF, INJECT(HARDWARE_EXCEPTION,
    VECTOR_UD)), .again = 1, .absent = 1ull << VECTOR_UD)
M(mtf_injected, 64, "nop; nop", SET(INJECT(OTHER_EVENT, 0)), .again = 1)
M(mtf_sti, 64, "sti; nop; nop", SET(MTF), .again = 2)
M(mtf_mov_ss, 64, "mov %ss, %eax; mov %eax, %ss; nop; nop", SET(MTF),
    .again = 3)
M(mtf_mov_ss_tf, 64, "mov %ecx, %ss; nop; nop", SET(MTF, TF_SET), .again = 1,
    .prepare = prepare_selector)
M(mtf_block_mov_ss, 64, "nop; nop", SET(MTF, BLOCK(MOV_SS)), .again = 1)
M(mtf_hlt, 64, "hlt; nop", SET(MTF, EXTERNAL, IF_SET))
M(mtf_interrupt, 64, "nop; nop", SET(MTF, IF_SET), HOST,
    .prepare = prepare_interrupt)
M(mtf_interrupt_exit, 64, "nop; nop", SET(MTF, EXTERNAL, IF_SET), HOST,
    .prepare = prepare_interrupt)
M(mtf_window, 64, "nop; nop", SET(MTF, WINDOW, IF_SET))
M(mtf_window_sti, 64, "sti; nop; nop", SET(MTF, WINDOW), .again = 2)
M(mtf_timer, 64, "nop; nop", SET(MTF, PIN(PREEMPTION_TIMER)),
    .prepare = prepare_time_0)
M(mtf_nmi, 64, NMI "nop; nop", SET(MTF), .again = 2)
M(mtf_debug, 64, "nop; nop", SET(MTF, FIELD(GUEST_PENDING_DEBUG, 0x1001)),
    .again = 1)
M(mtf_far, 64, "ljmp *mtf_pointer(%rip)\nmtf_pointer: .long CODE + 12\n"
    ".word SEL_CODE_32\n.code32\nnop; nop; nop\n.code64", SET(MTF), .again = 2)
M(mtf, 32, "pushf; pop %eax; nop", SET(MTF), .again = 3)
M(mtf, v86, "pushf; pop %ax; nop", SET(MTF), .again = 3)
M(mtf_syscall, 64, "mov $0xc0000081, %ecx; xor %eax, %eax; "
    "mov $0x200008, %edx; wrmsr; inc %ecx; xor %edx, %edx; "
    "mov $STUBS + 16 * 0x70, %eax; wrmsr; "
    "mov $0xc0000080, %ecx; rdmsr; or $1, %eax; wrmsr; syscall; nop",
    SET(PRIMARY(MSR_BITMAPS), MTF), .again = 14,
    .stop = 15)
#undef MTF
#undef M
#undef NMI
#undef NMI_EXITING
#undef NMI_WINDOW
#undef IRET
#undef IRET_BAD
#undef SHADOW
#undef VTPR
#undef IPI
#undef LATER
#undef EXTERNAL
#undef ACK
#undef WINDOW
#undef IF_SET
#undef TF_SET
#undef BLOCK
#undef HALTED
#undef INJECT
#undef HOST
/* clang-format on */
