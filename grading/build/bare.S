/*
 * A Multiboot kernel that runs guest_main(ROUNDS) of one guest without a
 * VMM, for `make bench`: it maps the first 4 GB as they are, goes to 64-bit
 * mode, calls, and powers off.
 */
#include "machine/vtx/layout.h"
#include "report.h"

#define MULTIBOOT_MAGIC	0x1badb002
#define CR4_PAE		(1 << 5)
#define CR0_PG		(1 << 31)
#define MSR_EFER	0xc0000080
#define EFER_LME	(1 << 8)
#define PAGE_1G		0x83		/* present, writable, large */

	.section .multiboot, "a"
	.balign	4
	.long	MULTIBOOT_MAGIC, 0, -MULTIBOOT_MAGIC

	.text
	.code32
	.globl	start
start:
	mov	$stack, %esp
	movl	$pdpt + 3, pml4
	movl	$PAGE_1G, pdpt
	movl	$PAGE_1G + 0x40000000, pdpt + 8
	movl	$PAGE_1G + 0x80000000, pdpt + 16
	movl	$PAGE_1G + 0xc0000000, pdpt + 24
	mov	$pml4, %eax
	mov	%eax, %cr3
	mov	%cr4, %eax
	or	$CR4_PAE, %eax
	mov	%eax, %cr4
	mov	$MSR_EFER, %ecx
	rdmsr
	or	$EFER_LME, %eax
	wrmsr
	mov	%cr0, %eax
	or	$CR0_PG, %eax
	mov	%eax, %cr0
	lgdt	gdtr
	ljmp	$8, $1f

	.code64
1:	mov	$ROUNDS, %rdi
	call	guest_main
	mov	$POWER_PORT, %edx
	xor	%eax, %eax
	out	%al, %dx
	cli
	hlt

	.section .rodata
	.balign	8
gdt:	.quad	0, 0x00af9b000000ffff
gdtr:	.word	15
	.long	gdt

	.bss
	.globl	report
	.balign	64
report:	.skip	REPORT_SIZE
	.balign	4096
pml4:	.skip	4096
pdpt:	.skip	4096
	.skip	4096
stack:

	.section .note.GNU-stack, "", @progbits
