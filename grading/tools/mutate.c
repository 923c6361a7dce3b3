/*
 * mutate: grade the grader.  Each planted bug (grading/mutants/labNN.json)
 * must fail exactly the milestones it names, each milestone must be failed by
 * one, and each cheater (grading/cheaters) must earn nothing in any lab.
 */
#include <glob.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grading/milestones.h"
#include "grading/planted.h"

enum { SUBJECTS_MAX = 1024, JOBS_MAX = 64 };

struct subject {
	struct planted planted;
	pid_t pid;
};

static struct subject subjects[SUBJECTS_MAX];
static unsigned count, wrong;
static struct milestones milestones;
static const char *build, *only;

__attribute__((noreturn, format(printf, 1, 2)))
static void
die(const char *format, ...)
{
	va_list args;

	fputs("mutate: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	putc('\n', stderr);
	exit(2);
}

__attribute__((format(printf, 2, 3)))
static void
complain(const struct planted *p, const char *format, ...)
{
	va_list args;

	printf("%s in lab %d: ", p->id, p->lab);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	wrong++;
}

/* ---- What there is --------------------------------------------------- */

/* Keep it, if it is the one that was named, or of the lab ("lab03"). */
static void
add(struct planted planted)
{
	char lab[16];

	snprintf(lab, sizeof(lab), "lab%02d", planted.lab);
	if (only && strcmp(only, planted.id) != 0 && strcmp(only, lab) != 0)
		return;
	if (count == SUBJECTS_MAX)
		die("more than %d bugs and cheaters", SUBJECTS_MAX);
	subjects[count++].planted = planted;
}

static void
add_bugs(const char *path)
{
	json_error_t where;
	json_t *list = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
	json_t *row;
	size_t i;

	if (!json_is_array(list))
		die("%s:%d: %s", path, where.line, where.text);
	json_array_foreach(list, i, row) {
		const char *id = json_string_value(json_object_get(row, "id"));
		json_t *lab = json_object_get(row, "lab");

		if (!id || !json_is_integer(lab))
			die("%s: row %zu needs \"id\" and \"lab\"", path, i);
		add((struct planted){ .id = id, .bug = row,
		    .lab = (int)json_integer_value(lab) });
	}
}

/* A cheater is tried in every lab. */
static void
add_cheater(const char *path)
{
	const char *file = strrchr(path, '/') + 1;
	char *id = strndup(file, strcspn(file, "."));

	for (size_t i = 0; i < milestones.count; i++)
		add((struct planted){ .id = id, .cheater = path,
		    .lab = milestones.labs[i].number });
}

/* The names stay until the process ends. */
static void
each_file(const char *pattern, void (*function)(const char *path))
{
	glob_t files;

	if (glob(pattern, 0, NULL, &files) == 0)
		for (size_t i = 0; i < files.gl_pathc; i++)
			function(files.gl_pathv[i]);
}

/* ---- The verdict ------------------------------------------------------ */

/* Does a bug's "fails" name this milestone? */
static bool
names(const struct planted *p, const char *id)
{
	const json_t *list = json_object_get(p->bug, "fails"), *item;
	size_t i;

	json_array_foreach((json_t *)list, i, item)
		if (json_is_string(item) &&
		    strcmp(json_string_value(item), id) == 0)
			return true;
	return false;
}

static void
judge_bug(const struct planted *p, const json_t *results)
{
	size_t named = json_array_size(json_object_get(p->bug, "fails"));
	const json_t *m;
	size_t i, found = 0;

	json_array_foreach((json_t *)results, i, m) {
		const char *id = json_string_value(json_object_get(m, "id"));
		const char *seen = json_string_value(json_object_get(m,
		    "seen"));
		bool should = names(p, id);

		found += should;
		if (should && json_is_true(json_object_get(m, "passed")))
			complain(p, "passes %s: %s", id,
			    planted_string(p, "why"));
		if (!should && json_is_false(json_object_get(m, "passed")))
			complain(p, "fails %s as well, where was seen: %s",
			    id, seen);
	}
	if (!found || found != named)
		complain(p, "\"fails\" names what is no milestone of the "
		    "exercises in %s", planted_string(p, "file"));
}

static void
judge_cheater(const struct planted *p, const json_t *results)
{
	const json_t *m;
	size_t i;

	json_array_foreach((json_t *)results, i, m)
		if (json_is_true(json_object_get(m, "passed")))
			complain(p, "earns %s", json_string_value(
			    json_object_get(m, "id")));
}

static void
judge(const struct planted *p)
{
	char *dir = planted_folder(p, build), path[4096];
	const json_t *results;
	json_t *json;

	snprintf(path, sizeof(path), "%s/json", dir);
	json = json_load_file(path, 0, NULL);
	results = json_object_get(json_array_get(json_object_get(json,
	    "labs"), 0), "milestones");
	if (!json_is_array(results))
		complain(p, "cannot be built or graded: see %s/log", dir);
	else if (p->bug)
		judge_bug(p, results);
	else
		judge_cheater(p, results);
	json_decref(json);
	free(dir);
}

/* Every milestone needs a bug that fails it. */
static void
check_coverage(void)
{
	for (size_t i = 0; i < milestones.count; i++) {
		const struct lab *lab = &milestones.labs[i];

		for (size_t k = 0; k < lab->count; k++) {
			bool found = false;

			for (unsigned n = 0; n < count; n++)
				found |= names(&subjects[n].planted,
				    lab->milestones[k].id);
			if (found)
				continue;
			printf("%s: no planted bug fails it\n",
			    lab->milestones[k].id);
			wrong++;
		}
	}
}

/* ---- Some at a time ---------------------------------------------------- */

/* Returns whether there is a process to wait for. */
static bool
start(struct subject *s)
{
	char error[ERROR_MAX];
	char *command = planted_command(&s->planted, build, error);

	if (!command) {
		complain(&s->planted, "%s", error);
		return false;
	}
	fflush(stdout);
	s->pid = fork();
	if (s->pid < 0)
		die("cannot start a process");
	if (s->pid == 0) {
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(2);
	}
	free(command);
	return true;
}

static void
wait_for_one(void)
{
	pid_t pid = waitpid(-1, NULL, 0);

	for (unsigned i = 0; i < count; i++)
		if (subjects[i].pid == pid)
			judge(&subjects[i].planted);
}

static void
run_all(void)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned jobs = processors < 1 ? 1 : (unsigned)processors;
	unsigned running = 0;

	if (jobs > JOBS_MAX)
		jobs = JOBS_MAX;
	for (unsigned i = 0; i < count; i++) {
		if (running == jobs) {
			wait_for_one();
			running--;
		}
		running += start(&subjects[i]);
	}
	for (; running; running--)
		wait_for_one();
}

int
main(int argc, char **argv)
{
	char error[ERROR_MAX];
	bool bugs;

	if (argc < 3 || argc > 4)
		die("usage: mutate mutants|cheaters BUILD [ID | labNN], as "
		    "make check-mutants ONLY=ID calls it");
	bugs = strcmp(argv[1], "mutants") == 0;
	build = argv[2];
	only = argv[3];
	if (milestones_load(&milestones, PLANTED_MILESTONES, error) < 0)
		die("%s", error);
	if (bugs)
		each_file("grading/mutants/*.json", add_bugs);
	else
		each_file("grading/cheaters/*.[cS]", add_cheater);
	if (!count)
		die("there are no %s", argv[1]);
	run_all();
	if (bugs && !only)
		check_coverage();
	printf("%u %s graded, %u complaints\n", count, argv[1], wrong);
	return wrong != 0;
}
