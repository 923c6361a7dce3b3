/*
 * VMCS regions: where a VMCS lies while it is not the current one.
 *
 * The layout is this machine's secret, as it is every processor's: software
 * reads and writes fields by VMREAD and VMWRITE only.
 * SDM Vol. 3C, 24.2, "Format of the VMCS Region".
 */
#include "processor.h"

struct region {
	uint32_t revision;
	uint32_t abort_indicator;
	uint64_t launched;
	uint64_t value[VMCS_FIELD_COUNT];
	uint64_t writer[VMCS_FIELD_COUNT];
};

_Static_assert(sizeof(struct region) <= 4096, "a VMCS region is one page");

static struct region *
region_at(uint64_t pointer)
{
	return memory_is_ram(pointer, sizeof(struct region)) ?
	    (struct region *)pointer : NULL;
}

/* Write the current VMCS back to its region. */
void
region_flush(void)
{
	struct region *r = region_at(cpu.vmcs_pointer);

	if (cpu.vmcs_pointer == NO_VMCS || r == NULL)
		return;
	r->launched = cpu.launched;
	__builtin_memcpy(r->value, cpu.vmcs->value, sizeof(r->value));
	__builtin_memcpy(r->writer, cpu.vmcs->writer, sizeof(r->writer));
}

/*
 * Make the VMCS at this address the current one.  Software may have written
 * to the region; then a field holds what its width allows.
 */
void
region_load(uint64_t pointer)
{
	struct region *r = region_at(pointer);

	region_flush();
	cpu.vmcs_pointer = pointer;
	cpu.launched = r != NULL && r->launched == 1;
	trace->current.address = pointer;
	trace->current.launched = cpu.launched;
	if (r == NULL) {
		__builtin_memset(cpu.vmcs, 0, sizeof(*cpu.vmcs));
		return;
	}
	for (unsigned i = 0; i < VMCS_FIELD_COUNT; i++)
		cpu.vmcs->value[i] = r->value[i] &
		    vmcs_width_mask(vmcs_encoding(i));
	__builtin_memcpy(cpu.vmcs->writer, r->writer, sizeof(r->writer));
}

/* VMCLEAR: write back, forget, and set the launch state to clear. */
void
region_clear(uint64_t pointer)
{
	struct region *r = region_at(pointer);

	if (pointer == cpu.vmcs_pointer) {
		region_flush();
		cpu.vmcs_pointer = NO_VMCS;
		cpu.launched = false;
		trace->current.address = NO_VMCS;
	}
	if (r != NULL)
		r->launched = 0;
}
