/*
 * The words every file uses: two kinds of address that must not be mixed
 * up, sizes, and a few macros.
 */
#ifndef TYPES_H
#define TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef uint64_t hpa_t;		/* host-physical address */
typedef uint64_t gpa_t;		/* guest-physical address */

#define PAGE_SIZE	4096ull
#define MB		(1024ull * 1024)

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/*
 * The kernel runs with all memory below 4 GB mapped to itself, so a
 * pointer's value is the host-physical address of what it points to.
 * These two say so where it happens.
 */
static inline hpa_t
hpa_of(const void *pointer)
{
	return (uintptr_t)pointer;
}

static inline void *
at_hpa(hpa_t address)
{
	return (void *)(uintptr_t)address;
}

#endif
