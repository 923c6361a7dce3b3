/*
 * A guest that does nothing but exit: as many CPUIDs as its seed says, or
 * 1000.  For measuring what a VM exit costs.
 */
#include "instructions.h"
#include "report.h"

uint64_t guest_main(uint64_t seed);

uint64_t
guest_main(uint64_t seed)
{
	uint64_t i, count = seed != 0 ? seed : 1000;

	for (i = 0; i < count; i++)
		cpuid(0, 0);
	report.value[COUNT_DONE] = i;
	return 0;
}
