/*
 * Lab 2, exercise 2: what is wanted, and what can be had.  The kernel asks
 * vmcs_adjust() 16 times; each milestone looks at some of the bits.
 */
#include <stdio.h>

#include "lab02.h"

enum { ROUNDS = 16, DRAWS_BEFORE = 16 };

struct round {			/* one question, its answer, and ours */
	uint32_t one, zero, optional, must, may;
	uint32_t refused;	/* bits that cannot be had; 0: it works */
	int result, bit;
	uint32_t value;
};

/* Draw the questions as the kernel does, behind those of vmx_result(). */
static void
read_rounds(struct round round[ROUNDS])
{
	const struct scene *s = scenario("adjust");
	struct drills d;

	drills_open(&d, s, DRILL_VMCS_ADJUST);
	expect(d.count == ROUNDS, "16 answers of vmcs_adjust()", "%u;\n%s",
	    d.count, outcome(s));
	for (unsigned i = 0; i < DRAWS_BEFORE; i++)
		drills_draw(&d);
	for (unsigned i = 0; i < ROUNDS; i++) {
		struct round *r = &round[i];
		const struct journal_drill *noted = &d.row[i];

		r->one = (uint32_t)drills_draw(&d);
		r->one &= (uint32_t)drills_draw(&d);
		r->zero = (uint32_t)drills_draw(&d) & ~r->one;
		r->optional = (uint32_t)drills_draw(&d) & ~r->one & ~r->zero;
		r->must = (uint32_t)drills_draw(&d);
		r->may = r->must | (uint32_t)drills_draw(&d);
		if (i % 4 != 1)
			r->must &= ~r->zero;
		if (i % 2 == 0)
			r->may |= r->one;
		expect_value(noted->in[3], (uint64_t)r->may << 32 | r->must,
		    "the capability asked about");
		r->refused = (r->one & ~r->may) | (r->zero & r->must);
		r->result = noted->result;
		r->value = (uint32_t)noted->out[0];
		r->bit = (int)noted->out[1];
	}
}

/*
 * Whenever all wishes can be had and 0 was returned, the bits of the value
 * picked out by `mask` are those of `wanted`, both made from the round.
 */
static void
expect_bits(uint32_t (*mask)(const struct round *),
    uint32_t (*wanted)(const struct round *), const char *expected)
{
	struct round round[ROUNDS];
	unsigned answers = 0;

	read_rounds(round);
	for (unsigned i = 0; i < ROUNDS; i++) {
		const struct round *r = &round[i];

		if (r->refused || r->result != 0)
			continue;
		answers++;
		expect(((r->value ^ wanted(r)) & mask(r)) == 0, expected,
		    "*value = %#x for one = %#x, zero = %#x, optional = %#x\n"
		    "where %#x must be 1 and %#x may be; wrong: %#x", r->value,
		    r->one, r->zero, r->optional, r->must, r->may,
		    (r->value ^ wanted(r)) & mask(r));
	}
	expect(answers >= ROUNDS / 4, "0 returned when everything wanted can "
	    "be had", "an error nearly each time");
}

static uint32_t
must_of(const struct round *r)
{
	return r->must;
}

static uint32_t
one_of(const struct round *r)
{
	return r->one;
}

static uint32_t
one_or_zero_of(const struct round *r)
{
	return r->one | r->zero;
}

static uint32_t
may_of(const struct round *r)
{
	return r->may;
}

static uint32_t
optional_of(const struct round *r)
{
	return r->optional;
}

/* Bits that nobody named and nobody demands. */
static uint32_t
idle_of(const struct round *r)
{
	return ~(r->one | r->zero | r->optional | r->must);
}

static uint32_t
none_of(const struct round *r)
{
	(void)r;
	return 0;
}

MILESTONE(adjust_must)
{
	expect_bits(must_of, must_of, "every bit that the capability MSR "
	    "demands (bits 31:0) set in *value");
}
END_MILESTONE

MILESTONE(adjust_wanted)
{
	expect_bits(one_or_zero_of, one_of, "every bit of wanted->one set in "
	    "*value, and none of wanted->zero");
}
END_MILESTONE

MILESTONE(adjust_optional)
{
	expect_bits(optional_of, may_of, "a bit of wanted->optional set in "
	    "*value if and only if it may be 1 (bits 63:32)");
}
END_MILESTONE

MILESTONE(adjust_unnamed)
{
	expect_bits(idle_of, none_of, "no bit set in *value that is neither "
	    "wanted nor demanded");
}
END_MILESTONE

MILESTONE(adjust_refuses)
{
	struct round round[ROUNDS];

	read_rounds(round);
	for (unsigned i = 0; i < ROUNDS; i++) {
		const struct round *r = &round[i];
		char expected[128];

		if (!r->refused) {
			expect(r->result == 0, "0 returned when everything "
			    "wanted can be had", "%d for one = %#x, zero = %#x"
			    "\nwhere %#x must be 1 and %#x may be", r->result,
			    r->one, r->zero, r->must, r->may);
			continue;
		}
		snprintf(expected, sizeof(expected), "-ENOTSUP (-95) returned "
		    "and *bit = %d", __builtin_ctz(r->refused));
		expect(r->result == -KERNEL_ENOTSUP &&
		    r->bit == __builtin_ctz(r->refused), expected,
		    "%d returned, *bit = %d, for one = %#x, zero = %#x\n"
		    "where %#x must be 1 and %#x may be", r->result, r->bit,
		    r->one, r->zero, r->must, r->may);
	}
}
END_MILESTONE

MILESTONE(adjust_untouched)
{
	struct round round[ROUNDS];
	unsigned good = 0, bad = 0;

	read_rounds(round);
	for (unsigned i = 0; i < ROUNDS; i++) {
		const struct round *r = &round[i];

		if (r->result == 0) {
			good++;
			expect(r->bit == DRILL_BIT,
			    "*bit not touched when 0 is returned",
			    "%d written to it", r->bit);
		} else {
			bad++;
			expect(r->value == DRILL_VALUE,
			    "*value not touched when an error is returned",
			    "%#x written to it", r->value);
		}
	}
	expect(good && bad, "0 returned for some, an error for others",
	    "%u and %u", good, bad);
}
END_MILESTONE

void
lab02_adjust(Suite *suite)
{
	TCase *adjust = exercise(suite, 2);

	milestone_add(adjust, adjust_must);
	milestone_add(adjust, adjust_wanted);
	milestone_add(adjust, adjust_optional);
	milestone_add(adjust, adjust_unnamed);
	milestone_add(adjust, adjust_refuses);
	milestone_add(adjust, adjust_untouched);
}
