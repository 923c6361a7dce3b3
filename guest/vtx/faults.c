/*
 * A guest that does nothing but take page faults and handle them itself: as
 * many as its seed says, or 1000.  For measuring what a VMM that does not
 * want to know about them costs.
 */
#include "report.h"
#include "trap.h"

#define NOT_MAPPED	0x8000000ull	/* where the guest's memory ends */
#define VECTOR_PF	14

uint64_t guest_main(uint64_t seed);

uint64_t
guest_main(uint64_t seed)
{
	uint64_t i, count = seed != 0 ? seed : 1000;

	for (i = 0; i < count; i++) {
		TRY("movb $0, (%[address])", [address] "r"(NOT_MAPPED));
		if (trap_vector != VECTOR_PF)
			report.wrong++;
	}
	report.value[COUNT_DONE] = i;
	return report.wrong != 0;
}
