/*
 * void svm_run(struct vmcb *vmcb, uint64_t reg[16], bool hold): run what the
 * VMCB describes until the next #VMEXIT.  The registers are in hardware
 * order; RAX and RSP are the VMCB's business.
 *
 * The global interrupt flag is clear while the machine itself runs: VMRUN
 * sets it, #VMEXIT clears it, so interrupts wait for the software above.
 * Where the VMCB masks them by the flag of the machine (V_INTR_MASKING),
 * `hold` clears that, so that they keep waiting.
 *
 * QEMU's VMRUN does not load the VMCB's interrupt shadow, but keeps the
 * machine's own: MOV to SS right before it makes one.
 */

#define REG(n)	(n) * 8
#define VMCB_INTERRUPT_SHADOW	0x68

	.text
	.globl	svm_run
	.type	svm_run, @function
svm_run:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rsi

	test	%edx, %edx
	jz	1f
	cli
1:	mov	%rdi, %rax
	mov	REG(1)(%rsi), %rcx
	mov	REG(2)(%rsi), %rdx
	mov	REG(3)(%rsi), %rbx
	mov	REG(5)(%rsi), %rbp
	mov	REG(7)(%rsi), %rdi
	mov	REG(8)(%rsi), %r8
	mov	REG(9)(%rsi), %r9
	mov	REG(10)(%rsi), %r10
	mov	REG(11)(%rsi), %r11
	mov	REG(12)(%rsi), %r12
	mov	REG(13)(%rsi), %r13
	mov	REG(14)(%rsi), %r14
	mov	REG(15)(%rsi), %r15
	mov	REG(6)(%rsi), %rsi

	vmload	%rax
	testb	$1, VMCB_INTERRUPT_SHADOW(%rax)
	jz	2f
	mov	data_selector(%rip), %ss
2:	vmrun	%rax
	vmsave	%rax
	sti

	xchg	%rsi, (%rsp)
	mov	%rcx, REG(1)(%rsi)
	mov	%rdx, REG(2)(%rsi)
	mov	%rbx, REG(3)(%rsi)
	mov	%rbp, REG(5)(%rsi)
	mov	%rdi, REG(7)(%rsi)
	mov	%r8, REG(8)(%rsi)
	mov	%r9, REG(9)(%rsi)
	mov	%r10, REG(10)(%rsi)
	mov	%r11, REG(11)(%rsi)
	mov	%r12, REG(12)(%rsi)
	mov	%r13, REG(13)(%rsi)
	mov	%r14, REG(14)(%rsi)
	mov	%r15, REG(15)(%rsi)
	pop	%rax
	mov	%rax, REG(6)(%rsi)

	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret
	.size	svm_run, . - svm_run

	.section .rodata
data_selector:
	.word	16

	.section .note.GNU-stack, "", @progbits
