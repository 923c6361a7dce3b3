/*
 * What the processor did, in a table.
 */
#ifndef GRADING_SUMMARY_H
#define GRADING_SUMMARY_H

#include <stdint.h>
#include <stdio.h>

#include "trace.h"

/*
 * Print a table of VM exits by basic reason, most frequent first;
 * count[] has `reasons` elements.
 */
void summary_exits(FILE *out, const uint64_t *count, unsigned reasons);

/* Print exits, entries and VMX instructions of a whole run. */
void summary_print(FILE *out, const struct trace *trace);

#endif
