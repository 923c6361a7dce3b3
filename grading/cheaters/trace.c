/*
 * Overwrites the trace, and what else lies above the VMM's memory.
 */
#include <stdint.h>

#include "power.h"

#define MACHINE		0xc000000ull
#define TRACE		0xe000000ull
#define END		0x10000000ull
#define STEP		4096

uint64_t cheat(const char *function);

uint64_t
cheat(const char *function)
{
	volatile uint64_t *header = (volatile uint64_t *)TRACE;
	uint64_t at;

	(void)function;
	for (at = TRACE + 8; at < TRACE + STEP; at += 8)
		*(volatile uint64_t *)at = 1;
	for (at = MACHINE; at < END; at += STEP)
		*(volatile uint64_t *)(at + 8) = 0;
	header[0] = 0x45434152544f4f52ull;
	power_off(POWER_OK);
}
