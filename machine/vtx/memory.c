/*
 * Memory as the software above sees it: nested page tables that keep the
 * machine to itself, and the walk of the software's own page tables.
 *
 * SDM Vol. 3A, chapter 4, "Paging".
 */
#include "processor.h"

#define ENTRIES		512
#define LARGE_PAGE	0x200000ull
#define ADDRESS_MASK	0x000ffffffffff000ull
#define PDPT_MASK	0xffffffe0ull
#define PDPTE_RESERVED	0x1e6ull	/* bits 2:1 and 8:5 */
#define NESTED_RWU	(PTE_P | PTE_W | PTE_U)
#define NESTED_RU	(PTE_P | PTE_U)

typedef uint64_t page_table[ENTRIES] __attribute__((aligned(4096)));

/* Identity below 4 GB; everything else is the void: reads find ones. */
static page_table nested_pml4, nested_pdpt, nested_pd[4];
static page_table void_pdpt, void_pd, void_pt;
static uint8_t void_page[PAGE_SIZE] __attribute__((aligned(4096)));

static void
fill(page_table table, uint64_t entry)
{
	for (int i = 0; i < ENTRIES; i++)
		table[i] = entry;
}

/* Build the nested page tables and hand them to the VMCB. */
void
memory_init(void)
{
	for (unsigned i = 0; i < PAGE_SIZE; i++)
		void_page[i] = 0xff;
	fill(void_pt, (uint64_t)void_page | NESTED_RU);
	fill(void_pd, (uint64_t)void_pt | NESTED_RWU);
	fill(void_pdpt, (uint64_t)void_pd | NESTED_RWU);
	fill(nested_pml4, (uint64_t)void_pdpt | NESTED_RWU);
	fill(nested_pdpt, (uint64_t)void_pd | NESTED_RWU);
	nested_pml4[0] = (uint64_t)nested_pdpt | NESTED_RWU;
	for (uint64_t i = 0; i < 4; i++) {
		nested_pdpt[i] = (uint64_t)nested_pd[i] | NESTED_RWU;
		for (uint64_t j = 0; j < ENTRIES; j++)
			nested_pd[i][j] = (i << 30 | j * LARGE_PAGE) |
			    NESTED_RWU | PTE_PS;
	}
	for (uint64_t a = MACHINE_BASE; a < MACHINE_RAM_SIZE; a += LARGE_PAGE)
		nested_pd[0][a / LARGE_PAGE] = (uint64_t)void_pt | NESTED_RWU;

	cpu.vmcb->nested_paging = 1;
	cpu.vmcb->nested_cr3 = (uint64_t)nested_pml4;
}

/* Is [physical, physical + size) RAM that the software above owns? */
bool
memory_is_ram(uint64_t physical, uint64_t size)
{
	return physical < MACHINE_BASE && size <= MACHINE_BASE - physical;
}

/* Eight bytes at any alignment; all ones where there is no RAM. */
uint64_t
memory_read64(uint64_t physical)
{
	uint64_t value;

	if (!memory_is_ram(physical, sizeof(value)))
		return ~0ull;
	__builtin_memcpy(&value, (void *)physical, sizeof(value));
	return value;
}

/* Eight bytes at any alignment; lost where there is no RAM. */
void
memory_write64(uint64_t physical, uint64_t value)
{
	if (memory_is_ram(physical, sizeof(value)))
		__builtin_memcpy((void *)physical, &value, sizeof(value));
}

static uint64_t
read_entry(uint64_t physical, unsigned size)
{
	uint64_t entry = memory_read64(physical);

	return size == 4 ? (uint32_t)entry : entry;
}

static bool
pae_paging(void)
{
	return cpu.vmcb->cr0 & CR0_PG && cpu.vmcb->cr4 & CR4_PAE &&
	    !(cpu.vmcb->efer & EFER_LMA);
}

/*
 * Outside IA-32e mode QEMU sets a bit "accessed" in the four entries that
 * CR3 points to.  They have none, and must not keep it: take it back.
 */
void
memory_clean_pdpt(void)
{
	uint64_t table = cpu.vmcb->cr3 & PDPT_MASK;

	for (uint64_t i = 0; pae_paging() && i < 4; i++)
		memory_write64(table + 8 * i,
		    memory_read64(table + 8 * i) & ~(uint64_t)PTE_A);
}

/*
 * May MOV to CR3 load this value?  It must not name entries with reserved
 * bits where it loads four of them; 4.4.1, "PDPTE Registers".
 */
bool
memory_pdpt_valid(uint64_t cr3)
{
	uint64_t reserved = PDPTE_RESERVED |
	    (~0ull << cpu.caps.physical_bits);

	for (uint64_t i = 0; pae_paging() && i < 4; i++) {
		uint64_t entry = memory_read64((cr3 & PDPT_MASK) + 8 * i);

		if (entry & PTE_P && entry & reserved)
			return false;
	}
	return true;
}

/* The walk so far: rights that all levels grant. */
struct walk {
	bool writable, user, execute_disable;
	uint64_t page;		/* physical address of the page */
	uint64_t page_mask;	/* its size - 1 */
};

/*
 * Walk the page tables that are in force.  `levels` tables of entries of
 * `size` bytes.  False: an entry is not present.
 */
static bool
walk_tables(uint64_t linear, int levels, unsigned size, struct walk *walk)
{
	unsigned index_bits = size == 8 ? 9 : 10;
	bool large_ok = size == 8 || cpu.vmcb->cr4 & CR4_PSE;
	uint64_t table = cpu.vmcb->cr3 & ADDRESS_MASK;

	if (levels == 3)
		table = cpu.vmcb->cr3 & PDPT_MASK;
	for (int level = levels - 1; level >= 0; level--) {
		unsigned shift = 12 + level * index_bits;
		unsigned bits = levels == 3 && level == 2 ? 2 : index_bits;
		uint64_t index = linear >> shift & ((1u << bits) - 1);
		uint64_t entry = read_entry(table + index * size, size);

		if (!(entry & PTE_P))
			return false;
		if (!(levels == 3 && level == 2)) {
			walk->writable &= (entry & PTE_W) != 0;
			walk->user &= (entry & PTE_U) != 0;
			walk->execute_disable |= size == 8 && entry & PTE_NX;
		}
		table = entry & ADDRESS_MASK;
		walk->page_mask = (1ull << shift) - 1;
		if (level > 0 && level < 3 && entry & PTE_PS && large_ok &&
		    !(levels == 3 && level == 2)) {
			if (size == 4)	/* bits 20:13 are address bits 39:32 */
				table |= (entry >> 13 & 0xff) << 32;
			break;
		}
	}
	walk->page = table & ~walk->page_mask;
	return true;
}

/* May the software above, at its CPL, do this to a page with these rights? */
static bool
access_allowed(const struct walk *walk, int access)
{
	bool user = cpu.vmcb->cpl == 3;

	if (user && !walk->user)
		return false;
	if (access == ACCESS_FETCH)
		return !(walk->execute_disable && cpu.vmcb->efer & EFER_NXE);
	if (!user && walk->user && cpu.vmcb->cr4 & CR4_SMAP &&
	    !(cpu.vmcb->rflags & RFLAGS_AC))
		return false;
	if (access == ACCESS_WRITE && !walk->writable)
		return !user && !(cpu.vmcb->cr0 & CR0_WP);
	return true;
}

/*
 * Translate a linear address as the software above would.  False, with the
 * error code of the page fault it would get, if it may not.
 */
bool
memory_translate(uint64_t linear, int access, uint64_t *physical,
    uint32_t *error_code)
{
	struct vmcb *vmcb = cpu.vmcb;
	struct walk walk = { .writable = true, .user = true };
	bool present;

	if (!(vmcb->cr0 & CR0_PG)) {
		*physical = (uint32_t)linear;
		return true;
	}
	if (vmcb->efer & EFER_LMA)
		present = walk_tables(linear, 4, 8, &walk);
	else if (vmcb->cr4 & CR4_PAE)
		present = walk_tables((uint32_t)linear, 3, 8, &walk);
	else
		present = walk_tables((uint32_t)linear, 2, 4, &walk);
	if (present && access_allowed(&walk, access)) {
		*physical = walk.page | (linear & walk.page_mask);
		return true;
	}
	*error_code = (present ? 1 : 0) | (access == ACCESS_WRITE ? 2 : 0) |
	    (vmcb->cpl == 3 ? 4 : 0);
	if (access == ACCESS_FETCH && vmcb->efer & EFER_NXE)
		*error_code |= 16;
	return false;
}

/*
 * Fetch the bytes of the instruction at RIP, as many as are mapped, at most
 * INSN_MAX.  Returns how many.
 */
unsigned
memory_fetch(uint8_t bytes[INSN_MAX])
{
	uint64_t linear = cpu.vmcb->cs.base + cpu.vmcb->rip, physical = 0;
	uint32_t error;
	unsigned n;

	if (!(cpu.vmcb->efer & EFER_LMA && cpu.vmcb->cs.base == 0))
		linear = (uint32_t)linear;
	for (n = 0; n < INSN_MAX; n++) {
		if ((n == 0 || ((linear + n) & (PAGE_SIZE - 1)) == 0) &&
		    !memory_translate(linear + n, ACCESS_FETCH, &physical,
		    &error))
			break;
		if (!memory_is_ram(physical, 1))
			break;
		bytes[n] = *(uint8_t *)physical;
		physical++;
	}
	return n;
}
