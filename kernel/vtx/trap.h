/*
 * Exceptions of the VMM itself.
 */
#ifndef TRAP_H
#define TRAP_H

#include <stdint.h>

#define TRAP_VECTORS	32		/* the exceptions */

/* What vectors.S leaves on the stack. */
struct trap_frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rdi, rsi, rbp, rbx, rdx, rcx, rax;
	uint64_t vector, error_code;
	uint64_t rip, cs, rflags, rsp, ss;
};

void trap_init(void);
_Noreturn void trap(const struct trap_frame *frame);

#endif
