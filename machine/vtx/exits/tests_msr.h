/*
 * RDMSR and WRMSR.  24.6.9, "MSR-Bitmap Address"; 25.1.3.
 */

/* clang-format off */
#define BITMAPS	SET(PRIMARY(MSR_BITMAPS)), .prepare = prepare_msr
#define READ(n)	"mov $" #n ", %ecx; rdmsr; "
#define ZERO	"xor %eax, %eax; xor %edx, %edx; "
#define WRITE(n) "mov $" #n ", %ecx; wrmsr; "

T4(rdmsr, READ(0x174) READ(0x12345678))
T4(wrmsr, WRITE(0x174) WRITE(0xffffffff))
T(rdmsr, 64user, READ(0x174))
T(wrmsr, 64user, WRITE(0x174))
T(msr_low, 64, ZERO READ(0x174) READ(0x175) WRITE(0x175) WRITE(0x174), BITMAPS,
    .show = SHOW_MSRS)
T(msr_low, 32, ZERO READ(0x174) READ(0x175) WRITE(0x175) WRITE(0x174), BITMAPS,
    .show = SHOW_MSRS)
T(msr_high, 64, ZERO READ(0xc0000081) READ(0xc0000082) WRITE(0xc0000082)
    WRITE(0xc0000081), BITMAPS)
T(msr_range, 64, READ(0x1fff) READ(0xc0001fff) READ(0x2000) READ(0x40000000)
    READ(0xbfffffff) READ(0xc0002000), BITMAPS)
T(msr_range_write, 64, WRITE(0x2000) WRITE(0xc0002000) WRITE(0xffffffff),
    BITMAPS)
T(msr_rcx, 64, "mov $0x5500000174, %rcx; rdmsr", BITMAPS)
T(msr_gp, 64, "mov $0x88888888, %edx; " WRITE(0x175), BITMAPS)
T(msr_unknown, 64, READ(0x5f), BITMAPS)
T(msr_vmx, 64, READ(0x3a) "mov %rax, %rbx; " READ(0x480)
    "movabs $0x7fffffffff0000, %rsi; xor %eax, %eax; xor %edx, %edx", BITMAPS)
T(msr_efer, 64, READ(0xc0000080) "or $1, %eax; wrmsr; rdmsr", BITMAPS,
    .show = SHOW_CR)
T(msr_efer_svme, 64, READ(0xc0000080) "or $0x1000, %eax; wrmsr", BITMAPS)
T(msr_efer_lme, 64, READ(0xc0000080) "and $~0x100, %eax; wrmsr", BITMAPS)
T(msr_hsave, 64, READ(0xc0010117), BITMAPS)
T(msr_hsave_off, 64, READ(0xc0010117))
T(msr_fs, 64, ZERO "mov $DATA, %eax; " WRITE(0xc0000100) "mov %fs:(0), %rbx; "
    READ(0xc0000101), BITMAPS, .show = SHOW_SEGMENTS)
T(msr_swapgs, 64, ZERO "mov $DATA, %eax; " WRITE(0xc0000102)
    "swapgs; mov %gs:(0), %rbx; swapgs", BITMAPS)
T(msr_debugctl, 64, ZERO "inc %eax; " WRITE(0x1d9) READ(0x1d9), BITMAPS,
    .show = SHOW_DEBUG)
T(msr_pat, 64, READ(0x277), BITMAPS)
#undef READ
#undef WRITE
#undef ZERO
#undef BITMAPS
/* clang-format on */
