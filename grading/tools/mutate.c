/*
 * mutate: grade the grader.  Each planted bug (grading/mutants/labNN.json)
 * must fail exactly the milestones it names, each milestone must be failed by
 * one, and each cheater (grading/cheaters) must earn nothing in any lab.
 */
#include <glob.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grading/file.h"
#include "grading/milestones.h"

enum { SUBJECTS_MAX = 512, EXERCISES_MAX = 32, JOBS_MAX = 64 };

#define MILESTONES "grading/milestones.json"

struct subject {		/* a lab's images with something wrong */
	char *name;		/* "cpuid_vmx_visible", "loops in lab 3" */
	const char *id;
	int lab;
	const char *source;	/* of a cheater, or NULL */
	json_t *mutant;		/* its row, or NULL */
	pid_t pid;
};

static struct subject subjects[SUBJECTS_MAX];
static unsigned count, wrong;
static struct milestones milestones;
static const char *build, *only;

__attribute__((format(printf, 1, 2)))
static char *
text(const char *format, ...)
{
	va_list args;
	char *result;

	va_start(args, format);
	if (vasprintf(&result, format, args) < 0)
		abort();
	va_end(args);
	return result;
}

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
complain(const struct subject *s, const char *format, ...)
{
	va_list args;

	printf("%s: ", s->name);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	wrong++;
}

static const char *
member(const struct subject *s, const char *key)
{
	const char *value = json_string_value(json_object_get(s->mutant, key));

	if (!value)
		die("mutant %s: \"%s\" must be a string", s->name, key);
	return value;
}

/* ---- What there is --------------------------------------------------- */

/* Keep it, if it is the one that was named, or of the lab ("lab03"). */
static void
add(struct subject subject)
{
	char lab[16];

	snprintf(lab, sizeof(lab), "lab%02d", subject.lab);
	if (only && strcmp(only, subject.id) != 0 && strcmp(only, lab) != 0)
		return;
	if (count == SUBJECTS_MAX)
		die("more than %d mutants and cheaters", SUBJECTS_MAX);
	subjects[count++] = subject;
}

static void
add_mutants(const char *path)
{
	json_error_t where;
	json_t *list = json_load_file(path, 0, &where), *row;
	size_t i;

	if (!json_is_array(list))
		die("%s:%d: %s", path, where.line, where.text);
	json_array_foreach(list, i, row) {
		const char *id = json_string_value(json_object_get(row, "id"));
		json_t *lab = json_object_get(row, "lab");

		if (!id || !json_is_integer(lab))
			die("%s: row %zu needs \"id\" and \"lab\"", path, i);
		add((struct subject){ .name = text("%s", id), .id = id,
		    .lab = (int)json_integer_value(lab), .mutant = row });
	}
}

static void
add_cheater(const char *path)
{
	const char *file = strrchr(path, '/') + 1;
	char *id = strndup(file, strcspn(file, "."));

	for (size_t i = 0; i < milestones.count; i++) {
		int lab = milestones.labs[i].number;

		add((struct subject){ .name = text("%s in lab %d", id, lab),
		    .id = id, .lab = lab, .source = path });
	}
}

static void
each_file(const char *pattern, void (*function)(const char *path))
{
	glob_t files;

	if (glob(pattern, 0, NULL, &files) == 0)
		for (size_t i = 0; i < files.gl_pathc; i++)
			function(files.gl_pathv[i]);
}

/* ---- Making and grading one ------------------------------------------ */

/*
 * The exercises of a lab that have a function in this file (NULL: all), as
 * ` 1 2` with `before` in front of each, and the lab's folder in `folder`.
 */
static char *
exercises(int lab, const char *file, const char *before, char folder[64])
{
	char *path = text("%s/names/list", build), *result = text("%s", "");
	char function[128], in[128];
	unsigned seen = 0, k;
	int number;
	FILE *list = fopen(path, "r");
	char line[512], name[64];

	if (!list)
		die("cannot read %s: make it first", path);
	while (fgets(line, sizeof(line), list)) {
		if (sscanf(line, "%63s %d %u %127s %127s", name, &number, &k,
		    function, in) != 5 || number != lab ||
		    k >= EXERCISES_MAX)
			continue;
		strcpy(folder, name);
		if (seen >> k & 1 || (file && strcmp(file, in) != 0))
			continue;
		seen |= 1u << k;
		result = text("%s %s%u", result, before, k);
	}
	fclose(list);
	return result;
}

/* Write the mutant's source: its text, found once, replaced. */
static void
write_mutant(const struct subject *s, const char *from, const char *to)
{
	const char *find = member(s, "find"), *at;
	static char source[1 << 18];
	char error[ERROR_MAX], *result;
	FILE *file = fopen(from, "r");

	if (!file)
		die("mutant %s: there is no %s", s->name, from);
	source[fread(source, 1, sizeof(source) - 1, file)] = '\0';
	fclose(file);
	at = strstr(source, find);
	if (!at || strstr(at + 1, find))
		die("mutant %s: its text is not in %s exactly once", s->name,
		    from);
	result = text("%.*s%s%s", (int)(at - source), source,
	    member(s, "replace"), at + strlen(find));
	if (file_write(to, result, strlen(result), error) < 0)
		die("%s", error);
	free(result);
}

static char *
folder_of(const struct subject *s)
{
	return text("%s/%s/lab%02d-%s", build, s->source ? "cheaters" :
	    "mutants", s->lab, s->id);
}

/* The command that builds and grades it, leaving DIR/json and DIR/log. */
static char *
command(const struct subject *s)
{
	const char *file = s->source ? NULL : member(s, "file");
	char *dir = folder_of(s), lab[64] = "?", *original = "";
	const char *source = s->source;
	char *words = exercises(s->lab, file, "", lab);
	char *options = exercises(s->lab, file, "--exercise ", lab);

	if (!*words)
		die("%s: no exercise is in lab %d's %s", s->name, s->lab,
		    file ? file : "files");
	if (file) {
		original = text("solutions/%s/%s", lab, file);
		source = text("%s/%s", dir, file);
		write_mutant(s, original, source);
	}
	return text("exec >'%s/log' 2>&1; rm -f '%s/json'\n"
	    "grading/build/plant '%s' %s '%s' '%s'%s || exit 2\n"
	    "%s/bin/grade --lab %d --weave '%s' --machine %s/machine.elf "
	    "--guests %s/guest --milestones " MILESTONES " --seed 1 "
	    "--jobs 1 --json '%s/json'%s\n"
	    "rm -f '%s'/*.o '%s'/*.elf", dir, dir, dir, lab, source, original,
	    words, build, s->lab, dir, build, build, dir, options, dir, dir);
}

static void
start(struct subject *s)
{
	char *dir = folder_of(s), *line;

	mkdir(text("%s/%s", build, s->source ? "cheaters" : "mutants"), 0777);
	mkdir(dir, 0777);
	line = command(s);
	s->pid = fork();
	if (s->pid < 0)
		die("cannot start a process");
	if (s->pid == 0) {
		execl("/bin/sh", "sh", "-c", line, (char *)NULL);
		_exit(2);
	}
}

/* ---- The verdict ------------------------------------------------------ */

static bool
holds(const json_t *list, const char *id)
{
	const json_t *item;
	size_t i;

	json_array_foreach((json_t *)list, i, item)
		if (json_is_string(item) &&
		    strcmp(json_string_value(item), id) == 0)
			return true;
	return false;
}

static void
judge_mutant(const struct subject *s, const json_t *results)
{
	const json_t *fails = json_object_get(s->mutant, "fails"), *m;
	size_t failed = 0, i;

	json_array_foreach((json_t *)results, i, m) {
		const char *id = json_string_value(json_object_get(m, "id"));
		bool should = holds(fails, id);
		const char *seen = json_string_value(json_object_get(m,
		    "seen"));

		failed += should;
		if (should == json_is_false(json_object_get(m, "passed")))
			continue;
		complain(s, should ? "passes %s: %s" :
		    "fails %s as well, where was seen: %s", id, should ?
		    member(s, "why") : seen);
	}
	if (!failed || failed != json_array_size(fails))
		complain(s, "\"fails\" names no milestone of its exercise");
}

static void
judge_cheater(const struct subject *s, const json_t *results)
{
	const json_t *m;
	size_t i;

	json_array_foreach((json_t *)results, i, m)
		if (json_is_true(json_object_get(m, "passed")))
			complain(s, "earns %s", json_string_value(
			    json_object_get(m, "id")));
}

static void
judge(const struct subject *s)
{
	char *dir = folder_of(s), *path = text("%s/json", dir);
	json_t *json = json_load_file(path, 0, NULL);
	const json_t *lab = json_array_get(json_object_get(json, "labs"), 0);
	const json_t *results = json_object_get(lab, "milestones");

	if (!json_is_array(results))
		complain(s, "cannot be built or graded: see %s/log", dir);
	else if (s->mutant)
		judge_mutant(s, results);
	else
		judge_cheater(s, results);
	json_decref(json);
	free(path);
	free(dir);
}

static void
wait_for_one(void)
{
	pid_t pid = waitpid(-1, NULL, 0);

	for (unsigned i = 0; i < count; i++)
		if (subjects[i].pid == pid)
			judge(&subjects[i]);
	fflush(stdout);
}

static void
run_all(unsigned jobs)
{
	for (unsigned i = 0; i < count; i++) {
		if (i >= jobs)
			wait_for_one();
		fflush(stdout);
		start(&subjects[i]);
	}
	for (unsigned i = 0; i < count && i < jobs; i++)
		wait_for_one();
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
				found |= holds(json_object_get(
				    subjects[n].mutant, "fails"),
				    lab->milestones[k].id);
			if (found)
				continue;
			printf("%s: no planted bug fails it\n",
			    lab->milestones[k].id);
			wrong++;
		}
	}
}

int
main(int argc, char **argv)
{
	char error[ERROR_MAX];
	bool mutants;
	long jobs = sysconf(_SC_NPROCESSORS_ONLN);

	if (argc < 3 || argc > 4)
		die("usage: mutate mutants|cheaters BUILD [ID]; "
		    "make check-mutants sets what else it needs");
	mutants = strcmp(argv[1], "mutants") == 0;
	build = argv[2];
	only = argv[3];
	if (milestones_load(&milestones, MILESTONES, error) < 0)
		die("%s", error);
	if (mutants)
		each_file("grading/mutants/*.json", add_mutants);
	else
		each_file("grading/cheaters/*.[cS]", add_cheater);
	if (!count)
		die("there are no %s", argv[1]);
	run_all(jobs < 1 ? 1 : jobs > JOBS_MAX ? JOBS_MAX : (unsigned)jobs);
	if (mutants && !only)
		check_coverage();
	printf("%u %s graded, %u wrong\n", count, argv[1], wrong);
	return wrong != 0;
}
