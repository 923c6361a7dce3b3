/*
 * Control registers in the guest: masks, shadows and targets.
 *
 * SDM Vol. 3C, 25.1.3, "Instructions That Cause VM Exits Conditionally";
 * 25.3, "Changes to Instruction Behavior in VMX Non-Root Operation".
 */
#include "exit_information.h"
#include "guest.h"
#include "native.h"

#define OPCODE_MOV_FROM_CR	0x20
#define OPCODE_MOV_TO_CR	0x22
#define OPCODE_CLTS		0x06
#define EXTENSION_SMSW		4
#define CR8_MAX			15
#define LMSW_BITS		((uint64_t)(CR0_PE | CR0_MP | CR0_EM | CR0_TS))

/* Does MOV to CR3 load the four entries of PAE paging? */
static bool
loads_pdptes(void)
{
	return cpu.vmcb->cr4 & CR4_PAE && !(cpu.vmcb->efer & EFER_LMA);
}

/* Which accesses must SVM stop at?  It depends on the guest's paging mode. */
void
guest_cr_intercepts(void)
{
	uint32_t primary = V(PRIMARY_CONTROLS);
	struct vmcb *v = cpu.vmcb;

	v->cr_read_intercepts = 1 << 4 |
	    (V(CR0_GUEST_HOST_MASK) != 0 ? 1 << 0 : 0) |
	    (primary & PRIMARY_CR3_STORE_EXITING || cpu.pdptes ? 1 << 3 : 0) |
	    1 << 8;
	v->cr_write_intercepts = 1 << 0 | 1 << 4 | 1 << 8 |
	    (primary & PRIMARY_CR3_LOAD_EXITING || loads_pdptes() ? 1 << 3 : 0);
}

static void
exit_cr(const struct insn *insn, unsigned number, unsigned type,
    uint64_t source, uint64_t linear)
{
	vm_exit(&(struct exit_information){
	    .reason = VMX_EXIT_CR_ACCESS,
	    .qualification = qualification_cr(insn, number, type, source),
	    .linear = linear,
	    .length = insn->length });
}

/* A write to CR0 or CR4 that is no VM exit: it took effect, or faults. */
static void
finish_write(const struct insn *insn, const struct cr_state *old, enum why why)
{
	if (why != WHY_NONE) {
		event_exception(VECTOR_GP, true, 0);
	} else if (pdptes_follow(old)) {
		guest_cr_intercepts();
		instruction_skip(insn->length);
	}
}

static uint64_t
masked(uint64_t value, uint64_t mask, uint64_t owned)
{
	return (value & ~mask) | (owned & mask);
}

static bool
is_cr3_target(uint64_t value)
{
	const uint64_t *target = &V(CR3_TARGET_VALUE_0);

	for (uint64_t i = 0; i < V(CR3_TARGET_COUNT) && i < 4; i++) {
		if (target[i] == value)
			return true;
	}
	return false;
}

static void
write_cr0(const struct insn *insn, uint64_t value)
{
	uint64_t mask = V(CR0_GUEST_HOST_MASK);
	struct cr_state old = cr_state();

	if ((value ^ V(CR0_READ_SHADOW)) & mask)
		exit_cr(insn, 0, CR_ACCESS_TO_CR, 0, 0);
	else
		finish_write(insn, &old, cr0_write(masked(value, mask,
		    cpu.vmcb->cr0)));
}

static uint64_t
cr3_reserved(void)
{
	return ~0ull << cpu.caps.physical_bits;
}

static void
write_cr3(const struct insn *insn, uint64_t value)
{
	if (V(PRIMARY_CONTROLS) & PRIMARY_CR3_LOAD_EXITING &&
	    !is_cr3_target(value)) {
		exit_cr(insn, 3, CR_ACCESS_TO_CR, 0, 0);
		return;
	}
	if (in_64bit_mode() && value & cr3_reserved())
		event_exception(VECTOR_GP, true, 0);
	else if (cr3_write(value))
		instruction_skip(insn->length);
}

static void
write_cr8(const struct insn *insn, uint64_t value)
{
	if (V(PRIMARY_CONTROLS) & PRIMARY_CR8_LOAD_EXITING) {
		exit_cr(insn, 8, CR_ACCESS_TO_CR, 0, 0);
	} else if (value > CR8_MAX) {
		event_exception(VECTOR_GP, true, 0);
	} else if (!(V(PRIMARY_CONTROLS) & PRIMARY_TPR_SHADOW)) {
		native_write_cr8(value);
		instruction_skip(insn->length);
	} else {
		instruction_skip(insn->length);
		cpu.tpr_below = tpr_write(value << 4);
	}
}

static void
write_cr4(const struct insn *insn, uint64_t value)
{
	uint64_t mask = V(CR4_GUEST_HOST_MASK);
	struct cr_state old = cr_state();

	if ((value ^ V(CR4_READ_SHADOW)) & mask)
		exit_cr(insn, 4, CR_ACCESS_TO_CR, 0, 0);
	else
		finish_write(insn, &old, cr4_write(masked(value, mask,
		    cr4_read())));
}

static void
move_to_cr(const struct insn *insn)
{
	uint64_t value = cpu.reg[insn->rm];
	unsigned number = cpu.vmcb->exit_code & 0xf;

	if (!in_64bit_mode())
		value = (uint32_t)value;
	if (number == 0)
		write_cr0(insn, value);
	else if (number == 3)
		write_cr3(insn, value);
	else if (number == 4)
		write_cr4(insn, value);
	else
		write_cr8(insn, value);
}

static uint64_t
visible_cr0(void)
{
	return masked(cpu.vmcb->cr0, V(CR0_GUEST_HOST_MASK),
	    V(CR0_READ_SHADOW));
}

static void
move_from_cr(const struct insn *insn)
{
	unsigned number = cpu.vmcb->exit_code & 0xf;

	bool cr3_free = number == 3 &&
	    !(V(PRIMARY_CONTROLS) & PRIMARY_CR3_STORE_EXITING);

	if (number == 8 && !(V(PRIMARY_CONTROLS) & PRIMARY_CR8_STORE_EXITING)) {
		cpu.reg[insn->rm] = V(PRIMARY_CONTROLS) & PRIMARY_TPR_SHADOW ?
		    tpr_read() >> 4 & 15 : native_read_cr8();
		instruction_skip(insn->length);
		return;
	}
	if (number != 0 && number != 4 && !cr3_free) {
		exit_cr(insn, number, CR_ACCESS_FROM_CR, 0, 0);
		return;
	}
	cpu.reg[insn->rm] = number == 0 ? visible_cr0() : number == 3 ?
	    cr3_read() : masked(cr4_read(), V(CR4_GUEST_HOST_MASK),
	    V(CR4_READ_SHADOW));
	if (!in_64bit_mode())
		cpu.reg[insn->rm] = (uint32_t)cpu.reg[insn->rm];
	instruction_skip(insn->length);
}

static void
clts(const struct insn *insn)
{
	bool owned = V(CR0_GUEST_HOST_MASK) & CR0_TS;

	if (owned && V(CR0_READ_SHADOW) & CR0_TS) {
		exit_cr(insn, 0, CR_ACCESS_CLTS, 0, 0);
		return;
	}
	if (!owned)
		cpu.vmcb->cr0 &= ~(uint64_t)CR0_TS;
	instruction_skip(insn->length);
}

static void
lmsw(const struct insn *insn)
{
	uint64_t mask = V(CR0_GUEST_HOST_MASK), source, linear = 0;
	uint64_t shadow = V(CR0_READ_SHADOW);
	struct cr_state old = cr_state();

	if (insn->memory) {
		linear = operand_linear(insn);
		if (!operand_read(insn, 2, &source))
			return;
	} else {
		source = cpu.reg[insn->rm] & 0xffff;
	}
	if ((mask & source & ~shadow & CR0_PE) ||
	    (mask & (source ^ shadow) & LMSW_BITS & ~(uint64_t)CR0_PE)) {
		exit_cr(insn, 0, CR_ACCESS_LMSW, source, linear);
		return;
	}
	mask |= ~LMSW_BITS;		/* LMSW changes four bits */
	source |= cpu.vmcb->cr0 & CR0_PE;	/* and never clears PE */
	finish_write(insn, &old, cr0_write(masked(source, mask,
	    cpu.vmcb->cr0)));
}

static void
smsw(const struct insn *insn)
{
	uint64_t value = visible_cr0();

	if (insn->memory) {
		if (!operand_write(insn, 2, value & 0xffff))
			return;
	} else if (insn->operand_size == 2) {
		cpu.reg[insn->rm] = (cpu.reg[insn->rm] & ~0xffffull) |
		    (value & 0xffff);
	} else {
		cpu.reg[insn->rm] = insn->operand_size == 8 ? value :
		    (uint32_t)value;
	}
	instruction_skip(insn->length);
}

/* A control-register instruction that SVM stopped at. */
void
guest_control_register(const struct insn *insn)
{
	if (insn->lock)		/* QEMU takes it for MOV CR8 */
		event_exception(VECTOR_UD, false, 0);
	else if (insn->opcode == OPCODE_MOV_TO_CR)
		move_to_cr(insn);
	else if (insn->opcode == OPCODE_MOV_FROM_CR)
		move_from_cr(insn);
	else if (insn->opcode == OPCODE_CLTS)
		clts(insn);
	else if ((insn->modrm >> 3 & 7) == EXTENSION_SMSW)
		smsw(insn);
	else
		lmsw(insn);
}
