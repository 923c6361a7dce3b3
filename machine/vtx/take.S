/*
 * Taking interrupts and NMIs from QEMU's processor, which the machine does
 * in place of the software above.
 *
 * int take_nmi(void): take the NMI that is pending.  Returns VECTOR_NMI, or
 * -1: there is none.  As no IRET follows, further NMIs are held back.
 *
 * int take_interrupt(void): the same for an interrupt; returns its vector,
 * or VECTOR_NMI if an NMI came first.
 *
 * void take_unmask(void): let NMIs come again.
 *
 * void take_idle(void): where a processor that has nothing to do waits.
 */

#define GATES		256
#define GATE_SIZE	16

	.text
	.globl	take_nmi, take_interrupt, take_unmask, take_gates, take_idle
take_nmi:
	cli
take_interrupt:
	lidt	take_idt_pointer
	mov	%rsp, stack
	mov	$-1, %eax
	stgi
	nop				# here they come
	clgi
	jmp	1f

	.balign	GATE_SIZE
take_gates:
	.set	vector, 0
	.rept	GATES
	.balign	GATE_SIZE
	clgi
	mov	$vector, %eax
	jmp	taken
	.set	vector, vector + 1
	.endr

taken:	mov	stack, %rsp
1:	lidt	idt_pointer
	sti
	ret

take_unmask:
	mov	%rsp, %rax
	push	$16			# SS
	push	%rax
	pushf
	push	$8			# CS
	push	$1f
	iretq
1:	ret

	.balign	16
take_idle:
	hlt
	jmp	take_idle

	.data
	.balign	8
take_idt_pointer:
	.word	GATES * 16 - 1
	.quad	take_idt

	.bss
	.balign	8
stack:	.skip	8

	.section .note.GNU-stack, "", @progbits
