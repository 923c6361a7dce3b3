/*
 * Into the guest, and back at #DB and #UD.
 *
 * Neither has an error code.  The handler in C gets a struct bare_frame;
 * its `next` is an IRETQ here, unless it puts another handler's address
 * there, which then finds the stack and the registers as the processor left
 * them.
 */
	.macro	ON_EXCEPTION name, handler
	.globl	\name
\name:	pushq	$1f
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
	cld
	mov	%rsp, %rdi
	mov	%rsp, %rbx
	and	$-16, %rsp
	call	\handler
	mov	%rbx, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rbp
	pop	%rbx
	pop	%rdx
	pop	%rcx
	pop	%rax
	ret
1:	iretq
	.endm

	.text
	ON_EXCEPTION bare_on_debug, bare_debug
	ON_EXCEPTION bare_on_invalid_opcode, bare_invalid_opcode

/*
 * void bare_go(const struct bare_start *start, uint16_t data): start the
 * guest, with `data` in the data segments and 0 in the other registers.
 */
	.globl	bare_go
bare_go:
	mov	%esi, %ds
	mov	%esi, %es
	mov	%esi, %fs
	mov	%esi, %gs
	mov	%rdi, %rsp
	pop	%rdi
	xor	%eax, %eax
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%ebx, %ebx
	xor	%ebp, %ebp
	xor	%esi, %esi
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d
	iretq

	.section .note.GNU-stack, "", @progbits
