/*
 * Memory operands in every addressing form, with the registers of forms.c.
 * A row of the table: its text, a VMPTRST to it, a VMWRITE from it.
 */
#define FORM(...)							\
71:	vmptrst	__VA_ARGS__;	int3;					\
72:	vmwrite	__VA_ARGS__, %rcx; int3;				\
	.pushsection .rodata.forms, "a";				\
	.quad	73f, 71b, 72b;						\
	.popsection;							\
	.pushsection .rodata.names, "a";				\
73:	.asciz	#__VA_ARGS__;						\
	.popsection

	.section .rodata.forms, "a"
	.globl	forms
	.balign	8
forms:

	.text
	FORM((%rax))
	FORM(8(%rax))
	FORM(-8(%rax))
	FORM(127(%rax))
	FORM(-128(%rax))
	FORM(0x80(%rax))
	FORM(-0x81(%rax))
	FORM((%rax, %rbx))
	FORM((%rax, %rbx, 2))
	FORM((%rax, %rbx, 4))
	FORM((%rax, %rbx, 8))
	FORM(16(%rax, %rbx, 8))
	FORM(0x90(%rax, %rbx, 4))
	FORM((%rax, %rsi))
	FORM((%rax, %rsi, 8))
	FORM(form_buffer + 8)
	FORM(form_buffer(, %rbx, 8))
	FORM(form_buffer + 24(%rip))
	FORM((%rsp))
	FORM(8(%rsp))
	FORM(8(%rsp, %rbx, 4))
	FORM((%rbp))
	FORM(32(%rbp))
	FORM((%rbp, %rbx))
	FORM((%r8))
	FORM((%r12))
	FORM(8(%r12))
	FORM((%r13))
	FORM(-16(%r13))
	FORM((%r13, %r9, 4))
	FORM((%r12, %r9, 2))
	FORM((%rax, %r12))
	FORM((%r15))
	FORM(%fs:(%rax))
	FORM(%fs:8(%rax, %rbx, 2))
	FORM(%fs:form_buffer)
	FORM(%gs:(%rax))
	FORM(%gs:-8(%rax))
	FORM(%es:(%rax))
	FORM(%ss:16(%rax))
	FORM((%eax))
	FORM(8(%r10d))
	FORM((%eax, %r11d, 2))
	FORM(form_buffer(%eip))

	.section .rodata.forms, "a"
	.quad	0

	.section .note.GNU-stack, "", @progbits
