/*
 * Control registers: masks, shadows, targets.  25.1.3; 25.3, "Changes to
 * Instruction Behavior in VMX Non-Root Operation"; table 27-3.
 */

/* clang-format off */
#define CR0_OWNED(mask, shadow)						\
	SET(FIELD(CR0_GUEST_HOST_MASK, mask), FIELD(CR0_READ_SHADOW, shadow))
#define CR4_OWNED(mask, shadow)						\
	SET(FIELD(CR4_GUEST_HOST_MASK, mask), FIELD(CR4_READ_SHADOW, shadow))
#define HIDDEN	0x8005002bull		/* a shadow unlike the register */

T(cr0_read, 64, "mov %cr0, %r8; mov %cr0, %rax", CR0_OWNED(~0ull, HIDDEN))
T32(cr0_read, "mov %cr0, %eax", CR0_OWNED(~0ull, HIDDEN))
T(cr0_read_some, 64, "mov %cr0, %rax; smsw %rcx; smsw %edx; smsw %bx; "
    "smsw DATA",
    CR0_OWNED(0xc, 0x4))
T32(smsw, "smsw %ecx; smsw %bx; smsw DATA; smsw %fs:2", CR0_OWNED(0xc, 0x4))
T(smsw, v86, "smsw %ax; smsw (0)", CR0_OWNED(0xc, 0x4))
T(smsw, 64user, "smsw %rax; smsw DATA", CR0_OWNED(0xc, 0x4))
T(smsw_hole, 64, "smsw HOLE", CR0_OWNED(0xc, 0x4))
T(smsw_read_only, 64user, "smsw READ_ONLY", CR0_OWNED(0xc, 0x4))
T(smsw_plain, 64, "smsw %rax")
T(cr0_write, 64, "mov %cr0, %rax; or $8, %eax; mov %rax, %cr0; mov %cr0, %rcx; "
    "and $~8, %eax; mov %rax, %cr0", CR0_OWNED(0x8, 0x8), .show = SHOW_CR)
T32(cr0_write, "mov %cr0, %edi; or $8, %edi; mov %edi, %cr0; xor $0xa, %edi; "
    "mov %edi, %cr0", CR0_OWNED(0x8, 0x8), .show = SHOW_CR)
T(cr0_free, 64, "mov %cr0, %rax; or $0xe, %eax; mov %rax, %cr0; mov %cr0, %rcx",
    .show = SHOW_CR)
T(cr0_fixed, 64, "mov %cr0, %rax; and $~0x20, %eax; mov %rax, %cr0")
T(cr0_fixed_pg, 32, "mov %cr0, %eax; and $0x7fffffff, %eax; mov %eax, %cr0")
T(cr0_fixed_owned, 64, "mov %cr0, %rax; and $~0x20, %eax; mov %rax, %cr0",
    CR0_OWNED(0x20, 0x0), .show = SHOW_CR)
T(cr0_upper, 64, "mov %cr0, %rax; bts $32, %rax; mov %rax, %cr0",
    CR0_OWNED(0x8, 0x0))
T(cr0_combination, 64, "mov %cr0, %rax; bts $29, %rax; mov %rax, %cr0")
T(cr0_et, 64, "mov %cr0, %rax; and $~0x10, %eax; mov %rax, %cr0; "
    "mov %cr0, %rcx",
    .show = SHOW_CR)
T(cr0_reserved, 64, "mov %cr0, %rax; or $0x1000, %eax; mov %rax, %cr0; "
    "mov %cr0, %rcx", .show = SHOW_CR)
T(cr0_nw, 64, "mov %cr0, %rax; or $0x60000000, %eax; mov %rax, %cr0; "
    "mov %cr0, %rcx", .show = SHOW_CR)
T(cr0_user, 64user, "mov %rax, %cr0", CR0_OWNED(~0ull, 0))
T(cr0_read_user, 64user, "mov %cr0, %rax", CR0_OWNED(~0ull, 0))
T(cr0_v86, v86, "mov %eax, %cr0", CR0_OWNED(~0ull, 0))
T(clts_user, 64user, "clts", CR0_OWNED(8, 8))

T4(clts_free, "clts", SET(FIELD(GUEST_CR0, 0x8001003b)), .show = SHOW_CR)
T(clts_owned, 64, "clts", SET(FIELD(CR0_GUEST_HOST_MASK, 8),
	FIELD(GUEST_CR0, 0x8001003b)), .show = SHOW_CR)
T(clts_exit, 64, "clts", CR0_OWNED(8, 8))
T32(clts_exit, "clts", CR0_OWNED(8, 8))
T(clts_prefixed, 64, ".byte 0x66; clts", CR0_OWNED(8, 8))

T(lmsw, 64, "mov $0x5e, %eax; lmsw %ax; lmsw DATA; lmsw 2(%rip)",
    CR0_OWNED(0xf, 0x1))
T(lmsw_seg, 64, "lmsw %fs:4; lmsw %r15w", CR0_OWNED(0xf, 0x1))
T32(lmsw, "mov $0x5e, %eax; lmsw %ax; lmsw DATA; lmsw %gs:1(%bx)",
    CR0_OWNED(0xf, 0x1), .stop = 2)
T(lmsw_free, 64, "mov $0xfffe, %ecx; lmsw %cx; mov %cr0, %rax", .show = SHOW_CR)
T(lmsw_pe, 64, "mov $0, %ecx; lmsw %cx; mov %cr0, %rax", CR0_OWNED(0x1, 0x1),
    .show = SHOW_CR)
T(lmsw_pe_shadow, 64, "mov $1, %ecx; lmsw %cx", CR0_OWNED(0x1, 0x0))
T(lmsw_partly, 64, "mov $0xe, %ecx; lmsw %cx; mov %cr0, %rax",
    CR0_OWNED(0x8, 0x8), .show = SHOW_CR)
T(lmsw_et, 64, "mov $0x10, %ecx; lmsw %cx", CR0_OWNED(0x30, 0x30))
T(lmsw_hole, 64, "lmsw HOLE", CR0_OWNED(0xf, 0x1))
T(lmsw_user, 64user, "lmsw %ax", CR0_OWNED(0xf, 0x1))

T(cr3, 64, "mov %cr3, %rsi; mov %r14, %cr3", SET(PRIMARY(CR3_LOAD_EXITING),
	PRIMARY(CR3_STORE_EXITING)))
T32(cr3, "mov %cr3, %esi; mov %ebp, %cr3; mov %cr3, %esp",
    SET(PRIMARY(CR3_LOAD_EXITING), PRIMARY(CR3_STORE_EXITING)))
T(cr3_user, 64user, "mov %cr3, %rsi", SET(PRIMARY(CR3_STORE_EXITING)))
T(cr3_target, 64, "mov $TABLES_64, %eax; mov %rax, %cr3; mov $TABLES_32, %eax; "
    "mov %rax, %cr3; or $0x18, %eax; mov %rax, %cr3",
    SET(PRIMARY(CR3_LOAD_EXITING),
	FIELD(CR3_TARGET_COUNT, 4), FIELD(CR3_TARGET_VALUE_3, TABLES_64),
	FIELD(CR3_TARGET_VALUE_1, TABLES_32 + 0x10)))
T(cr3_target_count, 64, "mov $TABLES_64, %eax; mov %rax, %cr3",
    SET(PRIMARY(CR3_LOAD_EXITING), FIELD(CR3_TARGET_COUNT, 1),
	FIELD(CR3_TARGET_VALUE_1, TABLES_64)))
T(cr3_target, 32, "mov $TABLES_32, %eax; mov %eax, %cr3; mov %cr3, %ecx",
    SET(PRIMARY(CR3_LOAD_EXITING), FIELD(CR3_TARGET_COUNT, 1),
	FIELD(CR3_TARGET_VALUE_0, TABLES_32)))
T(cr3_off, 64, "mov $TABLES_64 + 0x18, %eax; mov %rax, %cr3; mov %cr3, %rcx",
    .show = SHOW_CR)
T(cr3_pdpte, pae, "mov $TABLES_PAE, %eax; mov %eax, %cr3; movb $7, DATA; "
    "mov $DATA, %eax; mov %eax, %cr3")
T(cr3_pdpte_exit, pae, "movb $7, DATA; mov $DATA, %eax; mov %eax, %cr3",
    SET(PRIMARY(CR3_LOAD_EXITING)))
T(cr3_reserved, 64, "bts $62, %rax; mov %rax, %cr3")
T(cr3_reserved_exit, 64, "bts $62, %rax; mov %rax, %cr3",
    SET(PRIMARY(CR3_LOAD_EXITING)))

T(cr8, 64, "mov %cr8, %r9; mov %rdi, %cr8; mov %rsp, %cr8",
    SET(PRIMARY(CR8_LOAD_EXITING), PRIMARY(CR8_STORE_EXITING)))
T(cr8_off, 64, "mov $5, %eax; mov %rax, %cr8; mov %cr8, %rcx; xor %eax, %eax; "
    "mov %rax, %cr8; mov %cr8, %rdx")
T(cr8_gp, 64, "mov $0x10, %eax; mov %rax, %cr8")
T(cr8_user, 64user, "mov %cr8, %rax", SET(PRIMARY(CR8_STORE_EXITING)))

T(cr4_read, 64, "mov %cr4, %r8", CR4_OWNED(~0ull, 0x20))
T(cr4_vmxe, 64, "mov %cr4, %rax; and $~0x2000, %eax; mov %rax, %cr4",
    CR4_OWNED(0x2000, 0))
T(cr4_vmxe_set, 64, "mov %cr4, %rax; bts $13, %rax; mov %rax, %cr4",
    CR4_OWNED(0x2000, 0))
T(cr4_fixed, 64, "mov %cr4, %rax; and $~0x2000, %eax; mov %rax, %cr4")
T(cr4_pae, 64, "mov %cr4, %rax; and $~0x20, %eax; mov %rax, %cr4")
T(cr4_write, 64, "mov %cr4, %rax; or $0x84, %eax; mov %rax, %cr4; "
    "mov %cr4, %rcx",
    CR4_OWNED(0x2000, 0x2000), .show = SHOW_CR)
T(cr4_reserved, 64, "mov %cr4, %rax; bts $30, %rax; mov %rax, %cr4")
T(cr4_upper, 64, "mov %cr4, %rax; bts $40, %rax; mov %rax, %cr4")
T32(cr4_write, "mov %cr4, %eax; xor $0x4, %eax; mov %eax, %cr4; "
    "mov %cr4, %ecx; "
    "xor $0x2000, %eax; mov %eax, %cr4", CR4_OWNED(0x2000, 0x2000),
    .show = SHOW_CR)
T(cr4_user, 64user, "mov %rax, %cr4", CR4_OWNED(~0ull, 0))
T(cr_mod, 64, ".byte 0x0f, 0x20, 0x00; .byte 0x0f, 0x22, 0x40",
    CR0_OWNED(~0ull, HIDDEN))
T(cr1, 64, ".byte 0x0f, 0x20, 0xc8")
T(cr5, 64, ".byte 0x0f, 0x22, 0xe8")
T(cr8_lock, 32, ".byte 0xf0, 0x0f, 0x20, 0xc0", SET(PRIMARY(CR8_STORE_EXITING)))
#undef CR0_OWNED
#undef CR4_OWNED
#undef HIDDEN
/* clang-format on */
