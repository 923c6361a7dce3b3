#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "grading/prose.h"
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

/* Did the kernel's drill make this VMX instruction fail? */
static bool
is_drilled(const struct scene *scene, const struct trace_record *r)
{
	return scene->scenario->drilled && r->kind == TRACE_INSN &&
	    r->arg[2] != OUTCOME_FAULT && (r->detail == VMX_EXIT_VMXON ||
	    r->detail == VMX_EXIT_VMCLEAR || r->detail == VMX_EXIT_VMPTRLD);
}

/* The last record of something that went wrong, but for the end, or NULL. */
static const struct trace_record *
last_failure(const struct scene *scene)
{
	const struct trace_record *r = NULL, *last = NULL;

	while ((r = trace_next(&scene->trace, r, TRACE_NONE)))
		if (r->kind != TRACE_END && prose_is_failure(r) &&
		    !is_drilled(scene, r))
			last = r;
	return last;
}

const char *
outcome(const struct scene *scene)
{
	const struct trace_record *failure = last_failure(scene);
	struct prose prose = { NULL, &scene->trace, scene->symbols, NULL };
	const char *line;
	char *text;
	size_t size;
	int length;

	if (!failure && scene->trace.header->end != END_POWER_OFF)
		return describe_end(scene);
	prose.out = open_memstream(&text, &size);
	if (!prose.out)
		abort();
	if (failure) {
		prose_explain(&prose, failure);
	} else {
		line = last_line(scene->run.console, scene->run.console_size,
		    &length);
		fprintf(prose.out, "the VMM powers off with status %" PRIu32
		    "; its last words:\n%.*s\n", scene->trace.header->status,
		    length > 300 ? 300 : length, line);
	}
	fclose(prose.out);
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
