/*
 * Lab 3, exercise 1: vmx_enter(), the world switch.
 *
 * The VMM calls it with numbers of the seed in the guest's registers and in
 * its own; see drill_vmx_enter() and drill_enter() in kernel/vtx.
 */
#include <string.h>

#include "grading/names.h"
#include "lab03.h"

#define ALL		0xffefu		/* but RSP */

struct call {			/* of vmx_enter() */
	const struct trace_record *before, *after; /* NULL: not come back */
	const struct trace_record *refused;	/* VMLAUNCH, VMRESUME */
	const struct trace_record *exit;
};

/* The next record of registers that drill_enter() left. */
static const struct trace_record *
next_mark(const struct scene *s, const struct trace_record *r)
{
	do
		r = trace_find(&s->trace, r, TRACE_INSN, VMX_EXIT_VMREAD);
	while (r && r->arg[0] != VMCS_CR3_TARGET_COUNT);
	return r;
}

static const struct trace_record *
between(const struct trace_record *r, uint64_t end)
{
	return r && r->seq < end ? r : NULL;
}

/* Go on to the next call; false when there is none.  Zero is before all. */
static bool
next_call(const struct scene *s, struct call *call)
{
	const struct trace_record *launch, *resume;
	uint64_t end;

	call->before = next_mark(s, call->after ? call->after : call->before);
	if (!call->before)
		return false;
	call->after = next_mark(s, call->before);
	end = call->after ? call->after->seq : ~0ull;
	launch = trace_find(&s->trace, call->before, TRACE_INSN,
	    VMX_EXIT_VMLAUNCH);
	resume = trace_find(&s->trace, call->before, TRACE_INSN,
	    VMX_EXIT_VMRESUME);
	call->refused = between(launch, end);
	if (!call->refused)
		call->refused = between(resume, end);
	call->exit = between(trace_next(&s->trace, call->before, TRACE_EXIT),
	    end);
	return true;
}

/* Which of the guest's registers the first VM entry did not load. */
static unsigned
wrongly_loaded(const struct scene *s, const struct trace_record *entry,
    const char **seen)
{
	struct drills d = { .state = s->seed };
	unsigned wrong = 0;

	*seen = "";
	for (unsigned i = 0; i < REGISTERS; i++) {
		uint64_t value = drills_draw(&d);

		if (i == RSP || entry->reg[i] == value)
			continue;
		wrong |= 1u << i;
		*seen = text("%s%s = %#" PRIx64 ", which should be %#" PRIx64
		    "\n", *seen, register_name(i), entry->reg[i], value);
	}
	return wrong;
}

/* The first VM entry; fails if there was none. */
static const struct trace_record *
first_entry(const struct scene *s)
{
	const struct trace_record *r = trace_next(&s->trace, NULL,
	    TRACE_ENTRY);

	expect(r != NULL, "a VM entry", "%s", outcome(s));
	return r;
}

MILESTONE(enter_choice)
{
	const struct scene *s = scenario("enter");
	const struct trace_record *launch, *resume;

	resume = trace_find(&s->trace, NULL, TRACE_INSN, VMX_EXIT_VMRESUME);
	launch = trace_find(&s->trace, NULL, TRACE_ENTRY, VMX_EXIT_VMLAUNCH);
	expect(resume && launch && resume->seq < launch->seq,
	    "for vmx_enter(regs, true) VMRESUME, which the processor refuses "
	    "at first;\nfor vmx_enter(regs, false) VMLAUNCH", "%s",
	    describe_entries(s));
}
END_MILESTONE

MILESTONE(enter_loads)
{
	const struct scene *s = scenario("enter");
	const char *seen;
	unsigned wrong = wrongly_loaded(s, first_entry(s), &seen);

	expect(wrong == 0, "the 15 registers at VM entry as they are in *regs",
	    "%s", seen);
}
END_MILESTONE

/* How the VMM ended that did not come back from vmx_enter(). */
static const char *
crash(const struct scene *s)
{
	struct journal_entry entry = journal_step(s, JOURNAL_EXCEPTION);
	struct place place = symbols_place(s->symbols, entry.value[0]);

	if (!entry.done)
		return describe_end(s);
	return text("%s in the VMM, at RIP %#" PRIx64 " (%s), RSP %#" PRIx64,
	    vector_name((uint64_t)entry.result), entry.value[0],
	    place.function ? place.function : "where there is no code",
	    entry.value[3]);
}

/* Fail unless RBX, RBP, RSP and R12 to R15 are what they were. */
static void
expect_preserved(const struct scene *s, const struct call *call)
{
	static const unsigned kept[] = { RBX, RBP, RSP, 12, 13, 14, 15 };

	expect(call->after != NULL, "vmx_enter() returns to its caller",
	    "%s", crash(s));
	for (unsigned i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		uint64_t old = call->before->reg[kept[i]];
		uint64_t new = call->after->reg[kept[i]];

		expect(old == new, text("%s = %#" PRIx64 " when vmx_enter() "
		    "returns, as when it was called",
		    register_name(kept[i]), old), "%#" PRIx64, new);
	}
}

MILESTONE(enter_returns)
{
	const struct scene *s = scenario("enter");
	struct call call = { 0 };
	unsigned exits = 0;

	while (next_call(s, &call)) {
		if (!call.exit)
			continue;
		exits++;
		expect_preserved(s, &call);
		expect_value(call.after->reg[RAX], 0,
		    "what vmx_enter() returns after a VM exit, RAX");
	}
	expect(exits > 0, "a VM exit", "%s", describe_entries(s));
}
END_MILESTONE

/* The registers whose values at an exit its handler makes useless. */
static unsigned
changed_by(const struct trace_record *exit)
{
	switch (exit->detail) {
	case VMX_EXIT_CPUID:
		return 1 << RAX | 1 << RBX | 1 << RCX | 1 << RDX;
	case VMX_EXIT_RDMSR:
		return 1 << RAX | 1 << RDX;
	default:
		return 0;
	}
}

/*
 * Fail unless these registers of an exit are in reg[].  VMCALL has been
 * answered there: RAX was no hypercall's number but 0.
 */
static void
expect_saved(const struct trace_record *exit, const uint64_t *reg,
    unsigned mask)
{
	bool answered = exit->detail == VMX_EXIT_VMCALL && exit->reg[RAX] &&
	    reg[RAX] == (uint64_t)-KERNEL_ENOSYS;

	mask &= ~(changed_by(exit) | (answered ? 1u << RAX : 0));
	for (unsigned i = 0; i < REGISTERS; i++)
		expect(!(mask >> i & 1) || reg[i] == exit->reg[i],
		    text("%s = %#" PRIx64 " in *regs, as the guest left it at "
		    "a VM exit, %s", register_name(i), exit->reg[i],
		    exit_name(exit->detail)), "%#" PRIx64, reg[i]);
}

/* The last exit's registers stay in the VMM's memory. */
static void
expect_last_saved(const struct scene *s, const struct step *step)
{
	uint64_t reg[REGISTERS];

	if (step->entry)
		return;
	expect(symbols_read(s->symbols, "vcpu", s->run.ram, s->run.ram_size,
	    reg, sizeof(reg)) == 0, "the VMM's struct vcpu",
	    "no such variable");
	expect_saved(step->exit, reg, ALL);
}

MILESTONE(enter_saves)
{
	const struct scene *s = scenario("enter");
	struct step step = { 0 }, last = { 0 };
	const char *seen;
	unsigned loaded = ALL & ~wrongly_loaded(s, first_entry(s), &seen);

	while (step_next(s, &step)) {
		last = step;
		if (step.entry)
			expect_saved(step.exit, step.entry->reg, loaded);
	}
	expect(last.exit != NULL, "a VM exit", "%s", describe_entries(s));
	expect_last_saved(s, &last);
}
END_MILESTONE

MILESTONE(enter_failed)
{
	const uint64_t flags = RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF |
	    RFLAGS_SF | RFLAGS_OF | RFLAGS_FIXED;
	const struct scene *s = scenario("enter");
	struct call call = { 0 };
	unsigned failures = 0;

	while (next_call(s, &call)) {
		if (!call.refused)
			continue;
		failures++;
		expect_preserved(s, &call);
		expect_value(call.after->reg[RAX] & flags,
		    RFLAGS_ZF | RFLAGS_FIXED, "the flags that vmx_enter() "
		    "returns after VMfailValid (RAX; ZF and bit 1)");
	}
	expect(failures > 0, "a VM entry that the processor refuses", "%s",
	    describe_entries(s));
}
END_MILESTONE

void
lab03_enter(Suite *suite)
{
	TCase *tcase = exercise(suite, 1);

	milestone_add(tcase, enter_choice);
	milestone_add(tcase, enter_loads);
	milestone_add(tcase, enter_returns);
	milestone_add(tcase, enter_saves);
	milestone_add(tcase, enter_failed);
}
