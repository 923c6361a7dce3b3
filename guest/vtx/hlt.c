/*
 * A guest that halts: with interrupts on, some times, also right behind STI
 * and MOV SS, and then with interrupts off, for good.  It ends halted, not by
 * a hypercall.
 */
#include "instructions.h"
#include "report.h"

#define RFLAGS_IF	(1 << 9)

uint64_t guest_main(uint64_t seed);

uint64_t
guest_main(uint64_t seed)
{
	uint64_t i, flags;

	for (i = 0; i <= (seed & 7); i++) {
		__asm__ volatile("sti; hlt" : : : "memory");
		flags = read_flags();
		report.value[HLT_FLAGS_WRONG] |= !(flags & RFLAGS_IF);
		__asm__ volatile("mov %%ss, %%eax\n\t"
				 "mov %%eax, %%ss\n\t"
				 "hlt\n\t"
				 "hlt\n\t"
				 "cli"
				 :
				 :
				 : "rax", "memory");
		report.value[HLT_PASSED] += 3;
	}
	report.wrong = report.value[HLT_FLAGS_WRONG];
	report.done = report.wrong == 0;
	__asm__ volatile("cli; hlt" : : : "memory");
	return 1;
}
