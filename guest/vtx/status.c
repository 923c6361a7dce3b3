/*
 * A guest that ends with its seed as the status.
 */
#include "report.h"

uint64_t guest_main(uint64_t seed);

uint64_t
guest_main(uint64_t seed)
{
	return seed;
}
