/*
 * A whole grading, from the choice of labs to the result files.
 */
#ifndef GRADING_GRADING_H
#define GRADING_GRADING_H

#include <stddef.h>
#include <stdint.h>

#include "suite.h"

struct lab_choice {
	const struct lab_suite *suite;
	const char *weave;	/* folder of its VMM images */
};

struct grading {
	const struct lab_choice *labs;
	size_t count;
	const char *machine;	/* machine.elf */
	const char *guests;	/* folder of the guests */
	const char *milestones;	/* JSON file of points and texts */
	const char *only;	/* id of the one milestone, or NULL */
	unsigned exercises;	/* bit K: grade exercise K; 0: all */
	uint64_t seed;
	unsigned jobs;		/* 0: one for each processor */
	const char *tap, *junit, *json;	/* files to write, or NULL */
};

enum grade { GRADE_FULL = 0, GRADE_PART = 1, GRADE_ERROR = 2 };

/*
 * Grade and print the report.  On GRADE_ERROR nothing was graded or not
 * everything could be written; `error` says why.
 */
enum grade grading_run(const struct grading *grading, char *error);

#endif
