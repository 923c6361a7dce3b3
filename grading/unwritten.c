#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "journal.h"
#include "power.h"
#include "report.h"
#include "unwritten.h"

/* The function that a VMM named on its console, into `name`. */
static bool
find_name(const char *console, char *name, size_t size)
{
	const char *end = strstr(console, "() is not written yet"), *start;

	if (!end)
		return false;
	for (start = end; start > console && start[-1] != ' '; start--)
		;
	snprintf(name, size, "%.*s", (int)(end - start), start);
	return true;
}

bool
unwritten(const struct scene *scene, char *text)
{
	const struct trace_header *header = scene->trace.header;
	const struct journal_entry *todo;
	struct symbol symbol = { 0, 0 };
	struct journal journal;
	struct place place;
	char name[80];

	if (header->end != END_POWER_OFF || header->status != POWER_TODO ||
	    symbols_read(scene->symbols, "journal", scene->run.ram,
	    scene->run.ram_size, &journal, sizeof(journal)) < 0 ||
	    !find_name(scene->run.console, name, sizeof(name)))
		return false;
	todo = &journal.step[JOURNAL_TODO];
	symbols_find(scene->symbols, name, &symbol);
	place = symbols_place(scene->symbols, symbol.address);
	snprintf(text, FACT_MAX, "lab %" PRIu64 ", exercise %" PRIu64
	    ": %s() is not written yet; write it in %s", todo->value[0],
	    todo->value[1], name, place.file ? place.file : "labs/");
	return true;
}
