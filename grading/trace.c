#include <stdalign.h>

#include "machine/vtx/layout.h"
#include "trace.h"

static int
check_header(const struct trace_header *h, size_t ram_size, char *error)
{
	if (h->magic != TRACE_MAGIC)
		return error_set(error, "no trace in the machine's memory: "
		    "machine/vtx did not start (or this is not its memory)");
	if (h->version != TRACE_VERSION ||
	    h->record_size != sizeof(struct trace_record))
		return error_set(error, "the trace has version %u and records "
		    "of %u bytes, expected %u and %zu: build everything again "
		    "with make", h->version, h->record_size, TRACE_VERSION,
		    sizeof(struct trace_record));
	if (h->capacity == 0 || h->ring % alignof(struct trace_record) ||
	    h->ring > ram_size ||
	    h->capacity > (ram_size - h->ring) / sizeof(struct trace_record))
		return error_set(error, "the trace says that its ring of %llu "
		    "records is at %#llx, outside the machine's memory: the "
		    "trace is damaged", (unsigned long long)h->capacity,
		    (unsigned long long)h->ring);
	if (h->written >> 62)
		return error_set(error, "the trace says that it has %#llx "
		    "records: the trace is damaged",
		    (unsigned long long)h->written);
	return 0;
}

int
trace_open(struct trace *trace, const void *ram, size_t size, char *error)
{
	const struct trace_header *header;

	if (!ram || size < MACHINE_TRACE + sizeof(*header))
		return error_set(error, "the machine's memory is %zu bytes, "
		    "too small to hold a trace", size);
	header = (const void *)((const char *)ram + MACHINE_TRACE);
	if (check_header(header, size, error) < 0)
		return -1;
	trace->header = header;
	trace->ring = (const void *)((const char *)ram + header->ring);
	trace->capacity = header->capacity;
	trace->last = header->written;
	trace->first = trace->last > trace->capacity ?
	    trace->last - trace->capacity + 1 : 1;
	return 0;
}

const struct trace_record *
trace_at(const struct trace *trace, uint64_t seq)
{
	const struct trace_record *record;

	if (seq < trace->first || seq > trace->last)
		return NULL;
	record = &trace->ring[(seq - 1) % trace->capacity];
	return record->seq == seq ? record : NULL;
}

const struct trace_record *
trace_next(const struct trace *trace, const struct trace_record *after,
    enum trace_kind kind)
{
	uint64_t seq = after ? after->seq + 1 : trace->first;

	if (trace->last - trace->first >= trace->capacity)
		return NULL;	/* no records at all */
	for (; seq <= trace->last; seq++) {
		const struct trace_record *record = trace_at(trace, seq);

		if (record && (kind == TRACE_NONE || record->kind == kind))
			return record;
	}
	return NULL;
}

const struct trace_record *
trace_find(const struct trace *trace, const struct trace_record *after,
    enum trace_kind kind, uint32_t detail)
{
	do {
		after = trace_next(trace, after, kind);
	} while (after && after->detail != detail);
	return after;
}

uint64_t
trace_count(const struct trace *trace, enum trace_kind kind, uint32_t detail)
{
	const struct trace_record *record = NULL;
	uint64_t count = 0;

	while ((record = trace_find(trace, record, kind, detail)))
		count++;
	return count;
}

const struct trace_record *
trace_last(const struct trace *trace, enum trace_kind kind)
{
	for (uint64_t seq = trace->last; seq >= trace->first && seq; seq--) {
		const struct trace_record *record = trace_at(trace, seq);

		if (record && record->kind == kind)
			return record;
	}
	return NULL;
}
