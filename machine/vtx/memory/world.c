/*
 * The guest's world and its EPT, made anew for each test.
 */
#include "memory.h"

#include "arch/x86.h"
#include "bytes.h"
#include "types.h"

#define EPT_RWX		7ull
#define EPT_WB		(6ull << 3)
#define EPT_LARGE	(1ull << 7)
#define ADDRESS		0x000ffffffffff000ull
#define VECTORS		256
#define GATE		0x8e00ull	/* interrupt gate, 32-bit or 64-bit */
#define MAPPED		0x10000000ull	/* identity up to here */

static uint64_t *
table(uint64_t address)
{
	return at_hpa(address);
}

/* The EPT's entry for this address in the table of this level; 4: PML4. */
uint64_t *
ept_entry(uint64_t gpa, unsigned level)
{
	uint64_t *entries = table(EPT);

	for (unsigned n = 4;; n--) {
		uint64_t *entry = &entries[gpa >> (3 + 9 * n) & 511];

		if (n == level)
			return entry;
		entries = table(*entry & ADDRESS);
	}
}

static void
make_ept(void)
{
	uint64_t *directory = table(EPT + 0x2000);

	table(EPT)[0] = (EPT + 0x1000) | EPT_RWX;
	table(EPT + 0x1000)[0] = (EPT + 0x2000) | EPT_RWX;
	for (uint64_t a = 0; a < MAPPED; a += 2 * MB)
		directory[a >> 21] = a | EPT_RWX | EPT_WB | EPT_LARGE;
	directory[0] = (EPT + 0x3000) | EPT_RWX;
	directory[PROBE >> 21] = (EPT + 0x4000) | EPT_RWX;
	for (uint64_t i = 0; i < 512; i++) {
		uint64_t low = i < 16 ? REAL_MEMORY + i * PAGE_SIZE :
		    i * PAGE_SIZE;

		table(EPT + 0x3000)[i] = low | EPT_RWX | EPT_WB;
		table(EPT + 0x4000)[i] = (PROBE + i * PAGE_SIZE) | EPT_RWX |
		    EPT_WB;
	}
}

static void
edit_ept(const struct test *test)
{
	for (unsigned i = 0; i < EDITS && test->edit[i].level != 0; i++) {
		const struct edit *e = &test->edit[i];
		uint64_t *entry = ept_entry(e->gpa, e->level);

		*entry = e->flags | (e->to == ~0ull ? *entry & ADDRESS : e->to);
	}
}

static void
make_page_tables(void)
{
	const uint64_t flags = PTE_P | PTE_W | PTE_U | PTE_A | PTE_D;
	uint32_t *directory = at_hpa(TABLES_32);
	uint32_t *pages = at_hpa(TABLES_32 + 0x1000);

	table(TABLES_64)[0] = (TABLES_64 + 0x1000) | flags;
	table(TABLES_64 + 0x1000)[0] = (TABLES_64 + 0x2000) | flags;
	table(TABLES_PAE)[0] = (TABLES_PAE + 0x1000) | PTE_P;
	for (uint64_t a = 0; a < MAPPED; a += 2 * MB) {
		table(TABLES_64 + 0x2000)[a >> 21] = a | flags | PTE_PS;
		table(TABLES_PAE + 0x1000)[a >> 21] = a | flags | PTE_PS;
	}
	for (uint64_t a = 0; a < MAPPED; a += 4 * MB)
		directory[a >> 22] = a | flags | PTE_PS;
	table(TABLES_64 + 0x2000)[LINEAR >> 21] = (TABLES_64 + 0x3000) | flags;
	table(TABLES_PAE + 0x1000)[LINEAR >> 21] = (TABLES_PAE + 0x2000) |
	    flags;
	directory[LINEAR >> 22] = (TABLES_32 + 0x1000) | flags;
	for (uint64_t i = 0; i < 512; i++) {
		uint64_t entry = (PROBE + i * PAGE_SIZE) | flags;

		table(TABLES_64 + 0x3000)[i] = entry;
		table(TABLES_PAE + 0x2000)[i] = entry;
		pages[i] = entry;
	}
}

static void
make_gdt(void)
{
	uint64_t *gdt = table(GDT);

	gdt[SEL_CODE_64 / 8] = 0x00af9b000000ffff;
	gdt[SEL_DATA / 8] = 0x00cf93000000ffff;
	gdt[SEL_CODE_32 / 8] = 0x00cf9b000000ffff;
	gdt[SEL_CODE_16 / 8] = 0x00009b000000ffff;
	gdt[SEL_DATA_16 / 8] = 0x000093000000ffff;
}

/* Each vector's handler is VMCALL. */
static void
make_handlers(void)
{
	for (uint64_t i = 0; i < VECTORS; i++) {
		uint64_t stub = STUBS + 16 * i;
		uint64_t gate = (stub & 0xffff) | (stub & 0xffff0000) << 32 |
		    GATE << 32;

		table(IDT_64)[2 * i] = gate | SEL_CODE_64 << 16;
		table(IDT_32)[i] = gate | SEL_CODE_32 << 16;
		((uint32_t *)at_hpa(REAL_MEMORY))[i] = REAL_STUBS + 16 * i;
		memcpy(at_hpa(stub), "\x0f\x01\xc1", 3);
		memcpy(at_hpa(REAL_MEMORY + REAL_STUBS + 16 * i),
		    "\x0f\x01\xc1", 3);
	}
}

/* Everything that the guest of this test finds in memory. */
void
world_reset(const struct test *test)
{
	uint64_t code = test->mode == MODE_real ? REAL_MEMORY + REAL_CODE :
	    CODE;

	memset(at_hpa(WORLD), 0, WORLD_SIZE);
	memset(at_hpa(TABLES_64), 0, TABLES_SIZE);
	for (unsigned i = 0; i < PROBE_PAGES; i++)
		memset(at_hpa(PROBE + i * PAGE_SIZE), i + 1, PAGE_SIZE);
	make_ept();
	edit_ept(test);
	make_page_tables();
	make_gdt();
	make_handlers();
	memcpy(at_hpa(code), test->code, test->code_end - test->code);
	if (test->prepare != NULL)
		test->prepare();
}
