/*
 * A VMCS as this machine holds it: every field as 64 bits, in the order of
 * vmcs_fields.h, and beside each the RIP of the VMWRITE that last set it.
 */
#ifndef MACHINE_VMCS_H
#define MACHINE_VMCS_H

#include <stdbool.h>
#include <stdint.h>

#include "arch/vmx.h"

enum vmcs_index {
#define VMCS_FIELD(name, encoding, text)	INDEX_##name,
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
	VMCS_FIELD_COUNT
};

enum { VMCS_FIELDS_MAX = 256 };	/* room kept for fields */

struct vmcs {
	uint64_t value[VMCS_FIELDS_MAX];
	uint64_t writer[VMCS_FIELDS_MAX];
};

/*
 * The position of the field with this encoding, or -1 when there is none.
 * The access-type bit is ignored for 64-bit fields; no other field has an
 * upper half (24.11.2, "VMREAD, VMWRITE, and Encodings of VMCS Fields").
 */
int vmcs_index(uint32_t encoding);

/* The encoding of the field at this position. */
uint32_t vmcs_encoding(enum vmcs_index index);

/* The bits that a field of this encoding's width holds. */
uint64_t vmcs_width_mask(uint32_t encoding);

#endif
