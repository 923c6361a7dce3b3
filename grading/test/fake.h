/*
 * A trace such as machine/vtx leaves, made by hand for the tests.
 */
#ifndef TEST_FAKE_H
#define TEST_FAKE_H

#include <stddef.h>
#include <stdint.h>

#include "machine/trace.h"

enum { FAKE_RECORDS = 8 };	/* in the ring */

struct fake {			/* what lies at MACHINE_TRACE */
	struct trace_header header;
	struct trace_record ring[FAKE_RECORDS];
};

/* An empty trace, to be filled by fake_add(). */
void fake_init(struct fake *fake);

/* Append a record; the caller sets its arguments. */
struct trace_record *fake_add(struct fake *fake, enum trace_kind kind,
    uint32_t detail);

/* Memory of a machine, zero but for the trace; to be freed. */
uint8_t *fake_ram(const struct fake *fake, size_t *size);

#endif
