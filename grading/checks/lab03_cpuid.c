/*
 * Lab 3, exercise 4: exit_cpuid().
 */
#include <string.h>

#include "lab03.h"

enum { LEAF_HYPERVISOR = 0x40000000 };

#define ANSWERS		(1u << RAX | 1u << RBX | 1u << RCX | 1u << RDX)
#define ALL		0xffffu

/* What the processor told the VMM for a CPUID of the guest; or NULL. */
static const struct trace_record *
processor_answer(const struct scene *s, const struct step *step)
{
	uint32_t leaf = (uint32_t)step->exit->reg[RAX];
	const struct trace_record *r = step->exit;

	while ((r = trace_find(&s->trace, r, TRACE_CPUID, leaf)) &&
	    (!step->entry || r->seq < step->entry->seq))
		if ((uint32_t)r->arg[0] == (uint32_t)step->exit->reg[RCX])
			return r;
	return NULL;
}

/* Fail unless a CPUID was answered with this, in the bits of `mask`. */
static void
expect_answer(const struct scene *s, const struct step *step,
    const uint32_t answer[4], const uint32_t mask[4])
{
	static const unsigned order[] = { RAX, RBX, RCX, RDX };
	static const char *const name[] = { "RAX", "RBX", "RCX", "RDX" };
	uint32_t leaf = (uint32_t)step->exit->reg[RAX];

	step_expect_skip(s, step, text("CPUID leaf %#x answered", leaf));
	for (unsigned i = 0; i < 4; i++) {
		uint64_t seen = step->entry->reg[order[i]];

		expect((seen & mask[i]) == (answer[i] & mask[i]), text("%s = "
		    "%#x after CPUID leaf %#x, subleaf %#x, in the bits %#x",
		    name[i], answer[i] & mask[i], leaf,
		    (uint32_t)step->exit->reg[RCX], mask[i]), "%#" PRIx64,
		    seen);
	}
}

/* Fail unless CPUID cleared the upper halves of its registers. */
static void
expect_cleared(const struct scene *s, const struct step *step)
{
	const uint64_t *reg = step->entry->reg;

	expect((reg[RAX] | reg[RBX] | reg[RCX] | reg[RDX]) >> 32 == 0,
	    "the upper halves of RAX, RBX, RCX and RDX 0 after CPUID", "%s",
	    step_describe(s, step));
}

/* Every CPUID of a guest that the processor itself can answer. */
static unsigned
expect_answers(const struct scene *s)
{
	static const uint32_t every[] = { ~0u, ~0u, ~0u, ~0u };
	static const uint32_t hidden[] = { ~0u, ~0u, ~(CPUID_1_ECX_VMX |
	    CPUID_1_ECX_HYPERVISOR), ~0u };
	struct step step = { 0 };
	unsigned count = 0;

	while (step_find(s, &step, VMX_EXIT_CPUID)) {
		uint32_t leaf = (uint32_t)step.exit->reg[RAX], answer[4];
		const struct trace_record *r = processor_answer(s, &step);

		if (leaf == LEAF_HYPERVISOR)
			continue;
		expect(r != NULL, text("the processor asked for CPUID leaf "
		    "%#x, subleaf %#x", leaf, (uint32_t)step.exit->reg[RCX]),
		    "%s", step_describe(s, &step));
		for (unsigned i = 0; i < 4; i++)
			answer[i] = (uint32_t)r->arg[1 + i];
		expect_answer(s, &step, answer, leaf == 1 ? hidden : every);
		expect_cleared(s, &step);
		step_expect_kept(s, &step, ALL & ~ANSWERS);
		count++;
	}
	return count;
}

MILESTONE(cpuid_answers)
{
	const struct scene *s = scenario("cpuid");

	expect(expect_answers(s) >= 4 &&
	    expect_answers(scenario("registers")) >= 16,
	    "a guest whose CPUIDs are answered", "%s", outcome(s));
}
END_MILESTONE

/* The guest's CPUID of this leaf; fails if it was not answered. */
static struct step
answered(const struct scene *s, uint32_t leaf)
{
	struct step step = { 0 };

	while (step_find(s, &step, VMX_EXIT_CPUID))
		if ((uint32_t)step.exit->reg[RAX] == leaf && step.entry)
			return step;
	expect(false, text("CPUID leaf %#x answered", leaf), "%s",
	    outcome(s));
	return step;
}

MILESTONE(cpuid_no_vmx)
{
	const struct scene *s = scenario("cpuid");
	struct step step = answered(s, 1);

	expect(!(step.entry->reg[RCX] & CPUID_1_ECX_VMX),
	    "bit 5 of ECX (VMX) 0 after CPUID leaf 1", "%s",
	    step_describe(s, &step));
}
END_MILESTONE

MILESTONE(cpuid_hypervisor)
{
	static const uint32_t every[] = { ~0u, ~0u, ~0u, ~0u };
	const struct scene *s = scenario("cpuid");
	struct step step = answered(s, 1);
	uint32_t answer[4] = { LEAF_HYPERVISOR };

	expect(step.entry->reg[RCX] & CPUID_1_ECX_HYPERVISOR,
	    "bit 31 of ECX (hypervisor) 1 after CPUID leaf 1", "%s",
	    step_describe(s, &step));
	memcpy(answer + 1, "NonrootNonr", 12);
	step = answered(s, LEAF_HYPERVISOR);
	expect_answer(s, &step, answer, every);
}
END_MILESTONE

void
lab03_cpuid(TCase *tcase)
{
	milestone_add(tcase, cpuid_answers);
	milestone_add(tcase, cpuid_no_vmx);
	milestone_add(tcase, cpuid_hypervisor);
}
