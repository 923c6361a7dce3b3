/*
 * A guest that halts: with interrupts on, some times, and then with
 * interrupts off, for good.  It ends halted, not by a hypercall.
 */
#include "instructions.h"
#include "report.h"

uint64_t guest_main(uint64_t seed);

uint64_t
guest_main(uint64_t seed)
{
	uint64_t i, flags;

	for (i = 0; i <= (seed & 7); i++) {
		__asm__ volatile("sti; hlt" : : : "memory");
		flags = read_flags();
		report.value[HLT_FLAGS_WRONG] |= !(flags & 1 << 9);
		__asm__ volatile("hlt; cli" : : : "memory");
		report.value[HLT_PASSED] += 2;
	}
	report.wrong = report.value[HLT_FLAGS_WRONG];
	report.done = report.wrong == 0;
	__asm__ volatile("cli; hlt" : : : "memory");
	return 1;
}
