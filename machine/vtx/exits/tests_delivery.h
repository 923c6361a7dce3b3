/*
 * Exceptions during the delivery of an event: double and triple faults, and
 * IDT-vectoring information.  27.2.4, "Information for VM Exits During
 * Event Delivery"; Vol. 3A, 6.15, interrupt 8.
 */

/* clang-format off */
#define ON(vector)	SET(BITMAP(1 << VECTOR_##vector))

T4(triple, "ud2", .prepare = prepare_no_idt)
T(triple_int, 64, "int3", .prepare = prepare_no_idt)
T(np_ud, 64, "ud2", ON(NP), .absent = 1ull << VECTOR_UD)
T32(np_ud, "ud2", ON(NP), .absent = 1ull << VECTOR_UD)
T(np_ud, v86, "ud2", ON(NP), .absent = 1ull << VECTOR_UD)
T(np_ud_off, 64, "ud2", .absent = 1ull << VECTOR_UD)
T32(np_ud_off, "ud2", .absent = 1ull << VECTOR_UD)
T(np_de, 64, "xor %ecx, %ecx; div %ecx", ON(NP), .absent = 1ull << VECTOR_DE)
T(df_de_off, 64, "xor %ecx, %ecx; div %ecx", .absent = 1ull << VECTOR_DE)
T32(df_de_off, "xor %ecx, %ecx; div %ecx", .absent = 1ull << VECTOR_DE)
T(df_de, 64, "xor %ecx, %ecx; div %ecx", ON(DF), .absent = 1ull << VECTOR_DE)
T32(df_de, "xor %ecx, %ecx; div %ecx", ON(DF), .absent = 1ull << VECTOR_DE)
T(df_gp, 64, "mov $0x1234, %eax; mov %ax, %ds", ON(DF),
    .absent = 1ull << VECTOR_GP)
T(df_pf, 64, "mov HOLE, %rax", ON(DF), .absent = 1ull << VECTOR_PF)
T(df_pf_off, 64, "mov HOLE, %rax", .absent = 1ull << VECTOR_PF)
T(np_pf, 64, "mov HOLE, %rax", ON(NP), .absent = 1ull << VECTOR_PF)
T(np_gp_error, 64, "mov $0x1234, %eax; mov %ax, %ds", ON(NP),
    .absent = 1ull << VECTOR_GP)
T(triple_df, 64, "xor %ecx, %ecx; div %ecx",
    .absent = 1ull << VECTOR_DE | 1ull << VECTOR_DF)
T32(triple_df, "xor %ecx, %ecx; div %ecx",
    .absent = 1ull << VECTOR_DE | 1ull << VECTOR_DF)
T(np_df, 64, "xor %ecx, %ecx; div %ecx", ON(NP),
    .absent = 1ull << VECTOR_DE | 1ull << VECTOR_DF)
T(np_int, 64, "int $0x30", ON(NP), .absent = 1ull << 0x30)
T32(np_int, "int $0x30", ON(NP), .absent = 1ull << 0x30)
T(np_int_off, 64, "int $0x30", .absent = 1ull << 0x30)
T(np_int, v86, "int $0x30", ON(NP), .absent = 1ull << 0x30)
T(np_int3, 64, "int3", ON(NP), .absent = 1ull << VECTOR_BP)
T32(np_int3, "int3", ON(NP), .absent = 1ull << VECTOR_BP)
T(np_int3_off, 64, "int3", .absent = 1ull << VECTOR_BP)
T32(np_into, "movb $0x7f, %al; incb %al; into", ON(NP),
    .absent = 1ull << VECTOR_OF)
T(np_int1, 64, ".byte 0xf1", ON(NP), .absent = 1ull << VECTOR_DB)
T(np_int1_off, 64, ".byte 0xf1", .absent = 1ull << VECTOR_DB)
T(np_step, 64, "pushf; orb $1, 1(%rsp); popf; nop; nop", ON(NP),
    .absent = 1ull << VECTOR_DB)
T(gp_int_limit, 64, "int $0x80", ON(GP), .prepare = prepare_short_idt)
T(gp_int_limit_off, 64, "int $0x80", .prepare = prepare_short_idt)
T(gp_int_dpl, 64user, "int $0x30", ON(GP), .prepare = prepare_gate_dpl)
T(gp_int_dpl_off, 64user, "int $0x30", .prepare = prepare_gate_dpl)
T(gp_int3_dpl, 64user, "int3", ON(GP), .prepare = prepare_gate_dpl)
T(pf_stack, 64, "mov $HOLE + 16, %esp; ud2", ON(PF))
T(pf_stack_int, 64, "mov $HOLE + 16, %esp; int $0x30", ON(PF))
T32(pf_stack, "mov $HOLE + 16, %esp; ud2", ON(PF))
T(pf_stack_off, 64, "mov $HOLE + 16, %esp; ud2", .prepare = prepare_ist)
T(df_pf_pf, 64, "mov $HOLE + 16, %esp; mov HOLE, %rax", .prepare = prepare_ist)
T(pf_pf, 64, "mov $HOLE + 16, %esp; mov HOLE, %rax", ON(PF))
T(triple_stack, 64, "mov $HOLE + 16, %esp; ud2")
T32(triple_stack, "mov $HOLE + 16, %esp; ud2")
T(ss_stack, 64, "movabs $0x1000000000000000, %rsp; ud2", ON(SS))
T(task_gate, 32, "int $0x30", .prepare = prepare_task_gate)
T(task_gate_ud, 32, "ud2", .prepare = prepare_task_gate)
T(task_call, 32, "lcall $SEL_TASK, $0", .prepare = prepare_task_call)
T(task_jmp, 32, "ljmp $SEL_TASK, $0", .prepare = prepare_task_call)
T(task_iret, 32, "pushf; orb $0x40, 1(%esp); popf; iret",
    .prepare = prepare_task_iret)
T(task_jmp_busy, 32, "ljmp $SEL_TASK, $0")
T(task_gate_absent, 32, "int $0x30", ON(NP), .prepare = prepare_task_absent)
#undef ON
/* clang-format on */
