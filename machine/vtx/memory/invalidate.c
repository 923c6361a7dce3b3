/*
 * INVEPT and INVVPID in root operation: which operands they take.
 */
#include "memory.h"

#include "cpu.h"
#include "types.h"
#include "vmcs.h"

#define EPTP		(EPT | 0x1e)		/* 4 levels, write-back */

/* Each returns RFLAGS.CF and ZF. */
uint64_t
invept(uint64_t type, uint64_t eptp, uint64_t rest)
{
	uint64_t descriptor[2] = { eptp, rest }, rflags;

	__asm__ volatile("invept %[descriptor], %[type]\n\t"
			 "pushfq\n\t"
			 "pop %[rflags]"
			 : [rflags] "=r"(rflags)
			 : [descriptor] "m"(descriptor), [type] "r"(type)
			 : "cc", "memory");
	return rflags & (RFLAGS_CF | RFLAGS_ZF);
}

uint64_t
invvpid(uint64_t type, uint64_t vpid, uint64_t linear)
{
	uint64_t descriptor[2] = { vpid, linear }, rflags;

	__asm__ volatile("invvpid %[descriptor], %[type]\n\t"
			 "pushfq\n\t"
			 "pop %[rflags]"
			 : [rflags] "=r"(rflags)
			 : [descriptor] "m"(descriptor), [type] "r"(type)
			 : "cc", "memory");
	return rflags & (RFLAGS_CF | RFLAGS_ZF);
}

static const struct {
	const char *name;
	uint64_t (*execute)(uint64_t type, uint64_t low, uint64_t high);
	uint64_t type, low, high;
	unsigned error;
} cases[] = {
	{ "root INVEPT 0", invept, 0, EPTP, 0, 28 },
	{ "root INVEPT single", invept, 1, EPTP, 0, 0 },
	{ "root INVEPT single, memory type", invept, 1, EPTP & ~7ull, 0, 0 },
	{ "root INVEPT single, bad memory type", invept, 1, EPTP | 1, 0, 28 },
	{ "root INVEPT single, walk length", invept, 1, EPTP & ~8ull, 0, 28 },
	{ "root INVEPT single, flags", invept, 1, EPTP | 0x40, 0, 0 },
	{ "root INVEPT single, reserved", invept, 1, EPTP | 0x80, 0, 28 },
	{ "root INVEPT single, too wide", invept, 1, EPTP | 1ull << 51, 0, 28 },
	{ "root INVEPT all", invept, 2, ~0ull, 0, 0 },
	{ "root INVEPT 3", invept, 3, EPTP, 0, 28 },
	{ "root INVVPID address", invvpid, 0, 1, 0x1000, 0 },
	{ "root INVVPID address, VPID 0", invvpid, 0, 0, 0x1000, 28 },
	{ "root INVVPID address, not canonical", invvpid, 0, 1, 1ull << 47,
	    28 },
	{ "root INVVPID address, reserved", invvpid, 0, 0x10001, 0x1000, 28 },
	{ "root INVVPID single", invvpid, 1, 0xffff, 1ull << 47, 0 },
	{ "root INVVPID single, VPID 0", invvpid, 1, 0, 0, 28 },
	{ "root INVVPID all", invvpid, 2, 0, 0, 0 },
	{ "root INVVPID all, reserved", invvpid, 2, 1ull << 63, 0, 28 },
	{ "root INVVPID keep global", invvpid, 3, 1, 0, 0 },
	{ "root INVVPID keep global, VPID 0", invvpid, 3, 0, 0, 28 },
	{ "root INVVPID 4", invvpid, 4, 1, 0, 28 },
};

/* Returns how many ended as they should not. */
unsigned
invalidate_tests(void)
{
	unsigned bad = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(cases); i++) {
		uint64_t flags = cases[i].execute(cases[i].type, cases[i].low,
		    cases[i].high);

		report_begin();
		report_text(flags == 0 ? "ok" : "error 28");
		if (flags != 0 && (flags != RFLAGS_ZF ||
		    vmcs_read(VMCS_VM_INSTRUCTION_ERROR) != 28))
			report_text(", not");
		bad += !report_end(cases[i].name,
		    cases[i].error == 0 ? "ok" : "error 28");
	}
	return bad;
}
