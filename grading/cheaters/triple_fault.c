/*
 * Resets the machine by a triple fault.
 */
#include <stdint.h>

uint64_t cheat(const char *function);

uint64_t
cheat(const char *function)
{
	static const struct {
		uint16_t limit;
		uint64_t base;
	} __attribute__((packed)) empty;

	(void)function;
	__asm__ volatile("lidt %0; ud2" : : "m"(empty));
	__builtin_unreachable();
}
