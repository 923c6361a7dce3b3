/*
 * Memory as the software above sees it: nested page tables that keep the
 * machine to itself, and the walk of the software's own page tables.
 *
 * SDM Vol. 3A, chapter 4, "Paging".
 */
#include "processor.h"

#define ENTRIES		512
#define PAGE_SHIFT	12
#define SCREEN		0xa0000ull
#define SCREEN_END	0xc0000ull
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
static page_table low_pt;	/* the first 2 MB, with the screen's memory */
static page_table split_pt;	/* the region of memory_page_replace() */
static uint64_t replaced_at, replaced;
static uint8_t void_page[PAGE_SIZE] __attribute__((aligned(4096)));

static void
fill(page_table table, uint64_t entry)
{
	for (int i = 0; i < ENTRIES; i++)
		table[i] = entry;
}

/*
 * QEMU stops altogether at an instruction that begins in RAM and ends in a
 * device.  So what is not RAM is not for execution.
 */
static uint64_t
not_executable(uint64_t address)
{
	return address >= MACHINE_RAM_SIZE ||
	    (address >= SCREEN && address < SCREEN_END) ? PTE_NX : 0;
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
			    NESTED_RWU | PTE_PS |
			    not_executable(i << 30 | j * LARGE_PAGE);
	}
	for (uint64_t i = 0; i < ENTRIES; i++)
		low_pt[i] = i * PAGE_SIZE | NESTED_RWU |
		    not_executable(i * PAGE_SIZE);
	nested_pd[0][0] = (uint64_t)low_pt | NESTED_RWU;
	for (uint64_t a = MACHINE_BASE; a < MACHINE_RAM_SIZE; a += LARGE_PAGE)
		nested_pd[0][a / LARGE_PAGE] = (uint64_t)void_pt | NESTED_RWU;
	guard_init(nested_pd[3], (uint64_t)void_page);

	cpu.vmcb->nested_paging = 1;
	cpu.vmcb->nested_cr3 = (uint64_t)nested_pml4;
}

static uint64_t *
directory_entry(uint64_t physical)
{
	return &nested_pd[physical >> 30][physical / LARGE_PAGE % ENTRIES];
}

/*
 * Let the software above find the page at `other` in place of the one at
 * `physical`, or a nested page fault if `other` is 0.  One page at a time.
 */
void
memory_page_replace(uint64_t physical, uint64_t other)
{
	uint64_t *entry;

	if (physical >> 32 != 0)
		return;
	memory_page_restore();
	entry = directory_entry(physical);
	replaced_at = physical;
	replaced = *entry;
	for (uint64_t i = 0; i < ENTRIES; i++)
		split_pt[i] = replaced & PTE_PS ? (replaced & ~(uint64_t)
		    PTE_PS) + i * PAGE_SIZE :
		    ((uint64_t *)(replaced & ADDRESS_MASK))[i];
	split_pt[physical / PAGE_SIZE % ENTRIES] = other == 0 ? 0 :
	    memory_is_ram(other, PAGE_SIZE) ? other | NESTED_RWU :
	    (uint64_t)void_page | NESTED_RU;
	*entry = (uint64_t)split_pt | NESTED_RWU;
	cpu.vmcb->tlb_control = SVM_FLUSH_ALL;
	ept_invalidate(~0ull);
}

/* Undo it. */
void
memory_page_restore(void)
{
	if (replaced == 0)
		return;
	*directory_entry(replaced_at) = replaced;
	replaced = 0;
	cpu.vmcb->tlb_control = SVM_FLUSH_ALL;
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

/*
 * The 4 KB page at a physical address as the plain nested page tables map
 * it: address and rights.
 */
static uint64_t
plain_page(uint64_t physical)
{
	const uint64_t *table = nested_pml4;
	uint64_t entry;
	unsigned shift = 39;

	for (;; shift -= 9) {
		entry = table[physical >> shift & (ENTRIES - 1)];
		if (shift == 12 || entry & PTE_PS)
			break;
		table = (const uint64_t *)(entry & ADDRESS_MASK);
	}
	return (entry & ~(uint64_t)PTE_PS) |
	    (physical & ((1ull << shift) - 1) & ADDRESS_MASK);
}

/* Are the 2 MB at this address RAM of the software's, and nothing else? */
bool
memory_is_large(uint64_t physical)
{
	return physical >= LARGE_PAGE && memory_is_ram(physical, LARGE_PAGE) &&
	    !(replaced != 0 && (replaced_at ^ physical) < LARGE_PAGE);
}

/* May the access of this nested page fault be made, but for EPT? */
bool
memory_allows(uint64_t physical, uint64_t npf_error)
{
	uint64_t plain = plain_page(physical);

	if (npf_error & SVM_NPF_FETCH && !(npf_error & SVM_NPF_PAGE_WALK))
		return !(plain & PTE_NX);
	return !(npf_error & SVM_NPF_WRITE) || plain & PTE_W;
}

/*
 * The entry of nested page tables that maps a page with these rights, as
 * far as the plain tables grant them.
 */
uint64_t
memory_nested(uint64_t physical, uint64_t rights)
{
	uint64_t plain = plain_page(physical);

	return (plain & ADDRESS_MASK) | (plain & PTE_NX) |
	    (rights & (plain | ~(uint64_t)PTE_W));
}

/* Make the nested page tables of a guest behind EPT, or the plain ones. */
void
memory_nest(bool ept)
{
	if (ept)
		ept_load();
	else
		cpu.vmcb->nested_cr3 = (uint64_t)nested_pml4;
}

/* An entry of the page tables in force; 0 where none can be read. */
static uint64_t
read_entry(uint64_t physical, unsigned size)
{
	uint64_t at = cpu.non_root ? ept_translate(physical) : physical;
	uint64_t entry = at == ~0ull ? 0 : memory_read64(at);

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

	for (uint64_t i = 0; pae_paging() && !cpu.pdptes && i < 4; i++)
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

/* A paging mode; 4.3 to 4.5. */
struct paging {
	unsigned top;		/* the first table's index: lowest bit of it */
	unsigned index_bits;	/* of each table's index */
	unsigned entry_size;	/* bytes */
	unsigned largest;	/* a page's size: 2 to the power of this */
};

static const struct paging paging_32 = { 22, 10, 4, 12 };
static const struct paging paging_32_pse = { 22, 10, 4, 22 };
static const struct paging paging_pae = { 30, 9, 8, 21 };
static const struct paging paging_4_level = { 39, 9, 8, 30 };

/*
 * Walk the page tables at CR3.  False: an entry is not present.  It is
 * inlined, so that each paging mode has a copy with its own constants.
 */
static inline __attribute__((always_inline)) bool
walk_tables(uint64_t linear, const struct paging *paging,
    struct page_walk *walk)
{
	bool pae = paging == &paging_pae;
	uint64_t index_mask = (1u << paging->index_bits) - 1, entry, mask;
	uint64_t table = cpu.vmcb->cr3 & (pae ? PDPT_MASK : ADDRESS_MASK);
	unsigned shift = paging->top;

	for (;; shift -= paging->index_bits) {
		uint64_t index = linear >> shift & index_mask;

		walk->at[walk->levels] = table + index * paging->entry_size;
		if (pae && shift == paging->top && cpu.pdptes)
			entry = pdpte_read(index & 3);
		else
			entry = read_entry(walk->at[walk->levels],
			    paging->entry_size);
		walk->levels++;
		if (!(entry & PTE_P))
			return false;
		if (pae && shift == paging->top)
			entry |= PTE_W | PTE_U;	/* it has no such bits */
		walk->granted &= entry;
		walk->denied |= entry;
		if (shift == PAGE_SHIFT ||
		    (entry & PTE_PS && shift <= paging->largest))
			break;
		table = entry & ADDRESS_MASK;
	}
	mask = (1ull << shift) - 1;
	walk->physical = (entry & ADDRESS_MASK & ~mask) | (linear & mask);
	if (paging == &paging_32_pse && shift != PAGE_SHIFT)
		walk->physical |= (entry >> 13 & 0xff) << 32; /* 20:13 */
	return true;
}

/*
 * Walk the page tables for a linear address, whoever may use it.  False: it
 * is not mapped; walk->at says which entries were looked at.
 */
bool
memory_walk(uint64_t linear, struct page_walk *walk)
{
	const struct vmcb *v = cpu.vmcb;

	walk->levels = 0;
	walk->granted = PTE_W | PTE_U;
	walk->denied = 0;
	if (!(v->cr0 & CR0_PG)) {
		walk->physical = (uint32_t)linear;
		return true;
	}
	if (v->efer & EFER_LMA)
		return walk_tables(linear, &paging_4_level, walk);
	if (v->cr4 & CR4_PAE)
		return walk_tables((uint32_t)linear, &paging_pae, walk);
	return walk_tables((uint32_t)linear, v->cr4 & CR4_PSE ?
	    &paging_32_pse : &paging_32, walk);
}

/* Eight bytes at a linear address, for the machine's own use. */
bool
memory_peek(uint64_t linear, uint64_t *value)
{
	struct page_walk walk;

	if (!memory_walk(linear, &walk))
		return false;
	*value = memory_read64(ept_translate(walk.physical));
	return true;
}

/* May the software above, at its CPL, do this to a page with these rights? */
static bool
access_allowed(const struct page_walk *walk, int access)
{
	bool user = cpu.vmcb->cpl == 3;

	if (user && !(walk->granted & PTE_U))
		return false;
	if (access == ACCESS_FETCH)
		return !(walk->denied & PTE_NX && cpu.vmcb->efer & EFER_NXE);
	if (!user && walk->granted & PTE_U && cpu.vmcb->cr4 & CR4_SMAP &&
	    !(cpu.vmcb->rflags & RFLAGS_AC))
		return false;
	if (access == ACCESS_WRITE && !(walk->granted & PTE_W))
		return !user && !(cpu.vmcb->cr0 & CR0_WP);
	return true;
}

/*
 * Translate a linear address as the software above would, to what it takes
 * for a physical address: EPT comes after.  False, with the error code of
 * the page fault it would get, if it may not.
 */
bool
memory_translate(uint64_t linear, int access, uint64_t *physical,
    uint32_t *error_code)
{
	struct vmcb *vmcb = cpu.vmcb;
	struct page_walk walk;
	bool present = memory_walk(linear, &walk);

	*physical = walk.physical;
	if (!(vmcb->cr0 & CR0_PG) || (present && access_allowed(&walk, access)))
		return true;
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
	unsigned n, part;

	if (!(cpu.vmcb->efer & EFER_LMA && cpu.vmcb->cs.base == 0))
		linear = (uint32_t)linear;
	for (n = 0; n < INSN_MAX; n += part) {
		part = PAGE_SIZE - ((linear + n) & (PAGE_SIZE - 1));
		if (!memory_translate(linear + n, ACCESS_FETCH, &physical,
		    &error))
			break;
		physical = ept_translate(physical);
		if (!memory_is_ram(physical, part))
			break;
		if (n == 0 && part >= INSN_MAX) {	/* the usual, fast */
			__builtin_memcpy(bytes, (void *)physical, INSN_MAX);
			return INSN_MAX;
		}
		if (part > INSN_MAX - n)
			part = INSN_MAX - n;
		__builtin_memcpy(bytes + n, (void *)physical, part);
	}
	return n;
}
