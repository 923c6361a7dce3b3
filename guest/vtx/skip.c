/*
 * A guest whose instructions are longer than they need to be, so that a VMM
 * that guesses their length goes on in the wrong place.
 */
#include "instructions.h"
#include "report.h"
#include "trap.h"

#define MSR_EFER	0xc0000080
#define MARK		0x12345678

uint64_t guest_main(uint64_t seed);

/*
 * Execute an instruction, given as bytes, and set bit `at` of the report if
 * what follows it is executed as it stands.  RAX and R8 hold `rax`, RCX the
 * number of an MSR, and RSI the address of `word`.
 */
#define PASS(at, bytes, rax)						\
	do {								\
		uint64_t pass_a = (rax), pass_b, pass_c = MSR_EFER;	\
		uint64_t pass_d = 0;					\
									\
		trap_vector = TRAP_NONE;				\
		__asm__ volatile("movq $2f, trap_resume\n\t"		\
				 "mov %%rax, %%r8\n\t"			\
				 ".byte " bytes "\n\t"			\
				 "mov %[mark], %%edx\n"			\
				 "2:\tmovq $0, trap_resume"		\
				 : "+a"(pass_a), "=&b"(pass_b),		\
				   "+c"(pass_c), "+d"(pass_d)		\
				 : "S"(&word), [mark] "i"(MARK)		\
				 : "r8", "memory", "cc");		\
		if (trap_vector == TRAP_NONE && pass_d == MARK)		\
			report.value[SKIP_PASSED] |= 1ull << (at);	\
	} while (0)

uint64_t
guest_main(uint64_t seed)
{
	uint64_t cr0 = read_cr0();
	uint16_t word = cr0 | 1 << 3;		/* TS */

	(void)seed;
	PASS(0, "0x0f, 0xa2", 0);			/* cpuid */
	PASS(1, "0x48, 0x0f, 0xa2", 0);			/* rex.w */
	PASS(2, "0x2e, 0x48, 0x0f, 0xa2", 0);		/* cs rex.w */
	PASS(3, "0x3e, 0x26, 0x2e, 0x0f, 0xa2", 0);	/* ds es cs */
	PASS(4, "0x0f, 0x01, 0xc1", 99);		/* vmcall */
	PASS(5, "0x2e, 0x0f, 0x32", 0);			/* cs rdmsr */
	PASS(6, "0x41, 0x0f, 0x22, 0xc0", cr0 | 1 << 3); /* mov r8, cr0 */
	PASS(7, "0x0f, 0x06", 0);			/* clts */
	PASS(8, "0x0f, 0x01, 0xb4, 0x26, 0, 0, 0, 0", 0); /* lmsw 0(rsi) */
	PASS(9, "0x2e, 0x0f, 0x06", 0);			/* cs clts */
	if (report.value[SKIP_PASSED] != (1 << SKIP_CASES) - 1)
		report.wrong = 1;
	return report.wrong;
}
