#include <ctype.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "milestones.h"

/* What is being read, for messages. */
struct reader {
	const char *path;
	int lab;
	const char *id;
	char *error;
};

static int
complain(const struct reader *in, const char *key, const char *wanted)
{
	return error_set(in->error, "%.200s: lab %d, milestone %.80s: "
	    "\"%s\" must be %s", in->path, in->lab, in->id ? in->id : "?",
	    key, wanted);
}

static int
read_string(const struct reader *in, const json_t *object, const char *key,
    const char **value)
{
	*value = json_string_value(json_object_get(object, key));
	if (*value && **value)
		return 0;
	return complain(in, key, "a string that is not empty");
}

static int
read_positive(const struct reader *in, const json_t *object, const char *key,
    int *value)
{
	json_int_t n = json_integer_value(json_object_get(object, key));

	*value = (int)n;
	if (n > 0 && n <= 1000)
		return 0;
	return complain(in, key, "a whole number from 1 to 1000");
}

static bool
is_identifier(const char *id)
{
	if (!islower((unsigned char)*id))
		return false;
	for (; *id; id++)
		if (!islower((unsigned char)*id) &&
		    !isdigit((unsigned char)*id) && *id != '_')
			return false;
	return true;
}

static bool
is_used(const struct milestones *all, const char *id)
{
	for (size_t i = 0; i < all->count; i++)
		for (size_t k = 0; k < all->labs[i].count; k++)
			if (strcmp(all->labs[i].milestones[k].id, id) == 0)
				return true;
	return false;
}

static int
read_milestone(struct reader *in, const json_t *json,
    const struct milestones *all, struct lab *lab)
{
	struct milestone *m = &lab->milestones[lab->count];

	in->id = NULL;
	if (read_string(in, json, "id", &m->id) < 0)
		return -1;
	in->id = m->id;
	if (!is_identifier(m->id))
		return complain(in, "id", "lower-case letters, digits and _");
	if (is_used(all, m->id))
		return complain(in, "id", "used once only");
	if (read_positive(in, json, "exercise", &m->exercise) < 0 ||
	    read_positive(in, json, "points", &m->points) < 0 ||
	    read_string(in, json, "title", &m->title) < 0 ||
	    read_string(in, json, "means", &m->means) < 0 ||
	    read_string(in, json, "read", &m->read) < 0)
		return -1;
	lab->count++;
	return 0;
}

static int
read_lab(struct reader *in, const json_t *json, struct milestones *all)
{
	const json_t *list = json_object_get(json, "milestones"), *item;
	struct lab *lab = &all->labs[all->count];
	size_t i;

	in->id = NULL;
	in->lab = 0;
	if (read_positive(in, json, "lab", &lab->number) < 0)
		return -1;
	in->lab = lab->number;
	if (milestones_lab(all, lab->number))
		return complain(in, "lab", "used once only");
	if (read_string(in, json, "name", &lab->name) < 0)
		return -1;
	if (!json_is_array(list) || json_array_size(list) == 0)
		return complain(in, "milestones", "a list that is not empty");
	lab->milestones = calloc(json_array_size(list),
	    sizeof(*lab->milestones));
	if (!lab->milestones)
		abort();
	all->count++;	/* from here it is freed with the rest */
	json_array_foreach((json_t *)list, i, item)
		if (read_milestone(in, item, all, lab) < 0)
			return -1;
	return 0;
}

int
milestones_load(struct milestones *all, const char *path, char *error)
{
	struct reader in = { .path = path, .error = error };
	json_error_t where;
	json_t *labs, *item;
	size_t i;

	memset(all, 0, sizeof(*all));
	all->json = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
	if (!all->json)
		return where.line < 0 ?
		    error_set(error, "%.200s", where.text) :
		    error_set(error, "%.200s:%d: %.200s", path, where.line,
		    where.text);
	labs = json_object_get(all->json, "labs");
	if (!json_is_array(labs)) {
		error_set(error, "%.200s: \"labs\" must be a list", path);
		goto fail;
	}
	all->labs = calloc(json_array_size(labs) + 1, sizeof(*all->labs));
	if (!all->labs)
		abort();
	json_array_foreach(labs, i, item)
		if (read_lab(&in, item, all) < 0)
			goto fail;
	return 0;
fail:
	milestones_free(all);
	return -1;
}

void
milestones_free(struct milestones *all)
{
	for (size_t i = 0; i < all->count; i++)
		free(all->labs[i].milestones);
	free(all->labs);
	json_decref(all->json);
	memset(all, 0, sizeof(*all));
}

const struct lab *
milestones_lab(const struct milestones *all, int number)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->labs[i].number == number)
			return &all->labs[i];
	return NULL;
}
