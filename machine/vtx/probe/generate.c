/*
 * Random cases: which base, what adorns it, how often it is mutated.
 */
#include "bytes.h"
#include "fuzz.h"

#define VALID_LINK	((uint64_t)linked_good)

/* Changes that leave a valid VMCS valid in any mode but where noted. */
static const struct op adornments[][OPERATIONS] = {
	{ { 0 } },
	{ SET(ENTRY_INTERRUPTION_INFO, EVENT(VECTOR_UD, HARDWARE)) },
	{ SET(ENTRY_INTERRUPTION_INFO,
	    EVENT(VECTOR_GP, HARDWARE | WITH_CODE)) },
	{ SET(ENTRY_INTERRUPTION_INFO, EVENT(0x30, INTERRUPTION_EXTERNAL)),
	    ON(GUEST_RFLAGS, RFLAGS_IF) },
	{ SET(ENTRY_INTERRUPTION_INFO, EVENT(2, INTERRUPTION_NMI)) },
	{ SET(ENTRY_INTERRUPTION_INFO,
	    EVENT(0x80, INTERRUPTION_SOFTWARE_INTERRUPT)),
	    SET(ENTRY_INSTRUCTION_LENGTH, 2) },
	{ SET(ENTRY_INTERRUPTION_INFO,
	    EVENT(3, INTERRUPTION_SOFTWARE_EXCEPTION)) },
	{ LIST(ENTRY_MSR_LOAD, fuzz_msrs, 1) },
	{ LIST(EXIT_MSR_STORE, list_stored, 2),
	    LIST(EXIT_MSR_LOAD, list_good, 3) },
	{ OFF(ENTRY_CONTROLS, ENTRY_LOAD_IA32_EFER | ENTRY_LOAD_IA32_PAT) },
	{ OFF(ENTRY_CONTROLS, ENTRY_LOAD_DEBUG_CONTROLS) },
	{ ON(GUEST_RFLAGS, RFLAGS_IF), SET(GUEST_INTERRUPTIBILITY, 1) },
	{ SET(GUEST_INTERRUPTIBILITY, 2) },
	{ SET(GUEST_INTERRUPTIBILITY, 8), ON(GUEST_RFLAGS, RFLAGS_IF) },
	{ SET(GUEST_LDTR_ACCESS_RIGHTS, 0x82), SET(GUEST_LDTR_LIMIT, 0xffff),
	    SET(GUEST_LDTR_SELECTOR, 0x48) },
	{ SET(GUEST_FS_ACCESS_RIGHTS, SEGMENT_UNUSABLE),
	    SET(GUEST_GS_ACCESS_RIGHTS, SEGMENT_UNUSABLE) },
	{ ON(PRIMARY_CONTROLS, PRIMARY_IO_BITMAPS | PRIMARY_MSR_BITMAPS),
	    SET(IO_BITMAP_A, bitmaps), SET(MSR_BITMAPS, bitmaps) },
	{ SET(CR3_TARGET_COUNT, 4), SET(EXCEPTION_BITMAP, 0xffffffff) },
	{ SET(VMCS_LINK_POINTER, VALID_LINK) },
	{ SET(GUEST_PENDING_DEBUG, 0x1001), SET(GUEST_DR7, 0x401) },
};

uint64_t
random_next(struct random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

uint64_t
random_below(struct random *r, uint64_t limit)
{
	return (random_next(r) >> 11) % limit;
}

const struct op *
fuzz_adornment(unsigned number)
{
	return adornments[number];
}

/* Most cases have one mutation or two: more hide each other. */
void
fuzz_make(struct fuzz_case *c, uint64_t seed, uint64_t number)
{
	static const uint8_t counts[] = { 1, 1, 1, 2, 2, 2, 3, 4 };
	struct random r = { seed * 0x2545f4914f6cdd1dull + number };

	r.state = random_next(&r);
	memset(c, 0, sizeof(*c));
	c->base = random_below(&r, BASES);
	c->adornment = random_below(&r, 2) ?
	    random_below(&r, ARRAY_SIZE(adornments)) : 0;
	c->count = counts[random_below(&r, sizeof(counts))];
	for (unsigned i = 0; i < c->count; i++)
		c->mutation[i] = fuzz_mutate(&r, c->base);
}
