/*
 * The world of the actions: descriptors, gates, and page tables in which the
 * kernel itself cannot be written, but everything else can.
 */
#include "hostile.h"

#include "bytes.h"
#include "cpu.h"
#include "gdt.h"
#include "machine/vtx/layout.h"
#include "types.h"

#define GATE_USER	0xee00ull
#define VECTORS		256
#define ENTRIES		512
#define LARGE_PAGE	0x200000ull
#define ALL		(PTE_P | PTE_W | PTE_U | PTE_A | PTE_D)
#define IMAGE		0x100000u
#define PIC_1		0x20
#define PIC_2		0xa0
#define PIC_FIRST	0x20		/* vector */
#define PIT_DATA	0x40
#define PIT_MODE	0x43

typedef uint64_t table[ENTRIES] __attribute__((aligned(4096)));
static table pml4, pdpt, wide_pdpt, directory[4], low, edges;
static uint64_t gdt[SELECTORS + 1], idt[2 * VECTORS];
extern char image_end[];

extern struct table_register good_gdtr, good_idtr;

static void
make_gdt(void)
{
	struct tss *tss = at_hpa(tss_base());

	gdt_fill(gdt, tss);
	gdt[CODE_32 / 8] = 0x00cf9b000000ffff;
	gdt[CODE_16 / 8] = 0x00009b000000ffff;
	gdt[USER_64 / 8] = 0x00affb000000ffff;
	gdt[USER_32 / 8] = 0x00cffb000000ffff;
	gdt[USER_DATA / 8] = 0x00cff3000000ffff;
	gdt[CODE_BOTH / 8] = 0x00ef9b000000ffff;
	good_gdtr = (struct table_register){ sizeof(gdt) - 1, hpa_of(gdt) };
	tss->ist[0] = hpa_of(trap_stack_top);
	tss->rsp[0] = hpa_of(trap_stack_top);
}

static void
make_idt(void)
{
	for (unsigned i = 0; i < VECTORS; i++) {
		uint64_t entry = hpa_of(action_vectors + 16 * i);

		idt[2 * i] = (entry & 0xffff) | CODE_64 << 16 | 1ull << 32 |
		    GATE_USER << 32 | (entry & 0xffff0000) << 32;
	}
	good_idtr = (struct table_register){ sizeof(idt) - 1, hpa_of(idt) };
}

/* Four GB one to one; the kernel's own pages can only be read. */
static void
make_low(void)
{
	for (uint64_t i = 0; i < 4; i++) {
		pdpt[i] = hpa_of(directory[i]) | ALL;
		for (uint64_t j = 0; j < ENTRIES; j++)
			directory[i][j] = (i << 30 | j * LARGE_PAGE) | ALL |
			    PTE_PS;
	}
	directory[0][0] = hpa_of(low) | ALL;
	for (uint64_t i = 1; i < ENTRIES; i++)
		low[i] = i * PAGE_SIZE | ALL;
	for (uint64_t i = IMAGE / PAGE_SIZE; i < hpa_of(image_end) /
	    PAGE_SIZE; i++)
		low[i] = i * PAGE_SIZE | PTE_P | PTE_A | PTE_D;
	low[hpa_of(trap_stack) / PAGE_SIZE] |= PTE_W;
}

/* Code that runs off its page finds: nothing, the machine, devices, void. */
static void
make_edges(void)
{
	static const uint64_t odd[EDGE_COUNT] = {
		0, MACHINE_BASE | ALL, 0xfee00000 | ALL, 0x40000000 | ALL
	};

	for (uint64_t i = 0; i < EDGE_COUNT; i++) {
		edges[2 * i] = (ARENA + i * PAGE_SIZE) | ALL;
		edges[2 * i + 1] = odd[i];
	}
	directory[EDGES >> 30][EDGES / LARGE_PAGE % ENTRIES] = hpa_of(edges) |
	    ALL;
}

/* From 512 GB on, every GB of physical memory, and some beyond. */
static void
make_wide(void)
{
	for (uint64_t i = 0; i < ENTRIES; i++)
		wide_pdpt[i] = (i < 8 ? i << 30 : i << 31) | ALL | PTE_PS;
	pml4[0] = hpa_of(pdpt) | ALL;
	pml4[1] = hpa_of(wide_pdpt) | ALL;
	pml4[2] = MACHINE_BASE | ALL;
	pml4[3] = 0xfee00000 | ALL;
	pml4[4] = (1ull << 39) | ALL;
}

void
world_init(void)
{
	make_gdt();
	make_idt();
	make_low();
	make_edges();
	make_wide();
	action_cr3 = hpa_of(pml4);
	__asm__ volatile("lgdt %0; lidt %1" :: "m"(good_gdtr), "m"(good_idtr));
}

/* The interrupt controllers and the timer, as they should be. */
void
world_interrupts(void)
{
	static const uint16_t divisors[] = { 0, 1193, 1193, 200, 30 };
	uint16_t divisor = divisors[random_below(ARRAY_SIZE(divisors))];

	outb(PIC_1, 0x11);
	outb(PIC_2, 0x11);
	outb(PIC_1 + 1, PIC_FIRST);
	outb(PIC_2 + 1, PIC_FIRST + 8);
	outb(PIC_1 + 1, 4);
	outb(PIC_2 + 1, 2);
	outb(PIC_1 + 1, 3);		/* automatic EOI */
	outb(PIC_2 + 1, 3);
	outb(PIC_1 + 1, 0xfe);
	outb(PIC_2 + 1, 0xff);
	outb(PIT_MODE, 0x34);
	outb(PIT_DATA, divisor);
	outb(PIT_DATA, divisor >> 8);
}
