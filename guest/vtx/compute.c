/*
 * A guest that computes and never exits until it ends: as many rounds as
 * its seed says, or a million.  For measuring what running in a VM costs.
 */
#include "instructions.h"
#include "report.h"

uint64_t guest_main(uint64_t seed);

uint64_t
guest_main(uint64_t seed)
{
	uint64_t i, count = seed != 0 ? seed : 1000000;
	uint64_t state = 1, result = 0;

	for (i = 0; i < count; i++)
		result += draw(&state);
	report.value[COUNT_DONE] = i;
	report.value[COUNT_RESULT] = result;
	return 0;
}
