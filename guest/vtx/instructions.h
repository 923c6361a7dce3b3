/*
 * Instructions the guests try, one function each.
 */
#ifndef INSTRUCTIONS_H
#define INSTRUCTIONS_H

#include <stdint.h>

#define ALL_ONES	(~0ull)

struct answer {
	uint64_t rax, rbx, rcx, rdx;
};

/* CPUID; the upper halves of all four registers are ones before. */
static inline struct answer
cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct answer r = {
		ALL_ONES << 32 | leaf, ALL_ONES, ALL_ONES << 32 | subleaf,
		ALL_ONES
	};

	__asm__ volatile("cpuid"
			 : "+a"(r.rax), "+b"(r.rbx), "+c"(r.rcx), "+d"(r.rdx));
	return r;
}

#define GUEST_CONTROL_REGISTER(name)					\
	static inline uint64_t						\
	read_##name(void)						\
	{								\
		uint64_t value;						\
									\
		__asm__ volatile("mov %%" #name ", %0" : "=r"(value));	\
		return value;						\
	}								\
	static inline void						\
	write_##name(uint64_t value)					\
	{								\
		__asm__ volatile("mov %0, %%" #name			\
				 :					\
				 : "r"(value)				\
				 : "memory");				\
	}

GUEST_CONTROL_REGISTER(cr0)	/* read_cr0(), write_cr0(value) */
GUEST_CONTROL_REGISTER(cr3)
GUEST_CONTROL_REGISTER(cr4)

static inline uint64_t
read_flags(void)
{
	uint64_t value;

	__asm__ volatile("pushfq; pop %0" : "=r"(value));
	return value;
}

/* The next number of xorshift64*; *state must not be 0. */
static inline uint64_t
draw(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}

#endif
