/*
 * Milestones, their points and their texts: data, from
 * grading/milestones.json.
 *
 * The file is { "labs": [ { "lab": 1, "name": "vmxon", "milestones":
 * [ { "id", "exercise", "points", "title", "means", "read" }, .. ] }, .. ] }
 * and the order of milestones is the order in which they depend.
 */
#ifndef GRADING_MILESTONES_H
#define GRADING_MILESTONES_H

#include <stddef.h>

#include "error.h"

struct milestone {
	const char *id;		/* "host_cr0": the check, unique in all labs */
	int exercise;		/* of the lab */
	int points;
	const char *title;	/* what is achieved */
	const char *means;	/* what a failure usually means */
	const char *read;	/* where to read on */
};

struct lab {
	int number;
	const char *name;
	struct milestone *milestones;
	size_t count;
};

struct milestones {
	struct lab *labs;
	size_t count;
	void *json;		/* owns the strings */
};

/* Read the file; returns 0, or -1 with file, place and fault in `error`. */
int milestones_load(struct milestones *all, const char *path, char *error);
void milestones_free(struct milestones *all);

/* The lab with this number, or NULL. */
const struct lab *milestones_lab(const struct milestones *all, int number);

#endif
