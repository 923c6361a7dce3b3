/*
 * Exceptions of the guest at which SVM stopped: what they would be on this
 * processor, where QEMU's differs.
 *
 * SDM Vol. 3C, 25.1.1, "Relative Priority of Faults and VM Exits".
 */
#include "exit_information.h"
#include "guest.h"

#define OPCODE_INT1		0xf1
#define OPCODE_GROUP_7		0x01
#define MODRM_MONITOR		0xc8
#define MODRM_MWAIT		0xc9
#define MODRM_VMRUN		0xd8	/* to INVLPGA */
#define ERROR_EXT		1u
#define ERROR_IDT		2u

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
static bool
fault_replaced(unsigned vector)
{
	struct insn insn;
	enum vmx_exit reason;

	if (cpu.vectoring.info & INTERRUPTION_VALID ||
	    !instruction_decode(&insn))
		return false;
	if (guest_is_mov_dr(&insn) &&
	    V(PRIMARY_CONTROLS) & PRIMARY_MOV_DR_EXITING) {
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

/* May this VMX instruction be recognized at all?  Otherwise it is #UD. */
static bool
vmx_recognized(enum vmx_exit which)
{
	if (which == VMX_EXIT_VMCALL)
		return true;
	if ((which == VMX_EXIT_INVEPT || which == VMX_EXIT_INVVPID) &&
	    !invalidate_offered(which))
		return false;
	return cpu.vmcb->cr0 & CR0_PE && !in_virtual_8086_mode() &&
	    (in_64bit_mode() || !(cpu.vmcb->efer & EFER_LMA));
}

/* #UD: a VMX instruction, INT1 (which QEMU does not know), or really none. */
static void
guest_invalid_opcode(void)
{
	struct insn insn;
	enum vmx_exit which;

	if (!instruction_decode(&insn)) {
		event_exception(VECTOR_UD, false, 0);
	} else if (vmx_instruction(&insn, &which) && vmx_recognized(which)) {
		vm_exit(&(struct exit_information){ .reason = which,
		    .qualification = qualification_displacement(&insn),
		    .instruction = information_vmx(&insn, which),
		    .length = insn.length });
	} else if (insn.map == MAP_ONE_BYTE && insn.opcode == OPCODE_INT1) {
		guest_software(&insn);
	} else if (!sysenter_execute(&insn)) {
		event_exception(VECTOR_UD, false, 0);
	}
}

static bool
has_error_code(unsigned vector)
{
	return vector == VECTOR_DF || vector == VECTOR_AC ||
	    (vector >= VECTOR_TS && vector <= VECTOR_PF);
}

/*
 * The error code of an exception while an event was delivered.  QEMU does
 * not set EXT (bit 0), and in IA-32e mode counts an IDT's gates (bit 1) by
 * their halves.  SDM Vol. 3A, 6.13, "Error Code".
 */
static uint32_t
nested_error_code(unsigned vector, uint32_t error)
{
	uint32_t info = cpu.vectoring.info;
	uint32_t type = info &
	    INTERRUPTION_TYPE_MASK << INTERRUPTION_TYPE_SHIFT;
	bool external = type != INTERRUPTION_SOFTWARE_INTERRUPT &&
	    type != INTERRUPTION_SOFTWARE_EXCEPTION;

	if (!(info & INTERRUPTION_VALID) || vector < VECTOR_TS ||
	    vector > VECTOR_GP)
		return error;
	if (error & ERROR_IDT)
		error = (info & INTERRUPTION_VECTOR) << 3 | ERROR_IDT;
	return error | (external ? ERROR_EXT : 0);
}

/*
 * Did an event find no stack to push its frame on?  That is #SS, for which
 * QEMU raises #GP.
 */
static bool
stack_delivery_fault(void)
{
	uint64_t rsp = cpu.vmcb->rsp;

	return cpu.vectoring.info & INTERRUPTION_VALID && in_64bit_mode() &&
	    cpu.vmcb->exit_info1 == 0 &&
	    (uint64_t)((int64_t)(rsp << 16) >> 16) != rsp;
}

/* The guest raised an exception, at which SVM stopped. */
void
guest_exception(unsigned vector)
{
	struct event event = { 0 };

	if ((vector == VECTOR_UD || vector == VECTOR_GP) &&
	    fault_replaced(vector))
		return;
	if (vector == VECTOR_GP && stack_delivery_fault())
		vector = VECTOR_SS;
	event.info = vector | INTERRUPTION_HARDWARE_EXCEPTION |
	    INTERRUPTION_VALID;
	if (vector == VECTOR_UD) {
		guest_invalid_opcode();
		return;
	}
	if (has_error_code(vector)) {
		event.info |= INTERRUPTION_ERROR_CODE;
		event.error_code = nested_error_code(vector,
		    cpu.vmcb->exit_info1);
	}
	nonroot_exception(event, vector == VECTOR_PF ?
	    cpu.vmcb->exit_info2 : 0);
}
