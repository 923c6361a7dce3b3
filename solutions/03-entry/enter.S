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
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdi			/* regs, for vmx_exit */
	mov	$VMCS_HOST_RSP, %eax
	vmwrite	%rsp, %rax

	test	%sil, %sil		/* ZF until the entry: not launched */
	mov	REGS_RAX(%rdi), %rax
	mov	REGS_RCX(%rdi), %rcx
	mov	REGS_RDX(%rdi), %rdx
	mov	REGS_RBX(%rdi), %rbx
	mov	REGS_RBP(%rdi), %rbp
	mov	REGS_RSI(%rdi), %rsi
	mov	REGS_R8(%rdi), %r8
	mov	REGS_R9(%rdi), %r9
	mov	REGS_R10(%rdi), %r10
	mov	REGS_R11(%rdi), %r11
	mov	REGS_R12(%rdi), %r12
	mov	REGS_R13(%rdi), %r13
	mov	REGS_R14(%rdi), %r14
	mov	REGS_R15(%rdi), %r15
	mov	REGS_RDI(%rdi), %rdi
	jz	1f
	vmresume
	jmp	2f
1:	vmlaunch

	/* Still here: the entry failed. */
2:	pushfq
	pop	%rax
	pop	%rdi
	jmp	3f

	.globl	vmx_exit
vmx_exit:
	push	%rdi			/* the guest's */
	mov	8(%rsp), %rdi		/* regs */
	pop	REGS_RDI(%rdi)
	mov	%rax, REGS_RAX(%rdi)
	mov	%rcx, REGS_RCX(%rdi)
	mov	%rdx, REGS_RDX(%rdi)
	mov	%rbx, REGS_RBX(%rdi)
	mov	%rbp, REGS_RBP(%rdi)
	mov	%rsi, REGS_RSI(%rdi)
	mov	%r8, REGS_R8(%rdi)
	mov	%r9, REGS_R9(%rdi)
	mov	%r10, REGS_R10(%rdi)
	mov	%r11, REGS_R11(%rdi)
	mov	%r12, REGS_R12(%rdi)
	mov	%r13, REGS_R13(%rdi)
	mov	%r14, REGS_R14(%rdi)
	mov	%r15, REGS_R15(%rdi)
	pop	%rdi
	xor	%eax, %eax

3:	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
END(vmx_enter)

	.section .note.GNU-stack, "", @progbits
