/*
 * The start of every guest: an IDT whose exceptions can be expected, then
 * guest_main(seed), then the end with what that returns.
 *
 * The VMM enters in 64-bit mode with the seed in RDI and a stack.
 *
 * An exception stores its vector, error code and RIP in trap_vector,
 * trap_error and trap_rip, and continues at the address in trap_resume.  If
 * that is 0, nobody expects it: the guest ends with status 100 + vector.
 * trap.h is the C side.
 */
#include "hypercall.h"
#include "report.h"

#define VECTORS		32
#define VECTOR_SIZE	16
#define WITH_ERROR_CODE	0x00227d00	/* one bit a vector */
#define GATE_SIZE	16
#define GATE_INTERRUPT	0x8e00		/* present, DPL 0, no IST */
#define UNEXPECTED	100		/* plus the vector: its status */

	.text
	.globl	start
	.cfi_sections .debug_frame
	.cfi_startproc
	.cfi_undefined rip		/* here a backtrace ends */
start:
	movabs	$REPORT_MAGIC, %rax
	mov	%rax, report
	mov	%rdi, report + REPORT_AT_SEED

	/* Gate i leads to vectors + 16 i. */
	mov	%cs, %edx
	shl	$16, %edx
	mov	$vectors, %eax
	mov	$idt, %ebx
	mov	$VECTORS, %ecx
1:	mov	%ax, %dx
	mov	%edx, (%rbx)		/* selector, offset 15:0 */
	mov	%eax, %esi
	and	$0xffff0000, %esi
	or	$GATE_INTERRUPT, %esi
	mov	%esi, 4(%rbx)		/* offset 31:16, type */
	add	$VECTOR_SIZE, %eax
	add	$GATE_SIZE, %rbx
	loop	1b
	lidt	idtr

	xor	%ebp, %ebp
	call	guest_main
	movq	$1, report + REPORT_AT_DONE
	mov	%rax, %rdi
end:	mov	$HYPERCALL_END, %eax
	vmcall
	cli
	hlt
	.cfi_endproc

	.balign	VECTOR_SIZE
vectors:
	.set	vector, 0
	.rept	VECTORS
	.balign	VECTOR_SIZE
	.if	!((WITH_ERROR_CODE >> vector) & 1)
	pushq	$0
	.endif
	pushq	$vector
	jmp	trap
	.set	vector, vector + 1
	.endr

/* On the stack: vector, error code, RIP, CS, RFLAGS, RSP, SS. */
trap:
	cmpq	$0, trap_resume
	je	1f
	popq	trap_vector
	popq	trap_error
	push	%rax
	mov	8(%rsp), %rax
	mov	%rax, trap_rip
	mov	trap_resume, %rax
	mov	%rax, 8(%rsp)
	pop	%rax
	incq	trap_count
	iretq
1:	pop	%rdi
	add	$UNEXPECTED, %rdi
	jmp	end

	.section .rodata
idtr:	.word	VECTORS * GATE_SIZE - 1
	.quad	idt

	.bss
	.balign	16
idt:	.skip	VECTORS * GATE_SIZE
	.globl	trap_resume, trap_count, trap_vector, trap_error, trap_rip
trap_resume:	.skip	8
trap_count:	.skip	8
trap_vector:	.skip	8
trap_error:	.skip	8
trap_rip:	.skip	8
	.balign	64
	.globl	report
	.type	report, @object
	.size	report, REPORT_SIZE
report:	.skip	REPORT_SIZE

	.section .note.GNU-stack, "", @progbits
