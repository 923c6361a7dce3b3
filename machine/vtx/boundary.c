/*
 * The boundary between two instructions of the guest: which of the events
 * that wait there comes first, and how SVM is made to stop there.
 *
 * SDM Vol. 3C, 25.2, "Other Causes of VM Exits"; 25.5, "Features Specific to
 * VMX Non-Root Operation"; 26.6, "Special Features of VM Entry".
 */
#include "guest.h"

/* take.S */
int take_interrupt(void);

static bool
pin(uint32_t control)
{
	return V(PIN_BASED_CONTROLS) & control;
}

static bool
primary(uint32_t control)
{
	return V(PRIMARY_CONTROLS) & control;
}

/* Are events blocked for one instruction, by STI or MOV SS? */
static bool
shadowed(void)
{
	return cpu.vmcb->interrupt_shadow & 1;
}

static bool
debug_waits(void)
{
	return cpu.pending_debug & (PENDING_BS | PENDING_ENABLED);
}

/* With virtual NMIs, blocking is for the VMM to observe. */
static bool
nmi_deliverable(void)
{
	return cpu.nmi_waits && (!cpu.nmi_blocked || pin(PIN_VIRTUAL_NMIS));
}

static bool
nmi_window(void)
{
	return primary(PRIMARY_NMI_WINDOW) && !cpu.nmi_blocked;
}

static bool
interrupt_window(void)
{
	return primary(PRIMARY_INTERRUPT_WINDOW) && !shadowed() &&
	    cpu.vmcb->rflags & RFLAGS_IF &&
	    cpu.activity != ACTIVITY_SHUTDOWN;
}

static bool
monitor_trap(void)
{
	return cpu.mtf_pending ||
	    (primary(PRIMARY_MONITOR_TRAP_FLAG) && cpu.moved);
}

/* The guest has completed an instruction, or an event's delivery begins. */
void
boundary_reached(void)
{
	cpu.moved = true;
	cpu.hold = false;
	cpu.iret = false;
}

static void
leave(enum vmx_exit reason)
{
	vm_exit(&(struct exit_information){ .reason = reason });
}

static void
deliver_debug(void)
{
	cpu.vmcb->dr6 |= cpu.pending_debug & PENDING_DR6;
	cpu.pending_debug = 0;
	event_exception(VECTOR_DB, false, 0);
}

static void
deliver_nmi(void)
{
	struct event event = { .info = VECTOR_NMI | INTERRUPTION_NMI |
	    INTERRUPTION_VALID };

	cpu.nmi_waits = false;
	if (pin(PIN_NMI_EXITING)) {
		vm_exit(&(struct exit_information){
		    .reason = VMX_EXIT_EXCEPTION_OR_NMI,
		    .interruption = event });
	} else {
		event_inject(event);
		cpu.nmi_blocked = true;
	}
}

/*
 * An interrupt is pending and external-interrupt exiting is on.  It stays
 * pending unless it is to be acknowledged.
 */
static void
external_interrupt(void)
{
	struct exit_information e = { .reason = VMX_EXIT_EXTERNAL_INTERRUPT };
	int vector;

	if (V(EXIT_CONTROLS) & EXIT_ACKNOWLEDGE_INTERRUPT) {
		nmi_collect();
		vector = take_interrupt();
		if (vector < 0)
			return;
		e.interruption.info = vector | INTERRUPTION_EXTERNAL |
		    INTERRUPTION_VALID;
	}
	vm_exit(&e);
}

/* An interrupt of the guest's own that would have come during a step. */
static void
deliver_interrupt(void)
{
	int vector;

	nmi_collect();
	vector = take_interrupt();
	if (vector >= 0)
		event_inject((struct event){ .info = vector |
		    INTERRUPTION_EXTERNAL | INTERRUPTION_VALID });
}

/* #VMEXIT for an interrupt: not in the shadow of STI or MOV SS. */
void
boundary_interrupt(void)
{
	if (shadowed())
		cpu.hold = true;
	else if (!pin(PIN_EXTERNAL_INTERRUPT_EXITING))
		deliver_interrupt();
	else if (interrupt_window())
		leave(VMX_EXIT_INTERRUPT_WINDOW);
	else
		external_interrupt();
}

/* The processor is not active: wait for what wakes it. */
static void
wait(void)
{
	bool halted = cpu.activity == ACTIVITY_HLT;
	bool exits = pin(PIN_EXTERNAL_INTERRUPT_EXITING);
	bool interrupts = halted && (exits || cpu.vmcb->rflags & RFLAGS_IF);

	timer_arm();
	if (idle_run(interrupts) == SVM_EXIT_NMI)
		nmi_collect();
	else if (exits)
		external_interrupt();
	else
		cpu.activity = ACTIVITY_ACTIVE;
}

/*
 * What the guest meets before its next instruction, in order of priority.
 * True if it met something: a VM exit, an event, or the end of a wait.
 */
static bool
meet_event(void)
{
	if (cpu.tpr_below)
		leave(VMX_EXIT_TPR_BELOW_THRESHOLD);
	else if (monitor_trap() && cpu.activity != ACTIVITY_SHUTDOWN)
		leave(VMX_EXIT_MONITOR_TRAP_FLAG);
	else if (debug_waits() &&
	    interrupt_blocking() != INTERRUPTIBILITY_MOV_SS)
		deliver_debug();
	else if (timer_expired())
		leave(VMX_EXIT_PREEMPTION_TIMER);
	else if (nmi_window() && !shadowed())
		leave(VMX_EXIT_NMI_WINDOW);
	else if (nmi_deliverable() && !shadowed())
		deliver_nmi();
	else if (interrupt_window())
		leave(VMX_EXIT_INTERRUPT_WINDOW);
	else if (cpu.activity != ACTIVITY_ACTIVE)
		wait();
	else
		return false;
	return true;
}

/* Does something wait that comes after the event being injected? */
static bool
kick_wanted(void)
{
	return cpu.tpr_below || monitor_trap() || timer_expired() ||
	    nmi_window() || nmi_deliverable();
}

static bool
step_wanted(void)
{
	return cpu.hold || primary(PRIMARY_MONITOR_TRAP_FLAG) ||
	    (shadowed() && (debug_waits() || nmi_window() ||
	    nmi_deliverable()));
}

/* Does IRET end the blocking of NMIs?  26.6.1, "Interruptibility State" */
static bool
iret_unblocks(void)
{
	return cpu.nmi_blocked &&
	    (pin(PIN_VIRTUAL_NMIS) || !pin(PIN_NMI_EXITING));
}

/* Make SVM stop at what may come.  Are interrupts to wait? */
static bool
set_intercepts(bool step)
{
	struct vmcb *v = cpu.vmcb;
	bool exits = pin(PIN_EXTERNAL_INTERRUPT_EXITING);
	bool window = primary(PRIMARY_INTERRUPT_WINDOW);
	bool hold = (step && (cpu.hold || shadowed())) || (window && !exits);

	v->intercepts1 &= ~(SVM_INTR | SVM_VINTR | SVM_IRET);
	v->intercepts1 |= SVM_NMI | SVM_HLT | (exits || step ? SVM_INTR : 0) |
	    (window ? SVM_VINTR : 0) |
	    (iret_unblocks() && !cpu.iret ? SVM_IRET : 0);
	v->virtual_interrupt = (exits || hold ? SVM_V_INTR_MASKING : 0) |
	    (window && !step ? SVM_V_IRQ | SVM_V_IGN_TPR : 0);
	return hold;
}

/*
 * Before VMRUN: let the guest meet the events that wait, and prepare for
 * others.  The result is for svm_run(); root operation may follow.
 */
bool
boundary_prepare(void)
{
	bool injecting, step, hold;

	do {
		injecting = cpu.vmcb->event_injection & SVM_EVENT_VALID;
	} while (cpu.non_root && !injecting && !cpu.hold && meet_event());
	if (!cpu.non_root)
		return false;
	if (injecting && kick_wanted())
		nmi_kick();
	step = !injecting && step_wanted();
	hold = set_intercepts(step);
	if (step)
		step_begin();
	timer_arm();
	return hold;
}

/* VM entry, after the guest's state is loaded. */
void
boundary_enter(void)
{
	uint32_t info = V(ENTRY_INTERRUPTION_INFO);
	uint32_t type = info & INTERRUPTION_TYPE_MASK <<
	    INTERRUPTION_TYPE_SHIFT;
	bool other = info & INTERRUPTION_VALID &&
	    type == INTERRUPTION_OTHER_EVENT;
	bool vectoring = info & INTERRUPTION_VALID && !other;

	nmi_enter();
	apic_enter();
	cpu.mtf_pending = other;
	cpu.moved = cpu.hold = cpu.iret = false;
	cpu.activity = vectoring ? ACTIVITY_ACTIVE : V(GUEST_ACTIVITY_STATE);
	cpu.pending_debug = V(GUEST_PENDING_DEBUG);
	if (vectoring || cpu.activity == ACTIVITY_SHUTDOWN)
		cpu.pending_debug = 0;
	cpu.tpr_below = secondary(SECONDARY_APIC_ACCESSES) &&
	    primary(PRIMARY_TPR_SHADOW) && tpr_below_threshold() &&
	    cpu.activity != ACTIVITY_SHUTDOWN;
	if (pin(PIN_PREEMPTION_TIMER))
		timer_start();
}

/*
 * 26.6.1: IRET ends the blocking of NMIs, even if it faults; those that
 * waited come after it.
 */
void
boundary_iret(void)
{
	cpu.nmi_blocked = false;
	cpu.iret = true;
	cpu.hold = true;
}
