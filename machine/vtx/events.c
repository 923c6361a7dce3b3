/*
 * Exceptions into the software above, and the completion of instructions
 * that the machine carried out for it.
 */
#include "processor.h"

#define OPCODE_STI	0xfb
#define BLOCKING	(INTERRUPTIBILITY_STI | INTERRUPTIBILITY_MOV_SS)

/*
 * The VMCB's format of an event's type.  SVM refuses exceptions 2 and from 31
 * on, which VT-x injects; as interrupts they are delivered alike.
 */
static uint64_t
svm_type(uint32_t info)
{
	uint32_t vector = info & INTERRUPTION_VECTOR;

	switch (info & INTERRUPTION_TYPE_MASK << INTERRUPTION_TYPE_SHIFT) {
	case INTERRUPTION_EXTERNAL:
		return SVM_EVENT_INTERRUPT;
	case INTERRUPTION_NMI:
		return SVM_EVENT_NMI;
	case INTERRUPTION_SOFTWARE_INTERRUPT:
	case INTERRUPTION_SOFTWARE_EXCEPTION:
		return SVM_EVENT_SOFTWARE;
	default:
		return vector == VECTOR_NMI || vector >= 31 ?
		    SVM_EVENT_INTERRUPT : SVM_EVENT_EXCEPTION;
	}
}

static bool
is_software(uint32_t info)
{
	uint32_t type = info &
	    INTERRUPTION_TYPE_MASK << INTERRUPTION_TYPE_SHIFT;

	return type == INTERRUPTION_SOFTWARE_INTERRUPT ||
	    type == INTERRUPTION_SOFTWARE_EXCEPTION ||
	    type == INTERRUPTION_PRIVILEGED_SOFTWARE;
}

/*
 * Have the next VMRUN deliver an event.  Software events push the address
 * after the instruction, which QEMU takes from RIP.
 */
void
event_inject(struct event event)
{
	cpu.injected = event;
	cpu.activity = ACTIVITY_ACTIVE;
	cpu.vmcb->interrupt_shadow = 0;
	boundary_reached();
	cpu.vmcb->event_injection = (event.info & SVM_EVENT_VECTOR) |
	    svm_type(event.info) | SVM_EVENT_VALID;
	if (event.info & INTERRUPTION_ERROR_CODE)
		cpu.vmcb->event_injection |= SVM_EVENT_ERROR_CODE |
		    (uint64_t)event.error_code << 32;
	if (is_software(event.info))
		cpu.vmcb->rip += event.length;
}

/*
 * Find out what was being delivered when the #VMEXIT came.  An event of
 * ours keeps its VT-x type, and RIP goes back to its instruction.
 */
void
event_collect(void)
{
	uint64_t svm = cpu.vmcb->exit_interrupt_info;
	struct event ours = cpu.injected;
	uint32_t type = svm >> SVM_EVENT_TYPE_SHIFT & 7;
	uint32_t vector = svm & SVM_EVENT_VECTOR;

	cpu.injected.info = 0;
	cpu.vectoring.info = 0;
	cpu.vmcb->event_injection = 0;
	if (!(svm & SVM_EVENT_VALID))
		return;
	if (ours.info & INTERRUPTION_VALID &&
	    (ours.info & INTERRUPTION_VECTOR) == vector) {
		cpu.vectoring = ours;
		if (is_software(ours.info))
			cpu.vmcb->rip -= ours.length;
		return;
	}
	cpu.vectoring.info = vector | type << INTERRUPTION_TYPE_SHIFT |
	    INTERRUPTION_VALID;
	if (type == 3 && svm & SVM_EVENT_ERROR_CODE) {
		cpu.vectoring.info |= INTERRUPTION_ERROR_CODE;
		cpu.vectoring.error_code = svm >> 32;
	}
	if (type == 4) {
		struct insn insn;

		cpu.vectoring.length = 0;
		if (instruction_decode(&insn)) {
			cpu.vectoring.length = insn.length;
			if (insn.opcode == 0xcc || insn.opcode == 0xce)
				cpu.vectoring.info = vector |
				    INTERRUPTION_SOFTWARE_EXCEPTION |
				    INTERRUPTION_VALID;
		}
	}
}

/*
 * Are interrupts blocked for one instruction?  SVM says only that they are;
 * which instruction did it stands before RIP.  INTERRUPTIBILITY_* or 0.
 */
uint32_t
interrupt_blocking(void)
{
	uint64_t physical;
	uint32_t error;
	uint64_t before = cpu.vmcb->cs.base + cpu.vmcb->rip - 1;

	if (!(cpu.vmcb->interrupt_shadow & 1))
		return 0;
	if (cpu.non_root && cpu.vmcb->rip == cpu.entry_rip &&
	    cpu.entry_blocking & BLOCKING)
		return cpu.entry_blocking & BLOCKING;
	if (memory_translate(before, ACCESS_READ, &physical, &error) &&
	    (uint8_t)memory_read64(ept_translate(physical)) == OPCODE_STI)
		return INTERRUPTIBILITY_STI;
	return INTERRUPTIBILITY_MOV_SS;
}

/* Raise an exception in the software above, as the processor would. */
void
event_exception(unsigned vector, bool has_error_code, uint32_t error)
{
	struct event event = {
		.info = vector | INTERRUPTION_HARDWARE_EXCEPTION |
		    INTERRUPTION_VALID |
		    (has_error_code ? INTERRUPTION_ERROR_CODE : 0),
		.error_code = error,
	};

	if (cpu.non_root)
		nonroot_exception(event, 0);
	else
		event_inject(event);
}

void
event_page_fault(uint64_t linear, uint32_t error_code)
{
	struct event event = {
		.info = VECTOR_PF | INTERRUPTION_HARDWARE_EXCEPTION |
		    INTERRUPTION_VALID | INTERRUPTION_ERROR_CODE,
		.error_code = error_code,
	};

	if (cpu.non_root) {
		nonroot_exception(event, linear);
	} else {
		cpu.vmcb->cr2 = linear;
		event_inject(event);
	}
}

/*
 * The instruction of `length` bytes is complete: go on behind it, raising
 * the single-step trap it may deserve.
 */
void
instruction_skip(unsigned length)
{
	struct vmcb *v = cpu.vmcb;

	v->rip += length;
	if (!in_64bit_mode())
		v->rip = (uint32_t)v->rip;
	v->interrupt_shadow = 0;
	v->rflags &= ~(uint64_t)RFLAGS_RF;
	if (cpu.non_root) {
		boundary_reached();
		if (v->rflags & RFLAGS_TF)
			cpu.pending_debug |= PENDING_BS;
	} else if (v->rflags & RFLAGS_TF) {
		v->dr6 |= PENDING_BS;
		event_exception(VECTOR_DB, false, 0);
	}
}

/*
 * Refuse an instruction in root operation with a fault, and record why.
 * In non-root operation just raise the fault.
 */
void
root_fault(unsigned vector, uint64_t what, uint64_t value, enum why why)
{
	bool has_error_code = vector == VECTOR_GP || vector == VECTOR_SS;

	if (!cpu.non_root) {
		struct trace_record *r = trace_add(TRACE_FAULT, vector);

		r->arg[1] = what;
		r->arg[2] = value;
		r->arg[3] = why;
	}
	event_exception(vector, has_error_code, 0);
}
