/*
 * Boot machines and wait for them: one emulator process a machine, several
 * at a time, none of them left behind.
 *
 * Nothing here depends on how fast the host is, but for the hang limit,
 * which a sound run never reaches: the budget of a machine counts its own
 * instructions.
 */
#ifndef GRADING_BOOT_H
#define GRADING_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

enum machine { MACHINE_VTX, MACHINE_BOCHS, MACHINE_KVM };

struct boot {			/* what to boot; zero is a good default */
	enum machine machine;
	const char *kernel;	/* Multiboot image, or NULL */
	const char *append;	/* its command line, or NULL */
	const char *const *modules; /* "path args", then NULL; or NULL */
	const char *iso;	/* boot this CD instead, or NULL */
	const char *ram_file;	/* where to keep the RAM, or NULL */
	const char *gdb;	/* socket; wait for GDB there, or NULL */
	const char *emulator;	/* program, or NULL for the usual one */
	bool icount;		/* time counts instructions */
	unsigned shift;		/* .. each of 2^shift ns */
	unsigned budget;	/* s of the machine's time, to 30; 0: all */
	unsigned hang;		/* s of wall clock; 0: for ever */
	size_t output_limit;	/* bytes of console; 0: 1 MB */
	uint64_t seed;		/* of the emulator's random numbers */
	bool live;		/* copy the console to stdout as it comes */
};

enum ending {
	ENDED_POWER_OFF,	/* the machine wrote its status */
	ENDED_RESET,		/* or triple fault of what boots first */
	ENDED_BUDGET,		/* its time ran out */
	ENDED_STOPPED,		/* from outside, by GDB */
	ENDED_HANG,		/* killed: the wall clock's limit */
	ENDED_OUTPUT,		/* killed: it printed more than the limit */
	ENDED_NO_START		/* the emulator did not run; see `message` */
};

struct run {			/* what came of it */
	enum ending ending;
	int status;		/* power-off status; 0 is success */
	uint8_t *ram;		/* NULL if the machine shares none */
	size_t ram_size;
	char *console;		/* ends in NUL; never NULL */
	size_t console_size;
	char *log;		/* what the emulator itself said; ends in NUL */
	size_t log_size;
	char message[ERROR_MAX]; /* why it did not start */
};

/*
 * Run `count` machines, `jobs` at a time (0: one for each processor), and
 * wait for all.  Every run[] is set, and to be released by run_release().
 * SIGINT and SIGTERM kill the machines and then end this process.
 */
void boot_all(const struct boot *boot, struct run *run, size_t count,
    unsigned jobs);

/* Give back a run's memory. */
void run_release(struct run *run);

/* How a run ended, in words; `text` holds ERROR_MAX bytes. Returns text. */
const char *run_ending(const struct run *run, char *text);

/* The name of a machine ("vtx"), and back; -1 when there is none. */
const char *machine_name(enum machine machine);
int machine_by_name(const char *name);

#endif
