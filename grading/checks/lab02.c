/*
 * Lab 2: the VMCS that a VMM made, as the first VMLAUNCH found it.  This
 * file: the machines, the VMCS region (exercise 1), and the error number
 * (exercise 6).
 */
#include <stdio.h>
#include <stdlib.h>

#include "grading/names.h"
#include "lab02.h"

enum { PAGE = 4096, ERRORS = 8 };

#define NO_EFER	"deny=exit.20 deny=exit.21 deny=entry.15"

static const struct scenario scenarios[] = {
	{ .name = "load", .image = "ex1.elf", .drilled = true,
	    .guest = "hello.elf" },
	{ .name = "adjust", .image = "ex2.elf", .drilled = true,
	    .guest = "hello.elf" },

	{ .name = "plain", .image = "ex3.elf", .guest = "hello.elf",
	    .machine = "true=0 " NO_EFER },
	{ .name = "true", .image = "ex3.elf", .guest = "hello.elf",
	    .machine = "true=1" },
	{ .name = "no secondary", .image = "ex3.elf", .guest = "hello.elf",
	    .machine = "true=1 deny=primary.31" },
	{ .name = "no hlt exiting", .image = "ex3.elf", .guest = "hello.elf",
	    .machine = "true=1 deny=primary.7" },
	{ .name = "no 64-bit host", .image = "ex3.elf", .guest = "hello.elf",
	    .machine = "true=1 deny=exit.9" },

	{ .name = "host", .image = "ex4.elf", .drilled = true,
	    .guest = "hello.elf" },
	{ .name = "host without efer", .image = "ex4.elf",
	    .guest = "hello.elf", .machine = NO_EFER },

	{ .name = "guest", .image = "ex5.elf", .guest = "hello.elf",
	    .machine = "cr0=0x40000 cr0zero=0x10000 cr4=0x40",
	    .seeded = true },
	{ .name = "guest without efer", .image = "ex5.elf",
	    .guest = "hello.elf", .machine = NO_EFER },

	{ .name = "errors", .image = "ex6.elf", .drilled = true,
	    .guest = "hello.elf" },
	{ .name = NULL }
};

const struct trace_vmcs *
first_vmcs(const struct scene *scene)
{
	const struct trace_vmcs *vmcs = &scene->trace.header->snapshot[0];

	expect(vmcs->attempt == 1, "a VMLAUNCH of the current VMCS", "%s",
	    outcome(scene));
	return vmcs;
}

void
expect_fields(const struct scene *scene, const struct field_value *field,
    unsigned count, const char *expected)
{
	const struct trace_vmcs *vmcs = first_vmcs(scene);
	unsigned wrong = 0;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (unsigned i = 0; i < count; i++) {
		const struct field_value *f = &field[i];
		bool written = vmcs->writer[f->index] != 0;

		if (written && vmcs->value[f->index] == f->value)
			continue;
		if (++wrong > 4)
			continue;
		fprintf(out, "%s, which should be %#" PRIx64 ", ",
		    field_constant(f->index), f->value);
		if (written)
			fprintf(out, "is %#" PRIx64 "\n",
			    vmcs->value[f->index]);
		else
			fputs("was never written\n", out);
	}
	if (wrong > 4)
		fprintf(out, "and %u more\n", wrong - 4);
	fclose(out);
	expect(wrong == 0, expected, "%s", text);
	free(text);
}

struct guest
guest_of(const struct scene *scene)
{
	struct guest guest = { 0 };

	expect(symbols_read(scene->symbols, "guest", scene->run.ram,
	    scene->run.ram_size, &guest, sizeof(guest)) == 0,
	    "a struct guest in the VMM's memory", "none");
	return guest;
}

/* The VMXON pointer. */
static uint64_t
vmxon_pointer(const struct scene *s)
{
	const struct trace_record *r = insn_with(s, VMX_EXIT_VMXON,
	    OUTCOME_SUCCEED);

	expect(r != NULL, "a VMXON that succeeds", "%s", outcome(s));
	return r->arg[0];
}

/*
 * The first execution of VMCLEAR or VMPTRLD on a page that is not the VMXON
 * region, or NULL.
 */
static const struct trace_record *
execution(const struct scene *s, enum vmx_exit which)
{
	const struct trace_record *r = NULL;
	uint64_t pointer = vmxon_pointer(s);

	while ((r = trace_find(&s->trace, r, TRACE_INSN, which)))
		if (r->arg[0] != pointer)
			break;
	return r;
}

/* The same on the VMXON region, which the kernel's first drill asks for. */
static const struct trace_record *
failure(const struct scene *s, enum vmx_exit which)
{
	const struct trace_record *end = execution(s, VMX_EXIT_VMPTRLD);
	const struct trace_record *r = trace_find(&s->trace, NULL, TRACE_INSN,
	    which);

	return r && end && r->seq < end->seq &&
	    r->arg[0] == vmxon_pointer(s) ? r : NULL;
}

static const struct trace_record *
loaded(const struct scene *s)
{
	const struct trace_record *r = execution(s, VMX_EXIT_VMPTRLD);

	expect(r != NULL, "a VMPTRLD", "%s", outcome(s));
	return r;
}

MILESTONE(vmcs_current)
{
	const struct scene *s = scenario("load");
	const struct trace_record *r = loaded(s);

	expect_value(r->arg[1], capability_of(s, MSR_IA32_VMX_BASIC) &
	    VMX_BASIC_REVISION, "the first 4 bytes of the VMCS region");
	expect(r->arg[2] == OUTCOME_SUCCEED, "a VMPTRLD that succeeds", "%s",
	    describe(s, r));
}
END_MILESTONE

MILESTONE(vmcs_clear)
{
	const struct scene *s = scenario("load");
	const struct trace_record *clear = execution(s, VMX_EXIT_VMCLEAR),
	    *load = loaded(s);

	expect(clear && clear->arg[0] == load->arg[0],
	    "a VMCLEAR of the page that VMPTRLD gets", "%s",
	    describe(s, clear));
	expect(clear->arg[2] == OUTCOME_SUCCEED, "a VMCLEAR that succeeds",
	    "%s", describe(s, clear));
	expect(clear->seq < load->seq, "VMCLEAR before VMPTRLD, for it makes "
	    "a VMCS not current", "%s%s", describe(s, load),
	    describe(s, clear));
}
END_MILESTONE

/* What the processor never writes: the abort indicator, and the end. */
MILESTONE(vmcs_zero)
{
	const struct scene *s = scenario("load");
	uint64_t region = loaded(s)->arg[0];

	expect(region + PAGE <= s->run.ram_size, "a VMCS region in memory",
	    "one at %#" PRIx64, region);
	for (unsigned i = 4; i < PAGE; i = i == 7 ? PAGE - 1024 : i + 1)
		expect(s->run.ram[region + i] == 0, "a VMCS region of zeros "
		    "behind its first 4 bytes; it was full of 0xa5",
		    "%#x at offset %u", s->run.ram[region + i], i);
}
END_MILESTONE

MILESTONE(vmcs_load_error)
{
	const struct scene *s = scenario("load");
	const struct trace_record *load = loaded(s);
	const struct trace_record *clear = failure(s, VMX_EXIT_VMCLEAR);
	const struct trace_record *after = failure(s, VMX_EXIT_VMPTRLD);
	int result = journal_step(s, JOURNAL_VMCS_LOAD).result;
	struct drills d;

	drills_open(&d, s, DRILL_VMCS_LOAD);
	expect(d.count == 1 && (clear || after),
	    "a VMCLEAR that fails when vmcs_load() is given the VMXON region",
	    "no VMX instruction with this address");
	expect(d.row[0].result == -KERNEL_EFAILINVALID,
	    "vmcs_load() returns -EFAILINVALID when VMCLEAR fails", "%d for\n"
	    "%s", d.row[0].result, describe(s, clear ? clear : after));
	expect(!clear || !after || after->seq < clear->seq,
	    "no VMPTRLD after a VMCLEAR that fails", "%s%s",
	    describe(s, clear), describe(s, after));
	expect((load->arg[2] == OUTCOME_SUCCEED) == (result == 0),
	    "vmcs_load() returns 0 if and only if VMPTRLD succeeds", "%d for\n"
	    "%s", result, describe(s, load));
}
END_MILESTONE

/* The answers for each way in which an instruction can go, noted in order:
 * eight failures drawn from the seed, a success, an invalid one. */
static void
error_drills(struct drills *d, const struct scene *s)
{
	drills_open(d, s, DRILL_VMCS_ENTRY_ERROR);
	expect(d->count == ERRORS + 2, "10 answers of vmcs_entry_error()",
	    "%u;\n%s", d->count, outcome(s));
	expect(d->row[0].result != d->row[ERRORS].result &&
	    d->row[ERRORS].result != d->row[ERRORS + 1].result,
	    "different results for different flags", "%d for VMfailValid, %d "
	    "for VMsucceed, %d for VMfailInvalid", d->row[0].result,
	    d->row[ERRORS].result, d->row[ERRORS + 1].result);
}

static void
expect_error(const struct journal_drill *row, int result, uint64_t error,
    const char *expected)
{
	expect(row->result == result && row->out[0] == error, expected,
	    "%d and %" PRIu64 " for RFLAGS = %#" PRIx64, row->result,
	    row->out[0], row->in[0]);
}

MILESTONE(error_succeed)
{
	struct drills d;

	error_drills(&d, scenario("errors"));
	expect_error(&d.row[ERRORS], 0, 0,
	    "0 returned and *error = 0 when CF and ZF are 0");
}
END_MILESTONE

MILESTONE(error_invalid)
{
	struct drills d;

	error_drills(&d, scenario("errors"));
	expect_error(&d.row[ERRORS + 1], -KERNEL_EFAILINVALID, 0,
	    "-EFAILINVALID returned and *error = 0 when CF is 1");
}
END_MILESTONE

MILESTONE(error_valid)
{
	const struct scene *s = scenario("errors");
	const struct trace_record *r = NULL;
	struct drills d;
	char expected[128];

	error_drills(&d, s);
	for (unsigned i = 0; i < ERRORS; i++) {
		do
			r = trace_next(&s->trace, r, TRACE_INSN);
		while (r && r->arg[2] != OUTCOME_FAIL_VALID);
		expect(r != NULL, "a VMX instruction that fails", "%s",
		    outcome(s));
		snprintf(expected, sizeof(expected), "-EFAILVALID (-201) "
		    "returned and *error = %" PRIu64 ", %s", r->arg[3],
		    error_name(r->arg[3]));
		expect_error(&d.row[i], -KERNEL_EFAILVALID, r->arg[3],
		    expected);
	}
}
END_MILESTONE

static Suite *
lab02_suite(void)
{
	Suite *suite = suite_create("lab 2, vmcs");
	TCase *load = exercise(suite, 1), *error;

	milestone_add(load, vmcs_current);
	milestone_add(load, vmcs_clear);
	milestone_add(load, vmcs_zero);
	milestone_add(load, vmcs_load_error);
	lab02_adjust(suite);
	lab02_controls(suite);
	lab02_host(suite);
	lab02_guest(suite);
	error = exercise(suite, 6);
	milestone_add(error, error_succeed);
	milestone_add(error, error_invalid);
	milestone_add(error, error_valid);
	return suite;
}

const struct lab_suite lab02_checks = {
	.lab = 2, .scenarios = scenarios, .suite = lab02_suite,
};
