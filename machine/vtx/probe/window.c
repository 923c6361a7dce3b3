/*
 * WINDOW: linear memory where neighbouring pages lie apart in physical
 * memory, some are missing or cannot be written.  The page tables of IA-32e
 * mode get it, and those made here for 32-bit paging.
 */
#include "arch/x86.h"
#include "cpu.h"
#include "page.h"
#include "probe.h"

#define LARGE_4M	0x400000ull

uint8_t window_memory[5][4096] __attribute__((aligned(4096)));
static uint64_t table_64[512] __attribute__((aligned(4096)));
static uint32_t table_32[1024] __attribute__((aligned(4096)));
static uint32_t directory_32[1024] __attribute__((aligned(4096)));

/* Linear address of a page of the window. */
uint64_t
window(enum window_page page)
{
	return WINDOW + page * 4096ull;
}

/* CR3 of the 32-bit page tables. */
uint64_t
window_directory_32(void)
{
	return hpa_of(directory_32);
}

/* The last level of the page tables that map the window. */
uint64_t
window_table_64(void)
{
	return hpa_of(table_64);
}

/* The entry of a page; the second page lies before the first. */
static uint64_t
entry(enum window_page page)
{
	switch (page) {
	case PAGE_FIRST:
		return hpa_of(window_memory[2]) | PTE_P | PTE_W | PTE_U;
	case PAGE_SECOND:
		return hpa_of(window_memory[0]) | PTE_P | PTE_W | PTE_U;
	case PAGE_STACK:
		return hpa_of(window_memory[3]) | PTE_P | PTE_W | PTE_U;
	case PAGE_READ_ONLY:
		return hpa_of(window_memory[1]) | PTE_P | PTE_U;
	default:
		return 0;
	}
}

static uint64_t *
page_directory(uint64_t linear)
{
	uint64_t *pml4 = at_hpa(read_cr3());
	uint64_t *pdpt = at_hpa(pml4[0] & ~0xfffull);

	return at_hpa(pdpt[linear >> 30] & ~0xfffull);
}

/* Map it. */
void
window_init(void)
{
	for (unsigned i = 0; i < 1024; i++)
		directory_32[i] = i * LARGE_4M | PTE_P | PTE_W | PTE_U |
		    PTE_PS;
	for (enum window_page i = 0; i < PAGE_LAST; i++) {
		table_64[i] = entry(i);
		table_32[i + (WINDOW % LARGE_4M >> 12)] = entry(i);
	}
	page_directory(WINDOW)[WINDOW >> 21 & 511] = hpa_of(table_64) |
	    PTE_P | PTE_W | PTE_U;
	directory_32[WINDOW >> 22] = hpa_of(table_32) | PTE_P | PTE_W | PTE_U;
	write_cr3(read_cr3());
}
