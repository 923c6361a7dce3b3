/*
 * The VMM's own segments and task.
 */
#include "cpu.h"
#include "gdt.h"
#include "types.h"

static uint64_t gdt[GDT_ENTRIES];
static struct tss tss;
static char double_fault_stack[PAGE_SIZE] __attribute__((aligned(16)));

/* Fill a GDT with code, data and the two entries of a task. */
void
gdt_fill(uint64_t table[GDT_ENTRIES], const struct tss *task)
{
	uint64_t base = hpa_of(task);

	table[0] = 0;
	table[KERNEL_CS / 8] = GDT_CODE;
	table[KERNEL_DS / 8] = GDT_DATA;
	table[KERNEL_TR / 8] = GDT_TSS | (sizeof(*task) - 1) |
	    (base & 0xffffff) << 16 | (base >> 24 & 0xff) << 56;
	table[KERNEL_TR / 8 + 1] = base >> 32;
}

/* Load the GDT, the segment registers and the task register. */
void
gdt_init(void)
{
	struct table_register gdtr = {sizeof(gdt) - 1, hpa_of(gdt)};

	tss.ist[IST_DOUBLE_FAULT - 1] =
	    hpa_of(double_fault_stack + sizeof(double_fault_stack));
	tss.io_map = sizeof(tss);
	gdt_fill(gdt, &tss);
	__asm__ volatile("lgdt %[gdtr]\n\t"
			 "pushq %[code]\n\t"
			 "lea 1f(%%rip), %%rax\n\t"
			 "pushq %%rax\n\t"
			 "lretq\n"
			 "1:\n\t"
			 "mov %[data], %%ds\n\t"
			 "mov %[data], %%es\n\t"
			 "mov %[data], %%ss\n\t"
			 "mov %[data], %%fs\n\t"
			 "mov %[data], %%gs\n\t"
			 "ltr %w[task]"
			 :
			 : [gdtr] "m"(gdtr), [code] "i"(KERNEL_CS),
			   [data] "r"(KERNEL_DS), [task] "r"(KERNEL_TR)
			 : "rax", "memory");
}

/* Where the task-state segment lies. */
uint64_t
tss_base(void)
{
	return hpa_of(&tss);
}
