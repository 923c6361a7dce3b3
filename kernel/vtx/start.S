/*
 * From the Multiboot loader to kernel_main() in 64-bit mode.
 *
 * The loader enters in 32-bit protected mode without paging, EAX holding
 * its magic number and EBX the address of struct multiboot_info.  All of
 * the first 4 GB is mapped to itself, but for two pages: the first, so that
 * NULL points nowhere, and the one below the stack.
 */
#include "arch/x86.h"
#include "multiboot.h"

#define STACK_SIZE	0x4000
#define TABLES		(1 + 1 + 4)	/* a PML4, a PDPT, 4 page directories */
#define ENTRIES		512
#define ENTRY_SHIFT	9		/* address to offset in `small` */
#define SMALL_PAGE	0x1000
#define LARGE_PAGE	0x200000
#define PTE_FLAGS	0x3		/* present, writable */
#define PDE_FLAGS	0x83		/* and a large page */

	.section .multiboot, "a"
	.balign	4
	.long	MULTIBOOT_HEADER_MAGIC
	.long	MULTIBOOT_HEADER_FLAGS
	.long	-(MULTIBOOT_HEADER_MAGIC + MULTIBOOT_HEADER_FLAGS)

	.text
	.code32
	.globl	start
start:
	cli
	cld
	mov	$stack_top, %esp
	mov	%eax, %edi		/* first and second arguments */
	mov	%ebx, %esi

	/* One PML4 entry, four PDPT entries, 4 x 512 pages of 2 MB. */
	movl	$(pml4 + SMALL_PAGE + PTE_FLAGS), pml4
	mov	$(pml4 + 2 * SMALL_PAGE + PTE_FLAGS), %eax
	mov	$(pml4 + SMALL_PAGE), %ebx
	mov	$4, %ecx
1:	mov	%eax, (%ebx)
	add	$SMALL_PAGE, %eax
	add	$8, %ebx
	loop	1b
	mov	$PDE_FLAGS, %eax
	mov	$(pml4 + 2 * SMALL_PAGE), %ebx
	mov	$(4 * ENTRIES), %ecx
2:	mov	%eax, (%ebx)
	add	$LARGE_PAGE, %eax
	add	$8, %ebx
	loop	2b

	/* The first 2 MB by small pages, without the two. */
	mov	$PTE_FLAGS, %eax
	mov	$small, %ebx
	mov	$ENTRIES, %ecx
3:	mov	%eax, (%ebx)
	add	$SMALL_PAGE, %eax
	add	$8, %ebx
	loop	3b
	movl	$0, small
	mov	$stack_guard, %eax
	shr	$ENTRY_SHIFT, %eax
	movl	$0, small(%eax)
	movl	$(small + PTE_FLAGS), pml4 + 2 * SMALL_PAGE

	/* IA-32e mode: PAE, LME, then paging. */
	mov	%cr4, %eax
	or	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$pml4, %eax
	mov	%eax, %cr3
	mov	$MSR_IA32_EFER, %ecx
	rdmsr
	or	$EFER_LME, %eax
	wrmsr
	mov	%cr0, %eax
	and	$~(CR0_CD | CR0_NW), %eax	/* caches on */
	or	$(CR0_PG | CR0_WP | CR0_PE), %eax
	mov	%eax, %cr0
	lgdt	start_gdtr
	ljmp	$8, $4f

	.code64
4:	xor	%eax, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	%eax, %fs
	mov	%eax, %gs
	xor	%ebp, %ebp		/* here a backtrace ends */
	call	kernel_main
5:	cli
	hlt
	jmp	5b

	.section .rodata
	.balign	8
start_gdt:
	.quad	0
	.quad	0x00af9b000000ffff	/* 64-bit code, until gdt_init() */
start_gdtr:
	.word	start_gdtr - start_gdt - 1
	.long	start_gdt

	.bss
	.balign	SMALL_PAGE
pml4:	.skip	TABLES * SMALL_PAGE
small:	.skip	SMALL_PAGE
	.globl	stack_guard, stack_bottom, stack_top
stack_guard:
	.skip	SMALL_PAGE
stack_bottom:
	.skip	STACK_SIZE
stack_top:

	.section .note.GNU-stack, "", @progbits
