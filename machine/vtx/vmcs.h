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

struct vmcs {
	uint64_t value[VMCS_FIELD_COUNT];
	uint64_t writer[VMCS_FIELD_COUNT];
};

/*
 * The position of the field with this encoding (its access-type bit is
 * ignored), or -1 when there is none.
 */
int vmcs_index(uint32_t encoding);

/* The encoding of the field at this position. */
uint32_t vmcs_encoding(enum vmcs_index index);

#endif
