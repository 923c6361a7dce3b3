#include <stdio.h>
#include <string.h>

#include "blame.h"
#include "grading/trace.h"
#include "machine/vtx/probe/marks.h"
#include "machine/vtx/rules.h"

enum { FIELDS_MAX = 8, RULES_MAX = 64 };

struct attempt {		/* one case, as the trace has it */
	uint64_t number;
	uint64_t field[FIELDS_MAX];
	unsigned fields;
	uint32_t rule[RULES_MAX];
	unsigned rules;
	bool named;		/* one of the rules is about a field */
};

/* Was the entry refused for a rule: by VMfail 7 or 8, or a failed entry? */
static bool
is_refused(const struct verdict *v)
{
	return strstr(v->text, "VMfailValid error=7") ||
	    strstr(v->text, "VMfailValid error=8") ||
	    strstr(v->text, "entry failure");
}

static bool
is_segment(uint64_t field)
{
	return (field >= VMCS_GUEST_ES_SELECTOR &&
	    field <= VMCS_GUEST_TR_SELECTOR) ||
	    (field >= VMCS_GUEST_ES_LIMIT &&
	    field <= VMCS_GUEST_TR_ACCESS_RIGHTS) ||
	    (field >= VMCS_GUEST_ES_BASE && field <= VMCS_GUEST_TR_BASE);
}

/* A rule about two fields blames one; the case may have set the other. */
static bool
blames(uint64_t blamed, uint64_t set)
{
	switch (set) {
	case VMCS_GUEST_CS_SELECTOR:
		return blamed == VMCS_GUEST_SS_SELECTOR;
	case VMCS_GUEST_ES_SELECTOR:
		return blamed == VMCS_GUEST_ES_ACCESS_RIGHTS;
	case VMCS_GUEST_DS_SELECTOR:
		return blamed == VMCS_GUEST_DS_ACCESS_RIGHTS;
	case VMCS_GUEST_FS_SELECTOR:
		return blamed == VMCS_GUEST_FS_ACCESS_RIGHTS;
	case VMCS_GUEST_GS_SELECTOR:
		return blamed == VMCS_GUEST_GS_ACCESS_RIGHTS;
	case VMCS_GUEST_RFLAGS:		/* virtual-8086 mode */
		return is_segment(blamed);
	case VMCS_GUEST_CR4:		/* PAE paging */
		return blamed == VMCS_GUEST_CR3;
	case VMCS_ENTRY_CONTROLS:
		return blamed == VMCS_GUEST_IA32_EFER;
	case VMCS_ENTRY_INTERRUPTION_INFO:
		return blamed == VMCS_GUEST_RFLAGS;
	default:
		return false;
	}
}

static void
add_rule(struct attempt *a, const struct trace_record *r)
{
	for (unsigned i = 0; i < a->fields; i++)
		a->named |= r->arg[0] == a->field[i] ||
		    blames(r->arg[0], a->field[i]);
	if (a->rules < RULES_MAX)
		a->rule[a->rules++] = r->detail;
}

/* Read the case that begins at this mark; returns the next mark, or NULL. */
static const struct trace_record *
read_attempt(struct attempt *a, const struct trace *trace,
    const struct trace_record *r)
{
	*a = (struct attempt){ .number = r->arg[0] };
	while ((r = trace_next(trace, r, TRACE_NONE)) != NULL) {
		if (r->kind == TRACE_CPUID && r->detail == MARK)
			return r;
		if (r->kind == TRACE_CPUID && r->detail == MARK_FIELD &&
		    a->fields < FIELDS_MAX)
			a->field[a->fields++] = r->arg[0];
		if (r->kind == TRACE_RULE)
			add_rule(a, r);
	}
	return NULL;
}

static void
print_attempt(const struct verdict *v, const struct attempt *a)
{
	printf("  %s: %s\n    rules:", v->name, v->text);
	for (unsigned i = 0; i < a->rules; i++)
		printf(" %s", a->rule[i] < rule_count ?
		    rules[a->rule[i]].id : "unknown");
	printf("%s\n", a->rules ? "" : " none");
}

static void
judge(struct blame *blame, const struct verdict *v, const struct attempt *a,
    bool all)
{
	blame->rules += a->rules;
	if (!is_refused(v))
		return;
	blame->refused++;
	blame->named += a->named;
	if (all || !a->named)
		print_attempt(v, a);
}

/* The verdict on VM entry `number` of this run, or NULL. */
static const struct verdict *
find_case(const struct verdicts *verdicts, uint64_t number)
{
	for (size_t i = 0; i < verdicts->count; i++)
		if (strncmp(verdicts->list[i].name, "case ", 5) == 0 &&
		    number-- == 0)
			return &verdicts->list[i];
	return NULL;
}

int
blame_check(struct blame *blame, const struct run *run,
    const struct verdicts *verdicts, bool all, char *error)
{
	struct trace trace;
	struct attempt attempt;
	const struct trace_record *mark;

	if (trace_open(&trace, run->ram, run->ram_size, error) < 0)
		return -1;
	mark = trace_find(&trace, NULL, TRACE_CPUID, MARK);
	if (mark && mark->arg[0] != 0)
		return error_set(error, "the trace kept only what came after "
		    "case %u: run fewer cases in a group",
		    (unsigned)mark->arg[0]);
	while (mark) {
		mark = read_attempt(&attempt, &trace, mark);
		const struct verdict *v = find_case(verdicts, attempt.number);
		if (v)
			judge(blame, v, &attempt, all);
	}
	return 0;
}
