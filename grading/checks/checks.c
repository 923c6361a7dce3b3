#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "power.h"

uint64_t
capability_of(const struct scene *scene, uint32_t msr)
{
	return scene->trace.header->capability[msr - MSR_IA32_VMX_BASIC];
}

const struct trace_record *
insn_with(const struct scene *scene, enum vmx_exit which,
    enum trace_outcome outcome)
{
	const struct trace_record *r = NULL;

	while ((r = trace_find(&scene->trace, r, TRACE_INSN, which)))
		if (r->arg[2] == outcome)
			return r;
	return NULL;
}

struct journal_entry
journal_step(const struct scene *scene, enum journal_step step)
{
	struct journal journal = { 0 };

	if (symbols_read(scene->symbols, "journal", scene->run.ram,
	    scene->run.ram_size, &journal, sizeof(journal)) < 0 ||
	    journal.magic != JOURNAL_MAGIC)
		memset(&journal, 0, sizeof(journal));
	return journal.step[step];
}

/* The last line of the console that is not empty, of `*length` bytes. */
static const char *
last_line(const char *console, size_t size, int *length)
{
	const char *end = console + size, *start;

	while (end > console && (end[-1] == '\n' || end[-1] == '\r'))
		end--;
	for (start = end; start > console && start[-1] != '\n'; start--)
		;
	*length = (int)(end - start);
	return start;
}

const char *
outcome(const struct scene *scene)
{
	const char *end = describe_end(scene), *line;
	const char *failure = describe_failure(scene);
	char *text;
	int length;

	if (strcmp(end, failure) != 0)
		return failure;
	line = last_line(scene->run.console, scene->run.console_size, &length);
	if (asprintf(&text, "%sthe VMM's last words: %.*s", end,
	    length > 300 ? 300 : length, line) < 0)
		abort();
	return text;
}

void
expect_lab_error(const struct scene *scene, const char *expected)
{
	const struct trace_header *header = scene->trace.header;

	expect(!trace_next(&scene->trace, NULL, TRACE_FAULT) &&
	    header->end == END_POWER_OFF &&
	    header->status == POWER_LAB_ERROR, expected, "%s", outcome(scene));
}

void
drills_open(struct drills *drills, const struct scene *scene,
    enum drill_function function)
{
	struct journal_drill all[JOURNAL_DRILLS];

	memset(drills, 0, sizeof(*drills));
	drills->state = scene->seed;
	if (symbols_read(scene->symbols, "journal_drill", scene->run.ram,
	    scene->run.ram_size, all, sizeof(all)) < 0)
		memset(all, 0, sizeof(all));
	for (unsigned i = 0; i < JOURNAL_DRILLS; i++)
		if (all[i].function == function)
			drills->row[drills->count++] = all[i];
}

uint64_t
drills_draw(struct drills *drills)
{
	uint64_t *state = &drills->state;

	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}
