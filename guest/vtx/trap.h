/*
 * Executing an instruction that may raise an exception.
 */
#ifndef TRAP_H
#define TRAP_H

#include <stdint.h>

/* start.S: where to go on after an exception, and what it was. */
extern uint64_t trap_resume, trap_count, trap_vector, trap_error, trap_rip;

#define TRAP_NONE	(~0ull)		/* trap_vector: there was none */

/*
 * Execute `instruction`, a string, with RAX and RDX taken from and left in
 * the variables a and d, and other inputs as in an asm statement.
 * Afterwards trap_vector is the exception's vector or TRAP_NONE, and
 * trap_rip its RIP less the instruction's.
 */
#define TRY_AD(instruction, a, d, ...)					\
	do {								\
		uint64_t try_at;					\
									\
		trap_vector = TRAP_NONE;				\
		trap_error = 0;						\
		trap_rip = 0;						\
		__asm__ volatile("lea 2f(%%rip), %[at]\n\t"		\
				 "mov %[at], trap_resume\n\t"		\
				 "lea 1f(%%rip), %[at]\n"		\
				 "1:\t" instruction "\n"		\
				 "2:\tmovq $0, trap_resume"		\
				 : [at] "=&r"(try_at), "+a"(a), "+d"(d)	\
				 : __VA_ARGS__				\
				 : "memory", "cc");			\
		if (trap_vector != TRAP_NONE)				\
			trap_rip -= try_at;				\
	} while (0)

/* The same, when RAX and RDX do not matter. */
#define TRY(instruction, ...)						\
	do {								\
		uint64_t try_a = 0, try_d = 0;				\
									\
		TRY_AD(instruction, try_a, try_d, __VA_ARGS__);		\
	} while (0)

#endif
