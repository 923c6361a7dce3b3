/*
 * Hypercalls: VMCALL with the number in RAX, arguments in RDI and RSI, and
 * the result in RAX.  No other register changes.
 */
#ifndef HYPERCALL_H
#define HYPERCALL_H

#define HYPERCALL_END	0		/* RDI: status; does not return */
#define HYPERCALL_WRITE	1		/* RDI: guest-physical address of
					 * text, RSI: bytes; returns the
					 * bytes, or -EFAULT if they are not
					 * all in the guest's memory */
#define HYPERCALL_ENOSYS (-38)		/* of any other number */
#define HYPERCALL_EFAULT (-14)

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
