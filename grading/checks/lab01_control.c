/*
 * Lab 1, exercise 3: CR0 and CR4 as VMX operation wants them.
 *
 * Before the function runs the kernel's drill sets MP and AM in CR0, DE and
 * PGE in CR4; the machines of this exercise forbid some of these and demand
 * others.
 */
#include <stdio.h>
#include <string.h>

#include "grading/bits.h"
#include "lab01.h"

struct change {			/* of CR0 or CR4, by the function */
	uint64_t before, after;
	uint64_t ones;		/* bits that VMX wants 1 */
	uint64_t zeros;		/* .. and 0 */
	unsigned writes;
};

static uint64_t
sequence_of(const struct trace_record *r, uint64_t none)
{
	return r ? r->seq : none;
}

/*
 * Find out what the function did to a control register.  It runs between
 * the kernel's last look at IA32_FEATURE_CONTROL and VMXON; the first write
 * there is the drill's.
 */
static struct change
change_of(const struct scene *s, unsigned number)
{
	uint32_t fixed0 = number == 0 ? MSR_IA32_VMX_CR0_FIXED0 :
	    MSR_IA32_VMX_CR4_FIXED0;
	struct change c = {
		.ones = capability_of(s, fixed0),
		.zeros = ~capability_of(s, fixed0 + 1),
	};
	const struct trace_record *r = NULL, *begin = NULL;
	uint64_t end = sequence_of(trace_find(&s->trace, NULL, TRACE_INSN,
	    VMX_EXIT_VMXON), UINT64_MAX);

	while ((r = trace_find(&s->trace, r, TRACE_MSR,
	    MSR_IA32_FEATURE_CONTROL)))
		begin = r;
	r = trace_find(&s->trace, begin, TRACE_CR, number);
	expect(r != NULL, "a kernel that sets bits in CR0 and CR4", "%s",
	    outcome(s));
	c.before = c.after = r->arg[1];
	while ((r = trace_find(&s->trace, r, TRACE_CR, number)) &&
	    r->seq < end) {
		c.after = r->arg[1];
		c.writes++;
	}
	return c;
}

/* Both ran to VMXON: the function returned 0. */
static void
expect_vmxon(const struct scene *s)
{
	expect(trace_find(&s->trace, NULL, TRACE_INSN, VMX_EXIT_VMXON) != NULL,
	    "0 returned, and so a VMXON", "%s", outcome(s));
}

/* The names of the bits set in `value`, in `text`. */
static const char *
bit_names(unsigned number, uint64_t value, char text[256])
{
	int index = number == 0 ? INDEX_GUEST_CR0 : INDEX_GUEST_CR4;
	FILE *out = fmemopen(text, 256, "w");

	bits_print(out, field_bit_table(index), value);
	fclose(out);
	return text;
}

static void
expect_ones(const struct scene *s, unsigned number)
{
	struct change c = change_of(s, number);
	char names[256], expected[128];

	expect_vmxon(s);
	snprintf(expected, sizeof(expected), "in CR%u every bit of %#" PRIx64
	    " (IA32_VMX_CR%u_FIXED0) set", number, c.ones, number);
	expect((c.after & c.ones) == c.ones, expected, "CR%u = %#" PRIx64
	    ", without %s", number, c.after,
	    bit_names(number, c.ones & ~c.after, names));
}

MILESTONE(fix_cr0_ones)
{
	expect_ones(scenario("fixed"), 0);
	expect_ones(scenario("fixed otherwise"), 0);
}
END_MILESTONE

MILESTONE(fix_cr4_ones)
{
	expect_ones(scenario("fixed"), 4);
	expect_ones(scenario("fixed otherwise"), 4);
}
END_MILESTONE

static void
expect_zeros(const struct scene *s, unsigned number)
{
	struct change c = change_of(s, number);
	char names[256], expected[128];

	expect_vmxon(s);
	snprintf(expected, sizeof(expected), "in CR%u no bit outside %#" PRIx64
	    " (IA32_VMX_CR%u_FIXED1)", number, ~c.zeros, number);
	expect((c.after & c.zeros) == 0, expected, "CR%u = %#" PRIx64
	    ", with %s", number, c.after,
	    bit_names(number, c.after & c.zeros, names));
}

MILESTONE(fix_zeros)
{
	expect_zeros(scenario("fixed"), 0);
	expect_zeros(scenario("fixed otherwise"), 0);
	expect_zeros(scenario("fixed"), 4);
	expect_zeros(scenario("fixed otherwise"), 4);
}
END_MILESTONE

/* Bits that VMX does not care about are as before. */
static void
expect_kept(const struct scene *s, unsigned number)
{
	struct change c = change_of(s, number);
	uint64_t free = ~c.ones & ~c.zeros, changed = c.before ^ c.after;
	char names[256];

	expect_vmxon(s);
	expect(c.writes > 0, "a write to each control register",
	    "none to CR%u", number);
	expect((changed & free) == 0, "all bits as they were that VMX fixes "
	    "neither to 0 nor to 1", "CR%u went from %#" PRIx64 " to %#" PRIx64
	    ", which changes %s", number, c.before, c.after,
	    bit_names(number, changed & free, names));
}

MILESTONE(fix_keeps)
{
	expect_kept(scenario("fixed"), 0);
	expect_kept(scenario("fixed otherwise"), 0);
	expect_kept(scenario("fixed"), 4);
	expect_kept(scenario("fixed otherwise"), 4);
}
END_MILESTONE

/* VMX forbids a bit the kernel needs: an error, and nothing changed. */
static void
expect_refused(const struct scene *s, const char *expected)
{
	expect_lab_error(s, expected);
	expect(!trace_find(&s->trace, NULL, TRACE_INSN, VMX_EXIT_VMXON),
	    expected, "a VMXON all the same");
	expect(change_of(s, 0).writes == 0 && change_of(s, 4).writes == 0,
	    "neither register written when one of them cannot be had",
	    "CR0 written %u times, CR4 %u times", change_of(s, 0).writes,
	    change_of(s, 4).writes);
	expect(journal_step(s, JOURNAL_FIX_REGISTERS).result ==
	    -KERNEL_ENOTSUP, "vmx_fix_control_registers() returns -ENOTSUP",
	    "%d", journal_step(s, JOURNAL_FIX_REGISTERS).result);
}

MILESTONE(fix_refuses)
{
	const struct scene *s = scenario("fixed");

	expect_refused(scenario("no paging"), "-ENOTSUP when "
	    "IA32_VMX_CR0_FIXED1 says that CR0.PG must be 0");
	expect_refused(scenario("no pae"), "-ENOTSUP when "
	    "IA32_VMX_CR4_FIXED1 says that CR4.PAE must be 0");
	expect(change_of(s, 4).after & CR4_VMXE, "CR4.VMXE set on other "
	    "processors", "%s", outcome(s));
}
END_MILESTONE

void
lab01_control(Suite *suite)
{
	TCase *fix = exercise(suite, 3);

	milestone_add(fix, fix_cr0_ones);
	milestone_add(fix, fix_cr4_ones);
	milestone_add(fix, fix_zeros);
	milestone_add(fix, fix_keeps);
	milestone_add(fix, fix_refuses);
}
