/*
 * What went wrong, why, and where to read on.
 */
#include <inttypes.h>
#include <string.h>

#include "fields.h"
#include "machine/vtx/rules.h"
#include "names.h"
#include "prose.h"

/* Records looked at around a failed entry for its broken rules. */
enum { RULES_SHOWN = 16 };

static void
print_section(const struct prose *p, const char *margin, enum section section)
{
	fprintf(p->out, "%smanual: %s, \"%s\"\n", margin,
	    section_number[section], section_title[section]);
}

/* A line with the place of the instruction that a record is about. */
static void
print_where(const struct prose *p, const struct trace_record *r)
{
	fputs("  at ", p->out);
	prose_place(p, r->ip, false);
	putc('\n', p->out);
}

static void
explain_why(const struct prose *p, uint64_t why)
{
	const char *text = why_text(why);

	if (!text)
		return;
	fprintf(p->out, "  what must hold: %s\n", text);
	print_section(p, "  ", why_section(why));
}

/* The bits to blame; the rules about them are named for it. */
static void
print_bits(const struct prose *p, const struct rule *rule, int index,
    uint64_t value)
{
	if (!p->trace)
		return;
	if (strstr(rule->id, "_required"))
		field_print_required(p->out, "    ", p->trace->header, index,
		    value);
	else if (strstr(rule->id, "_forbidden"))
		field_print_forbidden(p->out, "    ", p->trace->header, index,
		    value);
}

static void
explain_rule(const struct prose *p, const struct trace_record *r)
{
	int index = vmcs_index((uint32_t)r->arg[0]);
	const struct rule *rule;

	fputs("  - ", p->out);
	field_print(p->out, index, r->arg[1]);
	putc('\n', p->out);
	if (r->detail >= rule_count) {
		fprintf(p->out, "    breaks a rule unknown here (%u): build "
		    "everything again with make\n", r->detail);
		return;
	}
	rule = &rules[r->detail];
	fprintf(p->out, "    what must hold: %s\n", rule->text);
	print_bits(p, rule, index, r->arg[1]);
	fputs("    last written: ", p->out);
	if (r->arg[2])
		prose_place(p, r->arg[2], false);
	else
		fputs("never; it needs a VMWRITE", p->out);
	putc('\n', p->out);
	print_section(p, "    ", rule->section);
	if (rule->lab && rule->lab[0])
		fprintf(p->out, "    read: %s\n", rule->lab);
}

static const struct trace_record *
rule_at(const struct prose *p, uint64_t seq)
{
	const struct trace_record *r = trace_at(p->trace, seq);

	return r && r->kind == TRACE_RULE ? r : NULL;
}

/*
 * The broken rules stand directly before or behind their failed entry.
 * Returns how many there are.
 */
static uint64_t
explain_rules(const struct prose *p, const struct trace_record *failure)
{
	uint64_t first = failure->seq, last = failure->seq - 1;
	unsigned shown = 0;

	if (!p->trace)
		return 0;
	while (rule_at(p, first - 1))
		first--;
	if (first > last) {
		first = failure->seq + 1;
		for (last = failure->seq; rule_at(p, last + 1);)
			last++;
	}
	for (uint64_t seq = first; seq <= last && shown < RULES_SHOWN; seq++) {
		explain_rule(p, rule_at(p, seq));
		shown++;
	}
	if (first + shown <= last)
		fprintf(p->out, "  .. and %" PRIu64 " more broken rules\n",
		    last - first - shown + 1);
	return last - first + 1;
}

static void
explain_insn(const struct prose *p, const struct trace_record *r)
{
	const char *name = exit_name(r->detail);

	if (r->arg[2] == OUTCOME_FAULT)
		fprintf(p->out, "%s raised %s\n", name,
		    vector_name(r->arg[3]));
	else if (r->arg[2] == OUTCOME_FAIL_VALID)
		fprintf(p->out, "%s failed: %s (error %" PRIu64 ")\n", name,
		    error_name(r->arg[3]), r->arg[3]);
	else
		fprintf(p->out, "%s failed: VMfailInvalid, there is no "
		    "current VMCS to hold an error number\n", name);
	print_where(p, r);
	if (r->arg[2] == OUTCOME_FAIL_VALID &&
	    (r->arg[3] == VMX_ERROR_ENTRY_CONTROLS ||
	    r->arg[3] == VMX_ERROR_ENTRY_HOST_STATE) && explain_rules(p, r))
		return;
	explain_why(p, r->arg[4]);
	if (r->detail == VMX_EXIT_VMREAD || r->detail == VMX_EXIT_VMWRITE)
		fprintf(p->out, "  field encoding: %#" PRIx64 " (%s)\n",
		    r->arg[0], field_name(vmcs_index((uint32_t)r->arg[0])));
}

static void
explain_exit(const struct prose *p, const struct trace_record *r)
{
	fprintf(p->out, "VM entry failed: %s (exit reason %u)\n",
	    exit_name(r->detail), r->detail & EXIT_REASON_BASIC);
	explain_rules(p, r);
}

static void
explain_fault(const struct prose *p, const struct trace_record *r)
{
	fprintf(p->out, "The VMM got %s, error code %#" PRIx64 "\n",
	    vector_name(r->detail), r->arg[0]);
	print_where(p, r);
	if (r->arg[1] > 8)
		fprintf(p->out, "  it accessed MSR %#" PRIx64 " (%s), value %#"
		    PRIx64 "\n", r->arg[1], msr_name((uint32_t)r->arg[1]),
		    r->arg[2]);
	else if (r->arg[1] || r->arg[2])
		fprintf(p->out, "  it wrote %#" PRIx64 " to CR%" PRIu64 "\n",
		    r->arg[2], r->arg[1]);
	explain_why(p, r->arg[3]);
}

static void
explain_end(const struct prose *p, const struct trace_record *r)
{
	switch (r->detail) {
	case END_TRIPLE_FAULT:
		fputs("Triple fault of the VMM: a fault came while another "
		    "was being delivered,\nand a real processor would reset. "
		    "Usually the stack or the IDT is gone.\n", p->out);
		break;
	case END_HALTED:
		fputs("The VMM executed HLT with interrupts off: nothing can "
		    "wake it.\n", p->out);
		break;
	case END_NO_IMAGE:
		fputs("The machine found no VMM among its modules: the first "
		    "module must be one.\n", p->out);
		return;
	case END_MACHINE_ERROR:
		fprintf(p->out, "The machine met what it cannot do: error "
		    "%" PRIu64 ", %#" PRIx64 "\n", r->arg[0], r->arg[1]);
		break;
	case END_VMX_ABORT:
		fprintf(p->out, "VMX abort %" PRIu64 ": a VM exit could not "
		    "store or load the MSRs of its lists.\n", r->arg[0]);
		break;
	case END_NO_SVM:
		fputs("QEMU's processor has no SVM with nested paging, which "
		    "machine/vtx stands on: it takes QEMU 7 or newer, with "
		    "-accel tcg -cpu max.\n", p->out);
		return;
	case END_RESET:
		fputs("The VMM asked for a reset.\n", p->out);
		break;
	default:
		fprintf(p->out, "The VMM powered off with status %" PRIu64
		    ": it failed and said why above.\n", r->arg[0]);
		return;
	}
	print_where(p, r);
}

bool
prose_is_failure(const struct trace_record *r)
{
	switch (r->kind) {
	case TRACE_INSN:
		return r->arg[2] != OUTCOME_SUCCEED;
	case TRACE_EXIT:
		return r->detail & EXIT_REASON_ENTRY_FAILURE;
	case TRACE_FAULT:
	case TRACE_WILD:
		return true;
	case TRACE_END:
		return r->detail != END_POWER_OFF || r->arg[0] != 0;
	}
	return false;
}

void
prose_explain(const struct prose *p, const struct trace_record *r)
{
	switch (r->kind) {
	case TRACE_INSN:
		explain_insn(p, r);
		break;
	case TRACE_EXIT:
		explain_exit(p, r);
		break;
	case TRACE_FAULT:
		explain_fault(p, r);
		break;
	case TRACE_WILD:
		fprintf(p->out, "The %s wrote to physical address %#" PRIx64
		    ", where there is no memory\n", r->flags & TRACE_NON_ROOT ?
		    "guest" : "VMM", r->arg[0]);
		print_where(p, r);
		break;
	case TRACE_END:
		explain_end(p, r);
		break;
	}
}

unsigned
prose_failures(const struct prose *p, unsigned max)
{
	const struct trace_record *r = NULL;
	unsigned count = 0;

	while ((r = trace_next(p->trace, r, TRACE_NONE))) {
		if (!prose_is_failure(r))
			continue;
		if (count++ < max)
			prose_explain(p, r);
	}
	if (count > max)
		fprintf(p->out, ".. and %u more failures; `make trace` shows "
		    "them\n", count - max);
	return count;
}

bool
prose_last_failure(const struct prose *p)
{
	const struct trace_record *r = NULL, *last = NULL;

	while ((r = trace_next(p->trace, r, TRACE_NONE)))
		if (prose_is_failure(r) && r->kind != TRACE_END)
			last = r;
	if (!last)
		last = trace_last(p->trace, TRACE_END);
	if (!last || !prose_is_failure(last))
		return false;
	prose_explain(p, last);
	return true;
}
