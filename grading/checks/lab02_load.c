/*
 * Lab 2, exercises 1 and 6: a VMCS that is current, and the number of an
 * error.
 */
#include <stdio.h>

#include "grading/names.h"
#include "lab02.h"

enum { PAGE = 4096, ERRORS = 8 };

/* The VMXON pointer. */
static uint64_t
vmxon_pointer(const struct scene *s)
{
	const struct trace_record *r = insn_with(s, VMX_EXIT_VMXON,
	    OUTCOME_SUCCEED);

	expect(r != NULL, "a VMXON that succeeds", "%s", outcome(s));
	return r->arg[0];
}

/* The first VMPTRLD of a page that is not the VMXON region. */
static const struct trace_record *
loaded(const struct scene *s)
{
	const struct trace_record *r = NULL;
	uint64_t pointer = vmxon_pointer(s);

	while ((r = trace_find(&s->trace, r, TRACE_INSN, VMX_EXIT_VMPTRLD)))
		if (r->arg[0] != pointer)
			break;
	expect(r != NULL, "a VMPTRLD", "%s", outcome(s));
	return r;
}

/*
 * The VMCLEAR or VMPTRLD of the VMXON region that the kernel's first drill
 * asks for, or NULL.
 */
static const struct trace_record *
failure(const struct scene *s, enum vmx_exit which)
{
	const struct trace_record *r = trace_find(&s->trace, NULL, TRACE_INSN,
	    which);

	return r && r->seq < loaded(s)->seq &&
	    r->arg[0] == vmxon_pointer(s) ? r : NULL;
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
	const struct trace_record *load = loaded(s), *clear = NULL;

	while ((clear = trace_find(&s->trace, clear, TRACE_INSN,
	    VMX_EXIT_VMCLEAR)))
		if (clear->arg[0] == load->arg[0])
			break;
	expect(clear != NULL, "a VMCLEAR of the page that VMPTRLD gets",
	    "only\n%s", describe(s, load));
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
	    "%d returned and *error = %" PRIu64 ", for RFLAGS = %#" PRIx64,
	    row->result, row->out[0], row->in[0]);
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

void
lab02_load(Suite *suite)
{
	TCase *load = exercise(suite, 1), *error = exercise(suite, 6);

	milestone_add(load, vmcs_current);
	milestone_add(load, vmcs_clear);
	milestone_add(load, vmcs_zero);
	milestone_add(load, vmcs_load_error);
	milestone_add(error, error_succeed);
	milestone_add(error, error_invalid);
	milestone_add(error, error_valid);
}
