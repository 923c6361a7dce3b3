/*
 * Lab 2, exercise 3: all control fields, on processors that allow different
 * things.
 */
#include <stdio.h>
#include <stdlib.h>

#include "grading/names.h"
#include "lab02.h"

/* The VMWRITE that gave a field its value, or NULL. */
static const struct trace_record *
vmwrite_of(const struct scene *s, uint32_t field)
{
	const struct trace_record *r = NULL, *last = NULL;

	while ((r = trace_find(&s->trace, r, TRACE_INSN, VMX_EXIT_VMWRITE)))
		if (r->arg[0] == field && r->arg[2] == OUTCOME_SUCCEED)
			last = r;
	return last;
}

/* What to say of a field without one. */
static const char *
never_written(const struct scene *s)
{
	char *text;

	if (s->trace.header->attempts > 0)
		return "never written";
	if (asprintf(&text, "never written;\n%s", outcome(s)) < 0)
		abort();
	return text;
}

static const struct vmx_control *
wanted_of(const struct scene *s, enum control_group group)
{
	static struct vmx_control wanted[CONTROL_GROUPS];

	expect(symbols_read(s->symbols, "wanted", s->run.ram, s->run.ram_size,
	    wanted, sizeof(wanted)) == 0, "a kernel that wants something",
	    "no table called wanted");
	return &wanted[group];
}

/* A group's bits on this processor, from what the kernel wants. */
static uint32_t
expected_bits(const struct scene *s, enum control_group group)
{
	const struct vmx_control *w = wanted_of(s, group);
	uint64_t basic = capability_of(s, MSR_IA32_VMX_BASIC);
	uint64_t c = capability_of(s, basic & VMX_BASIC_TRUE_CTLS &&
	    w->true_msr ? w->true_msr : w->msr);

	return (w->one | (uint32_t)c | w->optional) & (uint32_t)(c >> 32);
}

static void
expect_group(const struct scene *s, enum control_group group)
{
	uint32_t field = wanted_of(s, group)->field;
	const struct trace_record *r = vmwrite_of(s, field);
	const char *name = field_constant(vmcs_index(field));
	uint32_t bits = expected_bits(s, group);
	char expected[128];

	snprintf(expected, sizeof(expected), "%s = %#x", name, bits);
	expect(r != NULL, expected, "%s", never_written(s));
	expect(r->arg[1] == bits, expected, "%#" PRIx64
	    "; wrong bits: %#" PRIx64 "\n%s", r->arg[1], r->arg[1] ^ bits,
	    describe(s, r));
}

/* Where processors can do different things, the same controls are no answer:
 * only one of the two knows of `field` what is optional. */
static void
expect_different(const char *one, const char *other, uint32_t field)
{
	const struct trace_record *a = vmwrite_of(scenario(one), field);
	const struct trace_record *b = vmwrite_of(scenario(other), field);

	expect(a && b && a->arg[1] != b->arg[1], "controls that depend on the "
	    "processor", "the same ones, or none, on processors that differ");
}

static void
expect_groups(const struct scene *s)
{
	expect_group(s, CONTROL_PIN);
	expect_group(s, CONTROL_PRIMARY);
	expect_group(s, CONTROL_EXIT);
	expect_group(s, CONTROL_ENTRY);
}

MILESTONE(controls_plain)
{
	expect_groups(scenario("plain"));
	expect_different("plain", "true", VMCS_EXIT_CONTROLS);
}
END_MILESTONE

MILESTONE(controls_true)
{
	expect_groups(scenario("true"));
	expect_different("true", "no secondary", VMCS_PRIMARY_CONTROLS);
}
END_MILESTONE

MILESTONE(controls_secondary)
{
	const struct scene *s = scenario("no secondary");

	expect_group(scenario("true"), CONTROL_SECONDARY);
	expect(!trace_next(&s->trace, NULL, TRACE_FAULT) &&
	    !insn_with(s, VMX_EXIT_VMWRITE, OUTCOME_FAIL_VALID),
	    "secondary controls left alone where they do not exist", "%s",
	    outcome(s));
	expect(vmwrite_of(s, VMCS_ENTRY_CONTROLS) != NULL,
	    "the groups behind it written there all the same", "%s",
	    outcome(s));
}
END_MILESTONE

/* A bit that cannot be had: an error that names it, and nothing more. */
static void
expect_refused(const struct scene *s, enum control_group group, int bit)
{
	struct journal_entry step = journal_step(s, JOURNAL_WRITE_CONTROLS);
	const struct trace_record *r = vmwrite_of(s, VMCS_ENTRY_CONTROLS);
	uint32_t field = wanted_of(s, group)->field;
	char expected[128];

	snprintf(expected, sizeof(expected), "-ENOTSUP (-95) for bit %d of %s,"
	    " which this processor does not allow to be 1", bit,
	    field_constant(vmcs_index(field)));
	expect_lab_error(s, expected);
	expect(step.result == -KERNEL_ENOTSUP && step.value[0] == field &&
	    (int)step.value[1] == bit, expected, "%d for bit %d of %s",
	    step.result, (int)step.value[1],
	    field_constant(vmcs_index((uint32_t)step.value[0])));
	expect(!r, "nothing written after the group that cannot be had", "%s",
	    describe(s, r));
}

MILESTONE(controls_refused)
{
	const struct scene *s = scenario("true");

	expect_refused(scenario("no hlt exiting"), CONTROL_PRIMARY, 7);
	expect_refused(scenario("no 64-bit host"), CONTROL_EXIT, 9);
	expect(s->trace.header->attempts > 0, "0 returned on a processor that "
	    "allows all, and so a VM entry", "%s", outcome(s));
}
END_MILESTONE

MILESTONE(controls_kept)
{
	const struct scene *s = scenario("true");
	struct vcpu vcpu;

	expect(symbols_read(s->symbols, "vcpu", s->run.ram, s->run.ram_size,
	    &vcpu, sizeof(vcpu)) == 0, "a struct vcpu", "none");
	for (unsigned i = 0; i < CONTROL_GROUPS; i++) {
		uint32_t field = wanted_of(s, i)->field;
		const struct trace_record *r = vmwrite_of(s, field);

		expect(r != NULL, "a VMWRITE for each group of controls",
		    "none to %s", field_constant(vmcs_index(field)));
		expect(vcpu.control_value[i] == r->arg[1],
		    "in vcpu->control_value[] what the VMCS field got",
		    "%#x, but %s is %#" PRIx64, vcpu.control_value[i],
		    field_constant(vmcs_index(field)), r->arg[1]);
	}
	expect(vmwrite_of(s, VMCS_GUEST_IA32_EFER) != NULL,
	    "and so an IA32_EFER for the guest", "none");
}
END_MILESTONE

static void
expect_written(const struct scene *s, uint32_t field, uint64_t value)
{
	const struct trace_record *r = vmwrite_of(s, field);
	const char *name = field_constant(vmcs_index(field));
	char expected[128];

	snprintf(expected, sizeof(expected), "%s = %#" PRIx64, name, value);
	expect(r != NULL, expected, "%s", never_written(s));
	expect(r->arg[1] == value, expected, "%#" PRIx64 "\n%s", r->arg[1],
	    describe(s, r));
}

MILESTONE(controls_zeros)
{
	static const uint32_t fields[] = {
		VMCS_EXCEPTION_BITMAP, VMCS_PAGE_FAULT_ERROR_MASK,
		VMCS_PAGE_FAULT_ERROR_MATCH, VMCS_CR3_TARGET_COUNT,
		VMCS_EXIT_MSR_STORE_COUNT, VMCS_EXIT_MSR_LOAD_COUNT,
		VMCS_ENTRY_MSR_LOAD_COUNT, VMCS_ENTRY_INTERRUPTION_INFO,
	};

	for (unsigned i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		expect_written(scenario("true"), fields[i], 0);
}
END_MILESTONE

MILESTONE(controls_masks)
{
	const struct scene *s = scenario("true");
	struct guest guest = guest_of(s);

	expect_written(s, VMCS_CR0_GUEST_HOST_MASK, UINT64_MAX);
	expect_written(s, VMCS_CR4_GUEST_HOST_MASK, UINT64_MAX);
	expect_written(s, VMCS_CR0_READ_SHADOW, guest.cr0);
	expect_written(s, VMCS_CR4_READ_SHADOW, guest.cr4);
}
END_MILESTONE

void
lab02_controls(Suite *suite)
{
	TCase *controls = exercise(suite, 3);

	milestone_add(controls, controls_plain);
	milestone_add(controls, controls_true);
	milestone_add(controls, controls_secondary);
	milestone_add(controls, controls_refused);
	milestone_add(controls, controls_kept);
	milestone_add(controls, controls_zeros);
	milestone_add(controls, controls_masks);
}
