/*
 * Reports success at once.
 */
#include <stdint.h>

#include "cpu.h"

uint64_t cheat(const char *function);

uint64_t
cheat(const char *function)
{
	(void)function;
	outb(0xf4, 0);
	for (;;)
		__asm__ volatile("cli; hlt");
}
