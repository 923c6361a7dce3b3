/*
 * A guest that writes down what CPUID tells it.
 */
#include "instructions.h"
#include "report.h"

#define ECX_VMX		(1u << 5)	/* of leaf 1 */
#define ECX_HYPERVISOR	(1u << 31)

uint64_t guest_main(uint64_t seed);

/* Put one leaf's answer into the report. */
static void
note_leaf(unsigned at, uint32_t leaf)
{
	struct answer r = cpuid(leaf, 0);

	report.value[at] = (uint32_t)r.rax;
	report.value[at + 1] = (uint32_t)r.rbx;
	report.value[at + 2] = (uint32_t)r.rcx;
	report.value[at + 3] = (uint32_t)r.rdx;
	report.value[CPUID_HIGH_HALVES] |=
	    (r.rax | r.rbx | r.rcx | r.rdx) >> 32;
}

uint64_t
guest_main(uint64_t seed)
{
	(void)seed;
	note_leaf(CPUID_LEAF_0, 0);
	note_leaf(CPUID_LEAF_1, 1);
	note_leaf(CPUID_LEAF_7, 7);
	note_leaf(CPUID_LEAF_HYPERVISOR, 0x40000000);
	note_leaf(CPUID_LEAF_8000_0008, 0x80000008);
	if (report.value[CPUID_LEAF_1 + 2] & ECX_VMX)
		report.wrong |= 1;
	if (!(report.value[CPUID_LEAF_1 + 2] & ECX_HYPERVISOR))
		report.wrong |= 2;
	if (report.value[CPUID_HIGH_HALVES] != 0)
		report.wrong |= 4;
	return report.wrong;
}
