/*
 * Unrestricted guests: real mode, and on from there without an exit.
 */

/* From real to protected mode; goes on in the copy of the fragment at CODE. */
#define TO_PROTECTED							\
	"1: "						\
	"lgdtl %cs:9f - 1b; mov $0x31, %eax; mov %eax, %cr0; "		\
	"ljmpl $SEL_CODE_32, $CODE + 2f - 1b; 9: .word 0x4f; .long GDT; " \
	".code32; 2: "
T(nop, real, "nop", "18 at=1 ax=0 cr0=30 cr3=0 cr4=2000 efer=0 "
    "cs=100,1000,ffff,93 ds=0,0,ffff,93", .show_mode = true)
T(segments, real, "mov $0x1234, %ax; mov %ax, %ds; "
    "1: ljmp $0x80, $0x800 + 2f - 1b + 5; 2:",
    "18 at=80a ax=1234 cr0=30 cr3=0 cr4=2000 efer=0 "
    "cs=80,800,ffff,93 ds=1234,12340,ffff,93", .show_mode = true)
T(interrupt, real, "int $0x30", "18 at=2300 ax=0")
T(iret, real, "1: pushf; push %cs; push $2f - 1b; iret; hlt; 2: mov $5, %ax",
    "18 at=a ax=5")
T(divide, real, "xor %cx, %cx; div %cx", "18 at=2000 ax=0")
T(divide_exit, real, "xor %cx, %cx; div %cx", "0 i=80000300 at=2",
    SET(FIELD(EXCEPTION_BITMAP, 1)))
T(instructions, real, "cpuid; hlt", "10 at=0; 12 at=2", .exits = 2,
    SET(PRIMARY(HLT_EXITING)))
T(bitmaps, real, "in $0x81, %al; out %al, $0x80; mov $0x175, %ecx; rdmsr; "
    "dec %ecx; rdmsr",
    "30 q=800040 at=2; 31 at=e", .exits = 2,
    SET(PRIMARY(IO_BITMAPS)), .prepare = prepare_bitmaps)
T(lmsw, real, "mov $1, %ax; lmsw %ax; smsw %ax", "18 at=9 ax=31")
T(cr0_owned, real, "mov $0x31, %eax; mov %eax, %cr0", "28 at=6",
    SET(FIELD(CR0_GUEST_HOST_MASK, 1)))
T(cr0_ne, real, "mov $0x11, %eax; mov %eax, %cr0", "0 i=8000030d at=6",
    SET(FIELD(EXCEPTION_BITMAP, 1 << 13)))
T(protected, real, TO_PROTECTED "mov $SEL_DATA, %eax; mov %eax, %ds; "
    "mov %ds:P1, %eax", "18 at=2a ax=2020202 cr0=31 cr3=0 cr4=2000 efer=0 "
    "cs=18,0,ffffffff,c09b ds=10,0,ffffffff,c093", .show_mode = true,
    .prepare = prepare_flat_code)
T(paged, real, TO_PROTECTED "mov $0x2010, %eax; mov %eax, %cr4; "
    "mov $TABLES_32, %eax; mov %eax, %cr3; mov %cr0, %eax; bts $31, %eax; "
    "mov %eax, %cr0; mov %cs:L1, %eax",
    "18 at=3e ax=2020202 cr0=80000031 cr3=5107000 cr4=2010 efer=0 "
    "cs=18,0,ffffffff,c09b ds=0,0,ffff,93", .show_mode = true,
    .prepare = prepare_flat_code)
T(long_mode, real, TO_PROTECTED "mov $0x2020, %eax; mov %eax, %cr4; "
    "mov $TABLES_64, %eax; mov %eax, %cr3; mov $0xc0000080, %ecx; rdmsr; "
    "bts $8, %eax; wrmsr; mov %cr0, %eax; bts $31, %eax; mov %eax, %cr0; "
    "ljmp $SEL_CODE_64, $CODE + 3f - 1b; .code64; 3: mov L1, %eax",
    "18 at=53 ax=2020202 cr0=80000031 cr3=5100000 cr4=2020 efer=500 ia32e "
    "cs=8,0,ffffffff,a09b ds=0,0,ffff,93",
    .show_mode = true, .prepare = prepare_flat_code)
T(long_mode_left, 64, "1: push $SEL_CODE_32; push $CODE + 2f - 1b; lretq; "
    ".code32; 2: mov %cr0, %eax; btr $31, %eax; mov %eax, %cr0; mov P1, %eax",
    "18 at=18 ax=2020202 cr0=31 cr3=5100000 cr4=2020 efer=900 "
    "cs=18,0,ffffffff,c09b ds=10,0,ffffffff,c093", .show_mode = true)
T(pae_needed, flat, "mov $0xc0000080, %ecx; rdmsr; bts $8, %eax; wrmsr; "
    "mov %cr0, %eax; bts $31, %eax; mov %eax, %cr0", "0 i=80000b0d at=14",
    SET(FIELD(EXCEPTION_BITMAP, 1 << 13)))
T(pg_without_pe, real, "mov %cr0, %eax; bts $31, %eax; mov %eax, %cr0",
    "0 i=8000030d at=8", SET(FIELD(EXCEPTION_BITMAP, 1 << 13)))
T(entry_error_code, real, "nop", "no entry, error 7",
    SET(FIELD(ENTRY_INTERRUPTION_INFO, 0x80000b0d)))
T(entry_injected, real, "nop", "18 at=20d0 ax=0",
    SET(FIELD(ENTRY_INTERRUPTION_INFO, 0x8000030d)))
