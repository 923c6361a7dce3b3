/*
 * Labs with something wrong in them: a planted bug in one file, or a cheater
 * in place of all functions.
 */
#ifndef GRADING_PLANTED_H
#define GRADING_PLANTED_H

#include <jansson.h>

#include "error.h"

#define PLANTED_MILESTONES "grading/milestones.json"

struct planted {
	const char *id;
	int lab;
	const char *cheater;	/* its source, or NULL */
	json_t *bug;		/* "file", "find", "replace", ..; or NULL */
};

/* A string of a bug's row; "" when there is none. */
const char *planted_string(const struct planted *planted, const char *key);

/* Its folder in the folder of the build; to be freed. */
char *planted_folder(const struct planted *planted, const char *build);

/*
 * Write its source and return the shell command that builds its images and
 * grades them: the results go to `json` in its folder, the rest to `log`.
 * Only the exercises are graded that have a function in the bug's file.
 * Returns NULL and `error` when it does not fit the solutions.
 */
char *planted_command(const struct planted *planted, const char *build,
    char *error);

#endif
