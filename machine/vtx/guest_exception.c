/*
 * Exceptions in the guest: which of them are VM exits, what becomes of the
 * others.
 *
 * SDM Vol. 3C, 25.2, "Other Causes of VM Exits"; Vol. 3A, 6.15, "Exception
 * and Interrupt Reference", on double faults.
 */
#include "guest.h"

#define DEBUG_BITS	0x600full	/* B0-B3, BD, BS: a qualification */

/* Faults that are rare enough to be seen all, so that RFLAGS.RF is right. */
#define FAULTS (1u << VECTOR_DE | 1u << VECTOR_BR | 1u << VECTOR_UD |	\
	1u << VECTOR_NM | 1u << VECTOR_TS | 1u << VECTOR_NP |		\
	1u << VECTOR_SS | 1u << VECTOR_GP | 1u << VECTOR_PF | 1u << VECTOR_AC)

static bool
causes_exit(unsigned vector, uint32_t error_code)
{
	bool bit = V(EXCEPTION_BITMAP) >> vector & 1;

	if (vector != VECTOR_PF)
		return bit;
	return bit == ((error_code & V(PAGE_FAULT_ERROR_MASK)) ==
	    V(PAGE_FAULT_ERROR_MATCH));
}

/*
 * Which exceptions must SVM stop at?  QEMU does not stop at INT3 and INTO
 * by vector, so those two come by the INTn intercept.
 */
void
guest_exception_intercepts(void)
{
	uint32_t bitmap = V(EXCEPTION_BITMAP);
	uint32_t software = 1u << VECTOR_BP | 1u << VECTOR_OF;
	bool page_fault = bitmap >> VECTOR_PF & 1 ||
	    V(PAGE_FAULT_ERROR_MASK) != 0 || V(PAGE_FAULT_ERROR_MATCH) != 0;

	cpu.vmcb->exception_intercepts = bitmap | FAULTS;
	if (!page_fault)
		cpu.vmcb->exception_intercepts &= ~(1u << VECTOR_PF);
	if (bitmap & software)
		cpu.vmcb->intercepts1 |= SVM_INTN;
}

static bool
is_contributory(unsigned vector)
{
	return vector == VECTOR_DE || (vector >= VECTOR_TS &&
	    vector <= VECTOR_GP);
}

/*
 * An exception on top of the one being delivered: itself, a double fault,
 * or (returned as -1) a triple fault.  VM exits by the latter two do not
 * count as occurring during delivery; 27.2.4.
 */
static int
combine(unsigned vector)
{
	uint32_t info = cpu.vectoring.info;
	unsigned first = info & INTERRUPTION_VECTOR;

	if (!(info & INTERRUPTION_VALID) ||
	    (info & INTERRUPTION_TYPE_MASK << INTERRUPTION_TYPE_SHIFT) !=
	    INTERRUPTION_HARDWARE_EXCEPTION)
		return vector;
	if (first == VECTOR_DF &&
	    (is_contributory(vector) || vector == VECTOR_PF))
		return -1;
	if ((is_contributory(first) && is_contributory(vector)) ||
	    (first == VECTOR_PF &&
	    (is_contributory(vector) || vector == VECTOR_PF)))
		return VECTOR_DF;
	return vector;
}

/* The bits of DR6 that a debug exception set belong to the exit instead. */
static uint64_t
take_debug_bits(void)
{
	uint64_t bits = cpu.vmcb->dr6 & DEBUG_BITS;

	cpu.vmcb->dr6 = (cpu.vmcb->dr6 & ~DEBUG_BITS) |
	    (cpu.dr6_before & DEBUG_BITS);
	return bits;
}

/* 27.2.2: a fault of the IRET that ended the blocking of NMIs. */
static bool
unblocking_fault(unsigned vector)
{
	return cpu.iret && vector != VECTOR_DF &&
	    !(cpu.vectoring.info & INTERRUPTION_VALID);
}

static void
exit_with(struct event event, uint64_t linear)
{
	struct exit_information e = {
		.reason = VMX_EXIT_EXCEPTION_OR_NMI,
		.interruption = event,
		.qualification = linear,
		.length = event.length,
	};
	unsigned vector = event.info & INTERRUPTION_VECTOR;

	if (vector == VECTOR_DB)
		e.qualification = take_debug_bits();
	if (unblocking_fault(vector))
		e.interruption.info |= INTERRUPTION_NMI_UNBLOCKING;
	vm_exit(&e);
}

/*
 * The guest raises an exception; `linear` is the address of a page fault.
 * It becomes a VM exit, or is delivered to the guest.
 */
void
nonroot_exception(struct event event, uint64_t linear)
{
	unsigned vector = event.info & INTERRUPTION_VECTOR;
	int combined;

	if (FAULTS >> vector & 1)
		cpu.vmcb->rflags |= RFLAGS_RF;
	if (causes_exit(vector, event.error_code)) {
		exit_with(event, linear);
		return;
	}
	combined = combine(vector);
	if (combined < 0) {
		cpu.vectoring.info = 0;
		vm_exit(&(struct exit_information){
		    .reason = VMX_EXIT_TRIPLE_FAULT });
		return;
	}
	if ((unsigned)combined != vector) {
		event = (struct event){ .info = VECTOR_DF |
		    INTERRUPTION_HARDWARE_EXCEPTION | INTERRUPTION_VALID |
		    INTERRUPTION_ERROR_CODE };
		if (causes_exit(VECTOR_DF, 0)) {
			cpu.vectoring.info = 0;
			exit_with(event, 0);
			return;
		}
	} else if (vector == VECTOR_PF) {
		cpu.vmcb->cr2 = linear;
	}
	event_inject(event);
}

/*
 * INT n, INT3, INTO or INT1 in the guest, decoded.  Returns the event the
 * instruction raises; its info is 0 when it raises none (INTO).
 */
struct event
guest_software_event(const struct insn *insn)
{
	struct event event = { .length = insn->length };

	switch (insn->opcode) {
	case 0xcc:
		event.info = VECTOR_BP | INTERRUPTION_SOFTWARE_EXCEPTION;
		break;
	case 0xce:
		if (!(cpu.vmcb->rflags & RFLAGS_OF))
			return event;
		event.info = VECTOR_OF | INTERRUPTION_SOFTWARE_EXCEPTION;
		break;
	case 0xf1:
		event.info = VECTOR_DB | INTERRUPTION_PRIVILEGED_SOFTWARE;
		break;
	default:
		event.info = (insn->immediate & 0xff) |
		    INTERRUPTION_SOFTWARE_INTERRUPT;
		break;
	}
	event.info |= INTERRUPTION_VALID;
	return event;
}

/* Deliver it to the guest, or leave the guest if the bitmap says so. */
void
guest_software(const struct insn *insn)
{
	struct event event = guest_software_event(insn);
	unsigned vector = event.info & INTERRUPTION_VECTOR;
	bool exception = (event.info & INTERRUPTION_TYPE_MASK <<
	    INTERRUPTION_TYPE_SHIFT) != INTERRUPTION_SOFTWARE_INTERRUPT;

	if (event.info == 0)
		instruction_skip(insn->length);
	else if (exception && causes_exit(vector, 0))
		exit_with(event, 0);
	else
		event_inject(event);
}
