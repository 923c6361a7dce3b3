/*
 * The journal: what each function of the labs answered when the kernel
 * called it, kept in memory (symbol `journal`) for whoever looks on from
 * outside.  The drills (symbol `journal_drill`) are calls of the functions
 * that only compute, with arguments drawn from a seed; see drill.c.
 *
 * Host programs include this file too: stdint types only.
 */
#ifndef JOURNAL_H
#define JOURNAL_H

#include <stdint.h>

#define JOURNAL_MAGIC	0x4c414e52554f4a4eull	/* "NJOURNAL" in memory */
#define JOURNAL_VALUES	4
#define JOURNAL_DRILLS	64

/* What was done; the comment says what `result` and value[] hold. */
enum journal_step {
	JOURNAL_VMX_SUPPORTED,	/* result: 1 or 0 */
	JOURNAL_VMX_UNLOCK,	/* result; [0] IA32_FEATURE_CONTROL before,
				 * [1] and after the call */
	JOURNAL_FIX_REGISTERS,	/* result; [0] CR0 before, [1] CR4 before,
				 * [2] CR0 after, [3] CR4 after */
	JOURNAL_VMXON_REGION,	/* [0] address, [1] its first 8 bytes,
				 * [2] how many of the others are not 0 */
	JOURNAL_VMX_RESULT,	/* drills done; [0] how many */
	JOURNAL_VMX_ON,		/* result */
	JOURNAL_VMX_OFF,	/* result; [0] CR4 after */
	JOURNAL_VMCS_LOAD,	/* result; [0] address, [1] first 4 bytes */
	JOURNAL_VMCS_ADJUST,	/* drills done; [0] how many */
	JOURNAL_WRITE_CONTROLS,	/* result; if it failed [0] the group's VMCS
				 * field, [1] the bit refused */
	JOURNAL_HOST_STATE,	/* written; [0] the HOST_RIP asked for */
	JOURNAL_GUEST_STATE,	/* written; [0] guest RIP, [1] guest RSP */
	JOURNAL_ENTRY_ERROR,	/* drills done; [0] how many */
	JOURNAL_FIRST_LAUNCH,	/* lab 2's VM entry. result: 0 if the guest
				 * ran; [0] RFLAGS, or the exit reason,
				 * [1] error number, or the guest's RIP */
	JOURNAL_VCPU_RUN,	/* result; [0] enum vcpu_end, [1] status,
				 * [2] last exit reason, [3] VM exits */
	JOURNAL_TODO,		/* not written yet: [0] lab, [1] exercise */
	JOURNAL_PANIC,		/* [0] where in the code */
	JOURNAL_EXCEPTION,	/* result: vector; [0] RIP, [1] error code,
				 * [2] CR2, [3] RSP */
	JOURNAL_POWER_OFF,	/* result: the status */
	JOURNAL_STEPS
};

struct journal_entry {
	uint32_t done;			/* how often */
	int32_t result;			/* the last time */
	uint64_t value[JOURNAL_VALUES];
};

struct journal {
	uint64_t magic;			/* JOURNAL_MAGIC */
	uint32_t steps;			/* JOURNAL_STEPS */
	uint32_t drills;		/* used in journal_drill[] */
	uint64_t seed;			/* of the drills */
	struct journal_entry step[JOURNAL_STEPS];
};

enum drill_function {
	DRILL_NONE,
	DRILL_VMX_RESULT,	/* in[0] rflags */
	DRILL_VMX_ON,		/* in[0] a pointer that is no page's */
	DRILL_VMCS_LOAD,	/* in[0] the VMXON region's address */
	DRILL_VMCS_ADJUST,	/* in[0] wanted one, [1] zero, [2] optional,
				 * [3] capability; out[0] value, [1] bit,
				 * which begin as DRILL_VALUE, DRILL_BIT */
	DRILL_VMCS_ENTRY_ERROR	/* in[0] rflags, [1] the VM-instruction error
				 * field; out[0] error, which begins as
				 * DRILL_VALUE */
};

#define DRILL_VALUE	0x5a5a5a5au
#define DRILL_BIT	(-99)

struct journal_drill {
	uint32_t function;		/* enum drill_function */
	int32_t result;
	uint64_t in[4];
	uint64_t out[2];
};

extern struct journal journal;
extern struct journal_drill journal_drill[JOURNAL_DRILLS];

void journal_note(enum journal_step step, int64_t result,
    const uint64_t value[JOURNAL_VALUES]);

#endif
