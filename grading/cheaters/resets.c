/*
 * Asks for a reset, in two ways.
 */
#include <stdint.h>

#include "cpu.h"

uint64_t cheat(const char *function);

uint64_t
cheat(const char *function)
{
	(void)function;
	outb(0xcf9, 6);
	outb(0x64, 0xfe);
	return 0;
}
