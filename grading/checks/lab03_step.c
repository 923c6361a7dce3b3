/*
 * Lab 3, exercise 3: guest_skip() and guest_inject().
 */
#include "grading/names.h"
#include "lab03.h"

enum { SKIPS = 10, INJECTIONS = 29 };

#define WITH_ERROR_CODE	(1u << VECTOR_DF | 1u << VECTOR_TS |		\
			 1u << VECTOR_NP | 1u << VECTOR_SS |		\
			 1u << VECTOR_GP | 1u << VECTOR_PF |		\
			 1u << VECTOR_AC)

MILESTONE(skip_length)
{
	const struct scene *s = scenario("skip");
	struct step step = { 0 };
	unsigned count = 0;

	for (; step_next(s, &step); count++) {
		if (step.exit->detail == VMX_EXIT_VMCALL &&
		    step.exit->reg[RAX] == 0)
			break;
		step_expect_skip(s, &step, text("an instruction of %u bytes "
		    "skipped", (unsigned)step.exit->arg[5]));
	}
	expect(count >= SKIPS, "a guest that goes on after its VM exits",
	    "%s", outcome(s));
}
END_MILESTONE

/*
 * The interruptibility state at the VM entry after HLT number n: the guest
 * executes STI, HLT; MOV SS, HLT; HLT; and so on.
 */
static uint64_t
blocking_after(const struct scene *s, unsigned n)
{
	const struct trace_vmcs *v = &s->trace.header->snapshot[n];

	expect(trace_count(&s->trace, TRACE_EXIT, VMX_EXIT_HLT) >= n &&
	    v->attempt == n + 1, "a VM entry after each HLT", "%s",
	    outcome(s));
	return v->value[INDEX_GUEST_INTERRUPTIBILITY];
}

MILESTONE(skip_blocking)
{
	const struct scene *s = scenario("blocking");

	expect_value(blocking_after(s, 1) & INTERRUPTIBILITY_STI, 0,
	    "bit 0 of the interruptibility state, blocking by STI, after "
	    "STI and a HLT that is skipped");
	expect_value(blocking_after(s, 2) & INTERRUPTIBILITY_MOV_SS, 0,
	    "bit 1 of the interruptibility state, blocking by MOV SS, after "
	    "MOV SS and a HLT that is skipped");
}
END_MILESTONE

MILESTONE(skip_keeps)
{
	const struct scene *s = scenario("blocking");
	struct step step = { 0 };

	for (unsigned n = 1; n <= 3; n++) {
		expect_value(blocking_after(s, n) & INTERRUPTIBILITY_NMI,
		    INTERRUPTIBILITY_NMI, text("bit 3 of the interruptibility "
		    "state, blocking by NMI, 1 before, after HLT number %u",
		    n));
		step_next(s, &step);
		expect(step.entry && step.entry->arg[3] != step.exit->ip,
		    "a HLT skipped", "%s", step_describe(s, &step));
	}
}
END_MILESTONE

struct injection {		/* what one call of guest_inject() wrote */
	unsigned vector;
	uint64_t error_code;	/* that it was given */
	uint64_t info, written;
};

static const struct trace_record *
next_read(const struct scene *s, const struct trace_record *r,
    enum vmcs_field field)
{
	do
		r = trace_find(&s->trace, r, TRACE_INSN, VMX_EXIT_VMREAD);
	while (r && r->arg[0] != field);
	return r;
}

/*
 * The calls of drill_guest_inject() in kernel/vtx, which reads back what
 * each wrote; the arguments follow from the seed.
 */
static void
injections(const struct scene *s, struct injection injection[INJECTIONS])
{
	const struct trace_record *r = NULL;
	struct drills d = { .state = s->seed };
	unsigned vector = 0;

	for (unsigned i = 0; i < INJECTIONS; i++, vector++) {
		if (vector == VECTOR_NMI)
			vector = VECTOR_BR;
		injection[i].vector = vector;
		injection[i].error_code = drills_draw(&d) >> 32;
		r = next_read(s, r, VMCS_ENTRY_INTERRUPTION_INFO);
		expect(r != NULL, "guest_inject() called for each exception",
		    "%s", outcome(s));
		injection[i].info = r->arg[1];
		r = next_read(s, r, VMCS_ENTRY_EXCEPTION_ERROR_CODE);
		expect(r != NULL, "guest_inject() called for each exception",
		    "%s", outcome(s));
		injection[i].written = r->arg[1];
	}
}

MILESTONE(inject_event)
{
	const struct scene *s = scenario("inject");
	struct injection injection[INJECTIONS];

	injections(s, injection);
	for (unsigned i = 0; i < INJECTIONS; i++)
		expect_value(injection[i].info & ~(uint64_t)
		    INTERRUPTION_ERROR_CODE, INTERRUPTION_VALID |
		    INTERRUPTION_HARDWARE_EXCEPTION | injection[i].vector,
		    text("VM-entry interruption information for %s, vector "
		    "%u, but for bit 11", vector_name(injection[i].vector),
		    injection[i].vector));
}
END_MILESTONE

MILESTONE(inject_error_code)
{
	const struct scene *s = scenario("inject");
	struct injection injection[INJECTIONS];

	injections(s, injection);
	for (unsigned i = 0; i < INJECTIONS; i++) {
		unsigned vector = injection[i].vector;
		bool with = WITH_ERROR_CODE >> vector & 1;

		expect_value(injection[i].info & INTERRUPTION_ERROR_CODE,
		    with ? INTERRUPTION_ERROR_CODE : 0, text("bit 11 of the "
		    "VM-entry interruption information, deliver error code, "
		    "for %s, vector %u", vector_name(vector), vector));
		if (with)
			expect_value(injection[i].written,
			    injection[i].error_code, text("VM-entry exception "
			    "error code for %s", vector_name(vector)));
	}
}
END_MILESTONE

void
lab03_step(Suite *suite)
{
	TCase *tcase = exercise(suite, 3);

	milestone_add(tcase, skip_length);
	milestone_add(tcase, skip_blocking);
	milestone_add(tcase, skip_keeps);
	milestone_add(tcase, inject_event);
	milestone_add(tcase, inject_error_code);
}
