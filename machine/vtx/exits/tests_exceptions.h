/*
 * Exceptions that the bitmap turns into VM exits, or not.  25.2, "Other
 * Causes of VM Exits"; 27.2.2, "Information for VM Exits Due to Vectored
 * Events".
 */

/* clang-format off */
#define ON(vector)	SET(BITMAP(1 << VECTOR_##vector))
#define TRAP_NEXT	"pushf; orb $1, 1(%esp); popf; "
#define TRAP_NEXT_64	"pushf; orb $1, 1(%rsp); popf; "

T4(de, "xor %ecx, %ecx; div %ecx", ON(DE))
T4(de_off, "xor %ecx, %ecx; div %ecx")
T(de_user_off, 64user, "xor %ecx, %ecx; div %ecx")
T(db_step, 64, TRAP_NEXT_64 "nop; nop", ON(DB), .show = SHOW_DEBUG)
T32(db_step, TRAP_NEXT "nop; nop", ON(DB), .show = SHOW_DEBUG)
T(db_step_off, 64, TRAP_NEXT_64 "nop; nop")
T32(db_step_off, TRAP_NEXT "nop; nop")
T(db_step, v86, "pushf; pop %ax; or $0x100, %ax; push %ax; popf; nop; nop",
    ON(DB))
T(db_execute, 64, "mov $CODE + 17, %eax; mov %rax, %dr1; mov $4, %eax; "
    "mov %rax, %dr7; nop; nop; nop", ON(DB), .show = SHOW_DEBUG)
T(db_execute_off, 64, "mov $CODE + 17, %eax; mov %rax, %dr1; mov $4, %eax; "
    "mov %rax, %dr7; nop; nop; nop")
T(db_write, 64, "mov $DATA, %eax; mov %rax, %dr2; mov $0x01000020, %eax; "
    "mov %rax, %dr7; incb DATA; nop; nop", ON(DB), .show = SHOW_DEBUG)
T(db_write_off, 64, "mov $DATA, %eax; mov %rax, %dr2; mov $0x01000020, %eax; "
    "mov %rax, %dr7; incb DATA; nop; nop")
T(db_entry, 64, "nop; nop; nop", SET(BITMAP(1 << VECTOR_DB),
	FIELD(GUEST_DR7, 0x402)), .prepare = prepare_breakpoints)
T(db_entry_off, 64, "nop; nop; nop", SET(FIELD(GUEST_DR7, 0x402)),
    .prepare = prepare_breakpoints)
T(db_entry, 32, "nop; nop; nop", SET(BITMAP(1 << VECTOR_DB),
	FIELD(GUEST_DR7, 0x402)), .prepare = prepare_breakpoints)
T(db_entry_rf, 64, "jmp 2f; nop; 2: jmp 3f; 3: cpuid", SET(
	BITMAP(1 << VECTOR_DB), FIELD(GUEST_DR7, 0x408),
	FIELD(GUEST_RFLAGS, RFLAGS_RF)), .prepare = prepare_breakpoints,
    .stop = 1)
T(db_entry_write, 64, "nop; incb DATA; nop", SET(BITMAP(1 << VECTOR_DB),
	FIELD(GUEST_DR7, 0x1000420)), .prepare = prepare_breakpoints)
T(db_entry_disabled, 64, "nop; incb DATA; nop", SET(FIELD(GUEST_DR7,
	0x1000400)), .prepare = prepare_breakpoints)
T(db_mov_dr, 64, "mov $0x402, %eax; mov %rax, %dr7; mov $CODE + 17, %ecx; "
    "mov %rcx, %dr0; nop; nop", SET(BITMAP(1 << VECTOR_DB)), .show = SHOW_DEBUG)
T(db_gd, 64, "mov %dr0, %rax", SET(BITMAP(1 << VECTOR_DB),
	FIELD(GUEST_DR7, 0x2400)), .show = SHOW_DEBUG)
T(db_gd_off, 64, "mov %dr0, %rax", SET(FIELD(GUEST_DR7, 0x2400)))
T4(int1, ".byte 0xf1", ON(DB))
T4(int1_off, ".byte 0xf1")
T(int1_user, 64user, ".byte 0xf1")
T4(int3, "int3", ON(BP))
T4(int3_off, "int3")
T(int3_prefixed, 64, ".byte 0x66; int3", ON(BP))
T4(int_3, ".byte 0xcd, 3", ON(BP))
T4(int_n, "int $0x30", SET(BITMAP(~0u)))
T4(int_14, "int $14", SET(BITMAP(~0u)))
T(int_n_user, 64user, "int $0x41")
T32(into, "movb $0x7f, %al; incb %al; into", ON(OF))
T32(into_off, "movb $0x7f, %al; incb %al; into")
T32(into_not, "xor %eax, %eax; into; mov $1, %eax", ON(OF))
T(into_64, 64, ".byte 0xce")
T(into, v86, "movb $0x7f, %al; incb %al; into", ON(OF))
T32(bound, "bound %eax, DATA", ON(BR))
T32(bound_off, "bound %eax, DATA")
T4(ud, "ud2", ON(UD))
T4(ud_off, "ud2")
T(ud_user_off, 64user, "ud2")
T(nm, 64, "fnop", SET(BITMAP(1 << VECTOR_NM), FIELD(GUEST_CR0, 0x80010039)))
T32(nm, "fnop", SET(BITMAP(1 << VECTOR_NM), FIELD(GUEST_CR0, 0x80010039)))
T(nm_off, 64, "fnop", SET(FIELD(GUEST_CR0, 0x80010039)))
T(gp_ltr, 64, "mov $SEL_DATA, %eax; ltr %ax", ON(GP))
T(ts_off, 32, "push $0x4000; popf; iret", SET(BITMAP(0)))
T(ts, 32, "pushf; orb $0x40, 1(%esp); popf; iret", ON(TS))
T4(np, "mov $SEL_ABSENT, %eax; mov %ax, %es; xor %eax, %eax", ON(NP))
T(np_off, 64, "mov $SEL_ABSENT, %eax; mov %ax, %es")
T32(ss, "mov $SEL_ABSENT, %eax; mov %ax, %ss", ON(SS))
T(ss, 64, "mov $SEL_ABSENT, %eax; mov %ax, %ss", ON(SS))
T(ss_canonical, 64, "movabs $0x1000000000000000, %rbp; mov (%rbp), %rax",
    ON(SS))
T(ss_limit, v86, "mov $0xffff, %bp; mov (%bp), %ax", ON(SS))
T(ss_off, 64, "movabs $0x1000000000000000, %rbp; mov (%rbp), %rax")
T(gp, 64, "movabs $0x1000000000000000, %rbx; mov (%rbx), %rax", ON(GP))
T(gp_selector, 64, "mov $0x1234, %eax; mov %ax, %ds", ON(GP))
T32(gp_selector, "mov $0x1234, %eax; mov %ax, %ds", ON(GP))
T(gp_limit, v86, "mov $0xffff, %bx; mov (%bx), %ax", ON(GP))
T32(gp_small, "mov $SEL_SMALL, %eax; mov %ax, %ds; mov 0x100, %al", ON(GP))
T32(gp_small_off, "mov $SEL_SMALL, %eax; mov %ax, %ds; mov 0x100, %al")
T(gp_user, 64user, "hlt", ON(GP))
T(gp_user_off, 64user, "hlt")
T(gp_user_off, 32user, "hlt")
T(gp_user_off, v86, "hlt")
T(gp_msr, 64, "mov $0x5f, %ecx; rdmsr", SET(BITMAP(1 << VECTOR_GP),
	PRIMARY(MSR_BITMAPS)))
T(gp_cr, 64, "mov %cr0, %rax; and $~0x20, %eax; mov %rax, %cr0", ON(GP))
T(ud_vmx, compat, "vmxoff", ON(UD))
T(mf_none, 64, "fnop; fwait; inc %rax")

#define PF(mask, match)							\
	SET(BITMAP(1 << VECTOR_PF), FIELD(PAGE_FAULT_ERROR_MASK, mask),	\
	    FIELD(PAGE_FAULT_ERROR_MATCH, match))
#define PF_CLEAR(mask, match)						\
	SET(FIELD(PAGE_FAULT_ERROR_MASK, mask),				\
	    FIELD(PAGE_FAULT_ERROR_MATCH, match))
T(pf, 64, "mov HOLE, %rax", ON(PF))
T32(pf, "mov HOLE + 5, %eax", ON(PF))
T(pf, v86, "mov $0xf000, %bx; mov -0x2000(%bx), %ax", ON(PF))
T(pf_write, 64, "mov %rax, HOLE + 8", ON(PF))
T(pf_cross, 64, "mov %rax, HOLE - 3", ON(PF))
T(pf_read_only, 64, "mov %rax, READ_ONLY", ON(PF))
T(pf_fetch, 64, "mov $HOLE, %eax; jmp *%rax", ON(PF))
T(pf_nx, 64, "mov $NO_EXECUTE, %eax; jmp *%rax", ON(PF))
T(pf_fetch, 32, "mov $HOLE, %eax; jmp *%eax", ON(PF))
T(pf_user, 64user, "mov SUPERVISOR, %rax", ON(PF))
T(pf_user_write, 32user, "mov %eax, SUPERVISOR", ON(PF))
T(pf_off, 64, "mov HOLE, %rax")
T32(pf_off, "mov %eax, HOLE + 5")
T(pf_off, v86, "mov $0xf000, %bx; mov -0x2000(%bx), %ax")
T(pf_user_off, 64user, "mov %rax, READ_ONLY")
T(pf_match, 64, "mov %rax, HOLE", PF(2, 2))
T(pf_match_not, 64, "mov HOLE, %rax", PF(2, 2))
T(pf_never, 64, "mov HOLE, %rax", PF(0, 1))
T(pf_clear_match, 64, "mov %rax, HOLE", PF_CLEAR(2, 2))
T(pf_clear_match_not, 64, "mov HOLE, %rax", PF_CLEAR(2, 2))
T(pf_clear_all, 64, "mov HOLE, %rax", PF_CLEAR(0, 1))
T(pf_present, 64, "mov %rax, READ_ONLY", PF(3, 1))
T(pf_present_not, 64, "mov %rax, READ_ONLY", PF(3, 3))
T(pf_operand, 64, "smsw HOLE", SET(BITMAP(1 << VECTOR_PF),
	FIELD(CR0_GUEST_HOST_MASK, 1)))
T(pf_operand_off, 64, "smsw HOLE", SET(FIELD(CR0_GUEST_HOST_MASK, 1)))

/* A trap behind an instruction that may be emulated. */
#define STEP(id, text, ...)						\
	T(id, 64, TRAP_NEXT_64 text "; nop; nop", __VA_ARGS__)
STEP(step_cr0, "mov %rax, %cr0; nop", .prepare = prepare_step_cr0)
STEP(step_cr4, "mov %cr4, %rax")
STEP(step_smsw, "smsw %rax", SET(FIELD(CR0_GUEST_HOST_MASK, 8)))
STEP(step_clts, "clts", SET(FIELD(CR0_GUEST_HOST_MASK, 8)))
STEP(step_rdmsr, "rdmsr", SET(PRIMARY(MSR_BITMAPS)),
    .prepare = prepare_step_msr)
STEP(step_rdmsr_exit, "rdmsr", SET(PRIMARY(MSR_BITMAPS),
    BITMAP(1 << VECTOR_DB)),
    .prepare = prepare_step_msr, .show = SHOW_DEBUG)
STEP(step_wbinvd, "wbinvd")
STEP(step_cpuid, "cpuid", .stop = 1)
STEP(step_hlt, "hlt", SET(PRIMARY(HLT_EXITING)), .stop = 1)
T(step_in, 64, "mov $0x9000, %edx; " TRAP_NEXT_64 "inb %dx, %al; nop",
    SET(PRIMARY(IO_BITMAPS)))
STEP(step_rdtsc_exit, "rdtsc", SET(PRIMARY(RDTSC_EXITING)), .stop = 1)
STEP(step_int, "int $0x30")
STEP(step_int3_exit, "int3", ON(BP))
STEP(step_gp, "mov $0x5f, %ecx; rdmsr", SET(PRIMARY(MSR_BITMAPS)))
T(step_cr4, 32, TRAP_NEXT "mov %cr4, %eax; nop; nop", ON(DB))
#undef STEP
#undef PF
#undef PF_CLEAR
#undef ON
/* clang-format on */
