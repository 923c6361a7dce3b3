/*
 * One grading: what is shared by the parts that boot, check and report.
 */
#ifndef GRADING_SESSION_H
#define GRADING_SESSION_H

#include "report.h"
#include "suite.h"

struct graded_lab {		/* a lab that was asked for */
	const struct lab_suite *suite;
	const char *weave;	/* folder of its VMM images */
	struct scene *scenes;
	size_t scene_count;
};

struct session {
	struct graded_lab *labs;	/* as in report.labs */
	size_t lab_count;
	const char *machine;	/* machine.elf */
	const char *guests;	/* folder of the guests */
	unsigned exercises;	/* bit K: boot exK.elf; 0: all images */
	unsigned jobs;
	struct report report;
};

/*
 * Boot every scenario of the session's labs; scenes then hold what they
 * left.  scenes_release() gives that back.
 */
void scenes_boot(struct session *session);
void scenes_release(struct session *session);

/* Make the session that the functions of suite.h refer to. */
void suite_use(const struct session *session);

/* A milestone of the session for which no check was added, or NULL. */
const struct milestone *suite_unchecked(void);

#endif
