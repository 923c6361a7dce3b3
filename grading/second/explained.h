/*
 * Where the two processors differ, and the manual says who is right.
 */
#ifndef SECOND_EXPLAINED_H
#define SECOND_EXPLAINED_H

#include <stddef.h>

/* The table of docs/bochs.md has a row for every id. */
struct explained {
	const char *id;
	const char *name;	/* pattern of the case's name */
	const char *vtx;	/* pattern of the words only machine/vtx says */
	const char *bochs;	/* pattern of those only Bochs says */
};

extern const struct explained explained[];
extern const size_t explained_count;

/* The row that explains a difference between two verdicts, or NULL. */
const struct explained *explain(const char *name, const char *vtx,
    const char *bochs);

#endif
