/*
 * Numbers drawn from the seed, and values that are likely to hurt.
 */
#include "hostile.h"

#include "machine/vtx/layout.h"
#include "types.h"

static uint64_t state;

void
random_start(uint64_t seed)
{
	state = seed * 0x9e3779b97f4a7c15 + 1;
	for (int i = 0; i < 8; i++)
		random64();
}

/* Marsaglia's xorshift, multiplied. */
uint64_t
random64(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1d;
}

unsigned
random_below(unsigned n)
{
	return (random64() >> 32) % n;
}

bool
one_in(unsigned n)
{
	return random_below(n) == 0;
}

static const uint64_t bases[] = {
	ARENA, ARENA, ARENA, REGION_VMXON, REGION_VMCS, LISTS, BITMAPS,
	WILD_TABLES, EDGES, EDGES + 0x1000, EDGES + 0x3000,
	MACHINE_BASE, MACHINE_BASE, MACHINE_BASE + 0x8000, MACHINE_TRACE,
	MACHINE_TRACE + 0x100000, MACHINE_RAM_SIZE - 8, MACHINE_RAM_SIZE,
	0xa0000, 0xc0000, 0xf0000, 0x40000000, 0xe0000000, 0xfec00000,
	0xfec00010, 0xfed00000, 0xfed00100, 0xfee00000, 0xfee000b0,
	0xfee00300, 0xfee00320, 0xfee00350, 0xfee01000, 0xfffc0000,
	0xfffffff0, 0x100000000, 0x7ffffffffff8, 0x800000000000,
	0xffff800000000000, 0xfffffffffffffff8, 1ull << 39, 1ull << 40,
	1ull << 52, 0x8000000000, 0x8040000000, 0x8080000000
};

uint64_t
random_value(void)
{
	uint64_t base = bases[random_below(ARRAY_SIZE(bases))];

	switch (random_below(8)) {
	case 0:
		return random64();
	case 1:
		return random_below(0x10000);
	case 2:
		return 1ull << random_below(64);
	case 3:
		return base;
	case 4:
		return base - random_below(16);
	default:
		return base + (random_below(0x1000) & ~7u);
	}
}
