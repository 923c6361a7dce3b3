/*
 * What the probe printed, as a list of named verdicts.
 */
#ifndef SECOND_VERDICTS_H
#define SECOND_VERDICTS_H

#include <stdbool.h>
#include <stddef.h>

#include "grading/error.h"

struct verdict {
	char *group;		/* "insn -- operands" */
	char *name;		/* "insn VMREAD, not mapped" */
	unsigned nth;		/* of this name in its group, from 0 */
	char *text;		/* what happened */
};

struct verdicts {
	struct verdict *list;
	size_t count;
	bool whole;		/* the probe came to its end */
};

/* Read a console and append its verdicts.  The caller releases them. */
void verdicts_read(struct verdicts *v, const char *console);
void verdicts_release(struct verdicts *v);

/* The verdict on the same case, or NULL. */
const struct verdict *verdicts_find(const struct verdicts *v,
    const struct verdict *like);

/* Was the case passed over? */
bool verdict_skipped(const struct verdict *v);

/* The words of `text` that are not in `other`; the caller frees them. */
char *words_without(const char *text, const char *other);

#endif
