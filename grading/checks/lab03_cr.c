/*
 * Lab 3, exercise 6: exit_cr_access().
 *
 * The checks follow the guest from one access to the next; what its CR0 and
 * CR4 were before is what the VMM itself wrote to the read shadows.
 */
#include "lab03.h"

struct access {			/* an access to a control register */
	struct step step;
	unsigned cr, type, reg;
	uint64_t source;	/* MOV to a control register */
	uint64_t wanted;	/* the new value of CR0 or CR4 */
	uint64_t old;		/* the guest's value before */
};

struct shadows {
	uint64_t cr0, cr4;
};

static const char *
name_of(const struct access *a)
{
	switch (a->type) {
	case CR_ACCESS_TO_CR:
		return text("MOV of %#" PRIx64 " to CR%u", a->source, a->cr);
	case CR_ACCESS_FROM_CR:
		return text("MOV from CR%u", a->cr);
	case CR_ACCESS_CLTS:
		return "CLTS";
	default:
		return text("LMSW of %#x", (unsigned)(a->step.exit->arg[0] >>
		    CR_ACCESS_LMSW_SHIFT));
	}
}

/* What CR0 or CR4 should become.  SDM Vol. 2, "CLTS", "LMSW", "MOV". */
static uint64_t
wanted_value(const struct access *a)
{
	const uint64_t loaded = CR0_MP | CR0_EM | CR0_TS;
	uint64_t word = a->step.exit->arg[0] >> CR_ACCESS_LMSW_SHIFT & 0xffff;

	switch (a->type) {
	case CR_ACCESS_CLTS:
		return a->old & ~(uint64_t)CR0_TS;
	case CR_ACCESS_LMSW:
		return (a->old & ~loaded) | (word & (loaded | CR0_PE));
	default:
		return a->cr == 0 ? a->source | CR0_ET : a->source;
	}
}

static void
look_up(struct access *a, const struct shadows *shadows)
{
	const struct trace_record *exit = a->step.exit;
	uint64_t q = exit->arg[0];

	a->cr = q & CR_ACCESS_NUMBER;
	a->type = q >> CR_ACCESS_TYPE_SHIFT & 3;
	a->reg = q >> CR_ACCESS_REGISTER_SHIFT & 0xf;
	a->source = a->reg == RSP ? exit->arg[6] : exit->reg[a->reg];
	a->old = a->cr == 4 ? shadows->cr4 : shadows->cr0;
	a->wanted = wanted_value(a);
}

/* Go on to the next access, after the effects of the one before. */
static bool
access_next(const struct scene *s, struct access *a, struct shadows *shadows)
{
	const uint64_t *first = s->trace.header->snapshot[0].value;

	if (!a->step.exit) {
		shadows->cr0 = first[INDEX_CR0_READ_SHADOW];
		shadows->cr4 = first[INDEX_CR4_READ_SHADOW];
	} else {
		step_written(s, &a->step, VMCS_CR0_READ_SHADOW, &shadows->cr0);
		step_written(s, &a->step, VMCS_CR4_READ_SHADOW, &shadows->cr4);
	}
	if (!step_find(s, &a->step, VMX_EXIT_CR_ACCESS))
		return false;
	look_up(a, shadows);
	return true;
}

/* Can the guest have this value in CR0 or CR4? */
static bool
is_allowed(const struct scene *s, const struct access *a)
{
	const uint64_t never = CR4_VMXE | CR4_SMXE | CR4_LA57 | CR4_PCIDE;
	uint64_t v = a->wanted;

	if (a->cr == 0)
		return v >> 32 == 0 && v & CR0_PE && v & CR0_PG &&
		    !(v & CR0_NW && !(v & CR0_CD));
	return v & CR4_PAE && !(v & never) &&
	    !(v & ~capability_of(s, MSR_IA32_VMX_CR4_FIXED1));
}

/* Fail unless shadow and register have the new value, and it goes on. */
static void
expect_set(const struct scene *s, const struct access *a)
{
	uint32_t fixed = a->cr == 0 ? MSR_IA32_VMX_CR0_FIXED0 :
	    MSR_IA32_VMX_CR4_FIXED0;
	uint64_t real = (a->wanted | capability_of(s, fixed)) &
	    capability_of(s, fixed + 1);
	uint64_t shadow = a->old;

	step_expect_skip(s, &a->step, text("%s done", name_of(a)));
	step_written(s, &a->step, a->cr == 0 ? VMCS_CR0_READ_SHADOW :
	    VMCS_CR4_READ_SHADOW, &shadow);
	expect_value(shadow, a->wanted, text("the CR%u read shadow after %s",
	    a->cr, name_of(a)));
	expect_value(a->step.entry->arg[a->cr == 0 ? 6 : 7], real,
	    text("the guest's CR%u field after %s, with the bits that VMX "
	    "fixes", a->cr, name_of(a)));
	step_expect_kept(s, &a->step, 0xffffu);
}

/* Fail unless there is #GP(0), and neither shadow nor register changed. */
static void
expect_refused(const struct scene *s, const struct access *a)
{
	uint64_t shadow = a->old;

	step_expect_gp(s, &a->step, text("%s refused", name_of(a)));
	step_written(s, &a->step, a->cr == 0 ? VMCS_CR0_READ_SHADOW :
	    VMCS_CR4_READ_SHADOW, &shadow);
	expect_value(shadow, a->old, text("the CR%u read shadow after %s, "
	    "which is refused", a->cr, name_of(a)));
	step_expect_kept(s, &a->step, 0xffffu);
}

/*
 * Check the MOVs to CR0 or CR4 with values that the guest may have, or
 * those with values it may not; fail unless there are at least so many.
 */
static void
expect_moves(unsigned cr, bool allowed, unsigned least)
{
	const struct scene *s = scenario("control registers");
	struct access a = { 0 };
	struct shadows shadows;
	unsigned count = 0;

	while (access_next(s, &a, &shadows)) {
		if (a.cr != cr || a.type != CR_ACCESS_TO_CR ||
		    is_allowed(s, &a) != allowed)
			continue;
		if (allowed)
			expect_set(s, &a);
		else
			expect_refused(s, &a);
		count++;
	}
	expect(count >= least, text("a guest that goes on after MOV to CR%u",
	    cr), "%s", outcome(s));
}

MILESTONE(cr0_values)
{
	expect_moves(0, true, 1);
}
END_MILESTONE

MILESTONE(cr0_refused)
{
	expect_moves(0, false, 4);
}
END_MILESTONE

MILESTONE(cr0_short)
{
	const struct scene *s = scenario("control registers");
	struct access a = { 0 };
	struct shadows shadows;
	unsigned clts = 0, lmsw = 0;

	while (access_next(s, &a, &shadows)) {
		if (a.type != CR_ACCESS_CLTS && a.type != CR_ACCESS_LMSW)
			continue;
		expect_set(s, &a);
		clts += a.type == CR_ACCESS_CLTS;
		lmsw += a.type == CR_ACCESS_LMSW;
	}
	expect(clts >= 2 && lmsw >= 1, "a guest that goes on after CLTS and "
	    "LMSW", "%s", outcome(s));
}
END_MILESTONE

MILESTONE(cr4_values)
{
	expect_moves(4, true, 2);
}
END_MILESTONE

MILESTONE(cr4_refused)
{
	expect_moves(4, false, 3);
}
END_MILESTONE

/* One access to CR3 on a processor that insists on an exit. */
static void
expect_cr3(const struct scene *s, const struct access *a)
{
	uint64_t old = a->step.exit->cr3;

	if (a->type == CR_ACCESS_FROM_CR) {
		step_expect_skip(s, &a->step, "MOV from CR3 done");
		expect_value(a->step.entry->reg[a->reg], old,
		    "what the guest reads in CR3");
		step_expect_kept(s, &a->step, 0xffffu & ~(1u << a->reg));
	} else if (a->source >> 52 != 0) {
		step_expect_gp(s, &a->step, text("%s refused", name_of(a)));
		expect_value(a->step.entry->cr3, old, "the guest's CR3 after "
		    "a MOV that is refused");
	} else {
		step_expect_skip(s, &a->step, text("%s done", name_of(a)));
		expect_value(a->step.entry->cr3, a->source, "the guest's CR3");
	}
}

MILESTONE(cr3)
{
	const struct scene *s = scenario("CR3 exits");
	struct access a = { 0 };
	struct shadows shadows;
	unsigned count = 0;

	while (access_next(s, &a, &shadows)) {
		if (a.cr != 3)
			continue;
		expect_cr3(s, &a);
		count++;
	}
	expect(count >= 4, "a guest that goes on after MOV to and from CR3",
	    "%s", outcome(s));
}
END_MILESTONE

void
lab03_cr(Suite *suite)
{
	TCase *tcase = exercise(suite, 6);

	milestone_add(tcase, cr0_values);
	milestone_add(tcase, cr0_refused);
	milestone_add(tcase, cr0_short);
	milestone_add(tcase, cr4_values);
	milestone_add(tcase, cr4_refused);
	milestone_add(tcase, cr3);
}
