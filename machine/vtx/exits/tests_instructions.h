/*
 * Instructions that cause VM exits always, or when a control says so.
 * 25.1.2, "Instructions That Cause VM Exits Unconditionally"; 25.1.3,
 * "Instructions That Cause VM Exits Conditionally".
 */

/* clang-format off */
T4(cpuid, "cpuid", .stop = 1)
T(cpuid, 64user, "cpuid", .stop = 1)
T(cpuid_prefixed, 64, ".byte 0x66, 0x48; cpuid", .stop = 1)
T4(invd, "invd")
T(invd, 64user, "invd")
T4(getsec, ".byte 0x0f, 0x37")
T(xsetbv, 64, ".byte 0x0f, 1, 0xd1")
T32(xsetbv, ".byte 0x0f, 1, 0xd1")

T4(hlt, "hlt", SET(PRIMARY(HLT_EXITING)))
T(hlt, 64user, "hlt", SET(PRIMARY(HLT_EXITING)))
T(invlpg, 64, "invlpg 0x40(%rbx,%rcx,4)", SET(PRIMARY(INVLPG_EXITING)))
T(invlpg_rip, 64, "invlpg 0x1000(%rip)", SET(PRIMARY(INVLPG_EXITING)))
T(invlpg_fs, 64, "invlpg %fs:0x10(%rcx)", SET(PRIMARY(INVLPG_EXITING)))
T(invlpg_odd, 64, "shl $3, %r15; invlpg (%r15)", SET(PRIMARY(INVLPG_EXITING)))
T(invlpg_addr32, 64, "invlpg 8(%ebx,%ecx)", SET(PRIMARY(INVLPG_EXITING)))
T(invlpg_off, 64, "invlpg DATA", .stop = 1)
T(invlpg, 64user, "invlpg DATA", SET(PRIMARY(INVLPG_EXITING)))
T32(invlpg, "invlpg %gs:0x40(%ebx,%ecx,8)", SET(PRIMARY(INVLPG_EXITING)))
T(invlpg_16, 32, "invlpg %fs:0x40(%bx,%si)", SET(PRIMARY(INVLPG_EXITING)))
T(invlpg, 16, "invlpg %fs:0x40(%bx,%si)", SET(PRIMARY(INVLPG_EXITING)))
T(invlpg, v86, "invlpg (%bx)", SET(PRIMARY(INVLPG_EXITING)))
T4(rdpmc, "rdpmc", SET(PRIMARY(RDPMC_EXITING)))
T(rdpmc, 64user, "rdpmc", SET(PRIMARY(RDPMC_EXITING)))
T4(rdtsc, "rdtsc", SET(PRIMARY(RDTSC_EXITING)))
T(rdtsc, 64user, "rdtsc", SET(PRIMARY(RDTSC_EXITING)))
T(rdtsc_tsd, 64user, "rdtsc", SET(PRIMARY(RDTSC_EXITING),
	FIELD(GUEST_CR4, CR4_VMXE | CR4_PAE | CR4_TSD)))
T(rdtscp, 64, "rdtscp", SET(PRIMARY(RDTSC_EXITING)))
T(rdtscp_ud, 64, "rdtscp", SET(BITMAP(1 << VECTOR_UD)))
T4(pause, "pause", SET(PRIMARY(PAUSE_EXITING)))
T(pause, 64user, "pause", SET(PRIMARY(PAUSE_EXITING)))
T(pause_off, 64, "pause; inc %rax")
T4(monitor, "mov $0x2000, %eax; xor %ecx, %ecx; monitor",
    SET(PRIMARY(MONITOR_EXITING)))
T(monitor_bad, 64, "monitor", SET(PRIMARY(MONITOR_EXITING)))
T(monitor, 64user, "xor %ecx, %ecx; monitor", SET(PRIMARY(MONITOR_EXITING)))
T4(mwait, "xor %ecx, %ecx; mwait", SET(PRIMARY(MWAIT_EXITING)))
T(mwait_armed, 64,
    "mov $DATA, %eax; xor %ecx, %ecx; xor %edx, %edx; monitor; mwait",
    SET(PRIMARY(MWAIT_EXITING)))
T4(wbinvd, "wbinvd", SET(SECONDARY(WBINVD_EXITING)))
T(wbinvd, 64user, "wbinvd", SET(SECONDARY(WBINVD_EXITING)))
T(wbinvd_off, 64, "wbinvd; inc %rax")
T(wbinvd_inactive, 64, "wbinvd; inc %rax",
    SET(FIELD(SECONDARY_CONTROLS, SECONDARY_WBINVD_EXITING)),
    CLEAR({VMCS_PRIMARY_CONTROLS, PRIMARY_SECONDARY_CONTROLS}))
T(tsc_offset, 64, "rdtsc; shr $16, %edx; xor %eax, %eax",
    SET(PRIMARY(TSC_OFFSETTING), FIELD(TSC_OFFSET, 0x4321000000000000)))
T(tsc_offset_msr, 64, "mov $0x10, %ecx; rdmsr; shr $16, %edx; xor %eax, %eax",
    SET(PRIMARY(TSC_OFFSETTING), PRIMARY(MSR_BITMAPS),
	FIELD(TSC_OFFSET, 0x4321000000000000)))

#define MOV_DR	SET(PRIMARY(MOV_DR_EXITING))
T(mov_dr, 64, "mov %rax, %dr0; mov %dr3, %r13; mov %dr7, %rsp; "
    "mov %r9, %dr6", MOV_DR)
T32(mov_dr, "mov %eax, %dr0; mov %dr3, %edi; mov %dr7, %esp", MOV_DR)
T(mov_dr4, 64, "mov %dr4, %rax", MOV_DR)
T(mov_dr5_de, 64, "mov %dr5, %rax", SET(PRIMARY(MOV_DR_EXITING),
	FIELD(GUEST_CR4, CR4_VMXE | CR4_PAE | CR4_DE)))
T(mov_dr_gd, 64, "mov %dr1, %rax", SET(PRIMARY(MOV_DR_EXITING),
	FIELD(GUEST_DR7, 0x2400)))
T(mov_dr_user, 64user, "mov %dr1, %rax", MOV_DR)
T(mov_dr_v86, v86, "mov %dr1, %eax", MOV_DR)
T(mov_dr_off, 64, "mov $DATA, %eax; mov %rax, %dr1; mov %dr1, %rcx; "
    "mov %dr7, %rdx")

#define TABLES	SET(SECONDARY(DESCRIPTOR_TABLE))
T(sgdt, 64, "sgdt (%rax)", TABLES)
T(lidt, 64, "lidt 0x12345(%r8,%r9,8)", TABLES)
T(sidt, 64, "sidt 0x40(%rip)", TABLES)
T(lgdt, 64, "lgdt %fs:-8(%rsp)", TABLES)
T(lgdt_data16, 64, ".byte 0x66; lgdt DATA", TABLES)
T(sldt, 64, "sldt %r10d; sldt (%rbx); sldt %ax", TABLES)
T(str, 64, "str %rdi; str -1(%ebp)", TABLES)
T(lldt, 64, "lldt %ax; lldt %gs:DATA", TABLES)
T(ltr, 64, "ltr %r15w; ltr (,%rsi,2)", TABLES)
T32(sgdt, "sgdt (%eax); lgdt 4(%bx,%di); lidt %cs:DATA; sidt (%esp)", TABLES)
T32(sldt, "sldt %eax; lldt %es:(%edi); ltr %cx; str 8(%edx,%ebp,2)", TABLES)
T(sgdt_data16, 32, "sgdtw (%eax); lidtw (%ecx)", TABLES)
T(sgdt, 16, "sgdt (%bx); lgdt 4(%bp,%di); .byte 0x66; lidt (%si)", TABLES)
T(sgdt, v86, "sgdt 0x10(%bx); sidt %es:2(%bp)", TABLES)
T(sldt, v86, "sldt %ax", TABLES)
T(lgdt, v86, "lgdt (0)", TABLES)
T(sgdt, 64user, "sgdt DATA", TABLES)
T(str, 64user, "str %eax", TABLES)
T(lgdt, 64user, "lgdt DATA", TABLES)
T(lldt, 64user, "lldt %ax", TABLES)
T(sgdt_hole, 64, "sgdt HOLE", TABLES)
T(sgdt_off, 64, "sgdt DATA; sldt %ecx; str %edx")
T(sgdt_off, 32, "sgdt DATA; sldt %ecx; str %edx")
#undef TABLES
/* clang-format on */
