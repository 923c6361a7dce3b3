/*
 * Lab 1: what a VMM did before VMXON, on processors that differ.  This
 * file: the machines, and whether VMX may be used (exercises 1 and 2).
 */
#include "lab01.h"

/* A lock value with a bit that is none of VMX's: LMCE, bit 20. */
#define OTHER_FEATURE	0x100000u

static const struct scenario scenarios[] = {
	{ .name = "vmx", .image = "ex1.elf" },
	{ .name = "no vmx", .image = "ex1.elf", .machine = "vmx=0" },
	{ .name = "no leaf", .image = "ex1.elf", .machine = "vmx=0 leaves=0" },

	{ .name = "unlocked", .image = "ex2.elf", .machine = "fc=0x100000" },
	{ .name = "locked on", .image = "ex2.elf", .machine = "fc=0x5" },
	{ .name = "locked off", .image = "ex2.elf", .machine = "fc=0x100001" },

	{ .name = "fixed", .image = "ex3.elf", .drilled = true,
	    .machine = "cr0=0x8 cr0zero=0x40000 cr4=0x44 cr4zero=0x8" },
	{ .name = "fixed otherwise", .image = "ex3.elf", .drilled = true,
	    .machine = "cr0=0x40000 cr0zero=0x2 cr4=0x200 cr4zero=0x80" },
	{ .name = "no paging", .image = "ex3.elf", .drilled = true,
	    .machine = "cr0zero=0x80000000" },
	{ .name = "no pae", .image = "ex3.elf", .drilled = true,
	    .machine = "cr4zero=0x20" },

	{ .name = "region", .image = "ex4.elf" },
	{ .name = "result", .image = "ex5.elf", .drilled = true },
	{ .name = "on and off", .image = "ex6.elf", .drilled = true },
	{ .name = NULL }
};

/* The first sign that the VMM takes VMX for granted, or NULL. */
static const struct trace_record *
use_of_vmx(const struct scene *s)
{
	static const enum trace_kind kinds[] = {
		TRACE_FAULT, TRACE_MSR, TRACE_INSN
	};
	const struct trace_record *r;

	for (unsigned i = 0; i < 3; i++)
		if ((r = trace_next(&s->trace, NULL, kinds[i])))
			return r;
	return NULL;
}

/*
 * The VMM asked CPUID for `leaf`, found no VMX and stopped; but on a
 * processor with VMX the same image went on to VMXON.
 */
static void
expect_no_vmx(const struct scene *s, uint32_t leaf, const char *why)
{
	const struct scene *vmx = scenario("vmx");
	const struct trace_record *r = use_of_vmx(s);

	expect(trace_find(&s->trace, NULL, TRACE_CPUID, leaf) != NULL,
	    leaf ? "a CPUID with EAX = 1" :
	    "a CPUID with EAX = 0, for the highest leaf",
	    "%s", outcome(s));
	expect(!r, why, "it was used all the same:\n%s", outcome(s));
	expect_lab_error(s, "the VMM stops because there is no VMX");
	expect(insn_with(vmx, VMX_EXIT_VMXON, OUTCOME_SUCCEED) != NULL,
	    "true on a processor with VMX, and so a VMXON there", "%s",
	    outcome(vmx));
}

MILESTONE(vmx_detected)
{
	const struct scene *vmx = scenario("vmx");

	expect(insn_with(vmx, VMX_EXIT_VMXON, OUTCOME_SUCCEED) != NULL,
	    "true where CPUID.1:ECX[5] = 1, and so a VMXON there", "%s",
	    outcome(vmx));
	expect_no_vmx(scenario("no vmx"), 1,
	    "false where CPUID.1:ECX[5] = 0, and VMX left alone");
}
END_MILESTONE

MILESTONE(vmx_leaf)
{
	expect_no_vmx(scenario("no leaf"), 0,
	    "false on a processor whose highest CPUID leaf is 0, "
	    "and VMX left alone");
}
END_MILESTONE

/* The last completed write to IA32_FEATURE_CONTROL, or NULL. */
static const struct trace_record *
feature_write(const struct scene *s)
{
	const struct trace_record *r = NULL, *last = NULL;

	while ((r = trace_find(&s->trace, r, TRACE_MSR,
	    MSR_IA32_FEATURE_CONTROL)))
		if (r->arg[1])
			last = r;
	return last;
}

/* A locked register must not be written; an unlocked one was. */
static void
expect_not_written(const struct scene *s)
{
	const struct trace_record *r = NULL;

	while ((r = trace_next(&s->trace, r, TRACE_FAULT)))
		expect(r->arg[1] != MSR_IA32_FEATURE_CONTROL,
		    "no WRMSR to IA32_FEATURE_CONTROL, which is locked",
		    "#GP(0) for writing %#" PRIx64 " to it:\n%s", r->arg[2],
		    describe(s, r));
	expect(feature_write(scenario("unlocked")) != NULL,
	    "an answer that depends on the register: where it is not locked, "
	    "a WRMSR", "no WRMSR to IA32_FEATURE_CONTROL there");
}

MILESTONE(unlock_unlocked)
{
	const uint64_t wanted = FEATURE_CONTROL_LOCK |
	    FEATURE_CONTROL_VMX_OUTSIDE_SMX;
	const struct scene *s = scenario("unlocked");
	const struct trace_record *r = feature_write(s);

	expect(r != NULL, "a WRMSR to IA32_FEATURE_CONTROL, which is not "
	    "locked", "none;\n%s", outcome(s));
	expect((r->arg[0] & wanted) == wanted,
	    "bits 0 (lock) and 2 (VMX outside SMX) of IA32_FEATURE_CONTROL "
	    "set", "%s", describe(s, r));
	expect(insn_with(s, VMX_EXIT_VMXON, OUTCOME_SUCCEED) != NULL,
	    "0 returned, and so a VMXON that succeeds", "%s", outcome(s));
}
END_MILESTONE

MILESTONE(unlock_keeps)
{
	const struct scene *s = scenario("unlocked");
	const struct trace_record *r = feature_write(s);

	expect(r != NULL, "a WRMSR to IA32_FEATURE_CONTROL, which is not "
	    "locked", "none;\n%s", outcome(s));
	expect((r->arg[0] & OTHER_FEATURE) != 0,
	    "bit 20, which was set and is not ours, still set",
	    "%s", describe(s, r));
}
END_MILESTONE

MILESTONE(unlock_locked_on)
{
	const struct scene *s = scenario("locked on");

	expect_not_written(s);
	expect(insn_with(s, VMX_EXIT_VMXON, OUTCOME_SUCCEED) != NULL,
	    "0 returned when the firmware has locked VMX on, and so a VMXON "
	    "that succeeds", "%s", outcome(s));
}
END_MILESTONE

MILESTONE(unlock_locked_off)
{
	const struct scene *s = scenario("locked off");

	expect_not_written(s);
	expect(!trace_find(&s->trace, NULL, TRACE_INSN, VMX_EXIT_VMXON),
	    "-EPERM returned when the firmware has locked VMX off, and so no "
	    "VMXON", "%s", outcome(s));
	expect_lab_error(s, "the VMM stops because VMX is locked off");
	expect(journal_step(s, JOURNAL_VMX_UNLOCK).result == -KERNEL_EPERM,
	    "vmx_unlock() returns -EPERM", "%d",
	    journal_step(s, JOURNAL_VMX_UNLOCK).result);
}
END_MILESTONE

static Suite *
lab01_suite(void)
{
	Suite *suite = suite_create("lab 1, vmxon");
	TCase *detect = exercise(suite, 1), *unlock = exercise(suite, 2);

	milestone_add(detect, vmx_detected);
	milestone_add(detect, vmx_leaf);
	milestone_add(unlock, unlock_unlocked);
	milestone_add(unlock, unlock_keeps);
	milestone_add(unlock, unlock_locked_on);
	milestone_add(unlock, unlock_locked_off);
	lab01_control(suite);
	lab01_vmxon(suite);
	return suite;
}

const struct lab_suite lab01_checks = {
	.lab = 1, .scenarios = scenarios, .suite = lab01_suite,
};
