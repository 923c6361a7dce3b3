/*
 * A guest that reads and writes control registers.
 */
#include "instructions.h"
#include "report.h"
#include "trap.h"

#define CR0_PE		(1ull << 0)
#define CR0_MP		(1ull << 1)
#define CR0_EM		(1ull << 2)
#define CR0_TS		(1ull << 3)
#define CR0_NE		(1ull << 5)
#define CR0_AM		(1ull << 18)
#define CR0_NW		(1ull << 29)
#define CR0_PG		(1ull << 31)
#define CR3_PWT		(1ull << 3)
#define CR4_DE		(1ull << 3)
#define CR4_PAE		(1ull << 5)
#define CR4_PGE		(1ull << 7)
#define CR4_VMXE	(1ull << 13)
#define VECTOR_GP	13

uint64_t guest_main(uint64_t seed);

/* Note whether the last TRY ended in #GP(0) at the instruction. */
static void
expect_fault(unsigned at)
{
	if (trap_vector == VECTOR_GP && trap_error == 0) {
		report.value[at] = 1;
		report.value[CR_FAULTS]++;
		report.value[CR_FAULT_RIPS_WRONG] += trap_rip != 0;
	} else {
		report.wrong |= 1ull << at;
	}
}

/* Note a register's value, which should be `right`. */
static void
expect(unsigned at, uint64_t value, uint64_t right)
{
	report.value[at] = value;
	if (value != right)
		report.wrong |= 1ull << at;
}

/* Values that CR0 may have; it keeps what is set here. */
static void
change_cr0(uint64_t cr0)
{
	uint64_t set = CR0_AM | CR0_TS | CR0_NE;
	uint64_t left;
	uint16_t word = CR0_MP | CR0_EM | CR0_TS;
	uint64_t low = CR0_MP | CR0_EM | CR0_TS | CR0_PE;

	write_cr0(cr0 | set);
	expect(CR_CR0_SET, read_cr0(), cr0 | set);
	__asm__ volatile("clts");
	left = (cr0 | set) & ~CR0_TS;
	expect(CR_CR0_CLTS, read_cr0(), left);
	__asm__ volatile("lmsw %0" : : "m"(word) : "memory");
	expect(CR_CR0_LMSW, read_cr0(), left | low);
	__asm__ volatile("smsw %0" : "=r"(left));
	report.value[CR_SMSW] = left;
	__asm__ volatile("clts");
}

/* Set CR0 back, with a MOV from RSP and one to it. */
static void
restore_cr0(uint64_t cr0)
{
	uint64_t left, stack;

	__asm__ volatile("mov %%rsp, %[stack]\n\t"
			 "mov %[cr0], %%rsp\n\t"
			 "mov %%rsp, %%cr0\n\t"
			 "mov %%cr0, %%rsp\n\t"
			 "mov %%rsp, %[left]\n\t"
			 "mov %[stack], %%rsp"
			 : [stack] "=&r"(stack), [left] "=&r"(left)
			 : [cr0] "r"(cr0)
			 : "memory");
	expect(CR_CR0_RSP, left, cr0);
}

/* Values that CR3 may and must not have. */
static void
change_cr3(uint64_t cr3)
{
	write_cr3(cr3 | CR3_PWT);
	expect(CR_CR3_SET, read_cr3(), cr3 | CR3_PWT);
	write_cr3(cr3);
	TRY("mov %[value], %%cr3", [value] "r"(cr3 | 1ull << 62));
	expect_fault(CR_FAULT_CR3);
}

/* Values that CR0 must not have. */
static void
refuse_cr0(uint64_t cr0)
{
	TRY("mov %[value], %%cr0", [value] "r"(cr0 & ~CR0_PG));
	expect_fault(CR_FAULT_CR0_PG);
	TRY("mov %[value], %%cr0", [value] "r"(cr0 & ~CR0_PE));
	expect_fault(CR_FAULT_CR0_PE);
	TRY("mov %[value], %%cr0", [value] "r"(cr0 | CR0_NW));
	expect_fault(CR_FAULT_CR0_NW);
	TRY("mov %[value], %%cr0", [value] "r"(cr0 | 1ull << 32));
	expect_fault(CR_FAULT_CR0_HIGH);
}

/* Values that CR4 may and must not have. */
static void
change_cr4(uint64_t cr4, uint64_t seed)
{
	uint64_t set = seed & 1 ? CR4_PGE | CR4_DE : CR4_PGE;

	write_cr4(cr4 | set);
	expect(CR_CR4_SET, read_cr4(), cr4 | set);
	write_cr4(cr4);
	expect(CR_CR4_CLEARED, read_cr4(), cr4);
	TRY("mov %[value], %%cr4", [value] "r"(cr4 | CR4_VMXE));
	expect_fault(CR_FAULT_CR4_VMXE);
	TRY("mov %[value], %%cr4", [value] "r"(cr4 & ~CR4_PAE));
	expect_fault(CR_FAULT_CR4_PAE);
	TRY("mov %[value], %%cr4", [value] "r"(cr4 | 1ull << 63));
	expect_fault(CR_FAULT_CR4_RESERVED);
}

uint64_t
guest_main(uint64_t seed)
{
	uint64_t cr0 = read_cr0(), cr3 = read_cr3(), cr4 = read_cr4();

	report.value[CR_CR0_FIRST] = cr0;
	report.value[CR_CR3_FIRST] = cr3;
	report.value[CR_CR4_FIRST] = cr4;
	change_cr0(cr0);
	change_cr3(cr3);
	refuse_cr0(cr0);
	change_cr4(cr4, seed);
	restore_cr0(cr0);
	expect(CR_CR0_LAST, read_cr0(), cr0);
	expect(CR_CR3_LAST, read_cr3(), cr3);
	expect(CR_CR4_LAST, read_cr4(), cr4);
	if (cr4 & CR4_VMXE)
		report.wrong |= 1ull << CR_CR4_FIRST;
	if (report.value[CR_FAULT_RIPS_WRONG] != 0)
		report.wrong |= 1ull << CR_FAULT_RIPS_WRONG;
	return report.wrong != 0;
}
