/*
 * The machine's first instructions: from the 32-bit protected mode that a
 * Multiboot loader leaves us in to 64-bit mode, 4 GB mapped one to one.
 *
 * The Multiboot Specification 0.6.96, 3.2, "Machine state".
 */
#include "arch/x86.h"

#define MULTIBOOT_HEADER_MAGIC	0x1badb002
#define MULTIBOOT_FLAGS		3		/* align modules, memory map */
#define STACK_SIZE		0x10000
#define CODE_SELECTOR		8
#define DATA_SELECTOR		16

	.section .multiboot, "a"
	.balign 4
	.long	MULTIBOOT_HEADER_MAGIC, MULTIBOOT_FLAGS
	.long	-(MULTIBOOT_HEADER_MAGIC + MULTIBOOT_FLAGS)

	.text
	.code32
	.globl	machine_start
machine_start:
	cli
	mov	$stack_top, %esp
	mov	%eax, %edi		# first argument: the magic number
	mov	%ebx, %esi		# second: the information structure

	mov	$directory_pointers, %eax
	or	$(PTE_P | PTE_W), %eax
	mov	%eax, pml4
	xor	%ecx, %ecx
1:	mov	%ecx, %eax		# four page directories
	shl	$12, %eax
	add	$directories, %eax
	or	$(PTE_P | PTE_W), %eax
	mov	%eax, directory_pointers(, %ecx, 8)
	inc	%ecx
	cmp	$4, %ecx
	jne	1b
	xor	%ecx, %ecx
2:	mov	%ecx, %eax		# 2048 pages of 2 MB
	shl	$21, %eax
	or	$(PTE_P | PTE_W | PTE_PS), %eax
	mov	%eax, directories(, %ecx, 8)
	inc	%ecx
	cmp	$2048, %ecx
	jne	2b

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
	or	$(CR0_PG | CR0_WP | CR0_PE), %eax
	mov	%eax, %cr0
	lgdt	gdt_pointer
	ljmp	$CODE_SELECTOR, $1f

	.code64
1:	mov	$DATA_SELECTOR, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	xor	%eax, %eax
	mov	%eax, %fs
	mov	%eax, %gs
	lidt	idt_pointer
	mov	$stack_top, %rsp
	xor	%ebp, %ebp
	call	machine_main		# does not return
	ud2

	/* Any exception in the machine itself: report where, and stop. */
	.globl	machine_fault_entry
machine_fault_entry:
	mov	(%rsp), %rdi
	mov	8(%rsp), %rsi
	mov	%cr2, %rdx
	and	$-16, %rsp
	call	machine_fault
	ud2

	.data
	.balign	8
gdt:	.quad	0
	.quad	0x00af9a000000ffff	# 64-bit code
	.quad	0x00cf92000000ffff	# data
gdt_pointer:
	.word	. - gdt - 1
	.quad	gdt
	.globl	idt_pointer
idt_pointer:
	.word	32 * 16 - 1
	.quad	machine_idt

	.bss
	.balign	4096
pml4:	.skip	4096
directory_pointers:
	.skip	4096
directories:
	.skip	4 * 4096
	.skip	STACK_SIZE
stack_top:

	.section .note.GNU-stack, "", @progbits
