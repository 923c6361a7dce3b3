/*
 * Lab 3, exercise 5: exit_rdmsr() and exit_wrmsr().
 *
 * The checks follow the guest from one RDMSR or WRMSR to the next, and know
 * what its MSRs hold from the VMWRITEs of the VMM itself.
 */
#include "lab03.h"

enum {
	READS = 5, WRITES = 5,	/* of MSRs that are VMCS fields, at least */
	UNKNOWN = 5,		/* MSRs there are not */
	REFUSED = 4,		/* values that must not be */
	KEPT = 6		/* IA32_EFER and IA32_BIOS_SIGN_ID */
};

#define EFER_ALLOWED	(EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE)
#define EFER_MODE	((uint64_t)(EFER_LME | EFER_LMA))

struct access {			/* a RDMSR or WRMSR of the guest */
	struct step step;
	uint32_t msr;
	bool write;
	uint64_t value;		/* that is written, or should be read */
	const struct msr_row *row;	/* NULL: it is no VMCS field */
};

static const struct msr_row {
	uint32_t msr;
	enum vmcs_field field;
	bool canonical;		/* VM entry wants a canonical address */
} rows[] = {
	{ MSR_IA32_SYSENTER_CS, VMCS_GUEST_IA32_SYSENTER_CS, false },
	{ MSR_IA32_SYSENTER_ESP, VMCS_GUEST_IA32_SYSENTER_ESP, true },
	{ MSR_IA32_SYSENTER_EIP, VMCS_GUEST_IA32_SYSENTER_EIP, true },
	{ MSR_IA32_FS_BASE, VMCS_GUEST_FS_BASE, true },
	{ MSR_IA32_GS_BASE, VMCS_GUEST_GS_BASE, true },
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

struct guest_msrs {		/* what they hold as the guest runs */
	uint64_t field[ROWS];
	uint64_t efer, sign_id;
};

static bool
is_canonical_address(uint64_t value)
{
	return value >> 47 == 0 || value >> 47 == 0x1ffff;
}

/* Can the guest have this value in this MSR?  It has the MSR. */
static bool
is_allowed(const struct access *a)
{
	if (a->msr == MSR_IA32_EFER)
		return !(a->value & ~(uint64_t)EFER_ALLOWED) &&
		    (a->value & EFER_MODE) == EFER_MODE;
	return !a->row || !a->row->canonical || is_canonical_address(a->value);
}

static bool
is_kept_outside(const struct access *a)
{
	return a->msr == MSR_IA32_EFER || a->msr == MSR_IA32_BIOS_SIGN_ID;
}

/* Fill in the rest of an access from its step. */
static void
look_up(struct access *a, const struct guest_msrs *msrs)
{
	const uint64_t *reg = a->step.exit->reg;

	a->write = a->step.exit->detail == VMX_EXIT_WRMSR;
	a->msr = (uint32_t)reg[RCX];
	a->row = NULL;
	for (unsigned i = 0; i < ROWS; i++)
		if (rows[i].msr == a->msr)
			a->row = &rows[i];
	if (a->write)
		a->value = reg[RDX] << 32 | (uint32_t)reg[RAX];
	else if (a->row)
		a->value = msrs->field[a->row - rows];
	else
		a->value = a->msr == MSR_IA32_EFER ? msrs->efer :
		    msrs->sign_id;
}

/* Go on to the next access, after the effects of the one before. */
static bool
access_next(const struct scene *s, struct access *a, struct guest_msrs *msrs)
{
	if (!a->step.exit) {
		*msrs = (struct guest_msrs){ .efer = EFER_MODE };
	} else {
		for (unsigned i = 0; i < ROWS; i++)
			step_written(s, &a->step, rows[i].field,
			    &msrs->field[i]);
		if (a->write && is_allowed(a) && a->msr == MSR_IA32_EFER)
			msrs->efer = a->value;
		if (a->write && a->msr == MSR_IA32_BIOS_SIGN_ID)
			msrs->sign_id = a->value;
	}
	while (step_next(s, &a->step)) {
		if (a->step.exit->detail != VMX_EXIT_RDMSR &&
		    a->step.exit->detail != VMX_EXIT_WRMSR)
			continue;
		look_up(a, msrs);
		return true;
	}
	return false;
}

static const char *
name_of(const struct access *a)
{
	return text("%s of MSR %#x", a->write ? "WRMSR" : "RDMSR", a->msr);
}

/* Fail unless a RDMSR gave the guest this value, in both halves. */
static void
expect_read(const struct scene *s, const struct access *a)
{
	const struct trace_record *entry = a->step.entry;
	const char *expected = text("%s gives RAX = %#x, RDX = %#x",
	    name_of(a), (uint32_t)a->value, (uint32_t)(a->value >> 32));

	step_expect_skip(s, &a->step, expected);
	expect(entry->reg[RAX] == (uint32_t)a->value &&
	    entry->reg[RDX] == a->value >> 32, expected, "RAX = %#" PRIx64
	    ", RDX = %#" PRIx64, entry->reg[RAX], entry->reg[RDX]);
	step_expect_kept(s, &a->step, 0xfffau);
}

static void
expect_write(const struct scene *s, const struct access *a)
{
	step_expect_skip(s, &a->step, text("%s := %#" PRIx64 " done",
	    name_of(a), a->value));
	step_expect_kept(s, &a->step, 0xffffu);
}

/* Call a check for each access of a run; returns how many it was for. */
static unsigned
each_access(const struct scene *s,
    bool (*check)(const struct scene *s, const struct access *a))
{
	struct access a = { 0 };
	struct guest_msrs msrs;
	unsigned count = 0;

	while (access_next(s, &a, &msrs))
		count += check(s, &a);
	return count;
}

/* Do it on both processors; fail if there was not enough to judge. */
static void
expect_all(unsigned least, const char *what,
    bool (*check)(const struct scene *s, const struct access *a))
{
	static const char *const names[] = { "msrs", "msrs, one EFER" };

	for (unsigned i = 0; i < 2; i++) {
		const struct scene *s = scenario(names[i]);

		expect(each_access(s, check) >= least, what, "%s",
		    outcome(s));
	}
}

static bool
check_field_read(const struct scene *s, const struct access *a)
{
	if (a->write || !a->row)
		return false;
	expect_read(s, a);
	return true;
}

MILESTONE(rdmsr_fields)
{
	expect_all(READS, "a guest that goes on after RDMSR",
	    check_field_read);
}
END_MILESTONE

static bool
check_field_write(const struct scene *s, const struct access *a)
{
	uint64_t value = 0;
	bool written;

	if (!a->write || !a->row || !is_allowed(a))
		return false;
	expect_write(s, a);
	written = step_written(s, &a->step, a->row->field, &value);
	expect(written && value == a->value, text("%s := %#" PRIx64
	    " in the guest-state area", name_of(a), a->value), "%s", written ?
	    text("%#" PRIx64, value) : "no VMWRITE to its field");
	return true;
}

MILESTONE(wrmsr_fields)
{
	expect_all(WRITES, "a guest that goes on after WRMSR",
	    check_field_write);
}
END_MILESTONE

static bool
check_kept(const struct scene *s, const struct access *a)
{
	if (!is_kept_outside(a) || (a->write && !is_allowed(a)))
		return false;
	if (a->write)
		expect_write(s, a);
	else
		expect_read(s, a);
	return true;
}

MILESTONE(msr_kept)
{
	expect_all(KEPT, "a guest that goes on after RDMSR and WRMSR of "
	    "IA32_EFER and IA32_BIOS_SIGN_ID", check_kept);
}
END_MILESTONE

/* Fail unless an access ended in #GP(0) and changed nothing. */
static void
expect_refused(const struct scene *s, const struct access *a,
    const char *why)
{
	uint64_t value = 0;
	bool written = a->row && step_written(s, &a->step, a->row->field,
	    &value);

	step_expect_gp(s, &a->step, text("%s refused: %s", name_of(a), why));
	step_expect_kept(s, &a->step, 0xffffu);
	expect(!written, text("%s changes nothing", name_of(a)),
	    "%#" PRIx64 " was written", value);
}

static bool
check_unknown(const struct scene *s, const struct access *a)
{
	if (a->row || is_kept_outside(a))
		return false;
	expect_refused(s, a, "the guest has no such MSR");
	return true;
}

MILESTONE(msr_unknown)
{
	expect_all(UNKNOWN, "a guest that tries MSRs it has not",
	    check_unknown);
}
END_MILESTONE

static bool
check_refused(const struct scene *s, const struct access *a)
{
	if (!a->write || is_allowed(a) || (!a->row && !is_kept_outside(a)))
		return false;
	expect_refused(s, a, text("it must not be %#" PRIx64, a->value));
	return true;
}

MILESTONE(wrmsr_values)
{
	expect_all(REFUSED, "a guest that tries values an MSR must not have",
	    check_refused);
}
END_MILESTONE

void
lab03_msr(Suite *suite)
{
	TCase *tcase = exercise(suite, 5);

	milestone_add(tcase, rdmsr_fields);
	milestone_add(tcase, wrmsr_fields);
	milestone_add(tcase, msr_kept);
	milestone_add(tcase, msr_unknown);
	milestone_add(tcase, wrmsr_values);
}
