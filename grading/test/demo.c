/*
 * Checks of a machine that played a few records; see test_grading.c for
 * what it played.
 */
#include <signal.h>

#include "demo.h"
#include "arch/vmx.h"

#define ROW(id, points)							\
	"{\"id\": \"" id "\", \"exercise\": 1, \"points\": " points ","	\
	" \"title\": \"title of " id "\","				\
	" \"means\": \"a <mistake> & its reason\","			\
	" \"read\": \"the \\\"book\\\"\"}"

const char demo_milestones[] = "{\"labs\": [{\"lab\": 42, \"name\": \"demo\","
    " \"milestones\": [" ROW("demo_vmxon", "3") "," ROW("demo_exits", "2") ","
    ROW("demo_wrong", "4") "," ROW("demo_crash", "5") ","
    ROW("demo_missing", "6") "]}]}";

MILESTONE(demo_vmxon)
{
	const struct scene *s = scenario("plain");
	const struct trace_record *r = trace_find(&s->trace, NULL, TRACE_INSN,
	    VMX_EXIT_VMXON);

	expect(r && r->arg[2] == OUTCOME_SUCCEED, "a VMXON that succeeds",
	    "%s", describe(s, r));
	expect_power_off(s);
}
END_MILESTONE

MILESTONE(demo_exits)
{
	const struct scene *s = scenario("plain");

	expect_value(s->trace.header->exits[VMX_EXIT_CPUID], 7,
	    "VM exits because of CPUID");
}
END_MILESTONE

MILESTONE(demo_wrong)
{
	const struct scene *s = scenario("plain");

	expect(false, "a VMXOFF", "%s", describe(s, trace_find(&s->trace,
	    NULL, TRACE_INSN, VMX_EXIT_VMXOFF)));
}
END_MILESTONE

MILESTONE(demo_crash)
{
	raise(SIGKILL);
}
END_MILESTONE

MILESTONE(demo_missing)
{
	scenario("no image");
}
END_MILESTONE

static Suite *
demo_suite(void)
{
	Suite *suite = suite_create("demo");
	TCase *first = exercise(suite, 1);

	milestone_add(first, demo_vmxon);
	milestone_add(first, demo_exits);
	milestone_add(first, demo_wrong);
	milestone_add(first, demo_crash);
	milestone_add(first, demo_missing);
	return suite;
}

static const struct scenario scenarios[] = {
	{ .name = "plain", .image = "vmm", .guest = "vmm", .seeded = true },
	{ .name = "no image", .image = "no-such-image" },
	{ .name = NULL }
};

const struct lab_suite demo_checks = {
	.lab = 42, .scenarios = scenarios, .suite = demo_suite,
};
