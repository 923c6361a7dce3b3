#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verdicts.h"

#define CAPABILITIES	"capabilities"
#define DONE		"probe: done"

static char *
copy(const char *text, size_t size)
{
	char *s = strndup(text, size);

	if (!s)
		abort();
	return s;
}

/* Which of its name in its group this one is. */
static unsigned
count_same(const struct verdicts *v, const char *group, const char *name)
{
	unsigned n = 0;

	for (size_t i = 0; i < v->count; i++)
		n += strcmp(v->list[i].name, name) == 0 &&
		    strcmp(v->list[i].group, group) == 0;
	return n;
}

static void
append(struct verdicts *v, const char *group, char *name, char *text)
{
	struct verdict *list = realloc(v->list,
	    (v->count + 1) * sizeof(*list));

	if (!list)
		abort();
	v->list = list;
	list[v->count] = (struct verdict){ copy(group, strlen(group)), name,
	    count_same(v, group, name), text };
	v->count++;
}

static bool
begins(const char *line, const char *with)
{
	return strncmp(line, with, strlen(with)) == 0;
}

/* One line: a heading, a verdict, the end, or none of ours. */
static void
read_line(struct verdicts *v, const char *line, size_t size, char **heading)
{
	const char *colon = memmem(line, size, ": ", 2);

	if (begins(line, DONE)) {
		v->whole = true;
	} else if (begins(line, "insn -- ") || begins(line, "case -- ")) {
		free(*heading);
		*heading = copy(line, size);
	} else if (colon && (begins(line, "insn ") || begins(line, "case ") ||
	    begins(line, "msr ") || begins(line, "field "))) {
		bool headed = line[0] == 'i' || line[0] == 'c';
		size_t name = (size_t)(colon - line);

		append(v, headed ? *heading : CAPABILITIES, copy(line, name),
		    copy(colon + 2, size - name - 2));
	}
}

void
verdicts_read(struct verdicts *v, const char *console)
{
	char *heading = copy("", 0);

	v->whole = false;
	while (*console) {
		size_t size = strcspn(console, "\r\n");

		read_line(v, console, size, &heading);
		console += size;
		console += strspn(console, "\r\n");
	}
	free(heading);
}

void
verdicts_release(struct verdicts *v)
{
	for (size_t i = 0; i < v->count; i++) {
		free(v->list[i].group);
		free(v->list[i].name);
		free(v->list[i].text);
	}
	free(v->list);
	memset(v, 0, sizeof(*v));
}

const struct verdict *
verdicts_find(const struct verdicts *v, const struct verdict *like)
{
	for (size_t i = 0; i < v->count; i++) {
		const struct verdict *w = &v->list[i];

		if (w->nth == like->nth && strcmp(w->name, like->name) == 0 &&
		    strcmp(w->group, like->group) == 0)
			return w;
	}
	return NULL;
}

bool
verdict_skipped(const struct verdict *v)
{
	return begins(v->text, "skip");
}

static bool
has_word(const char *text, const char *word, size_t size)
{
	for (; *text; text += strspn(text, " ")) {
		size_t length = strcspn(text, " ");

		if (length == size && memcmp(text, word, size) == 0)
			return true;
		text += length;
	}
	return false;
}

char *
words_without(const char *text, const char *other)
{
	char *words = calloc(1, strlen(text) + 2), *end = words;

	if (!words)
		abort();
	for (; *text; text += strspn(text, " ")) {
		size_t length = strcspn(text, " ");

		if (!has_word(other, text, length)) {
			if (end != words)
				*end++ = ' ';
			memcpy(end, text, length);
			end += length;
		}
		text += length;
	}
	*end = '\0';
	return words;
}
