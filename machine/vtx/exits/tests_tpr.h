/*
 * The TPR shadow.  29.1.2, "TPR Virtualization"; 29.3, "Virtualizing
 * CR8-Based TPR Accesses".  VTPR is 50H at entry.
 */
#define SHADOW(threshold) PRIMARY(TPR_SHADOW), FIELD(VIRTUAL_APIC_ADDRESS, \
	DATA), FIELD(TPR_THRESHOLD, threshold)
#define VTPR .prepare = prepare_vtpr, .finish = finish_vtpr
T(tpr_read, 64, "mov %cr8, %rax", SET(SHADOW(5)), VTPR)
T(tpr_read_r15, 64, "mov %cr8, %r15", SET(SHADOW(5)), VTPR)
T(tpr_equal, 64, "mov $5, %eax; mov %rax, %cr8; nop", SET(SHADOW(5)), VTPR)
T(tpr_above, 64, "mov $6, %eax; mov %rax, %cr8; nop", SET(SHADOW(5)), VTPR)
T(tpr_below, 64, "mov $4, %eax; mov %rax, %cr8; nop", SET(SHADOW(5)), VTPR)
T(tpr_below_twice, 64, "mov $4, %eax; mov %rax, %cr8; nop", SET(SHADOW(5)),
    VTPR, .again = 1)
T(tpr_step, 64, "mov %rcx, %cr8; nop; nop", SET(SHADOW(5), TF_SET),
    .prepare = prepare_vtpr_step, .finish = finish_vtpr)
T(tpr_zero, 64, "xor %eax, %eax; mov %rax, %cr8; nop",
    SET(PRIMARY(TPR_SHADOW), FIELD(VIRTUAL_APIC_ADDRESS, DATA)),
    CLEAR({VMCS_TPR_THRESHOLD, 0xf}), VTPR)
T(tpr_high, 64, "mov $16, %eax; mov %rax, %cr8; nop", SET(SHADOW(5)), VTPR)
T(tpr_user, 64user, "mov %cr8, %rax", SET(SHADOW(5)), VTPR)
T(tpr_load_exiting, 64, "mov $4, %eax; mov %rax, %cr8; mov %cr8, %rcx",
    SET(SHADOW(5), PRIMARY(CR8_LOAD_EXITING)), VTPR)
T(tpr_store_exiting, 64, "mov $6, %eax; mov %rax, %cr8; mov %cr8, %rcx",
    SET(SHADOW(5), PRIMARY(CR8_STORE_EXITING)), VTPR)
T(tpr_dirty, 64, "mov %cr8, %rcx; mov $8, %eax; mov %rax, %cr8", SET(SHADOW(5)),
    .prepare = prepare_vtpr_dirty, .finish = finish_vtpr)
T(tpr_entry, 64, "nop", SET(SHADOW(6)), VTPR)
T(tpr_threshold_high, 64, "nop", SET(SHADOW(0x15)), VTPR)
T(tpr_interrupts, 64, "mov $15, %eax; mov %rax, %cr8; " IPI(0x50) "1: jmp 1b",
    SET(SHADOW(5), EXTERNAL, IF_SET), HOST, VTPR)
T(tpr_interrupts_off, 64, "mov $15, %eax; mov %rax, %cr8; " IPI(0x50)
    "1: jmp 1b", SET(SHADOW(5), IF_SET), HOST, VTPR)
#define ACCESS SECONDARY(APIC_ACCESSES), FIELD(APIC_ACCESS_ADDRESS, \
	DATA + 0x1000)
T(apic_read, 64, "mov DATA + 0x1020, %eax", SET(ACCESS))
T(apic_write, 64, "mov %eax, DATA + 0x1ff0", SET(ACCESS))
T(apic_modify, 64, "incl DATA + 0x1300", SET(ACCESS))
T(apic_fetch, 64, "mov $DATA + 0x1080, %eax; jmp *%rax", SET(ACCESS, SHADOW(5)),
    .prepare = prepare_vtpr, .daring = true)
T(apic_near, 64, "mov DATA + 0x0ff8, %eax; mov DATA + 0x2000, %ecx",
    SET(ACCESS))
T(apic_string, 64, "mov $DATA + 0x1100, %esi; mov $STACK, %edi; movsl",
    SET(ACCESS))
T(apic_delivery, 64, "mov $DATA + 0x1800, %esp; int3", SET(ACCESS))
T(apic_push, 64, "mov $DATA + 0x1800, %esp; push %rax", SET(ACCESS))
T(apic_tpr_off, 64, "mov DATA + 0x1080, %eax", SET(ACCESS))
T(apic_tpr_read, 64, "mov DATA + 0x1080, %eax", SET(ACCESS, SHADOW(5)), VTPR)
T(apic_tpr_read_byte, 64, "movb DATA + 0x1081, %al; movb DATA + 0x1080, %al",
    SET(ACCESS, SHADOW(5)), VTPR)
T(apic_tpr_read_flags, 64, "testl $0x10, DATA + 0x1080; pushf; pop %rax",
    SET(ACCESS, SHADOW(5)), VTPR)
T(apic_tpr_wide, 64, "mov DATA + 0x1080, %rax", SET(ACCESS, SHADOW(5)),
    VTPR)
T(apic_tpr_beyond, 64, "mov DATA + 0x1082, %eax", SET(ACCESS, SHADOW(5)),
    VTPR)
T(apic_tpr_other, 64, "mov DATA + 0x1084, %eax", SET(ACCESS, SHADOW(5)),
    VTPR)
T(apic_tpr_write, 64, "movl $0x61, DATA + 0x1080; nop", SET(ACCESS, SHADOW(5)),
    VTPR)
T(apic_tpr_write_bits, 64, "movl $0x12345678, DATA + 0x1080; nop",
    SET(ACCESS, SHADOW(5)), VTPR)
T(apic_tpr_below, 64, "movl $0x4f, DATA + 0x1080; nop", SET(ACCESS, SHADOW(5)),
    VTPR)
T(apic_tpr_modify, 64, "addl $0x10, DATA + 0x1080; nop", SET(ACCESS, SHADOW(5)),
    VTPR)
T(apic_tpr_step, 64, "movl $0x41, DATA + 0x1080; nop", SET(ACCESS, SHADOW(5),
    TF_SET), VTPR)
T(apic_entry_below, 64, "nop", SET(ACCESS, SHADOW(6)), VTPR)
T(apic_entry_below_inject, 64, "nop", SET(ACCESS, SHADOW(6),
    INJECT(HARDWARE_EXCEPTION, VECTOR_UD)), VTPR)
T(apic_entry_below_hlt, 64, "nop", SET(ACCESS, SHADOW(6), HALTED), VTPR)
T(apic_entry_below_debug, 64, "nop", SET(ACCESS, SHADOW(6),
    FIELD(GUEST_PENDING_DEBUG, 0x1001)), VTPR)
T(apic_entry_below_timer, 64, "nop", SET(ACCESS, SHADOW(6),
    PIN(PREEMPTION_TIMER)), .prepare = prepare_vtpr_time_0)
T(apic_gone, 64, "nop", SET(ACCESS), .finish = finish_apic)
T(apic_read, 32, "mov DATA + 0x1020, %eax", SET(ACCESS))
#undef ACCESS
T(tpr_window, 64, "mov $4, %eax; push $0x202; popf; mov %rax, %cr8; nop",
    SET(SHADOW(5)), VTPR)
