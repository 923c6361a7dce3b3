/*
 * Timing machines by what they print.
 */
#ifndef GRADING_STOPWATCH_H
#define GRADING_STOPWATCH_H

#include <stddef.h>

#include "boot.h"

struct mark {			/* a text to wait for on the console */
	const char *text;
	double wall;		/* when it came: s from the machine's start */
	double busy;		/* processor time of the emulator until then,
				 * s: what else runs here matters less to it */
};

/*
 * Boot one machine and note when each mark is first seen on its console, to
 * half a millisecond, until the last is; then kill it.  The marks come in
 * this order.  Returns 0, or -1 and `error` when it ends, or takes more than
 * boot->hang seconds, before that.
 */
int stopwatch_run(const struct boot *boot, struct mark *mark, size_t count,
    char *error);

/* The median of `count` numbers, which are sorted. */
double median(double *value, size_t count);

#endif
