/*
 * Which fields this processor's VMCS has.
 */
#include "probe.h"
#include "vmx_insn.h"

const uint16_t field_encodings[FIELD_COUNT] = {
#define VMCS_FIELD(name, encoding, text)	encoding,
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
};

const char *const field_names[FIELD_COUNT] = {
#define VMCS_FIELD(name, encoding, text)	#name,
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
};

static bool present[FIELD_COUNT];

bool
field_present(enum field_index field)
{
	return present[field];
}

bool
field_read_only(enum field_index field)
{
	return VMCS_FIELD_TYPE(field_encodings[field]) == VMCS_TYPE_READ_ONLY;
}

/* Find out by reading each; there is a current VMCS. */
void
fields_find(void)
{
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		uint64_t value = 0;

		present[i] = !(vmx_vmread(field_encodings[i], &value) &
		    (RFLAGS_CF | RFLAGS_ZF));
	}
}
