#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "planted.h"

enum { EXERCISES_MAX = 32, NAME_MAX_BYTES = 64, SOURCE_MAX = 1 << 18 };

struct exercises {		/* of a lab, which have a part in a file */
	char lab[NAME_MAX_BYTES];	/* "03-entry" */
	char *numbers;		/* " 2 3" */
	char *options;		/* " --exercise 2 --exercise 3" */
};

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

const char *
planted_string(const struct planted *planted, const char *key)
{
	const char *s = json_string_value(json_object_get(planted->bug, key));

	return s ? s : "";
}

char *
planted_folder(const struct planted *planted, const char *build)
{
	return text("%s/planted/lab%02d-%s", build, planted->lab,
	    planted->id);
}

/* Append the exercise of one line of the list to what is known. */
static void
read_line(struct exercises *all, const char *line, int lab, const char *file,
    unsigned *seen)
{
	char folder[NAME_MAX_BYTES], function[128], in[128];
	char *numbers = all->numbers, *options = all->options;
	unsigned k;
	int n;

	if (sscanf(line, "%63s %d %u %127s %127s", folder, &n, &k, function,
	    in) != 5 || n != lab || k >= EXERCISES_MAX)
		return;
	strcpy(all->lab, folder);
	if (*seen >> k & 1 || (*file && strcmp(file, in) != 0))
		return;
	*seen |= 1u << k;
	all->numbers = text("%s %u", numbers, k);
	all->options = text("%s --exercise %u", options, k);
	free(numbers);
	free(options);
}

/* Ask the build's list of functions; "" stands for all files. */
static int
find_exercises(struct exercises *all, const char *build, int lab,
    const char *file, char *error)
{
	char *path = text("%s/names/list", build), line[512];
	FILE *list = fopen(path, "r");
	unsigned seen = 0;

	*all = (struct exercises){ "", text("%s", ""), text("%s", "") };
	if (!list) {
		error_set(error, "cannot read %.300s", path);
		free(path);
		return -1;
	}
	while (fgets(line, sizeof(line), list))
		read_line(all, line, lab, file, &seen);
	fclose(list);
	free(path);
	return seen ? 0 : error_set(error, "lab %d has no exercise in a file "
	    "called \"%.100s\"", lab, file);
}

/* Copy a file, with a text that is in it once replaced by another. */
static int
replace(const char *from, const char *to, const char *find,
    const char *with, char *error)
{
	char *source = calloc(1, SOURCE_MAX), *result, *at;
	FILE *file = fopen(from, "r");
	int status;

	if (!source)
		abort();
	if (file) {
		source[fread(source, 1, SOURCE_MAX - 1, file)] = '\0';
		fclose(file);
	}
	at = *find ? strstr(source, find) : NULL;
	if (!at || strstr(at + 1, find)) {
		free(source);
		return error_set(error, "what it replaces is not in %.200s "
		    "exactly once", from);
	}
	result = text("%.*s%s%s", (int)(at - source), source, with,
	    at + strlen(find));
	status = file_write(to, result, strlen(result), error);
	free(result);
	free(source);
	return status;
}

/* The source that differs, and which it replaces ("": the whole lab). */
static int
make_source(const struct planted *p, const char *dir, const char *lab,
    char **source, char **original, char *error)
{
	if (p->cheater) {
		*source = text("%s", p->cheater);
		*original = text("%s", "");
		return 0;
	}
	*source = text("%s/%s", dir, planted_string(p, "file"));
	*original = text("solutions/%s/%s", lab, planted_string(p, "file"));
	return replace(*original, *source, planted_string(p, "find"),
	    planted_string(p, "replace"), error);
}

char *
planted_command(const struct planted *p, const char *build, char *error)
{
	char *dir = planted_folder(p, build), *source = NULL, *original = NULL;
	char *parent = text("%s/planted", build), *command = NULL;
	struct exercises e;

	mkdir(parent, 0777);
	mkdir(dir, 0777);
	if (find_exercises(&e, build, p->lab, planted_string(p, "file"),
	    error) == 0 && make_source(p, dir, e.lab, &source, &original,
	    error) == 0)
		command = text("exec >'%s/log' 2>&1; rm -f '%s/json'\n"
		    "grading/build/plant '%s' %s '%s' '%s'%s && "
		    "%s/bin/grade --lab %d --weave '%s' --machine "
		    "%s/machine.elf --guests %s/guest --milestones "
		    PLANTED_MILESTONES " --seed 1 --jobs 1 --json '%s/json'%s\n"
		    "rm -f '%s'/*.o '%s'/*.elf", dir, dir, dir, e.lab,
		    source, original, e.numbers, build, p->lab, dir, build,
		    build, dir, e.options, dir, dir);
	free(e.numbers);
	free(e.options);
	free(source);
	free(original);
	free(parent);
	free(dir);
	return command;
}
