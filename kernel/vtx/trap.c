/*
 * Exceptions of the VMM itself: each is a bug, so each is reported in full
 * and ends it.
 */
#include "arch/x86.h"
#include "console.h"
#include "cpu.h"
#include "gdt.h"
#include "journal.h"
#include "panic.h"
#include "power.h"
#include "trap.h"
#include "types.h"

#define VECTOR_SIZE	16		/* as in vectors.S */

/* An interrupt gate; SDM Vol. 3A, 6.14.1, "64-Bit Mode IDT". */
struct gate {
	uint16_t offset_low;
	uint16_t selector;
	uint8_t ist;
	uint8_t type;
	uint16_t offset_middle;
	uint32_t offset_high;
	uint32_t reserved;
};

#define GATE_INTERRUPT	0x8e		/* present, DPL 0 */

extern const char vectors[];		/* vectors.S */
extern const char stack_guard[];	/* start.S: the page below the stack */

static struct gate idt[TRAP_VECTORS];

static const char *const names[TRAP_VECTORS] = {
	[VECTOR_DE] = "#DE, divide error",
	[VECTOR_DB] = "#DB, debug exception",
	[VECTOR_NMI] = "NMI, non-maskable interrupt",
	[VECTOR_BP] = "#BP, breakpoint",
	[VECTOR_OF] = "#OF, overflow",
	[VECTOR_BR] = "#BR, BOUND range exceeded",
	[VECTOR_UD] = "#UD, invalid opcode",
	[VECTOR_NM] = "#NM, device not available",
	[VECTOR_DF] = "#DF, double fault",
	[VECTOR_TS] = "#TS, invalid TSS",
	[VECTOR_NP] = "#NP, segment not present",
	[VECTOR_SS] = "#SS, stack-segment fault",
	[VECTOR_GP] = "#GP, general protection",
	[VECTOR_PF] = "#PF, page fault",
	[VECTOR_MF] = "#MF, x87 floating-point error",
	[VECTOR_AC] = "#AC, alignment check",
	[VECTOR_MC] = "#MC, machine check",
	[VECTOR_XM] = "#XM, SIMD floating-point exception",
};

/* Point the IDT's gates at vectors.S. */
void
trap_init(void)
{
	struct table_register idtr = {sizeof(idt) - 1, hpa_of(idt)};
	uint64_t entry;
	unsigned i;

	for (i = 0; i < TRAP_VECTORS; i++) {
		entry = hpa_of(vectors + i * VECTOR_SIZE);
		idt[i] = (struct gate){
			.offset_low = entry,
			.selector = KERNEL_CS,
			.type = GATE_INTERRUPT,
			.offset_middle = entry >> 16,
			.offset_high = entry >> 32,
		};
	}
	idt[VECTOR_DF].ist = IST_DOUBLE_FAULT;
	__asm__ volatile("lidt %[idtr]" : : [idtr] "m"(idtr) : "memory");
}

/* Say what the error code of a page fault means. */
static void
explain_page_fault(uint64_t code)
{
	printf("  CR2 %#lx: %s of a page that %s\n", read_cr2(),
	    code & 0x10	 ? "an instruction fetch"
	    : code & 0x2 ? "a write"
			 : "a read",
	    code & 0x8	 ? "has a reserved bit set"
	    : code & 0x1 ? "does not allow it"
			 : "is not mapped");
}

/* Say which descriptor a selector error code names. */
static void
explain_selector(uint64_t code)
{
	if (code == 0)
		printf("  error code 0: no descriptor is to blame\n");
	else
		printf("  error code %#lx: entry %lu of the %s\n", code,
		    code >> 3,
		    code & 2   ? "IDT"
		    : code & 4 ? "LDT"
			       : "GDT");
}

static void
print_registers(const struct trap_frame *f)
{
	printf("  rax %016lx  rcx %016lx  rdx %016lx\n", f->rax, f->rcx,
	    f->rdx);
	printf("  rbx %016lx  rsp %016lx  rbp %016lx\n", f->rbx, f->rsp,
	    f->rbp);
	printf("  rsi %016lx  rdi %016lx  r8  %016lx\n", f->rsi, f->rdi, f->r8);
	printf("  r9  %016lx  r10 %016lx  r11 %016lx\n", f->r9, f->r10,
	    f->r11);
	printf("  r12 %016lx  r13 %016lx  r14 %016lx\n", f->r12, f->r13,
	    f->r14);
	printf("  r15 %016lx  rip %016lx  rfl %016lx\n", f->r15, f->rip,
	    f->rflags);
	printf("  cr0 %016lx  cr3 %016lx  cr4 %016lx\n", read_cr0(),
	    read_cr3(), read_cr4());
}

/* Report an exception, and end. */
void
trap(const struct trap_frame *f)
{
	const char *name = names[f->vector];

	printf("\nThe VMM caused an exception at rip %#lx: %s\n", f->rip,
	    name != NULL ? name : "a reserved vector");
	journal_note(JOURNAL_EXCEPTION, f->vector,
	    (const uint64_t[]){f->rip, f->error_code, read_cr2(), f->rsp});
	switch (f->vector) {
	case VECTOR_DF:
		if (read_cr2() - hpa_of(stack_guard) < PAGE_SIZE)
			printf("  the stack is full\n");
		break;
	case VECTOR_PF:
		explain_page_fault(f->error_code);
		break;
	case VECTOR_TS:
	case VECTOR_NP:
	case VECTOR_SS:
	case VECTOR_GP:
		explain_selector(f->error_code);
		break;
	}
	print_registers(f);
	backtrace((const uint64_t *)f->rbp);
	power_off(POWER_PANIC);
}
