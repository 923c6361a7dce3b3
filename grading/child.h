/*
 * An emulator's process: between launch.c, which starts it, and boot.c,
 * which waits for it.
 */
#ifndef GRADING_CHILD_H
#define GRADING_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "boot.h"
#include "emulator.h"

enum { LOG_LIMIT = 64 << 20 };	/* bytes; Bochs logs every exit */

struct child {			/* an emulator that runs */
	const struct boot *boot;
	struct run *run;
	pid_t pid;		/* 0: none */
	struct files files;
	double deadline;	/* seconds of the monotonic clock */
	off_t shown;		/* bytes of console copied to stdout */
	bool hung, flooded;	/* why we killed it */
};

/*
 * Start one machine.  Returns 0, or -1 when it cannot be; then its run is
 * finished and says why.
 */
int child_start(struct child *child, const struct boot *boot,
    struct run *run);

/* Close the files shared with the emulator. */
void child_close(struct child *child);

/* Bytes of console after which a machine is killed. */
size_t output_limit(const struct boot *boot);

/* Seconds of the monotonic clock. */
double now(void);

#endif
