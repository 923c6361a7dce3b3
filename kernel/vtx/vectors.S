/*
 * The entry points of the 32 exceptions.
 *
 * Each pushes an error code of 0 where the processor pushes none, then its
 * number; all continue in trap() with a struct trap_frame.  None returns.
 *
 * With an error code: 8 #DF, 10 #TS, 11 #NP, 12 #SS, 13 #GP, 14 #PF,
 * 17 #AC, 21 #CP (SDM Vol. 3A, table 6-1).
 */
#define WITH_ERROR_CODE	0x00227d00	/* one bit a vector */
#define VECTOR_SIZE	16
#define VECTORS		32

	.text
	.balign	VECTOR_SIZE
	.globl	vectors
vectors:
	.set	vector, 0
	.rept	VECTORS
	.balign	VECTOR_SIZE
	.if	!((WITH_ERROR_CODE >> vector) & 1)
	pushq	$0
	.endif
	pushq	$vector
	jmp	vector_common
	.set	vector, vector + 1
	.endr

vector_common:
	cld
	push	%rax
	push	%rcx
	push	%rdx
	push	%rbx
	push	%rbp
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, %rdi
	and	$-16, %rsp
	call	trap

	.section .note.GNU-stack, "", @progbits
