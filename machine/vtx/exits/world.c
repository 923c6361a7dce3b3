/*
 * The guest's world, made anew for each test: page tables, descriptor
 * tables, handlers.
 */
#include "exits.h"

#include "bytes.h"
#include "types.h"

#define GATE_DPL3	0xee00ull	/* interrupt gate, 32-bit or 64-bit */
#define GATE_P		0x8000ull
#define VECTORS		256

bool
world_is_64(enum mode mode)
{
	return mode <= MODE_compat;
}

static uint64_t *
table(hpa_t address)
{
	return at_hpa(address);
}

/* Put a descriptor in the GDT. */
void
world_segment(unsigned selector, uint64_t descriptor)
{
	table(GDT)[selector / 8] = descriptor;
}

static void
make_gdt(void)
{
	uint64_t task = 0x00008b0000000000ull | (TASK_SIZE - 1);
	uint64_t ldt = 0x0000820000000000ull | 0xfff;

	world_segment(SEL_CODE_64, 0x00af9b000000ffff);
	world_segment(SEL_DATA, 0x00cf93000000ffff);
	world_segment(SEL_CODE_32, 0x00cf9b000000ffff);
	world_segment(SEL_CODE_16, 0x04009b000000ffff);
	world_segment(SEL_USER_64, 0x00affb000000ffff);
	world_segment(SEL_USER_DATA, 0x00cff3000000ffff);
	world_segment(SEL_USER_32, 0x00cffb000000ffff);
	world_segment(SEL_ABSENT, 0x00cf13000000ffff);
	world_segment(SEL_SMALL, 0x00409300000000ff);
	world_segment(SEL_CONFORMING, 0x00cf9f000000ffff);
	world_segment(SEL_TASK, task | (TSS_32 & 0xffffffull) << 16 |
	    (TSS_32 >> 24 & 0xffull) << 56);
	world_segment(SEL_LDT, ldt | (LDT & 0xffffffull) << 16 |
	    (LDT >> 24 & 0xffull) << 56);
}

/* Make one gate of both IDTs present or not. */
static void
make_gate(unsigned vector, bool present)
{
	uint64_t stub = STUBS + 16 * vector;
	uint64_t gate = (stub & 0xffff) | (stub & 0xffff0000) << 32 |
	    (GATE_DPL3 & (present ? ~0ull : ~GATE_P)) << 32;

	table(IDT_64)[2 * vector] = gate | SEL_CODE_64 << 16;
	table(IDT_64)[2 * vector + 1] = 0;
	table(IDT_32)[vector] = gate | SEL_CODE_32 << 16;
}

static void
make_handlers(uint64_t absent)
{
	for (unsigned i = 0; i < VECTORS; i++) {
		make_gate(i, i >= 64 || !(absent >> i & 1));
		memcpy(at_hpa(STUBS + 16 * i), "\x0f\x01\xc1", 3);
	}
}

static void
make_tasks(void)
{
	uint64_t stack = STACK_0;
	uint32_t *task_32 = at_hpa(TSS_32);
	uint16_t io_map = 0x68;

	memcpy(at_hpa(TSS_64 + 4), &stack, sizeof(stack));
	memcpy(at_hpa(TSS_64 + 0x66), &io_map, sizeof(io_map));
	task_32[1] = STACK_0;
	task_32[2] = SEL_DATA;
	memcpy(at_hpa(TSS_32 + 0x66), &io_map, sizeof(io_map));
	*(uint8_t *)at_hpa(TSS_64 + TASK_SIZE - 1) = 0xff;
	*(uint8_t *)at_hpa(TSS_32 + TASK_SIZE - 1) = 0xff;
}

/* The flags of the large page at this address. */
static uint64_t
page_flags(uint64_t address, bool wide)
{
	uint64_t flags = PTE_P | PTE_W | PTE_U | PTE_A | PTE_D | PTE_PS;

	switch (address & ~0x3fffffull) {
	case HOLE:
		return 0;
	case READ_ONLY:
		return flags & ~(uint64_t)PTE_W;
	case SUPERVISOR:
		return flags & ~(uint64_t)PTE_U;
	case NO_EXECUTE:
		return flags | (wide ? PTE_NX : 0);
	}
	return flags;
}

static void
make_page_tables(void)
{
	const uint64_t flags = PTE_P | PTE_W | PTE_U | PTE_A;
	uint32_t *pd = at_hpa(TABLES_32), *pt = at_hpa(TABLES_32 + 0x1000);

	table(TABLES_64)[0] = (TABLES_64 + 0x1000) | flags;
	table(TABLES_64 + 0x1000)[0] = (TABLES_64 + 0x2000) | flags;
	table(TABLES_PAE)[0] = (TABLES_PAE + 0x1000) | PTE_P;
	for (uint64_t i = 0; i < 128; i++) {
		uint64_t entry = i << 21 | page_flags(i << 21, true);

		table(TABLES_64 + 0x2000)[i] = entry;
		table(TABLES_PAE + 0x1000)[i] = entry & ~PTE_NX;
	}
	table(TABLES_64 + 0x2000)[APIC >> 21] = 0xfee00000 | flags | PTE_D |
	    PTE_PS;
	for (uint64_t i = 1; i < 64; i++)
		pd[i] = i << 22 | page_flags(i << 22, false);
	pd[0] = (TABLES_32 + 0x1000) | flags;
	for (uint64_t i = 0; i < 16; i++)
		pt[i] = (REAL_BASE + i * PAGE_SIZE) | flags | PTE_D;
	pt[REAL_HOLE / PAGE_SIZE] = 0;
}

/* Everything the guest of this test finds in memory. */
void
world_reset(const struct test *test)
{
	size_t size = test->code_end - test->code;

	memset(at_hpa(WORLD), 0, WORLD_SIZE);
	make_gdt();
	make_handlers(test->absent);
	make_tasks();
	make_page_tables();
	for (unsigned i = 0; i < PAGE_SIZE; i++) {
		*(uint8_t *)at_hpa(DATA + i) = 0x40 + i % 64;
		*(uint8_t *)at_hpa(REAL_BASE + REAL_DATA * 16 + i) =
		    0x40 + i % 64;
	}
	memcpy(at_hpa(test->mode == MODE_v86 ? REAL_BASE + REAL_CODE * 16 :
	    CODE), test->code, size);
}
