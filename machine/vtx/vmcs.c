/*
 * From a field's encoding to its place in struct vmcs, and back.
 */
#include "vmcs.h"

/* The parts of an encoding that tell fields apart, packed. */
#define SLOT_INDEX_BITS		5	/* of bits 9:1, as many as are used */
#define SLOT(encoding)							\
	((VMCS_FIELD_WIDTH(encoding) << (2 + SLOT_INDEX_BITS)) |	\
	    (VMCS_FIELD_TYPE(encoding) << SLOT_INDEX_BITS) |		\
	    ((encoding) >> 1 & 0x1f))

/* Bits that are 0 in the encoding of every field here. */
#define UNUSED_BITS		0xffff93c0u

static const uint8_t index_plus_1[1 << (4 + SLOT_INDEX_BITS)] = {
#define VMCS_FIELD(name, encoding, text) [SLOT(encoding)] = INDEX_##name + 1,
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
};

static const uint16_t encodings[VMCS_FIELD_COUNT] = {
#define VMCS_FIELD(name, encoding, text) encoding,
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
};

_Static_assert(VMCS_FIELD_COUNT < 255, "an index fits a byte");

int
vmcs_index(uint32_t encoding)
{
	if (encoding & UNUSED_BITS)
		return -1;
	if ((encoding & VMCS_FIELD_HIGH) &&
	    VMCS_FIELD_WIDTH(encoding) != VMCS_WIDTH_64)
		return -1;
	return index_plus_1[SLOT(encoding)] - 1;
}

uint32_t
vmcs_encoding(enum vmcs_index index)
{
	return encodings[index];
}

uint64_t
vmcs_width_mask(uint32_t encoding)
{
	switch (VMCS_FIELD_WIDTH(encoding)) {
	case VMCS_WIDTH_16:
		return 0xffff;
	case VMCS_WIDTH_32:
		return 0xffffffff;
	default:
		return ~0ull;
	}
}
