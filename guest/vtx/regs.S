/*
 * A guest that looks whether VM exits leave its registers alone.
 *
 * Each round draws 15 values from the seed, loads them into all general
 * registers but RSP, executes an instruction that exits, and compares.  The
 * registers that the instruction itself changes are left out: bit i of a
 * mask is register number i, bit 4 is RSP, and bit 16 is RFLAGS.
 *
 * The report: rounds done, and a mask of what was found changed.
 */
#include "report.h"

#define ROUNDS		16
#define REGISTERS	16
#define RSP_AT		4		/* where `values` holds RSP */
#define FLAGS_AT	16		/* and RFLAGS */
#define FLAGS		0x8d7		/* CF PF AF ZF SF OF, and bit 1 */
#define MSR_SIGN_ID	0x8b
#define RAX_BIT		0x1
#define CPUID_BITS	0xf		/* RAX RCX RDX RBX */
#define RDMSR_BITS	0x5		/* RAX RDX */

#define AT(n)		8 * (n)

/* Load the registers, execute, store them, and look. */
	.macro	TRY_WITH insn, changes
	call	draw_values
	movq	$MSR_SIGN_ID, values + AT(1)
	mov	%rsp, values + AT(RSP_AT)
	push	$FLAGS
	popfq
	mov	values + AT(0), %rax
	mov	values + AT(1), %rcx
	mov	values + AT(2), %rdx
	mov	values + AT(3), %rbx
	mov	values + AT(5), %rbp
	mov	values + AT(6), %rsi
	mov	values + AT(7), %rdi
	mov	values + AT(8), %r8
	mov	values + AT(9), %r9
	mov	values + AT(10), %r10
	mov	values + AT(11), %r11
	mov	values + AT(12), %r12
	mov	values + AT(13), %r13
	mov	values + AT(14), %r14
	mov	values + AT(15), %r15
	\insn
	mov	%rax, seen + AT(0)
	mov	%rcx, seen + AT(1)
	mov	%rdx, seen + AT(2)
	mov	%rbx, seen + AT(3)
	mov	%rsp, seen + AT(RSP_AT)
	mov	%rbp, seen + AT(5)
	mov	%rsi, seen + AT(6)
	mov	%rdi, seen + AT(7)
	mov	%r8, seen + AT(8)
	mov	%r9, seen + AT(9)
	mov	%r10, seen + AT(10)
	mov	%r11, seen + AT(11)
	mov	%r12, seen + AT(12)
	mov	%r13, seen + AT(13)
	mov	%r14, seen + AT(14)
	mov	%r15, seen + AT(15)
	pushfq
	popq	seen + AT(FLAGS_AT)
	mov	$\changes, %edi
	call	compare
	.endm

	.text
	.globl	guest_main
guest_main:
	mov	%rdi, state
	btsq	$63, state			/* never 0 */
	movq	$FLAGS, values + AT(FLAGS_AT)
	movl	$ROUNDS, rounds
1:	TRY_WITH cpuid, CPUID_BITS
	TRY_WITH vmcall, RAX_BIT
	TRY_WITH wrmsr, 0
	TRY_WITH rdmsr, RDMSR_BITS
	incq	report + REPORT_AT_VALUE	/* REGS_ROUNDS */
	decl	rounds
	jnz	1b
	mov	report + REPORT_AT_WRONG, %rax
	ret

/* Fill values[0..15] from the seed, with bit 63 set: no hypercall's number. */
draw_values:
	mov	$REGISTERS, %ecx
	mov	$values, %ebx
	movabs	$0x2545f4914f6cdd1d, %r8
	mov	state, %rax
1:	mov	%rax, %rdx			/* xorshift64* */
	shr	$12, %rdx
	xor	%rdx, %rax
	mov	%rax, %rdx
	shl	$25, %rdx
	xor	%rdx, %rax
	mov	%rax, %rdx
	shr	$27, %rdx
	xor	%rdx, %rax
	mov	%rax, %rdx
	imul	%r8, %rdx
	bts	$63, %rdx
	mov	%rdx, (%rbx)
	add	$8, %rbx
	loop	1b
	mov	%rax, state
	ret

/* Compare values with seen, but for the mask in EDI; report what differs. */
compare:
	xor	%ecx, %ecx
	xor	%eax, %eax
1:	mov	values(, %rcx, 8), %rdx
	cmp	seen(, %rcx, 8), %rdx
	je	2f
	bts	%ecx, %eax
2:	inc	%ecx
	cmp	$FLAGS_AT, %ecx
	jbe	1b
	not	%edi
	and	%edi, %eax
	or	%rax, report + REPORT_AT_WRONG
	or	%rax, report + REPORT_AT_VALUE + 8	/* REGS_WRONG */
	ret

	.bss
	.balign	8
state:	.skip	8
rounds:	.skip	8
values:	.skip	8 * (REGISTERS + 1)
seen:	.skip	8 * (REGISTERS + 1)

	.section .note.GNU-stack, "", @progbits
