/*
 * Run code that may do anything outside IA-32e mode: 32-bit, 16-bit,
 * virtual-8086 or real mode, and come back by way of run.S.
 */
#include "arch/x86.h"
#include "hostile.h"

#define VECTORS		256

	.text
	.globl	run_legacy
run_legacy:			/* in IA-32e mode, out of VMX operation */
	movl	$0, leaving
	push	$CODE_32
	push	$1f
	lretq

	.code32
1:	mov	%cr0, %eax
	and	$~CR0_PG, %eax
	mov	%eax, %cr0
	mov	$MSR_IA32_EFER, %ecx
	rdmsr
	and	$~EFER_LME, %eax
	wrmsr
	lidt	legacy_idtr
	mov	legacy_cr4, %eax
	mov	%eax, %cr4
	mov	$DATA, %eax
	mov	%eax, %ss
	mov	%eax, %ds
	mov	%eax, %es
	mov	$LEGACY_STACK, %esp
	cmpl	$0, legacy_real
	jne	2f
	mov	legacy_cr3, %eax
	test	%eax, %eax
	jz	3f
	mov	%eax, %cr3
	mov	%cr0, %eax
	or	$CR0_PG, %eax
	mov	%eax, %cr0
3:	pushl	$LOW_CODE >> 4		/* GS FS DS ES, for virtual-8086 */
	pushl	$LOW_CODE >> 4
	pushl	$LOW_CODE >> 4
	pushl	$LOW_CODE >> 4
	pushl	action_frame + 8 * 4
	pushl	action_frame + 8 * 3
	pushl	action_frame + 8 * 2
	pushl	action_frame + 8 * 1
	pushl	action_frame + 8 * 0
	mov	action_reg + 8 * 0, %eax
	mov	action_reg + 8 * 1, %ecx
	mov	action_reg + 8 * 2, %edx
	mov	action_reg + 8 * 3, %ebx
	mov	action_reg + 8 * 5, %ebp
	mov	action_reg + 8 * 6, %esi
	mov	action_reg + 8 * 7, %edi
	iret
2:	mov	action_reg + 8 * 0, %edi
	mov	action_reg + 8 * 1, %ecx
	mov	action_reg + 8 * 2, %edx
	mov	action_reg + 8 * 3, %ebx
	mov	action_reg + 8 * 6, %esi
	ljmp	$CODE_16, $LOW_ENTER

	.balign	16
	.globl	legacy_vectors
legacy_vectors:
	.set	vector, 0
	.rept	VECTORS
	.balign	16
	mov	$vector, %ebx
	jmp	legacy_back
	.set	vector, vector + 1
	.endr

/* VMXOFF may be needed, or raise #UD, which leads here once more. */
legacy_back:
	mov	$DATA, %eax
	mov	%eax, %ss
	mov	%eax, %ds
	mov	$LEGACY_STACK, %esp
	lidt	legacy_idtr
	cld
	cmpl	$0, leaving
	jne	1f
	movl	$1, leaving
	vmxoff
1:	mov	%cr0, %eax
	and	$~CR0_PG, %eax
	mov	%eax, %cr0
	mov	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	good_cr3, %eax
	mov	%eax, %cr3
	mov	$MSR_IA32_EFER, %ecx
	xor	%edx, %edx
	mov	$(EFER_LME | EFER_NXE | EFER_SCE), %eax
	wrmsr
	mov	$(CR0_PG | CR0_WP | CR0_NE | CR0_PE), %eax
	mov	%eax, %cr0
	lgdt	good_gdtr
	ljmp	$CODE_64, $back

/* Copied to LOW_ENTER: from 16-bit protected to real mode. */
	.code16
	.globl	low_enter, low_enter_end, low_back, low_back_end
low_enter:
	mov	%cr0, %eax
	and	$~CR0_PE, %eax
	mov	%eax, %cr0
	ljmp	$0, $(LOW_ENTER + (1f - low_enter))
1:	lidtw	%cs:(LOW_ENTER + (2f - low_enter))
	mov	$(LOW_CODE >> 4), %ax
	mov	%ax, %ds
	mov	%ax, %es
	xor	%ax, %ax
	mov	%ax, %ss
	mov	$LOW_VECTORS, %sp
	mov	%edi, %eax
	sti
	ljmp	$(LOW_CODE >> 4), $0
2:	.word	0x3ff
	.long	LOW_VECTORS
low_enter_end:

/* Copied to LOW_BACK: every interrupt in real mode. */
low_back:
	cli
	lgdtl	%cs:(LOW_BACK + (1f - low_back))
	mov	%cr0, %eax
	or	$CR0_PE, %eax
	mov	%eax, %cr0
	mov	$STOPPED, %ebx
	ljmpl	$CODE_32, $legacy_back
1:	.word	SELECTORS * 8 + 7
	.globl	low_gdt
low_gdt:
	.long	0
low_back_end:

	.bss
	.balign	16
leaving:
	.skip	4
	.globl	legacy_cr3, legacy_cr4, legacy_real, legacy_idtr
legacy_cr3:
	.skip	4
legacy_cr4:
	.skip	4
legacy_real:
	.skip	4
legacy_idtr:
	.skip	16

	.section .note.GNU-stack, "", @progbits
