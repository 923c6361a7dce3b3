/*
 * Run one piece of code in IA-32e mode, and come back whatever happens.
 */
#include "run.h"

#define VECTOR_SIZE	16
#define VECTORS		32
#define WITH_ERROR_CODE	0x00227d00	/* one bit a vector */

	.macro	save_registers		/* all but RSP and RDI, to RDI */
	mov	%rax, RUN_REG + 8 * 0(%rdi)
	mov	%rcx, RUN_REG + 8 * 1(%rdi)
	mov	%rdx, RUN_REG + 8 * 2(%rdi)
	mov	%rbx, RUN_REG + 8 * 3(%rdi)
	mov	%rbp, RUN_REG + 8 * 5(%rdi)
	mov	%rsi, RUN_REG + 8 * 6(%rdi)
	mov	%r8, RUN_REG + 8 * 8(%rdi)
	mov	%r9, RUN_REG + 8 * 9(%rdi)
	mov	%r10, RUN_REG + 8 * 10(%rdi)
	mov	%r11, RUN_REG + 8 * 11(%rdi)
	mov	%r12, RUN_REG + 8 * 12(%rdi)
	mov	%r13, RUN_REG + 8 * 13(%rdi)
	mov	%r14, RUN_REG + 8 * 14(%rdi)
	mov	%r15, RUN_REG + 8 * 15(%rdi)
	.endm

	.text
	.globl	run_piece
run_piece:				/* void run_piece(struct run *run) */
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, caller_stack
	sgdt	own_gdtr
	sidt	own_idtr
	mov	%rdi, current

	push	RUN_SS(%rdi)
	push	RUN_REG + 8 * 4(%rdi)
	push	RUN_RFLAGS(%rdi)
	push	RUN_CS(%rdi)
	push	RUN_CODE(%rdi)
	mov	RUN_REG + 8 * 0(%rdi), %rax
	mov	RUN_REG + 8 * 1(%rdi), %rcx
	mov	RUN_REG + 8 * 2(%rdi), %rdx
	mov	RUN_REG + 8 * 3(%rdi), %rbx
	mov	RUN_REG + 8 * 5(%rdi), %rbp
	mov	RUN_REG + 8 * 6(%rdi), %rsi
	mov	RUN_REG + 8 * 8(%rdi), %r8
	mov	RUN_REG + 8 * 9(%rdi), %r9
	mov	RUN_REG + 8 * 10(%rdi), %r10
	mov	RUN_REG + 8 * 11(%rdi), %r11
	mov	RUN_REG + 8 * 12(%rdi), %r12
	mov	RUN_REG + 8 * 13(%rdi), %r13
	mov	RUN_REG + 8 * 14(%rdi), %r14
	mov	RUN_REG + 8 * 15(%rdi), %r15
	mov	RUN_REG + 8 * 7(%rdi), %rdi
	iretq

/* The 32 exceptions; all use the stack IST 2. */
	.balign	VECTOR_SIZE
	.globl	run_vectors
run_vectors:
	.set	vector, 0
	.rept	VECTORS
	.balign	VECTOR_SIZE
	.if	!((WITH_ERROR_CODE >> vector) & 1)
	pushq	$0
	.endif
	pushq	$vector
	jmp	exception
	.set	vector, vector + 1
	.endr

exception:				/* vector, error code, RIP .. SS */
	push	%rdi
	mov	current, %rdi
	test	%rdi, %rdi
	jz	lost
	save_registers
	pop	RUN_REG + 8 * 7(%rdi)
	pop	RUN_VECTOR(%rdi)
	pop	RUN_ERROR(%rdi)
	pop	RUN_RIP(%rdi)
	pop	%rax			/* CS */
	pop	RUN_RFLAGS(%rdi)
	pop	RUN_REG + 8 * 4(%rdi)
	mov	%cr2, %rax
	mov	%rax, RUN_CR2(%rdi)
	jmp	finish

	.globl	run_exit_repair
run_exit_repair:			/* a VM exit with any host state */
	lgdt	own_gdtr
	lidt	own_idtr

	.globl	run_exit
run_exit:
	push	%rdi
	mov	current, %rdi
	save_registers
	pop	RUN_REG + 8 * 7(%rdi)
	movq	$RUN_EXITED, RUN_VECTOR(%rdi)
	pushfq
	pop	RUN_RFLAGS(%rdi)

finish:
	cld
	mov	$DATA, %eax
	mov	%eax, %ss
	mov	%eax, %ds
	mov	%eax, %es
	movq	$0, current
	mov	caller_stack, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

lost:	mov	8(%rsp), %rdi		/* no piece is running: a bug */
	mov	24(%rsp), %rsi
	call	probe_lost

	.bss
	.balign	16
caller_stack:
	.skip	8
current:
	.skip	8
own_gdtr:
	.skip	16
own_idtr:
	.skip	16
	.skip	0x1000
	.globl	run_stack_top, run_exit_stack_top, run_trap_stack_top
run_stack_top:				/* of pieces */
	.skip	0x1000
run_trap_stack_top:			/* of exceptions */
	.skip	0x1000
run_exit_stack_top:			/* of VM exits */

	.section .note.GNU-stack, "", @progbits
