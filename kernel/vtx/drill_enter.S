/*
 * Calling vmx_enter() so that the trace shows what it does to the registers
 * that a function must preserve.
 *
 * uint64_t drill_enter(struct guest_regs *regs, bool launched,
 *     const uint64_t kept[6])
 *	Calls vmx_enter() with kept[] in RBX, RBP and R12 to R15, between two
 *	VMREADs of the CR3-target count, a field nobody else reads: each puts
 *	all registers into the trace.  Returns what vmx_enter() returns, in
 *	the second of them still in RAX.
 */
#include "asm.h"

	.text
	.weak	vmx_enter
	.globl	drill_enter
	.type	drill_enter, @function
drill_enter:
	mov	%rbx, saved
	mov	%rbp, saved + 8
	mov	%r12, saved + 16
	mov	%r13, saved + 24
	mov	%r14, saved + 32
	mov	%r15, saved + 40
	mov	%rsp, saved + 48
	mov	(%rdx), %rbx
	mov	8(%rdx), %rbp
	mov	16(%rdx), %r12
	mov	24(%rdx), %r13
	mov	32(%rdx), %r14
	mov	40(%rdx), %r15
	sub	$8, %rsp		/* a call wants it a multiple of 16 */
	mov	$VMCS_CR3_TARGET_COUNT, %ecx
	vmread	%rcx, %rdx
	call	vmx_enter
	mov	$VMCS_CR3_TARGET_COUNT, %ecx
	vmread	%rcx, %rdx
	mov	saved, %rbx
	mov	saved + 8, %rbp
	mov	saved + 16, %r12
	mov	saved + 24, %r13
	mov	saved + 32, %r14
	mov	saved + 40, %r15
	mov	saved + 48, %rsp
	ret
	.size	drill_enter, . - drill_enter

	.bss
	.balign	8
saved:	.skip	56

	.section .note.GNU-stack, "", @progbits
