/*
 * The probe's own descriptors: an IDT whose gates lead to run.S, a GDT with
 * segments of every kind, and memory that user code may use.
 */
#include "arch/x86.h"
#include "bytes.h"
#include "cpu.h"
#include "gdt.h"
#include "probe.h"
#include "run.h"

#define VECTOR_SIZE	16
#define VECTORS		32
#define GATE_USER	0xee		/* an interrupt gate, DPL 3 */
#define IST		2
#define GDT_CODE_32	0x00cf9b000000ffffull
#define GDT_USER_DATA	0x00cff3000000ffffull
#define GDT_USER_CODE_64 0x00affb000000ffffull
#define GDT_USER_CODE_32 0x00cffb000000ffffull
#define USER_PAGES	4		/* large ones: the image and beyond */

extern const char run_vectors[], run_vectors_32[];
extern char run_trap_stack_top[];

struct gate_64 {
	uint16_t offset_low, selector;
	uint8_t ist, type;
	uint16_t offset_middle;
	uint32_t offset_high, reserved;
};

struct gate_32 {
	uint16_t offset_low, selector;
	uint8_t zero, type;
	uint16_t offset_high;
};

struct table_register_32 {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

static struct gate_64 idt[VECTORS];
static struct gate_32 idt_32[VECTORS];
struct table_register_32 run_idtr_32;
static uint64_t gdt[PROBE_GDT];

uint64_t
probe_gdt(void)
{
	return hpa_of(gdt);
}

static void
make_gdt(struct tss *tss)
{
	struct table_register gdtr = { sizeof(gdt) - 1, hpa_of(gdt) };

	gdt_fill(gdt, tss);
	gdt[TASK / 8] |= 2ull << 40;	/* busy: it is loaded */
	gdt[CODE_32 / 8] = GDT_CODE_32;
	gdt[USER_DATA / 8] = GDT_USER_DATA;
	gdt[USER_CODE_64 / 8] = GDT_USER_CODE_64;
	gdt[USER_CODE_32 / 8] = GDT_USER_CODE_32;
	__asm__ volatile("lgdt %[gdtr]" : : [gdtr] "m"(gdtr) : "memory");
}

static void
make_idt(void)
{
	struct table_register idtr = { sizeof(idt) - 1, hpa_of(idt) };

	for (unsigned i = 0; i < VECTORS; i++) {
		uint64_t entry = hpa_of(run_vectors + i * VECTOR_SIZE);

		idt[i] = (struct gate_64){
			.offset_low = entry,
			.selector = CODE_64,
			.ist = IST,
			.type = GATE_USER,
			.offset_middle = entry >> 16,
		};
	}
	__asm__ volatile("lidt %[idtr]" : : [idtr] "m"(idtr) : "memory");
}

/* The same for run32.S, which loads it. */
static void
make_idt_32(void)
{
	for (unsigned i = 0; i < VECTORS; i++) {
		uint64_t entry = hpa_of(run_vectors_32 + i * VECTOR_SIZE);

		idt_32[i] = (struct gate_32){
			.offset_low = entry,
			.selector = CODE_32,
			.type = GATE_USER,
			.offset_high = entry >> 16,
		};
	}
	run_idtr_32.limit = sizeof(idt_32) - 1;
	run_idtr_32.base = hpa_of(idt_32);
}

static void
open_table(uint64_t table[512])
{
	for (unsigned i = 0; i < 512; i++)
		if (table[i] & PTE_P)
			table[i] |= PTE_U;
}

/* Let CPL 3 use the first pages, where the image lies. */
static void
open_pages(void)
{
	uint64_t *pml4 = at_hpa(read_cr3());
	uint64_t *pdpt = at_hpa(pml4[0] & ~0xfffull);
	uint64_t *directory = at_hpa(pdpt[0] & ~0xfffull);

	pml4[0] |= PTE_U;
	pdpt[0] |= PTE_U;
	for (unsigned i = 0; i < USER_PAGES; i++) {
		directory[i] |= PTE_U;
		if (!(directory[i] & PTE_PS))
			open_table(at_hpa(directory[i] & ~0xfffull));
	}
	write_cr3(read_cr3());
}

/* Make every exception end the piece that is running. */
void
traps_init(void)
{
	struct tss *tss = at_hpa(tss_base());

	tss->ist[IST - 1] = hpa_of(run_trap_stack_top);
	make_gdt(tss);
	make_idt();
	make_idt_32();
	open_pages();
}
