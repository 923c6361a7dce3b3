/*
 * A guest that does what no VMM of the first labs handles.  The seed says
 * what: INVD (even), or an exception without an IDT, which ends in a triple
 * fault (odd).  It does not come back; if it does, its status is 1.
 */
	.text
	.globl	guest_main
guest_main:
	test	$1, %dil
	jnz	1f
	invd
	jmp	2f
1:	lidt	empty
	ud2
2:	mov	$1, %eax
	ret

	.section .rodata
empty:	.word	0
	.quad	0

	.section .note.GNU-stack, "", @progbits
