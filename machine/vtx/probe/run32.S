/*
 * Run pieces of code in 32-bit protected mode with paging: a VMM that knows
 * nothing of IA-32e mode.
 */
#include "arch/x86.h"
#include "run.h"

#define VECTOR_SIZE	16
#define VECTORS		32
#define WITH_ERROR_CODE	0x00227d00	/* one bit a vector */

	.macro	save_registers		/* all but ESP and EDI, to EDI */
	mov	%eax, RUN_REG + 8 * 0(%edi)
	mov	%ecx, RUN_REG + 8 * 1(%edi)
	mov	%edx, RUN_REG + 8 * 2(%edi)
	mov	%ebx, RUN_REG + 8 * 3(%edi)
	mov	%ebp, RUN_REG + 8 * 5(%edi)
	mov	%esi, RUN_REG + 8 * 6(%edi)
	.endm

/*
 * void run_pieces_32(struct run *run, uint64_t count, uint64_t cr3)
 *
 * Outside VMX operation only: the way there and back goes through paging
 * switched off.
 */
	.text
	.globl	run_pieces_32
run_pieces_32:
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, caller_stack_32
	mov	%rdi, next
	imul	$RUN_SIZE, %rsi, %rsi
	add	%rdi, %rsi
	mov	%rsi, last
	sidt	idtr_64
	mov	%cr3, %rax
	mov	%rax, cr3_64
	mov	%cr4, %rax
	mov	%rax, cr4_64
	mov	%edx, %esi
	pushq	$CODE_32
	pushq	$1f
	lretq

	.code32
1:	mov	$DATA, %eax
	mov	%eax, %ss
	mov	%eax, %ds
	mov	%eax, %es
	mov	%cr0, %eax
	and	$~CR0_PG, %eax
	mov	%eax, %cr0
	mov	$MSR_IA32_EFER, %ecx
	rdmsr
	and	$~EFER_LME, %eax
	wrmsr
	mov	%cr4, %eax
	and	$~CR4_PAE, %eax
	or	$CR4_PSE, %eax
	mov	%eax, %cr4
	mov	%esi, %cr3
	mov	%cr0, %eax
	or	$CR0_PG, %eax
	mov	%eax, %cr0
	lidt	run_idtr_32

one:	mov	next, %edi
	cmp	last, %edi
	je	back
	mov	RUN_REG + 8 * 4(%edi), %esp
	push	RUN_RFLAGS(%edi)
	push	RUN_CS(%edi)
	push	RUN_CODE(%edi)
	mov	RUN_REG + 8 * 0(%edi), %eax
	mov	RUN_REG + 8 * 1(%edi), %ecx
	mov	RUN_REG + 8 * 2(%edi), %edx
	mov	RUN_REG + 8 * 3(%edi), %ebx
	mov	RUN_REG + 8 * 5(%edi), %ebp
	mov	RUN_REG + 8 * 6(%edi), %esi
	mov	RUN_REG + 8 * 7(%edi), %edi
	iret

	.balign	VECTOR_SIZE
	.globl	run_vectors_32
run_vectors_32:
	.set	vector, 0
	.rept	VECTORS
	.balign	VECTOR_SIZE
	.if	!((WITH_ERROR_CODE >> vector) & 1)
	push	$0
	.endif
	push	$vector
	jmp	exception_32
	.set	vector, vector + 1
	.endr

exception_32:				/* vector, error code, EIP .. EFLAGS */
	push	%edi
	mov	next, %edi
	save_registers
	pop	RUN_REG + 8 * 7(%edi)
	pop	RUN_VECTOR(%edi)
	pop	RUN_ERROR(%edi)
	pop	RUN_RIP(%edi)
	pop	%eax			/* CS */
	pop	RUN_RFLAGS(%edi)
	mov	%esp, RUN_REG + 8 * 4(%edi)
	mov	%cr2, %eax
	mov	%eax, RUN_CR2(%edi)
	jmp	done_32

	.globl	run_exit_32
run_exit_32:
	push	%edi
	mov	next, %edi
	save_registers
	pop	RUN_REG + 8 * 7(%edi)
	movl	$RUN_EXITED, RUN_VECTOR(%edi)
	pushf
	pop	RUN_RFLAGS(%edi)
done_32:
	cld
	mov	$DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	addl	$RUN_SIZE, next
	jmp	one

back:	mov	%cr0, %eax
	and	$~CR0_PG, %eax
	mov	%eax, %cr0
	mov	cr4_64, %eax
	mov	%eax, %cr4
	mov	cr3_64, %eax
	mov	%eax, %cr3
	mov	$MSR_IA32_EFER, %ecx
	rdmsr
	or	$EFER_LME, %eax
	wrmsr
	mov	%cr0, %eax
	or	$CR0_PG, %eax
	mov	%eax, %cr0
	ljmp	$CODE_64, $1f

	.code64
1:	lidt	idtr_64
	mov	caller_stack_32, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret

	.bss
	.balign	16
caller_stack_32:
	.skip	8
next:	.skip	8
last:	.skip	8
cr3_64:	.skip	8
cr4_64:	.skip	8
idtr_64:
	.skip	16
	.skip	0x1000
	.globl	run_exit_stack_32
run_exit_stack_32:

	.section .note.GNU-stack, "", @progbits
