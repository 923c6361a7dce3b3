/*
 * Debug registers, in root and non-root operation, and the instructions
 * whose VM exit comes before a fault that QEMU raises first.
 *
 * SDM Vol. 3B, 17.2, "Debug Registers"; Vol. 3C, 25.1.1, "Relative Priority
 * of Faults and VM Exits", and 25.1.3, on MOV DR.
 */
#include "exit_information.h"
#include "guest.h"
#include "native.h"

#define OPCODE_MOV_FROM_DR	0x21
#define OPCODE_MOV_TO_DR	0x23
#define OPCODE_GROUP_7		0x01
#define MODRM_MONITOR		0xc8
#define MODRM_MWAIT		0xc9
#define MODRM_VMRUN		0xd8	/* to INVLPGA */
#define DR_FROM			(1u << 4)
#define DR_REGISTER_SHIFT	8
#define DR7_ENABLED		0xffull
#define DR7_GD			(1ull << 13)
#define DR7_ONE			0x400ull
#define DR7_ZERO		0xd800ull
#define DR6_BD			(1ull << 13)

/*
 * QEMU makes breakpoints of what MOV writes to DR7, but neither VMRUN nor
 * #VMEXIT does so with the DR7 it loads.  So the machine moves the value
 * itself, just before VMRUN, and takes it back just after; MOV to DR7 is
 * intercepted, so that it changes nothing between.
 */
void
debug_enter(void)
{
	if (cpu.vmcb->dr7 & DR7_ENABLED)
		native_write_dr7(cpu.vmcb->dr7);
}

void
debug_leave(void)
{
	if (cpu.vmcb->dr7 & DR7_ENABLED)
		native_write_dr7(DR7_ONE);
}

/* Intercept all of MOV DR, or what the machine needs of it. */
void
debug_intercepts(bool all)
{
	if (cpu.vmcb->dr7 & DR7_GD)
		all = true;
	cpu.vmcb->dr_read_intercepts = all ? 0xffff : 0;
	cpu.vmcb->dr_write_intercepts = all ? 0xffff : 1 << 7;
}

static void
write_dr7(const struct insn *insn)
{
	uint64_t value = cpu.reg[insn->rm];

	if (in_64bit_mode() && value >> 32 != 0) {
		event_exception(VECTOR_GP, true, 0);
		return;
	}
	cpu.vmcb->dr7 = ((uint32_t)value & ~DR7_ZERO) | DR7_ONE;
	debug_intercepts(false);
	instruction_skip(insn->length);
}

/*
 * Carry out MOV DR, which is MOV to DR7 unless DR7.GD is set: that raises
 * #DB, whose delivery clears GD, though a VM exit does not.
 */
void
debug_execute(const struct insn *insn)
{
	if (!(cpu.vmcb->dr7 & DR7_GD)) {
		write_dr7(insn);
		return;
	}
	if (!cpu.non_root || !(V(EXCEPTION_BITMAP) & 1u << VECTOR_DB)) {
		cpu.vmcb->dr7 &= ~DR7_GD;
		debug_intercepts(false);
	}
	cpu.vmcb->dr6 |= DR6_BD;
	event_exception(VECTOR_DB, false, 0);
}

static bool
is_mov_dr(const struct insn *insn)
{
	return insn->map == MAP_0F && (insn->opcode == OPCODE_MOV_FROM_DR ||
	    insn->opcode == OPCODE_MOV_TO_DR);
}

/* MOV DR that SVM stopped at, or that faulted. */
void
guest_mov_dr(const struct insn *insn)
{
	bool from = insn->opcode == OPCODE_MOV_FROM_DR;

	if (V(PRIMARY_CONTROLS) & PRIMARY_MOV_DR_EXITING)
		vm_exit(&(struct exit_information){
		    .reason = VMX_EXIT_MOV_DR,
		    .qualification = (insn->reg & 7) | (from ? DR_FROM : 0) |
		    (uint32_t)insn->rm << DR_REGISTER_SHIFT,
		    .length = insn->length });
	else
		debug_execute(insn);
}

/* MONITOR and MWAIT check ECX only after the VM exit. */
static bool
exits_before_operands(const struct insn *insn, enum vmx_exit *reason)
{
	uint32_t primary = V(PRIMARY_CONTROLS);

	*reason = insn->modrm == MODRM_MONITOR ? VMX_EXIT_MONITOR :
	    VMX_EXIT_MWAIT;
	return cpu.vmcb->cpl == 0 && ((insn->modrm == MODRM_MONITOR &&
	    primary & PRIMARY_MONITOR_EXITING) ||
	    (insn->modrm == MODRM_MWAIT && primary & PRIMARY_MWAIT_EXITING));
}

/* Is the operand one with a bad address on the stack?  That is #SS. */
static bool
stack_address(const struct insn *insn)
{
	uint64_t linear = operand_linear(insn);

	return insn->memory && insn->segment == SEG_SS && in_64bit_mode() &&
	    (uint64_t)((int64_t)(linear << 16) >> 16) != linear;
}

/*
 * #GP(0) or #UD of the guest by QEMU: is it due on this processor?  If so
 * false is returned, otherwise what is due has been done.
 */
bool
guest_fault_replaced(unsigned vector)
{
	struct insn insn;
	enum vmx_exit reason;

	if (cpu.vectoring.info & INTERRUPTION_VALID ||
	    !instruction_decode(&insn))
		return false;
	if (is_mov_dr(&insn) && V(PRIMARY_CONTROLS) & PRIMARY_MOV_DR_EXITING) {
		guest_mov_dr(&insn);
		return true;
	}
	if (vector == VECTOR_GP && stack_address(&insn)) {
		event_exception(VECTOR_SS, true, 0);
		return true;
	}
	if (vector != VECTOR_GP || insn.map != MAP_0F ||
	    insn.opcode != OPCODE_GROUP_7 || insn.memory)
		return false;
	if (exits_before_operands(&insn, &reason)) {
		vm_exit(&(struct exit_information){ .reason = reason,
		    .length = insn.length });
		return true;
	}
	if (insn.modrm >= MODRM_VMRUN && insn.modrm <= MODRM_VMRUN + 7) {
		event_exception(VECTOR_UD, false, 0);
		return true;
	}
	return false;
}
