/*
 * Records of the trace in plain words.
 */
#ifndef GRADING_PROSE_H
#define GRADING_PROSE_H

#include <stdbool.h>
#include <stdio.h>

#include "symbols.h"
#include "trace.h"

struct prose {			/* where to write and what is known */
	FILE *out;
	const struct trace *trace;	/* may be NULL */
	const struct symbols *vmm;	/* NULL: addresses stay numbers */
	const struct symbols *guest;	/* likewise */
};

/* Print one record as one line. */
void prose_record(const struct prose *p, const struct trace_record *record);

/* Print "labs/03-entry/run.c:41, in vcpu_run" or the bare address. */
void prose_place(const struct prose *p, uint64_t address, bool guest);

/* Does this record say that something went wrong? */
bool prose_is_failure(const struct trace_record *record);

/*
 * Explain a record that says that something went wrong: each condition that
 * does not hold, where it was caused, and where to read on.
 */
void prose_explain(const struct prose *p, const struct trace_record *record);

/*
 * Explain the first `max` failures in the trace and say how many more there
 * are.  Returns how many there are in all.
 */
unsigned prose_failures(const struct prose *p, unsigned max);

/* Explain the last failure only; returns false if there is none. */
bool prose_last_failure(const struct prose *p);

#endif
