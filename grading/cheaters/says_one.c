/*
 * Answers 1 or true to everything, and does nothing.
 */
#include <stdint.h>

uint64_t cheat(const char *function);

uint64_t
cheat(const char *function)
{
	(void)function;
	return 1;
}
