/*
 * Debug registers, in root and non-root operation.
 *
 * SDM Vol. 3B, 17.2, "Debug Registers"; Vol. 3C, 25.1.3, "Instructions That
 * Cause VM Exits Conditionally", on MOV DR.
 */
#include "guest.h"
#include "native.h"

#define OPCODE_MOV_FROM_DR	0x21
#define OPCODE_MOV_TO_DR	0x23
#define DR_FROM			(1u << 4)
#define DR_REGISTER_SHIFT	8
#define DR7_WRITES		0xa0u	/* MOV to DR5 is MOV to DR7 */
#define DR_ADDRESSES		0xfu	/* DR0 to DR3 */
#define DR7_ENABLED		0xffull
#define DR7_GD			(1ull << 13)
#define DR7_ONE			0x400ull
#define DR7_ZERO		0xd800ull
#define DR6_BD			(1ull << 13)

/*
 * The breakpoints of DR7 that may be set while the machine prepares VMRUN:
 * those in its own memory would stop the machine itself.
 */
static uint64_t
breakpoints(void)
{
	uint64_t address[4], dr7 = cpu.vmcb->dr7;

	native_read_breakpoints(address);
	for (unsigned i = 0; i < 4; i++)
		if (address[i] + 7 >= MACHINE_BASE &&
		    address[i] < MACHINE_RAM_SIZE)
			dr7 &= ~(3ull << 2 * i);
	return dr7;
}

/*
 * QEMU makes breakpoints of what MOV writes to DR7, but neither VMRUN nor
 * #VMEXIT does so with the DR7 it loads.  So the machine moves the value
 * itself, just before VMRUN, and takes it back just after; MOV to DR7 is
 * intercepted, so that it changes nothing between; and MOV to the addresses
 * while some are in use, as QEMU would make breakpoints of them at once.
 */
static bool armed;

void
debug_enter(void)
{
	armed = (cpu.vmcb->dr7 & DR7_ENABLED) != 0;
	if (armed)
		native_write_dr7(breakpoints());
}

void
debug_leave(void)
{
	if (armed)
		native_write_dr7(DR7_ONE);
}

/* Intercept all of MOV DR, or what the machine needs of it. */
void
debug_intercepts(bool all)
{
	if (cpu.vmcb->dr7 & DR7_GD)
		all = true;
	cpu.vmcb->dr_read_intercepts = all ? 0xffff : 0;
	cpu.vmcb->dr_write_intercepts = all ? 0xffff : DR7_WRITES |
	    (cpu.vmcb->dr7 & DR7_ENABLED ? DR_ADDRESSES : 0);
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

/* MOV to DR0-DR3. */
static void
write_address(const struct insn *insn)
{
	uint64_t value = cpu.reg[insn->rm];

	native_write_dr(insn->reg, in_64bit_mode() ? value : (uint32_t)value);
	instruction_skip(insn->length);
}

/*
 * Carry out MOV DR, which is MOV to DR7 or to an address unless DR7.GD is
 * set: that raises #DB, whose delivery clears GD, though a VM exit does not.
 */
void
debug_execute(const struct insn *insn)
{
	if (!(cpu.vmcb->dr7 & DR7_GD)) {
		if (insn->reg < 4)
			write_address(insn);
		else if (insn->reg == 5 && cpu.vmcb->cr4 & CR4_DE)
			event_exception(VECTOR_UD, false, 0);
		else
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

bool
guest_is_mov_dr(const struct insn *insn)
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
