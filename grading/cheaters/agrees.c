/*
 * Says that all went well, and does nothing.
 */
#include <stdint.h>

uint64_t cheat(const char *function);

uint64_t
cheat(const char *function)
{
	(void)function;
	return 0;
}
