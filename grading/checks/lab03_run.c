/*
 * Lab 3, exercise 2: vcpu_run(), the run loop.
 */
#include "journal.h"
#include "lab03.h"
#include "power.h"

/* The VMM's account of the run; fails if vcpu_run() did not come back. */
static struct journal_entry
come_back(const struct scene *s)
{
	struct journal_entry entry = journal_step(s, JOURNAL_VCPU_RUN);

	expect(entry.done == 1, "vcpu_run() returns once", "%s", outcome(s));
	return entry;
}

static const struct trace_record *
last_exit(const struct scene *s)
{
	const struct trace_record *r = trace_last(&s->trace, TRACE_EXIT);

	expect(r != NULL, "VM exits", "%s", outcome(s));
	return r;
}

MILESTONE(run_resumes)
{
	const struct scene *s = scenario("run");
	const struct trace_record *r = trace_next(&s->trace, NULL,
	    TRACE_ENTRY);

	expect(r && r->detail == VMX_EXIT_VMLAUNCH &&
	    !trace_find(&s->trace, NULL, TRACE_INSN, VMX_EXIT_VMLAUNCH) &&
	    !trace_find(&s->trace, NULL, TRACE_INSN, VMX_EXIT_VMRESUME) &&
	    trace_count(&s->trace, TRACE_ENTRY, VMX_EXIT_VMLAUNCH) == 1 &&
	    trace_count(&s->trace, TRACE_ENTRY, VMX_EXIT_VMRESUME) > 1,
	    "one VMLAUNCH, then VMRESUME for each further VM entry", "%s",
	    describe_entries(s));
}
END_MILESTONE

/* Is there a CPUID of the VMM itself within a step? */
static bool
asks_cpuid(const struct scene *s, const struct step *step)
{
	const struct trace_record *r = trace_next(&s->trace, step->exit,
	    TRACE_CPUID);

	return r && (!step->entry || r->seq < step->entry->seq);
}

MILESTONE(run_dispatches)
{
	const struct scene *s = scenario("run");
	struct step step = { 0 };
	uint64_t rip;

	last_exit(s);
	while (step_next(s, &step)) {
		bool cpuid = step.exit->detail == VMX_EXIT_CPUID;

		expect(asks_cpuid(s, &step) == cpuid, cpuid ?
		    "a VM exit because of CPUID handled by exit_cpuid()" :
		    "exit_cpuid() only for VM exits because of CPUID",
		    "%s", step_describe(s, &step));
		if (step.exit->detail == VMX_EXIT_VMCALL &&
		    step.exit->reg[RAX] == 0)
			continue;
		expect(step_written(s, &step, VMCS_GUEST_RIP, &rip) &&
		    rip == step.exit->ip + (uint32_t)step.exit->arg[5],
		    "every VM exit handled by the handler of its reason, once",
		    "%s", step_describe(s, &step));
	}
}
END_MILESTONE

MILESTONE(run_counts)
{
	const struct scene *s = scenario("run");
	uint64_t exits = 0;

	last_exit(s);
	for (unsigned i = 0; i < TRACE_REASONS; i++)
		exits += s->trace.header->exits[i];
	expect_value(come_back(s).value[3], exits,
	    "vcpu->exits when vcpu_run() returns");
}
END_MILESTONE

MILESTONE(run_ends)
{
	const struct scene *s = scenario("short");
	const struct trace_record *exit = last_exit(s);

	expect(!trace_next(&s->trace, exit, TRACE_ENTRY) &&
	    s->trace.header->end == END_POWER_OFF,
	    "no VM entry after the guest's end", "%s", outcome(s));
	expect(come_back(s).result == 0, "vcpu_run() returns 0 when the guest "
	    "has ended", "%d", come_back(s).result);
}
END_MILESTONE

/* Neither run ends well, and none has more than one attempt at an entry. */
static struct journal_entry
failed_run(const struct scene *s)
{
	struct journal_entry entry;

	expect(s->trace.header->attempts == 1 && s->trace.header->entries == 0,
	    "one VM entry tried, which fails", "%s", describe_entries(s));
	entry = come_back(s);
	expect(s->trace.header->end == END_POWER_OFF &&
	    s->trace.header->status == POWER_LAB_ERROR,
	    "vcpu_run() returns an error", "%s", outcome(s));
	expect_value(entry.value[3], 0, "vcpu->exits after a VM entry that "
	    "failed");
	return entry;
}

MILESTONE(run_refused)
{
	const struct scene *s = scenario("bad host");
	const struct trace_record *r = insn_with(s, VMX_EXIT_VMLAUNCH,
	    OUTCOME_FAIL_VALID);
	struct journal_entry entry = failed_run(s);

	expect(entry.result == -KERNEL_EFAILVALID, "vcpu_run() returns "
	    "-EFAILVALID (-201) when VMLAUNCH fails", "%d\n%s", entry.result,
	    describe(s, r));
	while ((r = trace_find(&s->trace, r, TRACE_INSN, VMX_EXIT_VMREAD)))
		if (r->arg[0] == VMCS_VM_INSTRUCTION_ERROR)
			break;
	expect(r != NULL, "vmcs_entry_error() asked for the error number",
	    "no VMREAD of the VM-instruction error field");
}
END_MILESTONE

MILESTONE(run_bad_state)
{
	const struct scene *s = scenario("bad guest");
	const uint32_t reason = VMX_EXIT_INVALID_GUEST_STATE |
	    EXIT_REASON_ENTRY_FAILURE;
	struct journal_entry entry = failed_run(s);

	expect(entry.result == -KERNEL_EINVAL, "vcpu_run() returns -EINVAL "
	    "(-22) when bit 31 of the exit reason is 1", "%d\n%s",
	    entry.result, describe(s, trace_last(&s->trace, TRACE_EXIT)));
	expect_value(entry.value[2], reason, "vcpu->exit_reason");
}
END_MILESTONE

void
lab03_run(Suite *suite)
{
	TCase *tcase = exercise(suite, 2);

	milestone_add(tcase, run_resumes);
	milestone_add(tcase, run_dispatches);
	milestone_add(tcase, run_counts);
	milestone_add(tcase, run_ends);
	milestone_add(tcase, run_refused);
	milestone_add(tcase, run_bad_state);
}
