/*
 * The report as JSON and as JUnit XML.
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "report.h"

static json_t *
json_milestone(const struct result *r)
{
	const struct milestone *m = r->milestone;
	int passed = r->finding->verdict == PASSED;
	json_t *json = json_pack("{ss si si si ss sb}", "id", m->id,
	    "exercise", m->exercise, "points", m->points, "earned",
	    passed ? m->points : 0, "title", m->title, "passed", passed);

	if (!passed)
		json_object_update_new(json, json_pack("{ss ss ss ss}",
		    "expected", r->finding->expected, "seen",
		    r->finding->seen, "means", m->means, "read", m->read));
	return json;
}

static json_t *
json_lab(const struct graded *graded)
{
	struct score score = graded_score(graded);
	json_t *list = json_array();

	for (size_t i = 0; i < graded->count; i++)
		json_array_append_new(list,
		    json_milestone(&graded->results[i]));
	return json_pack("{si ss si si so}", "lab", graded->lab->number,
	    "name", graded->lab->name, "earned", score.earned, "points",
	    score.total, "milestones", list);
}

int
report_json(const struct report *report, const char *path, char *error)
{
	struct score score = report_score(report);
	json_t *labs = json_array(), *json;
	char seed[32], *text;
	int result;

	for (size_t i = 0; i < report->count; i++)
		json_array_append_new(labs, json_lab(&report->labs[i]));
	snprintf(seed, sizeof(seed), "%#" PRIx64, report->seed);
	json = json_pack("{ss si si so}", "seed", seed, "earned",
	    score.earned, "points", score.total, "labs", labs);
	text = json_dumps(json, JSON_INDENT(2) | JSON_SORT_KEYS);
	json_decref(json);
	if (!text)
		return error_set(error, "cannot write %.300s: a result is "
		    "not UTF-8", path);
	result = file_write(path, text, strlen(text), error);
	free(text);
	return result;
}

/* Print text for XML; what XML cannot hold becomes '?'. */
static void
xml_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '&')
			fputs("&amp;", out);
		else if (c == '<')
			fputs("&lt;", out);
		else if (c == '>')
			fputs("&gt;", out);
		else if (c == '"')
			fputs("&quot;", out);
		else if (c == '\n')
			fputs("&#10;", out);
		else
			putc(c < ' ' ? '?' : c, out);
	}
}

static void
xml_milestone(FILE *out, const struct result *r)
{
	const struct milestone *m = r->milestone;

	fprintf(out, "    <testcase classname=\"exercise%d\" name=\"%s\"",
	    m->exercise, m->id);
	if (r->finding->verdict == PASSED) {
		fputs("/>\n", out);
		return;
	}
	fputs(">\n      <failure message=\"", out);
	xml_text(out, m->title);
	fputs("\">expected: ", out);
	xml_text(out, r->finding->expected);
	fputs("&#10;seen: ", out);
	xml_text(out, r->finding->seen);
	fputs("&#10;usually means: ", out);
	xml_text(out, m->means);
	fputs("&#10;read: ", out);
	xml_text(out, m->read);
	fputs("</failure>\n    </testcase>\n", out);
}

static void
xml_lab(FILE *out, const struct graded *graded)
{
	size_t failures = 0;

	for (size_t i = 0; i < graded->count; i++)
		failures += graded->results[i].finding->verdict != PASSED;
	fprintf(out, "  <testsuite name=\"lab%02d\" tests=\"%zu\" "
	    "failures=\"%zu\">\n", graded->lab->number, graded->count,
	    failures);
	for (size_t i = 0; i < graded->count; i++)
		xml_milestone(out, &graded->results[i]);
	fputs("  </testsuite>\n", out);
}

int
report_junit(const struct report *report, const char *path, char *error)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int result;

	if (!out)
		abort();
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n",
	    out);
	for (size_t i = 0; i < report->count; i++)
		xml_lab(out, &report->labs[i]);
	fputs("</testsuites>\n", out);
	fclose(out);
	result = file_write(path, text, size, error);
	free(text);
	return result;
}
