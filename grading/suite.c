/*
 * The functions that checks are written with.  A test runs in a process of
 * its own; its finding lies in shared memory.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prose.h"
#include "session.h"
#include "unwritten.h"

enum { TEST_SECONDS = 60 };

static const struct session *session;
static const struct graded_lab *current_lab;
static struct finding *current;

void
suite_use(const struct session *s)
{
	session = s;
	current = NULL;
	current_lab = NULL;
}

/* The finding of a milestone, and its lab; NULL: not to be graded. */
static struct finding *
find(const char *id, const struct graded_lab **lab)
{
	for (size_t i = 0; i < session->report.count; i++) {
		const struct graded *g = &session->report.labs[i];

		for (size_t k = 0; k < g->count; k++) {
			if (strcmp(g->results[k].milestone->id, id) != 0)
				continue;
			*lab = &session->labs[i];
			return g->results[k].finding;
		}
	}
	return NULL;
}

const struct milestone *
suite_unchecked(void)
{
	for (size_t i = 0; i < session->report.count; i++) {
		const struct graded *g = &session->report.labs[i];

		for (size_t k = 0; k < g->count; k++)
			if (g->results[k].finding->verdict == NOT_CHECKED)
				return g->results[k].milestone;
	}
	return NULL;
}

TCase *
exercise(Suite *suite, int number)
{
	static const char *const names[] = {
		"exercise 0", "exercise 1", "exercise 2", "exercise 3",
		"exercise 4", "exercise 5", "exercise 6", "exercise 7",
	};
	unsigned count = sizeof(names) / sizeof(names[0]);
	TCase *tcase = tcase_create(names[(unsigned)number % count]);

	tcase_set_timeout(tcase, TEST_SECONDS);
	suite_add_tcase(suite, tcase);
	return tcase;
}

void
milestone_add(TCase *tcase, const TTest *milestone)
{
	const struct graded_lab *lab;
	struct finding *finding = find(milestone->name, &lab);

	if (!finding)
		return;
	finding->verdict = FAILED;	/* until the test has passed */
	tcase_add_test(tcase, milestone);
}

void
milestone_begin(const char *id)
{
	current = find(id, &current_lab);
	if (!current)
		ck_abort_msg("no such milestone: %s", id);
	snprintf(current->seen, FACT_MAX, "the check itself broke off: "
	    "please report this");
}

void
milestone_pass(void)
{
	current->verdict = PASSED;
	mark_point();
}

/* Keep what any terminal and any file format can show. */
static void
make_plain(char *text)
{
	size_t length = strlen(text);

	while (length && text[length - 1] == '\n')
		text[--length] = '\0';
	for (; *text; text++)
		if ((*text < ' ' || *text > '~') && *text != '\n')
			*text = *text == '\t' ? ' ' : '?';
}

/* One line of it all for Check's own reports. */
_Noreturn static void
fail_current(void)
{
	char line[2 * FACT_MAX + 64];

	make_plain(current->expected);
	make_plain(current->seen);
	snprintf(line, sizeof(line), "expected: %s; seen: %s",
	    current->expected, current->seen);
	for (char *p = line; *p; p++)
		if (*p == '\n')
			*p = ' ';
	ck_abort_msg("%s", line);
}

void
expect(bool holds, const char *expected, const char *seen, ...)
{
	va_list args;

	if (holds)
		return;
	snprintf(current->expected, FACT_MAX, "%s", expected);
	va_start(args, seen);
	vsnprintf(current->seen, FACT_MAX, seen, args);
	va_end(args);
	fail_current();
}

void
expect_value(uint64_t seen, uint64_t expected, const char *what)
{
	if (seen == expected)
		return;
	snprintf(current->expected, FACT_MAX, "%s = %#" PRIx64, what,
	    expected);
	snprintf(current->seen, FACT_MAX, "%#" PRIx64, seen);
	fail_current();
}

/* Can anything be said about this run that is the same every time? */
static bool
is_usable(const struct scene *scene)
{
	switch (scene->run.ending) {
	case ENDED_STOPPED:
	case ENDED_HANG:
	case ENDED_OUTPUT:
	case ENDED_NO_START:
		return false;
	default:
		return scene->trace.header != NULL;
	}
}

/* A function that is not written yet is no mistake. */
static void
expect_written(const struct scene *scene)
{
	if (!unwritten(scene, current->seen))
		return;
	snprintf(current->expected, FACT_MAX, "a function that is written");
	current->verdict = UNWRITTEN;
	fail_current();
}

const struct scene *
scenario(const char *name)
{
	for (size_t i = 0; i < current_lab->scene_count; i++) {
		const struct scene *scene = &current_lab->scenes[i];

		if (strcmp(scene->scenario->name, name) != 0)
			continue;
		expect(is_usable(scene), "a machine that runs and ends",
		    "%s", describe_end(scene));
		expect_written(scene);
		return scene;
	}
	ck_abort_msg("no scenario called %s", name);
}

static struct prose
prose_of(const struct scene *scene, FILE *out)
{
	return (struct prose){ out, &scene->trace, scene->symbols, NULL };
}

/* A text being made.  Texts stay in a list until the process ends. */
struct text {
	struct text *previous;
	FILE *out;
	char *data;
	size_t size;
};

static struct text *
text_open(void)
{
	static struct text *last;
	struct text *text = calloc(1, sizeof(*text));

	if (!text)
		abort();
	text->out = open_memstream(&text->data, &text->size);
	if (!text->out)
		abort();
	text->previous = last;
	last = text;
	return text;
}

static const char *
text_close(struct text *text)
{
	fclose(text->out);
	return text->data;
}

const char *
describe(const struct scene *scene, const struct trace_record *record)
{
	struct text *text;
	struct prose prose;

	if (!record)
		return "nothing of the kind";
	text = text_open();
	prose = prose_of(scene, text->out);
	prose_record(&prose, record);
	return text_close(text);
}

const char *
describe_failure(const struct scene *scene)
{
	struct text *text = text_open();
	struct prose prose = prose_of(scene, text->out);

	if (!prose_last_failure(&prose))
		fputs(describe_end(scene), text->out);
	return text_close(text);
}

const char *
describe_end(const struct scene *scene)
{
	char ending[ERROR_MAX];
	const struct trace_record *end = NULL;
	struct text *text;

	if (is_usable(scene))
		end = trace_last(&scene->trace, TRACE_END);
	if (end)
		return describe(scene, end);
	text = text_open();
	fprintf(text->out, "%s%s", run_ending(&scene->run, ending),
	    scene->trace.header ? "" : "; it left no trace");
	return text_close(text);
}

void
expect_power_off(const struct scene *scene)
{
	const struct trace_header *header = scene->trace.header;

	expect(scene->run.ending == ENDED_POWER_OFF &&
	    header->end == END_POWER_OFF && header->status == 0,
	    "the VMM powers off with status 0", "%s", describe_end(scene));
}
