/*
 * Keeping the journal.
 */
#include "journal.h"

struct journal journal = {
	.magic = JOURNAL_MAGIC,
	.steps = JOURNAL_STEPS,
};

struct journal_drill journal_drill[JOURNAL_DRILLS];

/* Note that a step was done, with what result and values. */
void
journal_note(enum journal_step step, int64_t result,
    const uint64_t value[JOURNAL_VALUES])
{
	struct journal_entry *entry = &journal.step[step];
	unsigned i;

	entry->result = result;
	for (i = 0; i < JOURNAL_VALUES; i++)
		entry->value[i] = value[i];
	entry->done++;
}
