#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/names.h"
#include "grading/trace.h"
#include "labs.h"

enum { EXITS_MAX = 65536 };

struct exits {
	uint32_t reason[EXITS_MAX];
	size_t count;
};

static void
add(struct exits *e, uint32_t reason)
{
	if (e->count < EXITS_MAX)
		e->reason[e->count++] = reason & EXIT_REASON_BASIC;
}

static int
read_vtx(struct exits *e, const struct run *run, char *error)
{
	struct trace trace;
	const struct trace_record *r = NULL;

	if (trace_open(&trace, run->ram, run->ram_size, error) < 0)
		return -1;
	while ((r = trace_next(&trace, r, TRACE_EXIT)) != NULL)
		add(e, r->detail);
	return 0;
}

static void
read_bochs(struct exits *e, const char *log)
{
	static const char mark[] = "VMEXIT reason = ";

	while ((log = strstr(log, mark)) != NULL) {
		log += sizeof(mark) - 1;
		add(e, (uint32_t)strtoul(log, NULL, 10));
	}
}

/* The line of the console that says how the guest ended, or "". */
static void
guest_end(const char *console, char line[ERROR_MAX])
{
	const char *found = NULL, *p = console;

	while ((p = strstr(p, "vcpu_run: ")) != NULL)
		found = p++;
	snprintf(line, ERROR_MAX, "%.*s", found ?
	    (int)strcspn(found, "\r\n") : 0, found ? found : "");
}

/* Where two sequences part, in `error`. */
static int
compare_exits(const struct exits *a, const struct exits *b, char *error)
{
	size_t i = 0;

	while (i < a->count && i < b->count && a->reason[i] == b->reason[i])
		i++;
	if (i == a->count && i == b->count)
		return 0;
	return error_set(error, "VM exit %zu of %zu is %s on machine/vtx; "
	    "of %zu it is %s on Bochs", i + 1, a->count,
	    i < a->count ? exit_name(a->reason[i]) : "none", b->count,
	    i < b->count ? exit_name(b->reason[i]) : "none");
}

static int
compare_endings(const struct run *vtx, const struct run *bochs, char *error)
{
	char a[ERROR_MAX], b[ERROR_MAX];

	if (vtx->ending != bochs->ending || vtx->status != bochs->status)
		return error_set(error, "machine/vtx %.200s; Bochs %.200s",
		    run_ending(vtx, a), run_ending(bochs, b));
	guest_end(vtx->console, a);
	guest_end(bochs->console, b);
	if (strcmp(a, b) != 0)
		return error_set(error, "machine/vtx: \"%.200s\"; Bochs: "
		    "\"%.200s\"", a, b);
	return 0;
}

bool
labs_compare(const char *name, const struct run *vtx, const struct run *bochs)
{
	struct exits *a = calloc(2, sizeof(*a)), *b = a + 1;
	char error[ERROR_MAX];
	bool same;

	if (!a)
		abort();
	read_bochs(b, bochs->log);
	same = compare_endings(vtx, bochs, error) == 0 &&
	    read_vtx(a, vtx, error) == 0 && compare_exits(a, b, error) == 0;
	if (same)
		printf("%s: %zu VM exits, the same\n", name, a->count);
	else
		printf("%s: differs: %s\n", name, error);
	free(a);
	return same;
}
