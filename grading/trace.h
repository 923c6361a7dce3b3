/*
 * The records a machine left in its memory.
 *
 * The software under test cannot reach them, but this code trusts nothing:
 * every size and address is checked before it is used.
 */
#ifndef GRADING_TRACE_H
#define GRADING_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "machine/trace.h"

struct trace {
	const struct trace_header *header;
	const struct trace_record *ring;
	uint64_t capacity;
	uint64_t first, last;	/* records kept; first > last: none */
};

/*
 * Find the trace in a machine's RAM, which must stay mapped.
 * Returns 0, or -1 with what is wrong in `error`.
 */
int trace_open(struct trace *trace, const void *ram, size_t size, char *error);

/* The record with this number, or NULL when the ring does not hold it. */
const struct trace_record *trace_at(const struct trace *trace, uint64_t seq);

/*
 * The next record behind `after` (NULL: the first kept) of this kind
 * (TRACE_NONE: of any), or NULL when there is none.
 */
const struct trace_record *trace_next(const struct trace *trace,
    const struct trace_record *after, enum trace_kind kind);

/* The same, of a kind and with a detail. */
const struct trace_record *trace_find(const struct trace *trace,
    const struct trace_record *after, enum trace_kind kind, uint32_t detail);

/* How many of the records kept are of this kind and have this detail. */
uint64_t trace_count(const struct trace *trace, enum trace_kind kind,
    uint32_t detail);

/* The last record of this kind, or NULL. */
const struct trace_record *trace_last(const struct trace *trace,
    enum trace_kind kind);

#endif
