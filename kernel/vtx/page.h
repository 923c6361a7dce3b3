/*
 * Pages of host-physical memory.
 */
#ifndef PAGE_H
#define PAGE_H

#include <stddef.h>

#include "types.h"

/* The memory that a guest has for its own; nothing else is put there. */
#define GUEST_BASE	(64 * MB)
#define GUEST_END	(128 * MB)

void page_init(void);
void *page_alloc(void);

#endif
