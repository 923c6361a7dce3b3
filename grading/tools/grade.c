/*
 * grade: boot a lab's images, ask the trace, print points.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "grading/grading.h"

/* The suites there are; one that is not written is a null pointer. */
#define SUITE(n)	extern const struct lab_suite lab##n##_checks	\
			    __attribute__((weak));
SUITE(01) SUITE(02) SUITE(03) SUITE(04) SUITE(05) SUITE(06)
SUITE(07) SUITE(08) SUITE(09) SUITE(10) SUITE(11)
#undef SUITE

static const struct lab_suite *const suites[] = {
	&lab01_checks, &lab02_checks, &lab03_checks, &lab04_checks,
	&lab05_checks, &lab06_checks, &lab07_checks, &lab08_checks,
	&lab09_checks, &lab10_checks, &lab11_checks,
};

enum { SUITES = sizeof(suites) / sizeof(suites[0]) };

static const char usage[] =
    "usage: grade (--lab N --weave DIR)... --machine FILE --guests DIR\n"
    "	[--seed N] [--jobs N] [--exercise K]... [--only ID]\n"
    "	[--milestones FILE] [--tap FILE] [--junit FILE] [--json FILE]\n";

_Noreturn static void
die(const char *message)
{
	fprintf(stderr, "grade: %s\n", message);
	exit(GRADE_ERROR);
}

static const struct lab_suite *
find_suite(const char *number)
{
	char error[ERROR_MAX];
	char *end;
	unsigned long n = strtoul(number, &end, 10);

	if (*end == '\0' && n >= 1 && n <= SUITES && suites[n - 1])
		return suites[n - 1];
	error_set(error, "there are no checks for lab %.40s in "
	    "grading/checks", number);
	die(error);
}

static uint64_t
read_number(const char *text, const char *option)
{
	char error[ERROR_MAX];
	char *end;
	uint64_t n = strtoull(text, &end, 0);

	if (*text && *end == '\0')
		return n;
	error_set(error, "%s needs a number, not \"%.40s\"", option, text);
	die(error);
}

/* Labs as they are named; --weave goes to the --lab before it. */
static void
add_lab(struct grading *g, struct lab_choice *labs, const char *number)
{
	const struct lab_suite *suite = find_suite(number);

	for (size_t i = 0; i < g->count; i++)
		if (labs[i].suite == suite)
			die("the same --lab twice");
	labs[g->count++].suite = suite;
}

static uint64_t
fresh_seed(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void
parse(struct grading *g, struct lab_choice *labs, int argc, char **argv)
{
	static const struct option table[] = {
		{ "lab", required_argument, NULL, 'l' },
		{ "weave", required_argument, NULL, 'w' },
		{ "machine", required_argument, NULL, 'm' },
		{ "guests", required_argument, NULL, 'g' },
		{ "seed", required_argument, NULL, 's' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "only", required_argument, NULL, 'o' },
		{ "exercise", required_argument, NULL, 'e' },
		{ "milestones", required_argument, NULL, 'M' },
		{ "tap", required_argument, NULL, 't' },
		{ "junit", required_argument, NULL, 'u' },
		{ "json", required_argument, NULL, 'J' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (c) {
		case 'l':
			add_lab(g, labs, optarg);
			break;
		case 'w':
			if (!g->count)
				die("--weave belongs behind its --lab");
			labs[g->count - 1].weave = optarg;
			break;
		case 'm':
			g->machine = optarg;
			break;
		case 'g':
			g->guests = optarg;
			break;
		case 's':
			g->seed = read_number(optarg, "--seed");
			break;
		case 'j':
			g->jobs = (unsigned)read_number(optarg, "--jobs");
			break;
		case 'o':
			g->only = optarg;
			break;
		case 'e':
			g->exercises |= 1u << (read_number(optarg,
			    "--exercise") & 31);
			break;
		case 'M':
			g->milestones = optarg;
			break;
		case 't':
			g->tap = optarg;
			break;
		case 'u':
			g->junit = optarg;
			break;
		case 'J':
			g->json = optarg;
			break;
		default:
			fputs(usage, stderr);
			exit(GRADE_ERROR);
		}
	}
}

int
main(int argc, char **argv)
{
	struct lab_choice labs[SUITES] = { 0 };
	struct grading grading = {
		.labs = labs,
		.milestones = "grading/milestones.json",
		.machine = "build/machine.elf",
		.guests = "build/guest",
		.seed = fresh_seed(),
	};
	char error[ERROR_MAX];
	enum grade grade;

	parse(&grading, labs, argc, argv);
	if (!grading.count) {
		fputs(usage, stderr);
		return GRADE_ERROR;
	}
	for (size_t i = 0; i < grading.count; i++)
		if (!labs[i].weave)
			die("each --lab needs its --weave folder");
	grade = grading_run(&grading, error);
	if (grade == GRADE_ERROR)
		die(error);
	return (int)grade;
}
