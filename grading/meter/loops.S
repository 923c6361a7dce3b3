/*
 * The loops that are timed; see meter.h.
 */
#include "asm.h"
#include "meter.h"

	.text
	.globl	meter_vmreads, meter_vmwrites, meter_exits
meter_vmreads:
	mov	$VMCS_GUEST_RIP, %eax
1:	.rept	METER_UNROLLED
	vmread	%rax, %rdx
	.endr
	dec	%rdi
	jnz	1b
	ret

meter_vmwrites:
	mov	$VMCS_GUEST_RIP, %eax
	vmread	%rax, %rdx
1:	.rept	METER_UNROLLED
	vmwrite	%rdx, %rax
	.endr
	dec	%rdi
	jnz	1b
	ret

meter_exits:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rdi, left
	mov	$VMCS_HOST_RSP, %eax
	vmwrite	%rsp, %rax
	mov	$VMCS_HOST_RIP, %eax
	lea	1f(%rip), %rdx
	vmwrite	%rdx, %rax
	vmlaunch
	jmp	2f
1:	xor	%eax, %eax		/* every exit leads here */
	decq	left
	jz	3f
	vmresume
2:	pushfq
	pop	%rax
3:	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

	.bss
	.balign	8
left:	.skip	8

	.section .note.GNU-stack, "", @progbits
