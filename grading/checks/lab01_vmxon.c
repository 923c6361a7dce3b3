/*
 * Lab 1, exercises 4 to 6: the VMXON region, VMX operation, and what the
 * flags mean.
 */
#include <stdio.h>

#include "lab01.h"

enum { PAGE = 4096, ROUNDS = 16 };

static const struct trace_record *
vmxon_of(const struct scene *s)
{
	const struct trace_record *r = trace_find(&s->trace, NULL, TRACE_INSN,
	    VMX_EXIT_VMXON);

	expect(r != NULL, "a VMXON", "%s", outcome(s));
	return r;
}

MILESTONE(vmxon_revision)
{
	const struct scene *s = scenario("region");
	uint64_t revision = capability_of(s, MSR_IA32_VMX_BASIC) &
	    VMX_BASIC_REVISION;

	expect_value(vmxon_of(s)->arg[1], revision,
	    "the first 4 bytes of the VMXON region");
}
END_MILESTONE

MILESTONE(vmxon_zero)
{
	const struct scene *s = scenario("region");
	uint64_t region = vmxon_of(s)->arg[0];
	unsigned dirty = 0, first = 0;

	expect(region + PAGE <= s->run.ram_size, "a VMXON region in memory",
	    "one at %#" PRIx64, region);
	for (unsigned i = PAGE - 1; i >= 4; i--) {
		if (s->run.ram[region + i] != 0) {
			dirty++;
			first = i;
		}
	}
	expect(dirty == 0, "4092 zeros behind the first 4 bytes of the VMXON "
	    "region, which was full of 0xa5", "%u bytes that are not 0, the "
	    "first at offset %u, %#x", dirty, first,
	    s->run.ram[region + first]);
}
END_MILESTONE

/* What vmx_result() must make of these flags. */
static int
result_of(uint64_t rflags)
{
	if (rflags & RFLAGS_CF)
		return -KERNEL_EFAILINVALID;
	return rflags & RFLAGS_ZF ? -KERNEL_EFAILVALID : 0;
}

static const char *
name_of(int result)
{
	return result == 0 ? "0 returned for CF = 0 and ZF = 0" :
	    result == -KERNEL_EFAILINVALID ?
	    "-EFAILINVALID (-200) returned for CF = 1" :
	    "-EFAILVALID (-201) returned for ZF = 1";
}

/*
 * Every time the kernel asked about flags that mean `wanted`, that was the
 * answer; and it was another for flags that mean something else.
 */
static void
expect_results(int wanted)
{
	const uint64_t noise = RFLAGS_PF | RFLAGS_AF | RFLAGS_SF | RFLAGS_IF |
	    RFLAGS_DF | RFLAGS_OF | RFLAGS_ID;
	static const uint64_t meaning[4] = { 0, RFLAGS_CF, RFLAGS_ZF, 0 };
	const struct scene *s = scenario("result");
	unsigned others = 0;
	struct drills d;

	drills_open(&d, s, DRILL_VMX_RESULT);
	expect(d.count == ROUNDS, "16 answers of vmx_result()", "%u;\n%s",
	    d.count, outcome(s));
	for (unsigned i = 0; i < ROUNDS; i++) {
		uint64_t rflags = (drills_draw(&d) & noise) | RFLAGS_FIXED |
		    meaning[i % 4];
		int result = d.row[i].result;

		expect_value(d.row[i].in[0], rflags, "the flags asked about");
		if (result_of(rflags) != wanted)
			others += result != wanted;
		else
			expect(result == wanted, name_of(wanted),
			    "%d returned for RFLAGS = %#" PRIx64, result,
			    rflags);
	}
	expect(others > 0, "different answers for different flags",
	    "%d for all of them", wanted);
	expect(insn_with(s, VMX_EXIT_VMXOFF, OUTCOME_SUCCEED) != NULL,
	    "a VMM that goes on when VMXON succeeds", "%s", outcome(s));
}

MILESTONE(result_succeed)
{
	expect_results(0);
}
END_MILESTONE

MILESTONE(result_invalid)
{
	expect_results(-KERNEL_EFAILINVALID);
}
END_MILESTONE

MILESTONE(result_valid)
{
	expect_results(-KERNEL_EFAILVALID);
}
END_MILESTONE

MILESTONE(vmxon_entered)
{
	const struct scene *s = scenario("on and off");
	const struct trace_record *on = insn_with(s, VMX_EXIT_VMXON,
	    OUTCOME_SUCCEED), *failed;
	struct journal_entry made = journal_step(s, JOURNAL_VMXON_REGION);
	struct drills d;

	expect(on != NULL, "a VMXON that succeeds", "%s", outcome(s));
	expect_value(on->arg[0], made.value[0], "the region of VMXON");
	expect(journal_step(s, JOURNAL_VMX_ON).result == 0,
	    "vmx_on() returns 0 when VMXON succeeds", "%d",
	    journal_step(s, JOURNAL_VMX_ON).result);
	drills_open(&d, s, DRILL_VMX_ON);
	failed = insn_with(s, VMX_EXIT_VMXON, OUTCOME_FAIL_INVALID);
	expect(d.count == 1 && failed && failed->arg[0] == d.row[0].in[0],
	    "a VMXON that fails when vmx_on() is given an address that is not "
	    "4 KB aligned", "%s", describe(s, failed));
	expect(d.row[0].result == -KERNEL_EFAILINVALID,
	    "vmx_on() returns -EFAILINVALID when VMXON fails", "%d for\n%s",
	    d.row[0].result, describe(s, failed));
}
END_MILESTONE

MILESTONE(vmxoff_left)
{
	const struct scene *s = scenario("on and off");
	const struct trace_record *on = insn_with(s, VMX_EXIT_VMXON,
	    OUTCOME_SUCCEED), *off = insn_with(s, VMX_EXIT_VMXOFF,
	    OUTCOME_SUCCEED);

	expect(on && off && on->seq < off->seq,
	    "a VMXOFF that succeeds, after VMXON", "%s", outcome(s));
	expect(journal_step(s, JOURNAL_VMX_OFF).result == 0,
	    "vmx_off() returns 0 when VMXOFF succeeds", "%d",
	    journal_step(s, JOURNAL_VMX_OFF).result);
	expect_power_off(s);
}
END_MILESTONE

MILESTONE(vmxe_cleared)
{
	const struct scene *s = scenario("on and off");
	const struct trace_record *off = insn_with(s, VMX_EXIT_VMXOFF,
	    OUTCOME_SUCCEED), *cr4;

	expect(off != NULL, "a VMXOFF that succeeds", "%s", outcome(s));
	cr4 = trace_find(&s->trace, off, TRACE_CR, 4);
	expect(cr4 != NULL, "a write to CR4 after VMXOFF", "none");
	expect(!(cr4->arg[1] & CR4_VMXE), "CR4.VMXE cleared after VMXOFF",
	    "%s", describe(s, cr4));
	expect(cr4->arg[1] == (cr4->arg[0] & ~(uint64_t)CR4_VMXE),
	    "all other bits of CR4 as they were", "%s", describe(s, cr4));
}
END_MILESTONE

void
lab01_vmxon(Suite *suite)
{
	TCase *region = exercise(suite, 4), *result = exercise(suite, 5);
	TCase *on = exercise(suite, 6);

	milestone_add(region, vmxon_revision);
	milestone_add(region, vmxon_zero);
	milestone_add(result, result_succeed);
	milestone_add(result, result_invalid);
	milestone_add(result, result_valid);
	milestone_add(on, vmxon_entered);
	milestone_add(on, vmxoff_left);
	milestone_add(on, vmxe_cleared);
}
