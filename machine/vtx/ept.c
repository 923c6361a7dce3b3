/*
 * EPT on top of nested paging: the student's tables are walked as the manual
 * says, and what they allow is copied, page by page, into tables of SVM's
 * format when the guest first touches it.
 *
 * The copies act as the processor's cache of guest-physical mappings: they
 * live until INVEPT, and a permission that was missing is looked up anew.
 *
 * SDM Vol. 3C, 28.2, "The Extended Page Table Mechanism (EPT)".
 */
#include "ept.h"

#define ENTRIES			512
#define ADDRESS_MASK		0x000ffffffffff000ull
#define EPTP_ADDRESS		(~0xfffull)
#define LARGE_PAGE		0x200000ull
#define POOL_PAGES		512
#define GUEST_PHYSICAL_BITS	48

#define EPT_MEMORY_TYPE(e)	((e) >> 3 & 7)
#define EPT_LARGE		(1ull << 7)
#define EPT_ACCESSED		(1ull << 8)
#define EPT_DIRTY		(1ull << 9)
#define EPT_TABLE_RESERVED	0xf8ull		/* bits 7:3 */

typedef uint64_t page_table[ENTRIES] __attribute__((aligned(4096)));

static page_table pool[POOL_PAGES];
static unsigned pool_used;
static uint64_t copied_eptp = ~0ull;

/* Is the guest's physical memory behind EPT right now? */
bool
ept_active(void)
{
	return cpu.non_root && secondary(SECONDARY_EPT);
}

static void
forget(void)
{
	pool_used = 1;
	__builtin_memset(pool[0], 0, sizeof(pool[0]));
}

/* INVEPT: forget the copies made for this EPTP, or with ~0 for any. */
void
ept_invalidate(uint64_t eptp)
{
	if (eptp == ~0ull || ((eptp ^ copied_eptp) & EPTP_ADDRESS) == 0)
		forget();
}

/* Make the copies for the current EPTP the guest's nested page tables. */
void
ept_load(void)
{
	uint64_t eptp = V(EPT_POINTER);

	if (eptp != copied_eptp) {
		copied_eptp = eptp;
		forget();
	}
	cpu.vmcb->nested_cr3 = (uint64_t)pool[0];
}

static bool
memory_type_valid(uint64_t entry)
{
	unsigned type = EPT_MEMORY_TYPE(entry);

	return type <= 1 || (type >= 4 && type <= 6);
}

static bool
is_leaf(uint64_t entry, unsigned shift)
{
	return shift == 12 || (shift < 39 && entry & EPT_LARGE);
}

/*
 * 28.2.3.1, "EPT Misconfigurations", of a present entry at the level where
 * one maps 1 << shift bytes.  Execute-only pages are not offered.
 */
static bool
misconfigured(uint64_t entry, unsigned shift)
{
	uint64_t beyond = ~0ull << cpu.caps.physical_bits & ADDRESS_MASK;

	if (!(entry & EPT_READ) || entry & beyond)
		return true;
	if (!is_leaf(entry, shift))
		return (entry & EPT_TABLE_RESERVED) != 0;
	return !memory_type_valid(entry) ||
	    (entry & ((1ull << shift) - 1) & ADDRESS_MASK) != 0;
}

/*
 * The walk succeeded: set the accessed flags of the entries it used, and
 * with `write` the dirty flag of the last.
 */
static void
set_flags(struct ept_walk *walk, bool write)
{
	for (unsigned i = 0; i < walk->levels; i++) {
		uint64_t flags = EPT_ACCESSED;

		if (i == walk->levels - 1 && write)
			flags |= EPT_DIRTY;
		if ((walk->entry[i] & flags) == flags)
			continue;
		walk->entry[i] |= flags;
		memory_write64(walk->at[i], walk->entry[i]);
	}
}

/*
 * Walk the student's tables for an access to this guest-physical address
 * that wants these rights.  Sets the accessed and dirty flags if the EPTP
 * asks for them.
 */
enum ept_result
ept_walk(uint64_t gpa, uint64_t wanted, struct ept_walk *walk)
{
	bool flags = V(EPT_POINTER) & EPTP_ACCESSED_DIRTY;
	uint64_t table = V(EPT_POINTER) & ADDRESS_MASK, entry;
	unsigned shift = GUEST_PHYSICAL_BITS;

	*walk = (struct ept_walk){ .rights = EPT_RIGHTS };
	do {
		shift -= 9;
		walk->at[walk->levels] = table +
		    (gpa >> shift & (ENTRIES - 1)) * 8;
		entry = memory_read64(walk->at[walk->levels]);
		walk->entry[walk->levels++] = entry;
		walk->rights &= entry;
		if (!(entry & EPT_RIGHTS))
			return EPT_VIOLATION;
		if (misconfigured(entry, shift))
			return EPT_MISCONFIGURATION;
		table = entry & ADDRESS_MASK;
	} while (!is_leaf(entry, shift));
	if ((walk->rights & wanted) != wanted)
		return EPT_VIOLATION;
	if (flags)
		set_flags(walk, wanted & EPT_WRITE);
	walk->shift = shift;
	walk->address = (table & ~0ull << shift) |
	    (gpa & ((1ull << shift) - 1));
	walk->dirty = !flags || walk->entry[walk->levels - 1] & EPT_DIRTY;
	return EPT_OK;
}

/* The next table of the copies below `entry`, made if there is none. */
static uint64_t *
next_table(uint64_t *entry)
{
	uint64_t *table;

	if (*entry & PTE_P && !(*entry & PTE_PS))
		return (uint64_t *)(*entry & ADDRESS_MASK);
	table = pool[pool_used++];
	__builtin_memset(table, 0, sizeof(page_table));
	*entry = (uint64_t)table | PTE_P | PTE_W | PTE_U;
	return table;
}

/* The entry of the copies that maps 1 << shift bytes, 12 or 21, at `gpa`. */
static uint64_t *
copy_of(uint64_t gpa, unsigned shift)
{
	uint64_t *table = pool[0];

	if (pool_used + 3 > POOL_PAGES) {
		forget();
		table = pool[0];
	}
	for (unsigned level = 39; level > shift; level -= 9)
		table = next_table(&table[gpa >> level & (ENTRIES - 1)]);
	return &table[gpa >> shift & (ENTRIES - 1)];
}

/* Have the guest find this page at a guest-physical address. */
void
ept_place(uint64_t gpa, void *page)
{
	*copy_of(gpa, 12) = (uint64_t)page | PTE_P | PTE_W | PTE_U;
}

/* Look the page at this guest-physical address up anew when it is touched. */
void
ept_drop(uint64_t gpa)
{
	*copy_of(gpa, 12) = 0;
}

/*
 * Copy one translation: of a large page 2 MB, where nothing stands in the
 * way, otherwise 4 KB.
 */
void
ept_copy(uint64_t gpa, const struct ept_walk *walk)
{
	uint64_t rights = PTE_P | PTE_U;
	uint64_t large = walk->address & ~(LARGE_PAGE - 1);

	if (walk->rights & EPT_WRITE && walk->dirty)
		rights |= PTE_W;
	if (!(walk->rights & EPT_EXECUTE))
		rights |= PTE_NX;
	if (walk->shift > 12 && memory_is_large(large) &&
	    (gpa ^ PDPT_GPA) >= LARGE_PAGE)
		*copy_of(gpa, 21) = large | rights | PTE_PS;
	else
		*copy_of(gpa, 12) = memory_nested(walk->address &
		    ADDRESS_MASK, rights);
}

/*
 * Where a guest-physical address lies in physical memory, for the machine's
 * own reading of the guest: instructions, operands, page tables.  All ones
 * where it lies nowhere.
 */
uint64_t
ept_translate(uint64_t gpa)
{
	struct ept_walk walk;

	if (!ept_active())
		return gpa;
	return ept_walk(gpa, EPT_READ, &walk) == EPT_OK ? walk.address : ~0ull;
}

/*
 * The same for an access that the guest makes through the machine, at the
 * linear address `linear`, or ~0 for none.  False: it ended in a VM exit.
 */
bool
ept_access(uint64_t gpa, uint64_t wanted, uint64_t linear, uint64_t *physical)
{
	struct ept_walk walk;
	enum ept_result result;

	*physical = gpa;
	if (!ept_active())
		return true;
	result = ept_walk(gpa, wanted, &walk);
	*physical = walk.address;
	if (result != EPT_OK)
		ept_exit(result, &(struct ept_access){ .gpa = gpa,
		    .wanted = wanted, .rights = walk.rights,
		    .linear = linear, .linear_known = linear != ~0ull });
	return result == EPT_OK;
}
