/*
 * Run code that may do anything in IA-32e mode, and come back if there is
 * any way: by an exception, an interrupt or a VM exit.
 */
#include "arch/x86.h"
#include "hostile.h"

#define VECTORS		256
#define VM_EXIT		256
#define TASK_TYPE	5		/* a descriptor's byte with its type */

	.macro	save
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, caller_stack
	mov	%cr0, %rax
	mov	%rax, good_cr0
	mov	%cr4, %rax
	mov	%rax, good_cr4
	mov	%cr3, %rax
	mov	%rax, good_cr3
	.endm

	.text
	.globl	run_saved
run_saved:				/* unsigned run_saved(uint64_t code) */
	save
	jmp	*%rdi

	.globl	run_action
run_action:				/* unsigned run_action(void) */
	save
	mov	action_cr3, %rax
	mov	%rax, %cr3
	mov	$action_frame, %esp
	mov	action_reg + 8 * 0, %rax
	mov	action_reg + 8 * 1, %rcx
	mov	action_reg + 8 * 2, %rdx
	mov	action_reg + 8 * 3, %rbx
	mov	action_reg + 8 * 5, %rbp
	mov	action_reg + 8 * 6, %rsi
	mov	action_reg + 8 * 7, %rdi
	mov	action_reg + 8 * 8, %r8
	mov	action_reg + 8 * 9, %r9
	mov	action_reg + 8 * 10, %r10
	mov	action_reg + 8 * 11, %r11
	mov	action_reg + 8 * 12, %r12
	mov	action_reg + 8 * 13, %r13
	mov	action_reg + 8 * 14, %r14
	mov	action_reg + 8 * 15, %r15
	iretq

	.balign	16
	.globl	action_vectors
action_vectors:
	.set	vector, 0
	.rept	VECTORS
	.balign	16
	mov	$vector, %ebx
	jmp	back
	.set	vector, vector + 1
	.endr

	.globl	action_launch
action_launch:
	vmlaunch
	vmresume
	int	$0x21

	.globl	action_vm_exit
action_vm_exit:
	mov	$VM_EXIT, %ebx

/* Undo whatever was done to the processor. */
	.globl	back
back:	cli
	cld
	mov	good_cr3, %rax
	mov	%rax, %cr3
	mov	good_cr0, %rax
	mov	%rax, %cr0
	mov	good_cr4, %rax
	mov	%rax, %cr4
	mov	$MSR_IA32_EFER, %ecx
	xor	%edx, %edx
	mov	$(EFER_LME | EFER_LMA | EFER_NXE | EFER_SCE), %eax
	wrmsr
	xor	%eax, %eax
	mov	$MSR_IA32_FS_BASE, %ecx
	wrmsr
	mov	$MSR_IA32_GS_BASE, %ecx
	wrmsr
	lgdt	good_gdtr
	lidt	good_idtr
	mov	$DATA, %eax
	mov	%eax, %ss
	mov	%eax, %ds
	mov	%eax, %es
	mov	$trap_stack_top, %esp
	push	$CODE_64
	push	$1f
	lretq
1:	mov	good_gdtr + 2, %rax
	andb	$~2, TASK + TASK_TYPE(%rax)
	mov	$TASK, %eax
	ltr	%ax
	xor	%eax, %eax
	lldt	%ax
	mov	%rax, %dr7
	push	$2
	popfq
	mov	%ebx, %eax
	mov	caller_stack, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

	.bss
	.balign	16
caller_stack:
	.skip	8
good_cr0:
	.skip	8
good_cr3:
	.skip	8
good_cr4:
	.skip	8
	.globl	good_cr3
	.globl	action_cr3, action_frame, action_reg, good_gdtr, good_idtr
action_cr3:
	.skip	8
action_frame:				/* RIP CS RFLAGS RSP SS */
	.skip	8 * 5
action_reg:
	.skip	8 * 16
good_gdtr:
	.skip	16
good_idtr:
	.skip	16
	.balign	4096
	.globl	trap_stack, trap_stack_top
trap_stack:
	.skip	4096
trap_stack_top:

	.section .note.GNU-stack, "", @progbits
