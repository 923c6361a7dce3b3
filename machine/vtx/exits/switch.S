/*
 * Into the guest and back; and code of the VMM that may fault.
 */
#include "asm.h"

	.text

/*
 * uint64_t guest_enter(struct registers *registers, uint64_t launched):
 * like vmx_enter() of lab 3, and keeps the RFLAGS that the exit loaded.
 */
	.globl	guest_enter, guest_exit
guest_enter:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdi
	mov	$VMCS_HOST_RSP, %eax
	vmwrite	%rsp, %rax
	test	%rsi, %rsi
	mov	0x00(%rdi), %rax
	mov	0x08(%rdi), %rcx
	mov	0x10(%rdi), %rdx
	mov	0x18(%rdi), %rbx
	mov	0x28(%rdi), %rbp
	mov	0x30(%rdi), %rsi
	mov	0x40(%rdi), %r8
	mov	0x48(%rdi), %r9
	mov	0x50(%rdi), %r10
	mov	0x58(%rdi), %r11
	mov	0x60(%rdi), %r12
	mov	0x68(%rdi), %r13
	mov	0x70(%rdi), %r14
	mov	0x78(%rdi), %r15
	mov	0x38(%rdi), %rdi
	jz	1f
	vmresume
	jmp	2f
1:	vmlaunch
2:	pushfq
	pop	%rax
	pop	%rdi
	jmp	3f

guest_exit:
	pushfq
	pop	exit_rflags(%rip)
	push	%rdi
	mov	8(%rsp), %rdi
	pop	0x38(%rdi)
	mov	%rax, 0x00(%rdi)
	mov	%rcx, 0x08(%rdi)
	mov	%rdx, 0x10(%rdi)
	mov	%rbx, 0x18(%rdi)
	mov	%rbp, 0x28(%rdi)
	mov	%rsi, 0x30(%rdi)
	mov	%r8, 0x40(%rdi)
	mov	%r9, 0x48(%rdi)
	mov	%r10, 0x50(%rdi)
	mov	%r11, 0x58(%rdi)
	mov	%r12, 0x60(%rdi)
	mov	%r13, 0x68(%rdi)
	mov	%r14, 0x70(%rdi)
	mov	%r15, 0x78(%rdi)
	pop	%rdi
	xor	%eax, %eax
3:	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

/*
 * unsigned host_try(void (*code)(void)): call it, and say which exception
 * it raised: #UD and #GP come to the two labels behind it.
 */
	.globl	host_try, host_try_ud, host_try_gp
host_try:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, host_try_stack(%rip)
	call	*%rdi
	mov	$32, %edi
	jmp	1f
host_try_ud:
	mov	$6, %edi
	jmp	1f
host_try_gp:
	mov	$13, %edi
1:	mov	host_try_stack(%rip), %rsp
	mov	%edi, %eax
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

	.bss
	.globl	exit_rflags
	.balign	8
exit_rflags:
	.skip	8
host_try_stack:
	.skip	8

	.section .note.GNU-stack, "", @progbits
