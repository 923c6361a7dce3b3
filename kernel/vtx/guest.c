/*
 * Putting a guest into its memory, and describing how it starts.
 *
 * From the bottom: page tables, GDT and task (GUEST_TABLES); the program,
 * where guest/vtx/guest.ld links it; its stack, down from the end.
 */
#include "guest.h"
#include "arch/x86.h"
#include "bytes.h"
#include "elf64.h"
#include "errors.h"
#include "gdt.h"
#include "page.h"

#define LARGE_PAGE	(2 * MB)
#define LARGE_PAGE_SHIFT 21

/* What the VMM puts at the bottom of the guest's memory. */
struct guest_tables {
	uint64_t pml4[512];
	uint64_t pdpt[512];
	uint64_t pd[512];
	uint64_t gdt[GDT_ENTRIES];
	struct tss tss;
};

/* Copy the program's segments to where they want to be. */
static int
load_segments(const struct module *module, gpa_t lowest)
{
	const struct elf64_header *header = module->data;
	const struct elf64_segment *s;
	const char *image = module->data;
	unsigned i;

	if (header->phoff > module->bytes || header->phnum >
	    (module->bytes - header->phoff) / sizeof(*s))
		return -ENOEXEC;
	s = (const struct elf64_segment *)(image + header->phoff);
	for (i = 0; i < header->phnum; i++, s++) {
		if (s->type != ELF_PT_LOAD)
			continue;
		if (s->offset > module->bytes ||
		    s->filesz > module->bytes - s->offset ||
		    s->filesz > s->memsz || s->paddr < lowest ||
		    s->paddr > GUEST_END || s->memsz > GUEST_END - s->paddr)
			return -ENOEXEC;
		memcpy(at_hpa(s->paddr), image + s->offset, s->filesz);
		memset(at_hpa(s->paddr + s->filesz), 0, s->memsz - s->filesz);
	}
	return 0;
}

/* Map the guest's memory to itself, and nothing else. */
static void
fill_tables(struct guest_tables *t)
{
	gpa_t page;

	memset(t, 0, sizeof(*t));
	t->pml4[0] = hpa_of(t->pdpt) | PTE_P | PTE_W;
	t->pdpt[0] = hpa_of(t->pd) | PTE_P | PTE_W;
	for (page = GUEST_BASE; page < GUEST_END; page += LARGE_PAGE)
		t->pd[page >> LARGE_PAGE_SHIFT] =
		    page | PTE_PS | PTE_P | PTE_W;
	t->tss.io_map = sizeof(t->tss);
	gdt_fill(t->gdt, &t->tss);
}

/*
 * Load the ELF program in `module` as the guest and describe it in *guest.
 * Returns 0, or -ENOEXEC when it is not a program for the guest's memory.
 */
int
guest_load(struct guest *guest, const struct module *module)
{
	const struct elf64_header *header = module->data;
	struct guest_tables *tables = at_hpa(GUEST_BASE);
	int error;

	if (module->bytes < sizeof(*header) || header->magic != ELF_MAGIC ||
	    header->class != ELF_CLASS_64 || header->machine != ELF_X86_64)
		return -ENOEXEC;
	fill_tables(tables);
	error = load_segments(module, hpa_of(tables + 1));
	if (error)
		return error;
	*guest = (struct guest){
		.options = module->options,
		.base = GUEST_BASE,
		.end = GUEST_END,
		.rip = header->entry,
		.rsp = GUEST_END,
		.cr0 = CR0_PG | CR0_WP | CR0_ET | CR0_PE,
		.cr3 = hpa_of(tables->pml4),
		.cr4 = CR4_PAE,
		.gdt_base = hpa_of(tables->gdt),
		.gdt_limit = sizeof(tables->gdt) - 1,
		.tss_base = hpa_of(&tables->tss),
		.tss_limit = sizeof(tables->tss) - 1,
		.cs = KERNEL_CS,
		.ds = KERNEL_DS,
		.tr = KERNEL_TR,
	};
	option_find(module->options, "seed", &guest->seed);
	return 0;
}
