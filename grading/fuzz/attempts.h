/*
 * What one machine made of a run of random VM entries.
 */
#ifndef FUZZ_ATTEMPTS_H
#define FUZZ_ATTEMPTS_H

#include <stdint.h>

#include "grading/boot.h"

enum { RULES_MAX = 24, TEXT_MAX = 120 };

struct violation {
	uint32_t row;		/* in the table of rules */
	uint64_t value;		/* of the field it is about */
};

struct attempt {		/* one VM entry; machine/vtx/probe/fuzz.c */
	uint64_t number;	/* of the case */
	unsigned mask;		/* which of its mutations were made */
	unsigned lacks;		/* what the VMCS asks for in vain */
	char fields[TEXT_MAX];	/* what was mutated, "125=31,72=80000306" */
	char result[TEXT_MAX];	/* "x18/0" */
	struct violation rule[RULES_MAX];
	unsigned rules;		/* machine/vtx: broken ones */
	char message[TEXT_MAX];	/* Bochs: why it refused, or "" */
};

struct attempts {
	struct attempt *list;
	size_t count;
};

/*
 * Read a run: its console, and the trace (machine/vtx) or the log (Bochs).
 * Returns 0, or -1 and `error` when they do not fit.  The caller frees
 * attempts->list.
 */
int attempts_read(struct attempts *attempts, const struct run *run,
    char *error);

/* Was this field mutated, and to what?  By its place in vmcs_fields.h. */
bool attempt_field(const struct attempt *a, unsigned index, uint64_t *value);

#endif
