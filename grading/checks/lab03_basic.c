/*
 * Lab 3, exercise 4: exit_hlt() and exit_vmcall().
 */
#include <string.h>

#include "hypercalls.h"
#include "journal.h"
#include "lab03.h"
#include "page.h"
#include "power.h"

#define ALL		0xffffu

/* How the run ended, according to the VMM; fails if it did not. */
static void
expect_end(const struct scene *s, enum vcpu_end end, uint64_t status,
    const char *expected)
{
	const struct trace_record *exit = trace_last(&s->trace, TRACE_EXIT);
	struct journal_entry entry = journal_step(s, JOURNAL_VCPU_RUN);

	expect(exit && !trace_next(&s->trace, exit, TRACE_ENTRY) &&
	    s->trace.header->end == END_POWER_OFF, expected, "%s",
	    outcome(s));
	expect(entry.done == 1 && entry.result == 0 && entry.value[0] == end &&
	    entry.value[1] == status, expected, "vcpu_run() returned %d, "
	    "vcpu->end is %" PRIu64 ", vcpu->status %#" PRIx64, entry.result,
	    entry.value[0], entry.value[1]);
}

MILESTONE(hlt)
{
	const struct scene *s = scenario("halt");
	unsigned on = 3 * ((unsigned)(s->seed & 7) + 1);
	struct step step = { 0 };

	for (unsigned i = 0; i < on; i++) {
		expect(step_find(s, &step, VMX_EXIT_HLT), text("%u HLTs with "
		    "RFLAGS.IF = 1 skipped", on), "%u; %s", i, outcome(s));
		step_expect_skip(s, &step, "a HLT with RFLAGS.IF = 1 skipped");
		step_expect_kept(s, &step, ALL);
	}
	step_find(s, &step, VMX_EXIT_HLT);
	expect(step.exit && !step.entry,
	    "the guest ended by HLT with RFLAGS.IF = 0", "%s",
	    step.exit ? step_describe(s, &step) : outcome(s));
	expect_end(s, VCPU_HALTED, 0, "the run ends with vcpu->end = "
	    "VCPU_HALTED (2)");
}
END_MILESTONE

MILESTONE(vmcall_end)
{
	const struct scene *s = scenario("end");
	const struct trace_record *exit = trace_last(&s->trace, TRACE_EXIT);

	expect(exit && exit->detail == VMX_EXIT_VMCALL, "the guest's VMCALL "
	    "with HYPERCALL_END", "%s", outcome(s));
	expect_end(s, VCPU_ENDED, s->seed, text("the run ends with vcpu->end "
	    "= VCPU_ENDED (1) and the guest's RDI, %#" PRIx64
	    ", in vcpu->status", s->seed));
	expect(s->trace.header->status == POWER_GUEST, "the status of the "
	    "guest passed on", "%s", outcome(s));
}
END_MILESTONE

/* Fail unless a hypercall was answered, and nothing else changed. */
static void
expect_return(const struct scene *s, const struct step *step, int64_t value)
{
	const char *expected = text("hypercall %" PRId64 " of RDI = %#" PRIx64
	    ", RSI = %#" PRIx64 " answered with RAX = %" PRId64,
	    (int64_t)step->exit->reg[RAX], step->exit->reg[RDI],
	    step->exit->reg[RSI], value);

	step_expect_skip(s, step, expected);
	expect(step->entry->reg[RAX] == (uint64_t)value, expected,
	    "%" PRId64, (int64_t)step->entry->reg[RAX]);
	step_expect_kept(s, step, ALL & ~(1u << RAX));
}

/* The console without the carriage returns of the serial line. */
static const char *
console(const struct scene *s)
{
	char *plain = strdup(s->run.console), *to = plain;

	for (const char *from = s->run.console; *from; from++)
		if (*from != '\r')
			*to++ = *from;
	*to = '\0';
	return plain;
}

MILESTONE(vmcall_write)
{
	const struct scene *s = scenario("write");
	const char *last = text("  the seed is 0x%016" PRIx64 "\n", s->seed);
	struct step step = { 0 };
	unsigned count = 0;

	for (; step_find(s, &step, VMX_EXIT_VMCALL) &&
	    step.exit->reg[RAX] == HYPERCALL_WRITE; count++)
		expect_return(s, &step, (int64_t)step.exit->reg[RSI]);
	expect(count > 0, "a guest that has text printed", "%s", outcome(s));
	expect(strstr(console(s), "\nHello from the guest.\n") &&
	    strstr(console(s), last), text("all of the guest's text on "
	    "the console, to its last line:\n%s", last), "%s", outcome(s));
}
END_MILESTONE

/* Are all bytes of a text in the guest's memory? */
static bool
is_in_memory(uint64_t address, uint64_t bytes)
{
	return address >= GUEST_BASE && address <= GUEST_END &&
	    bytes <= GUEST_END - address;
}

/* What was printed while the guest ran, and only that. */
static const char *
printed(const struct scene *s)
{
	const char *from = strstr(console(s), "the guest starts at");
	const char *to;

	from = from ? strchr(from, '\n') : NULL;
	to = from ? strstr(from, "vcpu_run:") : NULL;
	return to ? text("%.*s", (int)(to - from - 1), from + 1) : NULL;
}

MILESTONE(vmcall_bounds)
{
	const struct scene *s = scenario("bounds");
	struct step step = { 0 };
	unsigned refused = 0, done = 0;

	while (step_find(s, &step, VMX_EXIT_VMCALL)) {
		const uint64_t *reg = step.exit->reg;

		if (reg[RAX] != HYPERCALL_WRITE)
			continue;
		if (is_in_memory(reg[RDI], reg[RSI])) {
			expect_return(s, &step, (int64_t)reg[RSI]);
			done++;
		} else {
			expect_return(s, &step, -KERNEL_EFAULT);
			refused++;
		}
	}
	expect(refused == 5 && done == 2, "five texts refused that are not "
	    "in the guest's memory, and two that are accepted", "%u refused, "
	    "%u accepted; %s", refused, done, outcome(s));
	expect(printed(s) && strcmp(printed(s), "vmcall\n") == 0,
	    "nothing printed of a text that is not in the guest's memory",
	    "%s", printed(s) ? printed(s) : outcome(s));
}
END_MILESTONE

MILESTONE(vmcall_unknown)
{
	const struct scene *s = scenario("registers");
	struct step step = { 0 };
	unsigned count = 0;

	for (; step_find(s, &step, VMX_EXIT_VMCALL) &&
	    step.exit->reg[RAX] != HYPERCALL_END; count++)
		expect_return(s, &step, -KERNEL_ENOSYS);
	expect(count > 0, "a hypercall with a number that does not exist",
	    "%s", outcome(s));
}
END_MILESTONE

void
lab03_basic(Suite *suite)
{
	TCase *tcase = exercise(suite, 4);

	lab03_cpuid(tcase);
	milestone_add(tcase, hlt);
	milestone_add(tcase, vmcall_end);
	milestone_add(tcase, vmcall_write);
	milestone_add(tcase, vmcall_bounds);
	milestone_add(tcase, vmcall_unknown);
}
