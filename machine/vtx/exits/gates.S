/*
 * What the VMM does with NMIs and interrupts: note the vector in
 * host_events[], and end the interrupt at the local APIC.
 */
#define GATES		256
#define GATE_SIZE	16
#define VECTOR_NMI	2
#define APIC_EOI	0xfee000b0

	.text
	.globl	host_gates
	.balign	GATE_SIZE
host_gates:
	.set	vector, 0
	.rept	GATES
	.balign	GATE_SIZE
	pushq	$vector
	jmp	event
	.set	vector, vector + 1
	.endr

event:	push	%rax
	push	%rcx
	mov	16(%rsp), %rax
	mov	host_event_count(%rip), %ecx
	and	$15, %ecx
	mov	%al, host_events(%rcx)
	incl	host_event_count(%rip)
	cmp	$VECTOR_NMI, %al
	je	1f
	mov	$APIC_EOI, %ecx
	movl	$0, (%rcx)
1:	pop	%rcx
	pop	%rax
	add	$8, %rsp
	iretq

	.bss
	.globl	host_events, host_event_count
host_events:
	.skip	16
host_event_count:
	.skip	4

	.section .note.GNU-stack, "", @progbits
