/*
 * The first VM entry, before lab 3 has written a better one: into the guest
 * once, back at its first VM exit.  The guest's registers are not kept.
 *
 * uint64_t first_launch(uint64_t seed)
 *	Runs the current VMCS with `seed` in the guest's RDI; its HOST_RIP
 *	must be first_exit.  Returns 0 after a VM exit, or RFLAGS as a failed
 *	VMLAUNCH left them.
 */
#include "asm.h"

	.text
	.globl	first_launch, first_exit
	.type	first_launch, @function
first_launch:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	$VMCS_HOST_RSP, %eax
	vmwrite	%rsp, %rax
	vmlaunch

	pushfq				/* here only if it failed */
	pop	%rax
	jmp	1f
first_exit:
	xor	%eax, %eax
1:	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
	.size	first_launch, . - first_launch

	.section .note.GNU-stack, "", @progbits
