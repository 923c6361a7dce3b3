/*
 * A guest that never ends.
 */
#include "report.h"

uint64_t guest_main(uint64_t seed);

uint64_t
guest_main(uint64_t seed)
{
	(void)seed;
	for (;;)
		__asm__ volatile("pause");
}
