/*
 * External interrupts, interrupt windows and the VMX-preemption timer.
 * 25.2, "Other Causes of VM Exits"; 25.5.1, "VMX-Preemption Timer"; 26.6.5,
 * "Interrupt-Window Exiting and Virtual-Interrupt Delivery".
 */

/* clang-format off */
#define IPI(v)		"movl $0x44000 + " #v ", APIC + 0x300;"
#define LATER		"movl $0x51, APIC + 0x320; movl $0x8000, APIC + 0x380;"
#define EXTERNAL	PIN(EXTERNAL_INTERRUPT_EXITING)
#define ACK		EXIT(ACKNOWLEDGE_INTERRUPT)
#define WINDOW		PRIMARY(INTERRUPT_WINDOW)
#define IF_SET		FIELD(GUEST_RFLAGS, RFLAGS_IF)
#define TF_SET		FIELD(GUEST_RFLAGS, RFLAGS_TF)
#define BLOCK(bit)	FIELD(GUEST_INTERRUPTIBILITY, INTERRUPTIBILITY_##bit)
#define HALTED		FIELD(GUEST_ACTIVITY_STATE, ACTIVITY_HLT)
#define INJECT(type, vector)						\
	FIELD(ENTRY_INTERRUPTION_INFO,					\
	    INTERRUPTION_VALID | INTERRUPTION_##type | (vector))
#define HOST		.show = SHOW_HOST

T(ipi_off, 64, IPI(0x50) "1: jmp 1b", SET(IF_SET), HOST)
T(ipi_off_masked, 64, IPI(0x50) "jmp 1f; 1: nop", HOST)
T(ipi_off_sti, 64, IPI(0x50) "sti; nop; nop", HOST)
T(ipi_off_mov_ss, 64, "mov %ss, %eax; mov %eax, %ss; " IPI(0x50) "1: jmp 1b",
    SET(IF_SET), HOST)
T(ipi_off_popf, 64, IPI(0x50) "push $0x202; popf; nop; nop", HOST)
T(ipi_off_cr8, 64, "mov $5, %eax; mov %rax, %cr8; " IPI(0x50) "jmp 1f; 1: "
    "mov $4, %eax; mov %rax, %cr8; nop", SET(IF_SET), HOST)
T(wait_off, 64, "nop; nop", SET(IF_SET), HOST, .prepare = prepare_interrupt)
T(wait_off_sti, 64, "nop; nop", SET(IF_SET, BLOCK(STI)), HOST,
    .prepare = prepare_interrupt)
T(wait_off_ss, 64, "nop; nop", SET(IF_SET, BLOCK(MOV_SS)), HOST,
    .prepare = prepare_interrupt)
T(wait_off_inject, 64, "nop; nop", SET(IF_SET, INJECT(HARDWARE_EXCEPTION,
    VECTOR_UD)), HOST, .prepare = prepare_interrupt)
T(wait_off_both, 64, "nop; nop", SET(IF_SET), HOST,
    .prepare = prepare_interrupts)

T(ipi, 64, IPI(0x50) "1: jmp 1b", SET(EXTERNAL, IF_SET), HOST)
T(ipi_ack, 64, IPI(0x50) "1: jmp 1b", SET(EXTERNAL, ACK, IF_SET), HOST)
T(ipi_cli, 64, "cli; " IPI(0x50) "1: jmp 1b", SET(EXTERNAL, IF_SET), HOST)
T(ipi_cli_ack, 64, "cli; " IPI(0x50) "1: jmp 1b", SET(EXTERNAL, ACK, IF_SET),
    HOST)
T(ipi_masked, 64, IPI(0x50) "1: jmp 1b", SET(EXTERNAL), HOST, .daring = true)
T(ipi_mov_ss, 64, "mov %ss, %eax; mov %eax, %ss; " IPI(0x50) "1: jmp 1b",
    SET(EXTERNAL, IF_SET), HOST)
T(ipi_sti, 64, "cli; sti; " IPI(0x50) "1: jmp 1b", SET(EXTERNAL, IF_SET), HOST)
T(ipi_cr8, 64, "mov $5, %eax; mov %rax, %cr8; " IPI(0x50) "jmp 1f; 1: "
    "mov %cr8, %rcx; mov $4, %eax; mov %rax, %cr8; nop", SET(EXTERNAL, IF_SET),
    HOST)
T(pending, 64, "nop; nop", SET(EXTERNAL, IF_SET), HOST,
    .prepare = prepare_interrupt)
T(wait_ack, 64, "nop; nop", SET(EXTERNAL, ACK, IF_SET), HOST,
    .prepare = prepare_interrupt)
T(wait_ack_both, 64, "nop; nop", SET(EXTERNAL, ACK, IF_SET), HOST,
    .prepare = prepare_interrupts)
T(wait_ack_again, 64, "nop; nop", SET(EXTERNAL, ACK, IF_SET), .again = 1,
    .prepare = prepare_interrupts)
T(wait_sti, 64, "nop; nop", SET(EXTERNAL, IF_SET, BLOCK(STI)), HOST,
    .prepare = prepare_interrupt)
T(wait_sti_pushf, 64, "pushf; pop %rax; nop", SET(EXTERNAL, IF_SET,
    BLOCK(STI)), HOST, .prepare = prepare_interrupt)
T(wait_sti_fault, 64, "ud2; nop", SET(EXTERNAL, IF_SET, BLOCK(STI)), HOST,
    .prepare = prepare_interrupt)
T(wait_sti_exit, 64, "cpuid; nop", SET(EXTERNAL, IF_SET, BLOCK(STI)),
    .stop = 1, .prepare = prepare_interrupt)
T(wait_sti_int, 64, "int $0x60; nop", SET(EXTERNAL, IF_SET, BLOCK(STI)),
    HOST, .prepare = prepare_interrupt)
T(wait_sti_cli, 64, "cli; nop", SET(EXTERNAL, IF_SET, BLOCK(STI)),
    HOST, .prepare = prepare_interrupt)
T(wait_mov_ss, 64, "nop; nop", SET(EXTERNAL, IF_SET, BLOCK(MOV_SS)), HOST,
    .prepare = prepare_interrupt)
T(wait_inject, 64, "nop; nop", SET(EXTERNAL, IF_SET,
    INJECT(HARDWARE_EXCEPTION, VECTOR_UD)), HOST, .prepare = prepare_interrupt)
T(wait_masked, 64, "nop; nop", SET(EXTERNAL), HOST, .daring = true,
    .prepare = prepare_interrupt)
T(later, 64, LATER "1: jmp 1b", SET(EXTERNAL, IF_SET), HOST)
T(later_cli, 64, "cli; " LATER "1: jmp 1b", SET(EXTERNAL, IF_SET), HOST)
T(later_off, 64, LATER "1: jmp 1b", SET(IF_SET), HOST)

T(halt_off, 64, LATER "hlt", SET(IF_SET), HOST)
T(halt, 64, LATER "hlt; nop", SET(EXTERNAL, IF_SET), HOST)
T(halt_ack, 64, LATER "hlt; nop", SET(EXTERNAL, ACK, IF_SET), HOST)
T(halt_cli, 64, "cli; " LATER "hlt; nop", SET(EXTERNAL, IF_SET), HOST,
    .daring = true)
T(sti_hlt_off, 64, "cli; " LATER "sti; hlt; nop", SET(IF_SET), HOST)
T(sti_hlt_pending, 64, "cli; " IPI(0x50) "sti; hlt; nop", SET(IF_SET), HOST)
T(enter_hlt, 64, "nop; nop", SET(EXTERNAL, IF_SET, HALTED), HOST,
    .prepare = prepare_apic_timer)
T(enter_hlt_off, 64, "nop; nop", SET(IF_SET, HALTED), HOST,
    .prepare = prepare_apic_timer)
T(enter_hlt_again, 64, "nop; nop", SET(EXTERNAL, IF_SET, HALTED),
    .again = 1, .prepare = prepare_interrupts)
T(enter_hlt_inject, 64, "nop; nop", SET(IF_SET, HALTED, INJECT(EXTERNAL, 0x52)))
T(enter_hlt_debug, 64, "nop; nop", SET(IF_SET, HALTED, TF_SET,
    FIELD(GUEST_PENDING_DEBUG, 0x4000)), .daring = true)
T(enter_hlt_masked, 64, "nop; nop", SET(EXTERNAL, HALTED), HOST,
    .daring = true, .prepare = prepare_apic_timer)

T(window, 64, "nop; nop", SET(WINDOW, IF_SET))
T(window_sti, 64, "nop; sti; nop; nop", SET(WINDOW))
T(window_sti_cli, 64, "nop; sti; cli; nop", SET(WINDOW))
T(window_popf, 64, "push $0x202; popf; nop", SET(WINDOW))
T(window_block_sti, 64, "nop; nop", SET(WINDOW, IF_SET, BLOCK(STI)))
T(window_block_mov_ss, 64, "nop; nop", SET(WINDOW, IF_SET, BLOCK(MOV_SS)))
T(window_mov_ss, 64, "mov %ss, %eax; push $0x202; mov %eax, %ss; popf; nop",
    SET(WINDOW))
T(window_fault, 64, "ud2; nop", SET(WINDOW, IF_SET, BLOCK(STI)))
T(window_inject, 64, "nop; nop", SET(WINDOW, IF_SET, INJECT(EXTERNAL, 0x52)))
T(window_inject_iret, 64, "nop; nop", SET(WINDOW, IF_SET, INJECT(EXTERNAL,
    0x50)), .prepare = prepare_iret)
T(window_pending, 64, "nop; nop", SET(WINDOW, IF_SET, EXTERNAL), HOST,
    .prepare = prepare_interrupt)
T(window_pending_off, 64, "nop; nop", SET(WINDOW, IF_SET), HOST,
    .prepare = prepare_interrupt)
T(window_sti_pending, 64, "sti; nop; nop", SET(WINDOW), HOST,
    .prepare = prepare_interrupt)
T(window_hlt, 64, "sti; hlt; nop", SET(WINDOW), .daring = true)
T(window_enter_hlt, 64, "nop; nop", SET(WINDOW, IF_SET, HALTED),
    .daring = true)
T(window_debug, 64, "nop; nop", SET(WINDOW, IF_SET,
    FIELD(GUEST_PENDING_DEBUG, 0x1001)))
T(window_cr8, 64, "mov $5, %eax; mov %rax, %cr8; mov %cr8, %rcx",
    SET(WINDOW))
T(window_v86, v86, "cli; sti; nop; nop", SET(WINDOW))
T(window_sti, 32, "sti; nop; nop", SET(WINDOW))

#define TIMER		PIN(PREEMPTION_TIMER)
#define TIME(n)		FIELD(PREEMPTION_TIMER_VALUE, n)
#define SAVE		EXIT(SAVE_PREEMPTION_TIMER)
T(timer_0, 64, "nop; nop", SET(TIMER, SAVE), .prepare = prepare_time_0,
    .finish = finish_timer)
T(timer_0_twice, 64, "nop; nop", SET(TIMER), .prepare = prepare_time_0,
    .again = 1)
T(timer_loop, 64, "1: jmp 1b", SET(TIMER, SAVE, TIME(0x40000)),
    .finish = finish_timer)
T(timer_kept, 64, "1: jmp 1b", SET(TIMER, TIME(0x100000)), .daring = true,
    .finish = finish_timer)
T(timer_saved, 64, "nop", SET(TIMER, SAVE, TIME(0x10000000)),
    .finish = finish_timer)
T(timer_not_saved, 64, "nop", SET(TIMER, TIME(0x10000000)),
    .finish = finish_timer)
T(timer_hlt, 64, "hlt; nop", SET(TIMER, TIME(0x40000)))
T(timer_enter_hlt, 64, "hlt; nop", SET(TIMER, TIME(0x40000), HALTED))
T(timer_0_enter_hlt, 64, "hlt; nop", SET(TIMER, HALTED),
    .prepare = prepare_time_0)
T(timer_0_inject, 64, "nop; nop", SET(TIMER, INJECT(HARDWARE_EXCEPTION,
    VECTOR_UD)), .prepare = prepare_time_0)
T(timer_0_inject_int, 64, "nop; nop", SET(TIMER, IF_SET,
    INJECT(EXTERNAL, 0x52)), .prepare = prepare_time_0)
T(timer_0_inject_nmi, 64, "nop; nop", SET(TIMER, INJECT(NMI, 2)),
    .prepare = prepare_time_0)
T(timer_0_inject_np, 64, "nop; nop", SET(TIMER, INJECT(HARDWARE_EXCEPTION,
    VECTOR_UD), BITMAP(1 << VECTOR_NP)), .absent = 1ull << VECTOR_UD,
    .prepare = prepare_time_0)
T(timer_0_window, 64, "nop; nop", SET(TIMER, WINDOW, IF_SET),
    .prepare = prepare_time_0)
T(timer_0_pending, 64, "nop; nop", SET(TIMER, EXTERNAL, IF_SET),
    .prepare = prepare_time_0)
T(timer_0_debug, 64, "nop; nop", SET(TIMER, FIELD(GUEST_PENDING_DEBUG, 0x1001)),
    .prepare = prepare_time_0)
T(timer_0_block, 64, "nop; nop", SET(TIMER, BLOCK(MOV_SS)),
    .prepare = prepare_time_0)
T(timer_0_block_sti, 64, "nop; nop", SET(TIMER, BLOCK(STI), IF_SET),
    .prepare = prepare_time_0)
#undef TIMER
#undef TIME
#undef SAVE
