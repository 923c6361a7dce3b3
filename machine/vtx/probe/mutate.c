/*
 * Mutations: for each field, what may be wrong with it or nearly so.
 *
 * A mutation may be valid, but never in a way that lets the guest overwrite
 * the probe, or the host lose its way: those are left out by the masks.
 */
#include "cpu.h"
#include "fuzz.h"

#define ALL		(~0ull)
#define HIGH		0xffffffff00000000ull	/* no memory is there */
#define TOP_BITS	0xffffff0000000000ull	/* beyond the width */

enum kind {
	KIND_BITS,	/* one bit or two of the mask flipped */
	KIND_ADDRESS,	/* physical, of a page that nobody uses here */
	KIND_LIST,	/* physical, of a list of MSRs */
	KIND_LINEAR,	/* around the canonical edges, or the mask's bits */
	KIND_LOST,	/* linear and never good: not canonical */
	KIND_SELECTOR,
	KIND_RIGHTS,
	KIND_LIMIT,
	KIND_EVENT,
	KIND_SMALL,	/* a small number, or a bit of the mask */
	KIND_PAT,
	KIND_LINK,
	KIND_CR3
};

struct row {
	uint16_t field, kind;
	unsigned weight;
	uint64_t mask;
};

#define ROW(name, kind, weight, mask)					\
	{ FIELD_##name, KIND_##kind, weight, mask }
#define SEGMENT(name)							\
	ROW(GUEST_##name##_SELECTOR, SELECTOR, 2, ALL),			\
	ROW(GUEST_##name##_ACCESS_RIGHTS, RIGHTS, 4, ALL),		\
	ROW(GUEST_##name##_LIMIT, LIMIT, 2, ALL),			\
	ROW(GUEST_##name##_BASE, LINEAR, 1, HIGH)

static const struct row rows[] = {
	ROW(PIN_BASED_CONTROLS, BITS, 4, ~(uint64_t)PIN_PREEMPTION_TIMER),
	ROW(PRIMARY_CONTROLS, BITS, 5, ~(uint64_t)(PRIMARY_TPR_SHADOW |
	    PRIMARY_MONITOR_TRAP_FLAG | PRIMARY_INTERRUPT_WINDOW)),
	ROW(SECONDARY_CONTROLS, BITS, 3, ~(uint64_t)(SECONDARY_EPT |
	    SECONDARY_APIC_ACCESSES)),
	ROW(EXIT_CONTROLS, BITS, 4, ALL),
	ROW(ENTRY_CONTROLS, BITS, 6, ALL),
	ROW(CR3_TARGET_COUNT, SMALL, 2, ALL),
	ROW(IO_BITMAP_A, ADDRESS, 2, ALL),
	ROW(IO_BITMAP_B, ADDRESS, 2, ALL),
	ROW(MSR_BITMAPS, ADDRESS, 2, ALL),
	ROW(EXIT_MSR_STORE_ADDRESS, BITS, 2, 0xf | TOP_BITS),
	ROW(EXIT_MSR_LOAD_ADDRESS, BITS, 2, 0xf | TOP_BITS),
	ROW(ENTRY_MSR_LOAD_ADDRESS, LIST, 6, 0xf | TOP_BITS),
	ROW(ENTRY_MSR_LOAD_COUNT, SMALL, 2, 0),
	ROW(ENTRY_INTERRUPTION_INFO, EVENT, 16, ALL),
	ROW(ENTRY_EXCEPTION_ERROR_CODE, BITS, 3, ALL),
	ROW(ENTRY_INSTRUCTION_LENGTH, SMALL, 3, ALL),
	ROW(HOST_CR0, BITS, 3, ALL),
	ROW(HOST_CR3, BITS, 2, TOP_BITS | 0x18),
	ROW(HOST_CR4, BITS, 4, ~(uint64_t)(CR4_SMEP | CR4_SMAP | CR4_LA57)),
	ROW(HOST_IA32_EFER, BITS, 3, ALL),
	ROW(HOST_IA32_PAT, PAT, 2, ALL),
	ROW(HOST_ES_SELECTOR, SELECTOR, 1, ALL),
	ROW(HOST_CS_SELECTOR, SELECTOR, 2, ALL),
	ROW(HOST_SS_SELECTOR, SELECTOR, 1, ALL),
	ROW(HOST_DS_SELECTOR, SELECTOR, 1, ALL),
	ROW(HOST_FS_SELECTOR, SELECTOR, 1, ALL),
	ROW(HOST_GS_SELECTOR, SELECTOR, 1, ALL),
	ROW(HOST_TR_SELECTOR, SELECTOR, 2, ALL),
	ROW(HOST_FS_BASE, LINEAR, 1, ALL),
	ROW(HOST_GS_BASE, LINEAR, 1, ALL),
	ROW(HOST_TR_BASE, LINEAR, 1, ALL),
	ROW(HOST_GDTR_BASE, LINEAR, 1, ALL),
	ROW(HOST_IDTR_BASE, LINEAR, 1, ALL),
	ROW(HOST_IA32_SYSENTER_ESP, LINEAR, 1, ALL),
	ROW(HOST_IA32_SYSENTER_EIP, LINEAR, 1, ALL),
	ROW(HOST_RIP, LOST, 1, ALL),
	ROW(GUEST_CR0, BITS, 6, ALL),
	ROW(GUEST_CR3, CR3, 3, TOP_BITS | 0x18),
	ROW(GUEST_CR4, BITS, 8, ALL),
	ROW(GUEST_DR7, BITS, 3, ALL),
	ROW(GUEST_IA32_DEBUGCTL, BITS, 1, ALL),
	ROW(GUEST_IA32_EFER, BITS, 4, ALL),
	ROW(GUEST_IA32_PAT, PAT, 3, ALL),
	ROW(GUEST_IA32_SYSENTER_ESP, LINEAR, 2, ALL),
	ROW(GUEST_IA32_SYSENTER_EIP, LINEAR, 2, ALL),
	SEGMENT(ES), SEGMENT(SS), SEGMENT(DS), SEGMENT(FS),
	SEGMENT(GS), SEGMENT(LDTR), SEGMENT(TR), SEGMENT(CS),
	ROW(GUEST_GDTR_BASE, LINEAR, 2, HIGH),
	ROW(GUEST_IDTR_BASE, LINEAR, 2, HIGH),
	ROW(GUEST_GDTR_LIMIT, LIMIT, 2, ALL),
	ROW(GUEST_IDTR_LIMIT, LIMIT, 2, ALL),
	ROW(GUEST_RIP, LINEAR, 3, HIGH),
	ROW(GUEST_RFLAGS, BITS, 8, ALL),
	ROW(GUEST_ACTIVITY_STATE, SMALL, 3, ALL),
	ROW(GUEST_INTERRUPTIBILITY, BITS, 6, ALL),
	ROW(GUEST_PENDING_DEBUG, BITS, 5, ALL),
	ROW(VMCS_LINK_POINTER, LINK, 4, 0xfff | TOP_BITS),
};

static struct op
flip(enum field_index field, uint64_t bits)
{
	return (struct op){ field, OP_XOR, bits };
}

static struct op
set(enum field_index field, uint64_t value)
{
	return (struct op){ field, OP_SET, value };
}

/* How many bits the field has. */
static unsigned
width(enum field_index field)
{
	static const uint8_t bits[] = { 16, 64, 32, 64 };

	return bits[field_encodings[field] >> 13 & 3];
}

/* One bit of the mask; low ones are the more likely. */
static uint64_t
one_bit(struct random *r, enum field_index field, uint64_t mask)
{
	unsigned bits = width(field);
	uint64_t bit;

	if (mask & 0x3fffff && random_below(r, 2))
		bits = bits < 22 ? bits : 22;
	do
		bit = 1ull << random_below(r, bits);
	while (!(bit & mask));
	return bit;
}

static struct op
linear(struct random *r, enum field_index field, uint64_t mask)
{
	static const uint64_t edges[] = { NOT_CANONICAL, LOWEST_HIGH,
	    NOT_CANONICAL - 1, LOWEST_HIGH - 1, ~0ull, 1ull << 63,
	    1ull << 32, 0xffffffff };
	uint64_t edge = edges[random_below(r, ARRAY_SIZE(edges))];

	if (random_below(r, 2) || (mask != ALL && edge == 0xffffffff))
		return flip(field, one_bit(r, field, mask));
	return set(field, edge);
}

static struct op
selector(struct random *r, enum field_index field)
{
	static const uint16_t values[] = { 0, CODE_64, DATA, TASK, CODE_32,
	    USER_DATA, USER_CODE_64, USER_CODE_32, 0x700, 0xffff };

	if (random_below(r, 2))
		return flip(field, 1ull << random_below(r, 3));
	return set(field, values[random_below(r, ARRAY_SIZE(values))]);
}

/* Type, S, DPL, P and the rest: some bits, or all of them afresh. */
static struct op
rights(struct random *r, enum field_index field)
{
	bool system = field == FIELD_GUEST_TR_ACCESS_RIGHTS ||
	    field == FIELD_GUEST_LDTR_ACCESS_RIGHTS;

	if (system && random_below(r, 2))
		return flip(field, 1 + random_below(r, 15));
	switch (random_below(r, 6)) {
	case 0:
		return set(field, random_next(r) & 0xf0ff);
	case 1:
		return flip(field, 1 + random_below(r, 15));
	case 2:
		return flip(field, (1 + random_below(r, 3)) <<
		    SEGMENT_DPL_SHIFT);
	case 3:
		return set(field, SEGMENT_UNUSABLE);
	default:
		return flip(field, one_bit(r, field, 0x1ffff));
	}
}

static struct op
limit(struct random *r, enum field_index field)
{
	static const uint32_t values[] = { 0, 0x2a, 0x2b, 0x66, 0x67, 0xfff,
	    0xffff, 0x10000, 0xfffff, 0x100000, 0x100fff, 0xffffefff,
	    0xfffffffe, 0xffffffff };

	if (random_below(r, 3) == 0)
		return flip(field, one_bit(r, field, ALL));
	return set(field, values[random_below(r, ARRAY_SIZE(values))]);
}

/* Any event but type 7, which stops Bochs 2.7. */
static struct op
event(struct random *r, enum field_index field)
{
	static const uint8_t vectors[] = { 0, 2, 3, 8, 14, 17, 31, 32, 255 };
	uint64_t type = random_below(r, 2) ? HARDWARE :
	    random_below(r, 7) << INTERRUPTION_TYPE_SHIFT;
	uint64_t vector = random_below(r, 2) ? random_below(r, 32) :
	    vectors[random_below(r, ARRAY_SIZE(vectors))];
	uint64_t value = INTERRUPTION_VALID | type | vector;

	if (random_below(r, 3) == 0)
		value |= INTERRUPTION_ERROR_CODE;
	if (type == INTERRUPTION_NMI && random_below(r, 2))
		value = INTERRUPTION_VALID | INTERRUPTION_NMI | VECTOR_NMI;
	if (random_below(r, 12) == 0)
		value ^= 1ull << (12 + random_below(r, 20));
	return set(field, value);
}

static struct op
small(struct random *r, enum field_index field, uint64_t mask)
{
	if (mask == 0 || random_below(r, 4))
		return set(field, random_below(r, mask == 0 ? 5 : 18));
	return set(field, one_bit(r, field, mask));
}

static struct op
pat(struct random *r, enum field_index field)
{
	unsigned byte = random_below(r, 8) * 8;
	uint64_t type = 2 + random_below(r, 2);

	if (random_below(r, 3) == 0)
		type = random_below(r, 2) ? random_below(r, 10) :
		    1ull << random_below(r, 8);
	return set(field, (0x0007040600070406ull & ~(0xffull << byte)) |
	    type << byte);
}

static struct op
link(struct random *r, enum field_index field, uint64_t mask)
{
	const uint64_t values[] = { hpa_of(linked_good), hpa_of(linked_wrong),
	    hpa_of(linked_shadow), hpa_of(vmcs_page),
	    hpa_of(linked_good) | 0x800, 1ull << 40 };

	if (random_below(r, 4) == 0)
		return flip(field, one_bit(r, field, mask));
	return set(field, values[random_below(r, ARRAY_SIZE(values))]);
}

/* With PAE paging, other tables; what they point to is all the same. */
static struct op
cr3(struct random *r, enum field_index field, uint64_t mask, enum base base)
{
	if (base == BASE_PAE && random_below(r, 3))
		return set(field,
		    hpa_of(fuzz_pdpts[random_below(r, MENU_PDPTS)]));
	return flip(field, one_bit(r, field, mask));
}

static const struct row *
draw(struct random *r)
{
	unsigned total = 0, i = 0;

	for (unsigned k = 0; k < ARRAY_SIZE(rows); k++)
		total += rows[k].weight;
	total = random_below(r, total);
	while (total >= rows[i].weight)
		total -= rows[i++].weight;
	return &rows[i];
}

struct op
fuzz_mutate(struct random *r, enum base base)
{
	const struct row *row = draw(r);
	enum field_index field = row->field;
	uint64_t mask = row->mask;

	if (field == FIELD_GUEST_CR4 && base == BASE_PAE)
		mask &= ~(uint64_t)CR4_PAE;	/* the tables would not do */
	switch ((enum kind)row->kind) {
	case KIND_BITS:
		return flip(field, one_bit(r, field, mask) |
		    (random_below(r, 4) ? 0 : one_bit(r, field, mask)));
	case KIND_ADDRESS:
		return flip(field, one_bit(r, field, mask));
	case KIND_LIST:
		if (random_below(r, 6))
			return set(field, hpa_of(&fuzz_msrs[random_below(r,
			    MENU_MSRS - 4)]));
		return flip(field, one_bit(r, field, mask));
	case KIND_LINEAR:
		return linear(r, field, mask);
	case KIND_LOST:
		return flip(field, 1ull << (47 + random_below(r, 17)));
	case KIND_SELECTOR:
		return selector(r, field);
	case KIND_RIGHTS:
		return rights(r, field);
	case KIND_LIMIT:
		return limit(r, field);
	case KIND_EVENT:
		return event(r, field);
	case KIND_SMALL:
		return small(r, field, mask);
	case KIND_PAT:
		return pat(r, field);
	case KIND_LINK:
		return link(r, field, mask);
	case KIND_CR3:
		return cr3(r, field, mask, base);
	}
	return flip(field, 0);
}
