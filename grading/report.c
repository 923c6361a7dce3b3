#include <inttypes.h>

#include "report.h"

struct score
graded_score(const struct graded *lab)
{
	struct score score = { 0, 0 };

	for (size_t i = 0; i < lab->count; i++) {
		int points = lab->results[i].milestone->points;

		score.total += points;
		if (lab->results[i].finding->verdict == PASSED)
			score.earned += points;
	}
	return score;
}

struct score
report_score(const struct report *report)
{
	struct score score = { 0, 0 };

	for (size_t i = 0; i < report->count; i++) {
		struct score lab = graded_score(&report->labs[i]);

		score.earned += lab.earned;
		score.total += lab.total;
	}
	return score;
}

static void
print_line(FILE *out, const struct result *result)
{
	const struct milestone *m = result->milestone;
	enum verdict verdict = result->finding->verdict;

	fprintf(out, "  %-4s  %2d/%-2d  exercise %d: %s\n",
	    verdict == PASSED ? "ok" : verdict == UNWRITTEN ? "-" : "FAIL",
	    verdict == PASSED ? m->points : 0, m->points, m->exercise,
	    m->title);
}

static void
print_lab(FILE *out, const struct graded *graded)
{
	struct score score = graded_score(graded);

	fprintf(out, "Lab %02d, %s: %d of %d points\n", graded->lab->number,
	    graded->lab->name, score.earned, score.total);
	for (size_t i = 0; i < graded->count; i++)
		print_line(out, &graded->results[i]);
	putc('\n', out);
}

static const struct result *
first_failure(const struct report *report, const struct lab **lab)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct graded *g = &report->labs[i];

		*lab = g->lab;
		for (size_t k = 0; k < g->count; k++)
			if (g->results[k].finding->verdict != PASSED)
				return &g->results[k];
	}
	return NULL;
}

/* Print a text whose further lines are set in under its first. */
static void
print_fact(FILE *out, const char *label, const char *text)
{
	fprintf(out, "  %-15s ", label);
	for (; *text; text++) {
		putc(*text, out);
		if (*text == '\n' && text[1])
			fprintf(out, "%18s", "");
	}
	putc('\n', out);
}

static void
explain(FILE *out, const struct lab *lab, const struct result *result)
{
	const struct milestone *m = result->milestone;
	const struct finding *f = result->finding;

	if (f->verdict == UNWRITTEN) {
		fprintf(out, "The next step: %s\n", f->seen);
		print_fact(out, "milestone:", m->title);
		print_fact(out, "read:", m->read);
		putc('\n', out);
		return;
	}
	fprintf(out, "The first failure, the one to look at: "
	    "lab %d, exercise %d, %s (%s)\n", lab->number, m->exercise,
	    m->title, m->id);
	if (f->expected[0])
		print_fact(out, "expected:", f->expected);
	print_fact(out, "seen:", f->seen);
	print_fact(out, "usually means:", m->means);
	print_fact(out, "read:", m->read);
	putc('\n', out);
}

void
report_print(FILE *out, const struct report *report)
{
	struct score score = report_score(report);
	const struct lab *lab;
	const struct result *failure = first_failure(report, &lab);

	for (size_t i = 0; i < report->count; i++)
		print_lab(out, &report->labs[i]);
	if (failure)
		explain(out, lab, failure);
	fprintf(out, "%d of %d points (seed %#" PRIx64 ")\n", score.earned,
	    score.total, report->seed);
}
