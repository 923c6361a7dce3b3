#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attempts.h"
#include "grading/trace.h"
#include "machine/vtx/probe/marks.h"

static struct attempt *
append(struct attempts *all)
{
	if ((all->count & (all->count + 1)) == 0) {
		all->list = realloc(all->list,
		    2 * (all->count + 1) * sizeof(*all->list));
		if (!all->list)
			abort();
	}
	memset(&all->list[all->count], 0, sizeof(*all->list));
	return &all->list[all->count++];
}

static void
copy_text(char to[TEXT_MAX], const char *from, size_t size)
{
	snprintf(to, TEXT_MAX, "%.*s", (int)size, from);
}

/* One line: "@NUMBER.MASK LACKS FIELDS : RESULT". */
static void
read_line(struct attempts *all, const char *line, size_t size)
{
	const char *colon = memmem(line, size, " : ", 3);
	struct attempt *a;
	int fields = 0;

	if (line[0] != '@' || !colon)
		return;
	a = append(all);
	sscanf(line, "@%" SCNu64 ".%x %x %n", &a->number, &a->mask, &a->lacks,
	    &fields);
	if (line + fields < colon)
		copy_text(a->fields, line + fields,
		    (size_t)(colon - line - fields));
	copy_text(a->result, colon + 3, (size_t)(line + size - colon - 3));
}

static void
read_console(struct attempts *all, const char *console)
{
	while (*console) {
		size_t size = strcspn(console, "\r\n");

		read_line(all, console, size);
		console += size;
		console += strspn(console, "\r\n");
	}
}

/* Rules follow the mark of their attempt. */
static int
read_trace(struct attempts *all, const struct run *run, char *error)
{
	struct trace trace;
	const struct trace_record *r = NULL;
	struct attempt *a = NULL;
	size_t next = 0;

	if (trace_open(&trace, run->ram, run->ram_size, error) < 0)
		return -1;
	if (trace.header->written > trace.capacity)
		return error_set(error, "the trace has lost its beginning: "
		    "try fewer VM entries in a run");
	while ((r = trace_next(&trace, r, TRACE_NONE)) != NULL) {
		if (r->kind == TRACE_CPUID && r->detail == MARK)
			a = next < all->count ? &all->list[next++] : NULL;
		if (r->kind == TRACE_RULE && a && a->rules < RULES_MAX)
			a->rule[a->rules++] = (struct violation){ r->detail,
			    r->arg[1] };
	}
	return next == all->count ? 0 : error_set(error,
	    "the trace has %zu attempts, the console %zu", next, all->count);
}

/* Is this what Bochs says before it refuses an entry? */
static bool
is_reason(const char *text)
{
	static const char *const marks[] = { "VMFAIL: ", "VMENTER FAIL: ",
	    "VMX LoadMSRs " };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strncmp(text, marks[i], strlen(marks[i])) == 0)
			return true;
	return false;
}

static int
read_log(struct attempts *all, const char *log, char *error)
{
	struct attempt *a = NULL;
	char mark[48];
	size_t next = 0;

	snprintf(mark, sizeof(mark), "unmapped: 32-bit write to %04x = ",
	    MARK_PORT);
	while ((log = strchr(log, ']')) != NULL) {
		log += strspn(log, "] ");
		if (strncmp(log, mark, strlen(mark)) == 0)
			a = next < all->count ? &all->list[next++] : NULL;
		else if (a && !a->message[0] && is_reason(log))
			copy_text(a->message, log, strcspn(log, "\r\n"));
		log += strcspn(log, "\n");
	}
	return next == all->count ? 0 : error_set(error,
	    "Bochs' log has %zu attempts, its console %zu", next, all->count);
}

int
attempts_read(struct attempts *all, const struct run *run, char *error)
{
	*all = (struct attempts){ 0 };
	read_console(all, run->console);
	return run->ram ? read_trace(all, run, error) :
	    read_log(all, run->log, error);
}

bool
attempt_field(const struct attempt *a, unsigned index, uint64_t *value)
{
	const char *p = a->fields;
	bool found = false;

	while (*p) {
		char *end;
		unsigned long i = strtoul(p, &end, 10);

		if (*end != '=')
			break;
		if (i == index) {
			*value = strtoull(end + 1, &end, 16);
			found = true;
		}
		p = end + strcspn(end, ",");
		p += *p == ',';
	}
	return found;
}
