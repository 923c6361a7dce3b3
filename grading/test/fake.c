#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "machine/vtx/layout.h"

void
fake_init(struct fake *fake)
{
	memset(fake, 0, sizeof(*fake));
	fake->header.magic = TRACE_MAGIC;
	fake->header.version = TRACE_VERSION;
	fake->header.record_size = sizeof(struct trace_record);
	fake->header.ring = MACHINE_TRACE + offsetof(struct fake, ring);
	fake->header.capacity = FAKE_RECORDS;
	fake->header.current.address = ~0ull;
}

struct trace_record *
fake_add(struct fake *fake, enum trace_kind kind, uint32_t detail)
{
	struct trace_header *header = &fake->header;
	struct trace_record *record =
	    &fake->ring[header->written % FAKE_RECORDS];

	memset(record, 0, sizeof(*record));
	record->seq = ++header->written;
	record->kind = (uint16_t)kind;
	record->detail = detail;
	header->kinds[kind]++;
	return record;
}

uint8_t *
fake_ram(const struct fake *fake, size_t *size)
{
	uint8_t *ram;

	*size = MACHINE_TRACE + sizeof(*fake);
	ram = calloc(1, *size);
	ck_assert_ptr_nonnull(ram);
	memcpy(ram + MACHINE_TRACE, fake, sizeof(*fake));
	return ram;
}
