/*
 * Lab 3: the world switch.
 */
#include "asm.h"
#include "lab.h"

/*
 * Enter the guest, and come back at its next VM exit.
 *
 *	uint64_t vmx_enter(struct guest_regs *regs, bool launched)
 *
 * In RDI, `regs`: the guest's registers, at the offsets REGS_RAX .. REGS_R15
 * (asm.h).  In SIL, `launched`: false for VMLAUNCH, true for VMRESUME.
 *
 *	Save the registers a C function must preserve: RBX, RBP, R12 to R15;
 *	and `regs`, which will be needed after the exit.
 *	VMWRITE RSP to VMCS_HOST_RSP: the exit restores it.
 *	Load all 15 registers of the guest from `regs`, RDI last, without
 *	changing the answer to "launched?" (MOV does not change flags).
 *	VMLAUNCH or VMRESUME.
 *
 * If that fails, execution goes on behind it: restore what was saved and
 * return RFLAGS as the instruction left them, which are never 0.
 *
 * At a VM exit, execution goes on at the label vmx_exit, which must be global
 * (HOST_RIP is its address), with the guest's values in all registers but
 * RSP: store the 15 in `regs`, restore what was saved and return 0.
 *
 * SDM Vol. 3C, 27.5.3, "Loading Host RIP, RSP, and RFLAGS".
 */
EXERCISE(3, 1)
ENTRY(vmx_enter)
	TODO(3, 1)
END(vmx_enter)

	.section .note.GNU-stack, "", @progbits
