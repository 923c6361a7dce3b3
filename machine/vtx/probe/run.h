/*
 * Running a piece of code and seeing how it ends.
 *
 * A piece is a few instructions of pieces.S that end in INT3.  It runs with
 * registers of our choice, in a code segment of our choice, and whatever
 * happens first is noted: an exception (#BP is the orderly end), or a VM
 * exit of the guest it entered.
 */
#ifndef PROBE_RUN_H
#define PROBE_RUN_H

#define RUN_CODE	0
#define RUN_CS		8
#define RUN_SS		16
#define RUN_RFLAGS	24
#define RUN_VECTOR	32
#define RUN_ERROR	40
#define RUN_RIP		48
#define RUN_CR2		56
#define RUN_REG		64
#define RUN_SIZE	192

#define RUN_EXITED	256	/* as a vector: a VM exit */

/* Selectors of the probe's GDT; the first three are the kernel's. */
#define CODE_64		0x08
#define DATA		0x10
#define TASK		0x18
#define CODE_32		0x28
#define USER_DATA	0x33
#define USER_CODE_64	0x3b
#define USER_CODE_32	0x43
#define PROBE_GDT	9	/* entries */

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI };

struct run {
	uint64_t code;		/* the piece */
	uint64_t cs, ss, rflags; /* to run it with; rflags: and as it ended */
	uint64_t vector;	/* how it ended; RUN_EXITED: by a VM exit */
	uint64_t error_code;
	uint64_t rip;
	uint64_t cr2;
	uint64_t reg[16];	/* in and out, in the hardware's order */
};

_Static_assert(offsetof(struct run, code) == RUN_CODE, "run.h");
_Static_assert(offsetof(struct run, rflags) == RUN_RFLAGS, "run.h");
_Static_assert(offsetof(struct run, vector) == RUN_VECTOR, "run.h");
_Static_assert(offsetof(struct run, cr2) == RUN_CR2, "run.h");
_Static_assert(offsetof(struct run, reg) == RUN_REG, "run.h");
_Static_assert(sizeof(struct run) == RUN_SIZE, "run.h");

/* run.S: run one piece in IA-32e mode. */
void run_piece(struct run *run);
extern const char run_exit[];		/* where VM exits continue */
extern char run_stack_top[], run_exit_stack_top[];

/* run32.S: outside VMX operation, run pieces in 32-bit protected mode. */
void run_pieces_32(struct run *run, uint64_t count, uint64_t cr3);
extern const char run_exit_32[];
extern char run_exit_stack_32[];

/* traps.c */
void traps_init(void);

#endif
#endif
