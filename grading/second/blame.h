/*
 * Does machine/vtx name the rule that a case broke?
 */
#ifndef SECOND_BLAME_H
#define SECOND_BLAME_H

#include <stdbool.h>
#include <stdint.h>

#include "grading/boot.h"
#include "verdicts.h"

struct blame {
	unsigned refused;	/* cases that machine/vtx refused to enter */
	unsigned named;		/* of which a rule names a field they set */
	unsigned rules;		/* violated rules recorded in all */
};

/*
 * Compare the VM entries of one run of the probe, whose console gave these
 * verdicts, with the rules that its trace names.  Prints every case whose
 * fields no rule names; with `all`, every refused case with its rules.
 * Returns 0, or -1 and `error` when the trace cannot be read or has lost the
 * beginning of the cases.
 */
int blame_check(struct blame *blame, const struct run *run,
    const struct verdicts *verdicts, bool all, char *error);

#endif
