/*
 * Pages of host-physical memory: all of it from the end of the image and
 * the modules up to the guest's memory.
 */
#include "boot.h"
#include "bytes.h"
#include "page.h"
#include "panic.h"

extern char image_end[];		/* kernel.ld */

static hpa_t fresh;			/* pages from here on were never used */

/* Find where free memory begins: behind the image and the modules. */
void
page_init(void)
{
	struct module module;
	hpa_t start, end;
	unsigned i;

	if (boot_memory_end() < GUEST_END)
		panic("there must be %u MB of memory, and there are %u",
		    (unsigned)(GUEST_END / MB),
		    (unsigned)(boot_memory_end() / MB));
	fresh = hpa_of(image_end);
	for (i = 0; boot_module(i, &module); i++) {
		start = hpa_of(module.data);
		end = start + module.bytes;
		if (end > GUEST_BASE && start < GUEST_END)
			panic("module %u lies in the guest's memory", i);
		if (end <= GUEST_BASE && end > fresh)
			fresh = end;
	}
	fresh = (fresh + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
}

/* A page filled with zeros, aligned to 4 KB.  Never NULL. */
void *
page_alloc(void)
{
	void *page = at_hpa(fresh);

	if (fresh >= GUEST_BASE)
		panic("out of memory");
	fresh += PAGE_SIZE;
	return memset(page, 0, PAGE_SIZE);
}
