/*
 * SYSENTER and SYSEXIT in IA-32e mode, which QEMU knows only in the other
 * modes, as AMD's processors do.
 *
 * SDM Vol. 2B, "SYSENTER" and "SYSEXIT"; Vol. 3A, 5.8.7.
 */
#include "processor.h"

#define OPCODE_SYSENTER		0x34
#define OPCODE_SYSEXIT		0x35
#define CODE_64			0xa9b	/* SVM attributes */
#define CODE_32			0xc9b
#define DATA			0xc93
#define DPL_3			0x60
#define SYSEXIT_32		16	/* CS - IA32_SYSENTER_CS */
#define SYSEXIT_64		32
#define STACK_OFFSET		8	/* SS - CS */

static void
load_flat(struct vmcb_segment *s, uint16_t selector, uint16_t attributes)
{
	*s = (struct vmcb_segment){ selector, attributes, 0xffffffff, 0 };
}

static void
sysenter(void)
{
	struct vmcb *v = cpu.vmcb;
	uint16_t selector = v->sysenter_cs & 0xfffc;

	v->rflags &= ~(uint64_t)(RFLAGS_VM | RFLAGS_IF | RFLAGS_RF);
	v->rip = v->sysenter_eip;
	v->rsp = cpu.reg[RSP] = v->sysenter_esp;
	load_flat(&v->cs, selector, CODE_64);
	load_flat(&v->ss, selector + STACK_OFFSET, DATA);
	v->cpl = 0;
}

static void
sysexit(bool wide)
{
	struct vmcb *v = cpu.vmcb;
	uint16_t selector = (v->sysenter_cs & 0xfffc) +
	    (wide ? SYSEXIT_64 : SYSEXIT_32);

	v->rip = wide ? cpu.reg[RDX] : (uint32_t)cpu.reg[RDX];
	v->rsp = cpu.reg[RSP] = wide ? cpu.reg[RCX] : (uint32_t)cpu.reg[RCX];
	load_flat(&v->cs, selector | 3, (wide ? CODE_64 : CODE_32) | DPL_3);
	load_flat(&v->ss, (selector + STACK_OFFSET) | 3, DATA | DPL_3);
	v->cpl = 3;
}

static bool
is_canonical(uint64_t address)
{
	return (uint64_t)((int64_t)(address << 16) >> 16) == address;
}

/*
 * Carry out the instruction that raised #UD, if it is one of the two, in
 * IA-32e mode.  False: it is not.
 */
bool
sysenter_execute(const struct insn *insn)
{
	bool wide = insn->operand_size == 8;
	bool enter = insn->opcode == OPCODE_SYSENTER;

	if (insn->map != MAP_0F || insn->lock || !(cpu.vmcb->efer & EFER_LMA) ||
	    (!enter && insn->opcode != OPCODE_SYSEXIT))
		return false;
	if (!(cpu.vmcb->sysenter_cs & 0xfffc) || (!enter && (cpu.vmcb->cpl ||
	    (wide && (!is_canonical(cpu.reg[RCX]) ||
	    !is_canonical(cpu.reg[RDX]))))))
		event_exception(VECTOR_GP, true, 0);
	else if (enter)
		sysenter();
	else
		sysexit(wide);
	return true;
}
