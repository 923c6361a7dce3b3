/*
 * A guest that does what raises exceptions, and looks at each of them.
 */
#include "instructions.h"
#include "report.h"
#include "trap.h"

#define VECTOR_UD	6
#define VECTOR_GP	13
#define MSR_UNKNOWN	0x1fff
#define MSR_FS_BASE_NUMBER 0xc0000100
#define NOT_CANONICAL_HIGH 0x8000	/* bits 63:32 */
#define CR4_VMXE	(1ull << 13)

uint64_t guest_main(uint64_t seed);

/* Note the exception of case `at`, which should be this one. */
static void
note(unsigned at, uint64_t vector)
{
	uint64_t *value = report.value + at * INJECT_VALUES;

	value[INJECT_VECTOR] = trap_vector;
	value[INJECT_ERROR_CODE] = trap_error;
	value[INJECT_RIP_OFFSET] = trap_rip;
	if (trap_vector != vector || trap_error != 0 || trap_rip != 0)
		report.wrong |= 1ull << at;
}

uint64_t
guest_main(uint64_t seed)
{
	uint64_t a = 0, d = NOT_CANONICAL_HIGH, region = seed & ~0xfffull;

	TRY("vmxoff");
	note(0, VECTOR_UD);
	TRY("vmclear %[region]", [region] "m"(region));
	note(1, VECTOR_UD);
	TRY("vmread %[field], %%rax", [field] "r"(0x6800ull));
	note(2, VECTOR_UD);
	TRY("vmlaunch");
	note(3, VECTOR_UD);
	TRY("vmxon %[region]", [region] "m"(region));
	note(4, VECTOR_UD);
	TRY("rdmsr", "c"(MSR_UNKNOWN));
	note(5, VECTOR_GP);
	TRY_AD("wrmsr", a, d, "c"(MSR_FS_BASE_NUMBER));
	note(6, VECTOR_GP);
	TRY("mov %[value], %%cr4", [value] "r"(read_cr4() | CR4_VMXE));
	note(7, VECTOR_GP);
	return report.wrong;
}
