/*
 * Prints for ever.
 */
#include <stdint.h>

#include "console.h"

uint64_t cheat(const char *function);

uint64_t
cheat(const char *function)
{
	for (;;)
		printf("%s: VMX operation is on, all is well\n", function);
}
