/*
 * second: what its parts share.
 */
#ifndef SECOND_H
#define SECOND_H

#include <stdbool.h>
#include <stddef.h>

enum {
	PAIRS_MAX = 32,
	HANG_SECONDS = 120
};

enum { STATUS_DIFFERENT = 1, STATUS_UNUSABLE = 2 };

struct pair {			/* a VMM with its guest */
	const char *name, *image, *guest, *iso;
};

struct options {
	const char *machine, *probe, *probe_iso, *docs;
	struct pair pairs[PAIRS_MAX];
	size_t pair_count;
	bool rules;
};

struct tally {			/* of one group of cases, or of all */
	unsigned same, explained, skipped, different;
};

/* End: the program cannot do its work. */
_Noreturn void die(const char *message);

void print_tally(const char *group, const struct tally *t);

/*
 * Run the probe on both, compare, print one line a group and every
 * difference that nobody explained.  Returns whether all is well.
 */
bool try_probe(const struct options *options, struct tally *all);

#endif
