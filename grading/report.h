/*
 * The result of a grading, for people and for programs.
 */
#ifndef GRADING_REPORT_H
#define GRADING_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "milestones.h"

enum { FACT_MAX = 2048 };	/* bytes of what was expected, or seen */

enum verdict { NOT_CHECKED, FAILED, UNWRITTEN, PASSED };

/* What a check finds; it lies in memory shared with the check's process. */
struct finding {
	enum verdict verdict;
	char expected[FACT_MAX];
	char seen[FACT_MAX];
};

struct result {			/* one milestone */
	const struct milestone *milestone;
	struct finding *finding;
};

struct graded {			/* one lab */
	const struct lab *lab;
	struct result *results;
	size_t count;
};

struct report {
	uint64_t seed;
	struct graded *labs;
	size_t count;
};

/* Points earned and to be had, in one lab or in all. */
struct score {
	int earned, total;
};
struct score graded_score(const struct graded *lab);
struct score report_score(const struct report *report);

/* One line a milestone, the first failure in full, and the total. */
void report_print(FILE *out, const struct report *report);

/*
 * Write the report as JSON or as JUnit XML.  The same results give the same
 * bytes: no times, no paths of this machine.  Returns 0, or -1 and `error`.
 */
int report_json(const struct report *report, const char *path, char *error);
int report_junit(const struct report *report, const char *path, char *error);

#endif
