/*
 * NMIs.  25.3, "Changes to Instruction Behavior in VMX Non-Root Operation",
 * on IRET; 26.6.1, "Interruptibility State"; 26.6.6, "NMI-Window Exiting".
 * Terms of tests_interrupts.h are used.
 */
#define NMI		"movl $0x4400, APIC + 0x300;"
#define NMI_EXITING	PIN(NMI_EXITING)
#define VIRTUAL		PIN(NMI_EXITING), PIN(VIRTUAL_NMIS)
#define NMI_WINDOW	VIRTUAL, PRIMARY(NMI_WINDOW)
#define IRET "mov %esp, %ebx; push $SEL_DATA; push %rbx; pushf; " \
	"push $SEL_CODE_64; lea 9f(%rip), %rax; push %rax; iretq; 9: "
#define IRET_BAD "push $0x1234; push %rbx; pushf; push $0x1234; push $0; iretq;"

T(nmi_off, 64, NMI "1: jmp 1b", HOST, .prepare = prepare_nop)
T(nmi_off_iret, 64, NMI "jmp 8f; 8: nop", HOST, .prepare = prepare_iret)
T(nmi_off_twice, 64, NMI "jmp 8f; 8: " NMI "jmp 8f; 8: nop",
    HOST, .prepare = prepare_iret)
T(nmi_off_blocked, 64, NMI "jmp 8f; 8: nop", SET(BLOCK(NMI)), HOST)
T(nmi_off_blocked_iret, 64, NMI "jmp 8f; 8: " IRET "nop; nop",
    SET(BLOCK(NMI)), HOST,
    .prepare = prepare_nop)
T(nmi_off_mov_ss, 64, "mov %ss, %eax; mov %eax, %ss; " NMI "jmp 8f; 8: nop",
    HOST,
    .prepare = prepare_nop)
T(nmi_off_inject, 64, "nop", SET(INJECT(NMI, 2)), HOST)
T(nmi_off_inject_iret, 64, "nop; " NMI "jmp 8f; 8: nop",
    SET(INJECT(NMI, 2)), HOST,
    .prepare = prepare_iret)
T(nmi_off_hlt, 64, LATER NMI "hlt; nop",
    SET(BLOCK(NMI), EXTERNAL, IF_SET), HOST)

T(nmi, 64, NMI "1: jmp 1b", SET(NMI_EXITING), HOST)
T(nmi_blocked, 64, NMI "jmp 8f; 8: nop", SET(NMI_EXITING, BLOCK(NMI)), HOST)
T(nmi_blocked_iret, 64, NMI "jmp 8f; 8: " IRET "nop",
    SET(NMI_EXITING, BLOCK(NMI)),
    HOST)
T(nmi_mov_ss, 64, "mov %ss, %eax; mov %eax, %ss; " NMI "jmp 8f; 8: nop",
    SET(NMI_EXITING), HOST)
T(nmi_sti, 64, "sti; " NMI "jmp 8f; 8: nop", SET(NMI_EXITING), HOST)
T(nmi_inject, 64, "nop", SET(NMI_EXITING, INJECT(NMI, 2)), HOST)
T(nmi_and_interrupt, 64, NMI "1: jmp 1b", SET(NMI_EXITING, EXTERNAL), HOST)

T(nmi_virtual, 64, NMI "1: jmp 1b", SET(VIRTUAL), HOST)
T(nmi_virtual_blocked, 64, NMI "1: jmp 1b", SET(VIRTUAL, BLOCK(NMI)), HOST)
T(nmi_virtual_exit, 64, "nop", SET(VIRTUAL, BLOCK(NMI)), HOST)
T(nmi_virtual_inject, 64, "nop", SET(VIRTUAL, INJECT(NMI, 2)), HOST)
T(nmi_virtual_inject_iret, 64, "nop; nop", SET(VIRTUAL, INJECT(NMI, 2)), HOST,
    .prepare = prepare_iret)
T(nmi_virtual_iret, 64, IRET "nop", SET(VIRTUAL, BLOCK(NMI)), HOST)
T(nmi_virtual_iret_fault, 64, IRET_BAD, SET(VIRTUAL, BLOCK(NMI),
    BITMAP(1 << VECTOR_GP)), .show = SHOW_UNBLOCKING)
T(nmi_virtual_iret_fault_off, 64, IRET_BAD, SET(VIRTUAL, BLOCK(NMI)),
    .show = SHOW_UNBLOCKING)
T(nmi_virtual_iret_plain, 64, IRET_BAD, SET(VIRTUAL,
    BITMAP(1 << VECTOR_GP)), .show = SHOW_UNBLOCKING)
T(nmi_iret_fault, 64, IRET_BAD, SET(BLOCK(NMI), BITMAP(1 << VECTOR_GP)),
    .show = SHOW_UNBLOCKING)
T(nmi_virtual_fault, 64, "ud2", SET(VIRTUAL, BLOCK(NMI),
    BITMAP(1 << VECTOR_UD)), .show = SHOW_UNBLOCKING)

T(nmi_window, 64, "nop; nop", SET(NMI_WINDOW))
T(nmi_window_blocked, 64, "nop; nop", SET(NMI_WINDOW, BLOCK(NMI)))
T(nmi_window_iret, 64, IRET "nop; nop", SET(NMI_WINDOW, BLOCK(NMI)))
T(nmi_window_iret_fault, 64, IRET_BAD, SET(NMI_WINDOW, BLOCK(NMI)))
T(nmi_window_mov_ss, 64, "nop; nop", SET(NMI_WINDOW, BLOCK(MOV_SS)))
T(nmi_window_sti, 64, "nop; nop", SET(NMI_WINDOW, BLOCK(STI), IF_SET))
T(nmi_window_inject, 64, "nop; nop", SET(NMI_WINDOW, INJECT(NMI, 2)))
T(nmi_window_inject_iret, 64, "nop; nop", SET(NMI_WINDOW, INJECT(NMI, 2)),
    .prepare = prepare_iret)
T(nmi_window_inject_ud, 64, "nop; nop", SET(NMI_WINDOW,
    INJECT(HARDWARE_EXCEPTION, VECTOR_UD)))
T(nmi_window_both, 64, "nop; nop", SET(NMI_WINDOW, WINDOW, IF_SET))
T(nmi_window_hlt, 64, LATER "hlt; nop", SET(NMI_WINDOW, BLOCK(NMI), EXTERNAL,
    IF_SET))
T(nmi_window_enter_hlt, 64, "nop; nop", SET(NMI_WINDOW, HALTED), .daring = true)
T(nmi_window_debug, 64, "nop; nop", SET(NMI_WINDOW,
    FIELD(GUEST_PENDING_DEBUG, 0x1001)))
T(enter_shutdown_window, 64, "nop; nop", SET(NMI_WINDOW,
    FIELD(GUEST_ACTIVITY_STATE, ACTIVITY_SHUTDOWN)), .daring = true)
T(enter_shutdown_inject, 64, "nop; nop", SET(VIRTUAL, INJECT(NMI, 2),
    FIELD(GUEST_ACTIVITY_STATE, ACTIVITY_SHUTDOWN)))
T(enter_shutdown_timer, 64, "nop; nop", SET(EXTERNAL, IF_SET,
    PIN(PREEMPTION_TIMER), FIELD(PREEMPTION_TIMER_VALUE, 0x40000),
    FIELD(GUEST_ACTIVITY_STATE, ACTIVITY_SHUTDOWN)), HOST, .daring = true,
    .prepare = prepare_interrupt)
#undef VIRTUAL
