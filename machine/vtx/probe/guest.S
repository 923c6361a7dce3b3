/*
 * What the guests execute: VMCALL, at their entry point and in the handler
 * of every vector.  These bytes mean the same in every mode.
 */
	.text
	.globl	guest_code, guest_code_end, guest_vectors
guest_code:
	vmcall
	hlt
guest_code_end:

	.balign	16
guest_vectors:				/* 4 bytes each */
	.rept	256
	vmcall
	nop
	.endr

	.section .note.GNU-stack, "", @progbits
