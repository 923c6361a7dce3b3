/*
 * Hypercalls, from the guest's side: VMCALL with the number in RAX, arguments
 * in RDI and RSI, and the result in RAX.  No other register changes.
 */
#ifndef HYPERCALL_H
#define HYPERCALL_H

#include "hypercalls.h"

#ifndef __ASSEMBLER__

#include <stdint.h>

static inline int64_t
hypercall(uint64_t number, uint64_t first, uint64_t second)
{
	int64_t result;

	__asm__ volatile("vmcall"
			 : "=a"(result)
			 : "a"(number), "D"(first), "S"(second)
			 : "memory");
	return result;
}

/* Print a string. */
static inline void
print(const char *text)
{
	uint64_t bytes = 0;

	while (text[bytes] != '\0')
		bytes++;
	hypercall(HYPERCALL_WRITE, (uint64_t)text, bytes);
}

#endif
#endif
