/*
 * Lab 3: the run loop, and what every exit handler needs.
 */
#include "arch/vmx.h"
#include "errors.h"
#include "exit.h"
#include "lab.h"
#include "vcpu.h"
#include "vmcs.h"

/*
 * Run the guest until it ends.
 *
 * Enter it with vmx_enter(), for the first time with VMLAUNCH and from then
 * on with VMRESUME (vcpu->launched says which).  After each VM exit put the
 * exit reason into vcpu->exit_reason, count the exit in vcpu->exits, and call
 * exit_dispatch(); go on while that returns EXIT_RESUME.
 *
 * Returns 0 when exit_dispatch() returns EXIT_END: the guest has ended, and
 * vcpu->end says how.  A VM entry can fail in two ways:
 *
 *	VMLAUNCH or VMRESUME fails (vmx_enter() returns flags, not 0): return
 *	what vmcs_entry_error() says of them, with the error number in
 *	vcpu->entry_error
 *	the guest's state cannot be loaded (bit 31 of the exit reason,
 *	EXIT_REASON_ENTRY_FAILURE): put the reason into vcpu->exit_reason and
 *	return -EINVAL; this counts as no exit, and nothing was launched
 *
 * SDM Vol. 3C, 31.7, "Handling of VM Exits", and 26.7, "VM-Entry Failures
 * During or After Loading Guest State".
 */
EXERCISE(3, 2)
int
vcpu_run(struct vcpu *vcpu)
{
	TODO(3, 2);
}

/*
 * Let the guest go on behind the instruction that caused the VM exit, as if
 * that had been executed: add the VM-exit instruction length to the guest's
 * RIP, and end blocking by STI and by MOV SS (bits 0 and 1 of the guest's
 * interruptibility state, INTERRUPTIBILITY_STI and _MOV_SS), which last for
 * one instruction.  Keep the other bits of that field.
 *
 * SDM Vol. 3C, 27.2.5, "Information for VM Exits Due to Instruction
 * Execution", and 24.4.2, "Guest Non-Register State".
 */
EXERCISE(3, 3)
void
guest_skip(struct vcpu *vcpu)
{
	TODO(3, 3);
}

/*
 * Make the next VM entry deliver an exception to the guest at its present
 * RIP, by writing the VM-entry interruption-information field: valid, type
 * "hardware exception", and this vector (0 to 31, neither 2, which is an
 * interrupt, nor 3 and 4, which only instructions cause).
 *
 * The exceptions #DF, #TS, #NP, #SS, #GP, #PF and #AC deliver an error code,
 * the others none: for the first write `error_code` to the VM-entry
 * exception error code and set INTERRUPTION_ERROR_CODE; for the others
 * `error_code` does not matter, and that bit must be 0.
 *
 * SDM Vol. 3C, 24.8.3, "VM-Entry Controls for Event Injection", and
 * 26.2.1.3, "VM-Entry Control Fields".
 */
EXERCISE(3, 3)
void
guest_inject(struct vcpu *vcpu, int vector, uint32_t error_code)
{
	TODO(3, 3);
}
