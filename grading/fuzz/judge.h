/*
 * Do two processors agree about a VM entry, and if not, is it explained?
 */
#ifndef FUZZ_JUDGE_H
#define FUZZ_JUDGE_H

#include <stdbool.h>

#include "attempts.h"

enum judgement {
	JUDGED_SAME,
	JUDGED_EXPLAINED,	/* docs/bochs.md says why they differ */
	JUDGED_NOT_COMPARABLE,	/* only one has what the VMCS asks for */
	JUDGED_DIFFERENT,
	JUDGED_OTHER_REASON,	/* Bochs' message is not among our rules */
	JUDGEMENTS
};

/* Compare an attempt on machine/vtx with the same one on Bochs. */
enum judgement judge(const struct attempt *vtx, const struct attempt *bochs);

/* Is every explanation in the page for people?  Prints those that are not. */
bool judge_documented(const char *page);

#endif
