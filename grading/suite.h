/*
 * What a lab's checks (grading/checks/labNN.c) are written with.
 *
 * A lab declares the machines it wants booted (struct scenario) and one
 * Check test a milestone.  All machines are booted before the first test
 * runs; a test only looks at what they left.
 *
 *	MILESTONE(vmxon_revision)
 *	{
 *		const struct scene *s = scenario("plain");
 *		const struct trace_record *r = trace_find(&s->trace, NULL,
 *		    TRACE_INSN, VMX_EXIT_VMXON);
 *
 *		expect(r && r->arg[2] == OUTCOME_SUCCEED,
 *		    "VMXON that succeeds", "%s", describe(s, r));
 *	}
 *	END_MILESTONE
 */
#ifndef GRADING_SUITE_H
#define GRADING_SUITE_H

#include <check.h>
#include <stdbool.h>
#include <stdint.h>

#include "boot.h"
#include "symbols.h"
#include "trace.h"

struct scenario {		/* a machine to boot */
	const char *name;	/* unique in its lab; NULL ends the table */
	const char *image;	/* VMM: "ex3.elf", in the lab's weave folder */
	const char *machine;	/* words for the machine, or NULL */
	const char *vmm_args;	/* words for the VMM, or NULL */
	const char *guest;	/* "hello.elf", in the guests' folder */
	const char *guest_args;	/* words for the guest, or NULL */
	bool seeded;		/* give the guest seed=N as well */
	bool drilled;		/* give the VMM drill=N as well */
	unsigned budget;	/* s of the machine's time; 0: the usual */
};

struct scene {			/* what it left */
	const struct scenario *scenario;
	uint64_t seed;		/* from the grading's seed and the name */
	struct run run;
	struct trace trace;
	const struct symbols *symbols;	/* of the VMM */
};

struct lab_suite {		/* a lab's checks: labNN_checks */
	int lab;
	const struct scenario *scenarios;
	Suite *(*suite)(void);
};

/* A test whose name is a milestone's id; it passes if it gets to the end. */
#define MILESTONE(id)							\
	START_TEST(id)							\
	{								\
		milestone_begin(#id);
#define END_MILESTONE							\
		milestone_pass();					\
	}								\
	END_TEST

void milestone_begin(const char *id);
void milestone_pass(void);

/* A test case for one exercise, "exercise 3", with a generous time limit. */
TCase *exercise(Suite *suite, int number);

/* Add a milestone to a test case, if it is among those to be graded. */
void milestone_add(TCase *exercise, const TTest *milestone);

/*
 * What the scenario of that name left, in the lab of the current milestone.
 * Fails the milestone when it left nothing that can be judged: the machine
 * did not start, hung, printed without end, or met an unwritten exercise.
 */
const struct scene *scenario(const char *name);

/*
 * Fail the current milestone with what was expected and what was seen,
 * unless `holds`.  The second form is for numbers, shown in hexadecimal.
 */
__attribute__((format(printf, 3, 4)))
void expect(bool holds, const char *expected, const char *seen, ...);
void expect_value(uint64_t seen, uint64_t expected, const char *what);

/* Fail the milestone unless the VMM powered off with status 0. */
void expect_power_off(const struct scene *scene);

/*
 * Texts for `seen`: a record in a line ("nothing of the kind" for NULL),
 * the explanation of the last failure in a scene, and how it ended.  They
 * are freed when the test's process ends.
 */
const char *describe(const struct scene *scene,
    const struct trace_record *record);
const char *describe_failure(const struct scene *scene);
const char *describe_end(const struct scene *scene);

#endif
