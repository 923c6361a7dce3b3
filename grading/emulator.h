/*
 * The command lines of the emulators, and what their logs tell.
 */
#ifndef GRADING_EMULATOR_H
#define GRADING_EMULATOR_H

#include <stdbool.h>

#include "boot.h"

enum { ARGS_MAX = 64 };

struct args {			/* an argument vector being built */
	char *v[ARGS_MAX + 1];	/* ends in NULL */
	unsigned count;
};

struct files {			/* open in the emulator's process */
	int ram, console, log;
	int config, script;	/* Bochs only; else -1 */
};

/* Append one formatted argument; the vector owns it. */
__attribute__((format(printf, 2, 3)))
void args_add(struct args *args, const char *format, ...);
void args_free(struct args *args);

/* The command line of QEMU for this boot. */
void qemu_args(struct args *args, const struct boot *boot,
    const struct files *files);

/* How QEMU ended, from its wait status and its log, into run. */
void qemu_ending(struct run *run, const struct boot *boot, int wait_status);

/* Write the configuration of Bochs and build its command line. */
int bochs_args(struct args *args, const struct boot *boot,
    const struct files *files, char *error);

/* How Bochs ended, from its log, into run. */
void bochs_ending(struct run *run, int wait_status);

#endif
