/*
 * Lab 3: a guest that runs, exit by exit.  This file: the machines, and the
 * steps of a guest's life.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lab03.h"

enum { ENTRIES_SHOWN = 4 };

#define NO_EFER	"deny=exit.20 deny=exit.21 deny=entry.15"

/* VMCS fields that the VMM is told to change before it runs the guest. */
#define HOST_CR0_0	"field=0x6c00 value=0"
#define GUEST_RFLAGS_0	"field=0x6820 value=0"
#define NMI_BLOCKING	"field=0x4824 value=8"

static const struct scenario scenarios[] = {
	{ .name = "enter", .image = "ex1.elf", .drilled = true,
	    .guest = "regs.elf" },

	{ .name = "run", .image = "ex2.elf", .guest = "hello.elf",
	    .seeded = true },
	{ .name = "short", .image = "ex2.elf", .guest = "status.elf" },
	{ .name = "bad host", .image = "ex2.elf", .guest = "hello.elf",
	    .vmm_args = HOST_CR0_0 },
	{ .name = "bad guest", .image = "ex2.elf", .guest = "hello.elf",
	    .vmm_args = GUEST_RFLAGS_0 },

	{ .name = "skip", .image = "ex3.elf", .guest = "skip.elf" },
	{ .name = "blocking", .image = "ex3.elf", .guest = "hlt.elf",
	    .vmm_args = NMI_BLOCKING, .seeded = true },
	{ .name = "inject", .image = "ex3.elf", .guest = "inject.elf",
	    .drilled = true },

	{ .name = "cpuid", .image = "ex4.elf", .guest = "cpuid.elf" },
	{ .name = "registers", .image = "ex4.elf", .guest = "regs.elf",
	    .seeded = true },
	{ .name = "halt", .image = "ex4.elf", .guest = "hlt.elf",
	    .seeded = true },
	{ .name = "end", .image = "ex4.elf", .guest = "status.elf",
	    .seeded = true },
	{ .name = "write", .image = "ex4.elf", .guest = "hello.elf",
	    .seeded = true },
	{ .name = "bounds", .image = "ex4.elf", .guest = "vmcall.elf",
	    .seeded = true },

	{ .name = "msrs", .image = "ex5.elf", .guest = "msr.elf",
	    .seeded = true },
	{ .name = "msrs, one EFER", .image = "ex5.elf", .guest = "msr.elf",
	    .machine = NO_EFER, .seeded = true },

	{ .name = "control registers", .image = "ex6.elf", .guest = "cr.elf",
	    .machine = "true=1 cr0=0x40000 cr4=0x8", .seeded = true },
	{ .name = "CR3 exits", .image = "ex6.elf", .guest = "cr.elf",
	    .machine = "true=0", .seeded = true },
	{ .name = NULL }
};

const char *
text(const char *format, ...)
{
	va_list args;
	char *result;

	va_start(args, format);
	if (vasprintf(&result, format, args) < 0)
		abort();
	va_end(args);
	return result;
}

bool
step_next(const struct scene *scene, struct step *step)
{
	const struct trace *t = &scene->trace;
	const struct trace_record *next;
	uint64_t behind;

	do
		step->exit = trace_next(t, step->exit, TRACE_EXIT);
	while (step->exit && step->exit->detail & EXIT_REASON_ENTRY_FAILURE);
	if (!step->exit)
		return false;
	next = trace_next(t, step->exit, TRACE_EXIT);
	step->entry = trace_next(t, step->exit, TRACE_ENTRY);
	if (next && step->entry && step->entry->seq > next->seq)
		step->entry = NULL;
	behind = step->exit->ip + (uint32_t)step->exit->arg[5];
	step->skipped = step->entry && step->entry->arg[3] == behind &&
	    !(step->entry->arg[1] & INTERRUPTION_VALID);
	step->injected = step->entry && step->entry->arg[1] == INJECT_GP &&
	    step->entry->arg[2] == 0 && step->entry->arg[3] == step->exit->ip;
	return true;
}

bool
step_find(const struct scene *scene, struct step *step, enum vmx_exit reason)
{
	while (step_next(scene, step))
		if (step->exit->detail == reason)
			return true;
	return false;
}

const char *
step_describe(const struct scene *scene, const struct step *step)
{
	const char *exit = describe(scene, step->exit);

	if (step->entry)
		return text("%s%s", exit, describe(scene, step->entry));
	return text("%sthen no VM entry: %s", exit, outcome(scene));
}

void
step_expect_skip(const struct scene *scene, const struct step *step,
    const char *expected)
{
	expect(step->skipped, text("%s, and a VM entry to RIP %#" PRIx64
	    ", behind the instruction", expected, step->exit->ip +
	    (uint32_t)step->exit->arg[5]), "%s", step_describe(scene, step));
}

void
step_expect_gp(const struct scene *scene, const struct step *step,
    const char *expected)
{
	expect(step->injected, text("%s, so #GP(0) injected at RIP %#" PRIx64,
	    expected, step->exit->ip), "%s", step_describe(scene, step));
}

void
step_expect_kept(const struct scene *scene, const struct step *step,
    unsigned mask)
{
	for (unsigned i = 0; i < REGISTERS; i++)
		expect(!(mask >> i & 1) || i == RSP ||
		    step->entry->reg[i] == step->exit->reg[i],
		    "the registers that the instruction does not change, as "
		    "the guest left them", "register number %u is %#" PRIx64
		    " instead of %#" PRIx64 ":\n%s", i, step->entry->reg[i],
		    step->exit->reg[i], step_describe(scene, step));
}

bool
step_written(const struct scene *scene, const struct step *step,
    enum vmcs_field field, uint64_t *value)
{
	const struct trace_record *r = step->exit;
	uint64_t end = step->entry ? step->entry->seq : ~0ull;
	bool found = false;

	while ((r = trace_find(&scene->trace, r, TRACE_INSN,
	    VMX_EXIT_VMWRITE)) && r->seq < end) {
		if (r->arg[0] != field || r->arg[2] != OUTCOME_SUCCEED)
			continue;
		*value = r->arg[1];
		found = true;
	}
	return found;
}

const char *
describe_entries(const struct scene *scene)
{
	const struct trace_record *r = NULL;
	const char *lines = "";
	unsigned count = 0;

	while ((r = trace_next(&scene->trace, r, TRACE_NONE))) {
		bool tried = r->kind == TRACE_INSN &&
		    (r->detail == VMX_EXIT_VMLAUNCH ||
		    r->detail == VMX_EXIT_VMRESUME);

		if (!tried && r->kind != TRACE_ENTRY)
			continue;
		if (++count > ENTRIES_SHOWN)
			return text("%s..", lines);
		lines = text("%s%s", lines, describe(scene, r));
	}
	return count ? lines : outcome(scene);
}

static Suite *
lab03_suite(void)
{
	Suite *suite = suite_create("lab 3, entry");

	lab03_enter(suite);
	lab03_run(suite);
	lab03_step(suite);
	lab03_basic(suite);
	lab03_msr(suite);
	lab03_cr(suite);
	return suite;
}

const struct lab_suite lab03_checks = {
	.lab = 3, .scenarios = scenarios, .suite = lab03_suite,
};
