/*
 * A tiny Multiboot kernel for the harness's own tests.  What it does is
 * chosen when it is assembled: -DMODE=...
 */
#include "machine/vtx/layout.h"

#define END_NORMAL	0	/* print, power off with STATUS */
#define END_TRIPLE	1	/* triple fault */
#define END_LOOP	2	/* loop for ever, the watchdog armed */
#define END_SILENT	3	/* loop for ever, nothing armed */
#define END_FLOOD	4	/* print for ever */

#ifndef STATUS
#define STATUS		0
#endif

	.section .multiboot, "a"
	.balign 4
	.long	0x1badb002, 0, -0x1badb002

	.text
	.globl	_start
_start:
	mov	$0x3f8, %edx		/* COM1 */
	mov	$message, %esi
	mov	$message_end - message, %ecx
1:	lodsb
	out	%al, %dx
	loop	1b
#ifdef TRACE_FILE
	mov	$trace, %esi
	mov	$MACHINE_TRACE, %edi
	mov	$trace_end - trace, %ecx
	cld
	rep	movsb
#endif

#if MODE == END_NORMAL
	mov	$STATUS, %al
	mov	$POWER_PORT, %edx
	out	%al, %dx
#elif MODE == END_TRIPLE
	lidt	nothing
	int3
#elif MODE == END_LOOP
	mov	$0x443, %edx		/* ib700: 30 - 2 * 14 = 2 s */
	mov	$14, %al
	out	%al, %dx
#elif MODE == END_FLOOD
	mov	$'x', %al
1:	out	%al, %dx
	jmp	1b
#endif
1:	jmp	1b

nothing:
	.long	0, 0
message:
	.ascii	"hello from the test kernel\n"
message_end:
#ifdef TRACE_FILE
	.data			/* far from the Multiboot header */
trace:	.incbin TRACE_FILE
trace_end:
#endif
