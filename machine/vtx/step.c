/*
 * Let the guest execute one instruction while interrupts wait: set TF and
 * see to it that the guest does not notice.  QEMU ignores TF behind STI, MOV
 * SS and POP SS; there a breakpoint does it.
 */
#include "guest.h"
#include "native.h"

#define DR6_BREAKPOINTS	0xfull
#define DR6_B0		1ull
#define DR7_BREAKPOINT_0 0x401ull	/* on execution */
#define OPCODE_POP_SS	0x17
#define OPCODE_MOV_SEGMENT 0x8e
#define OPCODE_STI	0xfb
#define OPCODE_PUSHF	0x9c
#define OPCODE_POPF	0x9d
#define OPCODE_IRET	0xcf
#define OPCODE_SYSCALL	0x05
#define OPCODE_SYSRET	0x07
#define R11		11

static struct {
	bool on;
	bool tf;		/* the guest's own TF */
	struct insn insn;
	uint64_t rip;
	bool breakpoint;	/* at the next instruction, not TF */
	uint64_t dr0, dr6, dr7;
	uint32_t exceptions, intercepts1;
} step;

static bool
is(unsigned map, unsigned opcode)
{
	return step.insn.map == map && step.insn.opcode == opcode;
}

static void
set_breakpoint(void)
{
	struct vmcb *v = cpu.vmcb;
	uint64_t next = v->rip + step.insn.length;

	step.dr0 = native_read_dr0();
	native_write_dr0(in_64bit_mode() ? next :
	    (uint32_t)(v->cs.base + next));
	v->dr7 = DR7_BREAKPOINT_0;
	v->dr6 &= ~DR6_B0;
}

/* Before VMRUN: it is to end after one instruction. */
void
step_begin(void)
{
	struct vmcb *v = cpu.vmcb;

	step.on = true;
	step.rip = v->rip;
	step.tf = v->rflags & RFLAGS_TF;
	step.dr6 = v->dr6;
	step.exceptions = v->exception_intercepts;
	step.intercepts1 = v->intercepts1;
	if (!instruction_decode(&step.insn))
		step.insn = (struct insn){ 0 };
	step.dr7 = v->dr7;
	step.breakpoint = is(MAP_ONE_BYTE, OPCODE_STI) ||
	    is(MAP_ONE_BYTE, OPCODE_POP_SS) ||
	    (is(MAP_ONE_BYTE, OPCODE_MOV_SEGMENT) && step.insn.reg == SEG_SS);
	v->dr6 &= ~PENDING_BS;
	if (step.breakpoint)
		set_breakpoint();
	else
		v->rflags |= RFLAGS_TF;
	v->exception_intercepts = ~0u;
	v->intercepts1 |= SVM_INTN;
}

/* PUSHF pushed the TF of ours. */
static void
clean_pushed(void)
{
	struct vmcb *v = cpu.vmcb;
	uint64_t linear = v->rsp + 1, physical;
	uint32_t error;

	if (!in_64bit_mode())
		linear = (uint32_t)(v->ss.base + (current_bits() == 16 ?
		    (uint16_t)linear : (uint32_t)linear));
	if (memory_translate(linear, ACCESS_WRITE, &physical, &error))
		memory_write64(physical, memory_read64(physical) &
		    ~(uint64_t)(RFLAGS_TF >> 8));
}

static bool
is_string(void)
{
	uint8_t opcode = step.insn.opcode;

	return step.insn.map == MAP_ONE_BYTE && ((opcode & 0xfc) == 0x6c ||
	    (opcode & 0xfc) == 0xa4 || (opcode >= 0xaa && opcode <= 0xaf));
}

/*
 * With -icount QEMU looks at the count of a repeated string instruction only
 * before an iteration: the last one completes the instruction.
 */
static void
finish_repetition(void)
{
	uint64_t count = cpu.reg[RCX];

	if (step.insn.address_size < 8)
		count &= (1ull << 8 * step.insn.address_size) - 1;
	if (cpu.vmcb->rip == step.rip && step.insn.rep && is_string() &&
	    count == 0)
		cpu.vmcb->rip += step.insn.length;
}

/* Take TF away from wherever the instruction left it. */
static void
clean(void)
{
	if (step.tf || is(MAP_ONE_BYTE, OPCODE_POPF) ||
	    is(MAP_ONE_BYTE, OPCODE_IRET) || is(MAP_0F, OPCODE_SYSRET))
		return;
	cpu.vmcb->rflags &= ~(uint64_t)RFLAGS_TF;
	if (is(MAP_ONE_BYTE, OPCODE_PUSHF))
		clean_pushed();
	else if (is(MAP_0F, OPCODE_SYSCALL))
		cpu.reg[R11] &= ~(uint64_t)RFLAGS_TF;
}

/*
 * After #VMEXIT: true if the instruction is complete, and the #VMEXIT no
 * business of the guest's.
 */
bool
step_end(void)
{
	struct vmcb *v = cpu.vmcb;
	bool complete = v->exit_code == SVM_EXIT_EXCEPTION + VECTOR_DB &&
	    v->dr6 & (step.breakpoint ? DR6_B0 : PENDING_BS);
	uint64_t breakpoints = v->dr6 & DR6_BREAKPOINTS;

	if (!step.on)
		return false;
	step.on = false;
	if (step.breakpoint) {
		native_write_dr0(step.dr0);
		v->dr7 = step.dr7;
		breakpoints = 0;
	}
	v->exception_intercepts = step.exceptions;
	v->intercepts1 = step.intercepts1;
	apic_access_end(complete);
	if (!complete) {
		v->rflags = (v->rflags & ~(uint64_t)RFLAGS_TF) |
		    (step.tf ? RFLAGS_TF : 0);
		v->dr6 |= step.dr6 & (PENDING_BS | DR6_B0);
		return false;
	}
	if (!step.breakpoint)
		clean();
	finish_repetition();
	v->dr6 = step.dr6;
	if (step.tf)
		cpu.pending_debug |= PENDING_BS;
	if (breakpoints & ~step.dr6)
		cpu.pending_debug |= (breakpoints & ~step.dr6) |
		    PENDING_ENABLED;
	boundary_reached();
	return true;
}
