/*
 * VM entries: the tables of cases.
 */
#include "cases.h"
#include "console.h"

static const struct entry_case controls[] = {
#include "cases_controls.h"
};

static const struct entry_case host[] = {
#include "cases_host.h"
};

static const struct entry_case guest[] = {
#include "cases_guest.h"
};

static const struct entry_case events[] = {
#include "cases_events.h"
};

#define TRY(table) do {							\
	printf("case -- " #table "\n");					\
	for (unsigned i = 0; i < ARRAY_SIZE(table); i++)		\
		entry_try(&table[i]);					\
} while (0)

void
entries_report(void)
{
	TRY(controls);
	TRY(host);
	TRY(guest);
	TRY(events);
}
