/*
 * One record, one line.
 */
#include <inttypes.h>

#include "fields.h"
#include "machine/vtx/rules.h"
#include "names.h"
#include "prose.h"

void
prose_place(const struct prose *p, uint64_t address, bool guest)
{
	struct place place = symbols_place(guest ? p->guest : p->vmm, address);

	if (place.file)
		fprintf(p->out, "%s:%d", place.file, place.line);
	if (place.function && place.file)
		fprintf(p->out, ", in %s", place.function);
	else if (place.function)
		fprintf(p->out, "%s+%" PRIu64, place.function, place.offset);
	else if (!place.file)
		fprintf(p->out, "address %#" PRIx64, address);
}

static void
print_operand(const struct prose *p, const struct trace_record *r)
{
	switch (r->detail) {
	case VMX_EXIT_VMREAD:
	case VMX_EXIT_VMWRITE:
		fprintf(p->out, " %s", field_name(vmcs_index(
		    (uint32_t)r->arg[0])));
		fprintf(p->out, r->detail == VMX_EXIT_VMREAD ?
		    " = %#" PRIx64 : " := %#" PRIx64, r->arg[1]);
		break;
	case VMX_EXIT_VMXON:
	case VMX_EXIT_VMPTRLD:
		fprintf(p->out, " %#" PRIx64 " (begins with %#" PRIx64 ")",
		    r->arg[0], r->arg[1]);
		break;
	case VMX_EXIT_VMCLEAR:
	case VMX_EXIT_VMPTRST:
		fprintf(p->out, " %#" PRIx64, r->arg[0]);
		break;
	}
}

static void
print_outcome(const struct prose *p, const struct trace_record *r)
{
	switch (r->arg[2]) {
	case OUTCOME_SUCCEED:
		break;
	case OUTCOME_FAIL_INVALID:
		fputs(": VMfailInvalid", p->out);
		break;
	case OUTCOME_FAIL_VALID:
		fprintf(p->out, ": VMfailValid, error %" PRIu64 ", %s",
		    r->arg[3], error_name(r->arg[3]));
		break;
	default:
		fprintf(p->out, ": %s", vector_name(r->arg[3]));
	}
}

static void
print_exit(const struct prose *p, const struct trace_record *r)
{
	uint64_t info = r->arg[3] & 0xffffffff;
	unsigned length = (unsigned)r->arg[5];

	fprintf(p->out, "VM exit %u, %s", r->detail & EXIT_REASON_BASIC,
	    exit_name(r->detail));
	if (r->detail & EXIT_REASON_ENTRY_FAILURE)
		fputs(" (VM-entry failure)", p->out);
	if (r->arg[0])
		fprintf(p->out, ", qualification %#" PRIx64, r->arg[0]);
	fputs(r->arg[0] ? " " : "", p->out);
	qualification_print(p->out, r->detail, r->arg[0]);
	if (info & INTERRUPTION_VALID) {
		fputs(", ", p->out);
		interruption_print(p->out, info);
	}
	if (length)
		fprintf(p->out, ", length %u", length);
	fprintf(p->out, "; RAX %#" PRIx64 " RBX %#" PRIx64 " RCX %#" PRIx64
	    " RDX %#" PRIx64, r->reg[0], r->reg[3], r->reg[1], r->reg[2]);
}

static void
print_entry(const struct prose *p, const struct trace_record *r)
{
	fprintf(p->out, "VM entry by %s to RIP %#" PRIx64,
	    exit_name(r->detail), r->arg[3]);
	if (r->arg[1] & INTERRUPTION_VALID) {
		fputs(", injecting ", p->out);
		interruption_print(p->out, r->arg[1]);
	}
	fprintf(p->out, "; RAX %#" PRIx64 " RBX %#" PRIx64 " RCX %#" PRIx64
	    " RDX %#" PRIx64, r->reg[0], r->reg[3], r->reg[1], r->reg[2]);
}

static void
print_end(const struct prose *p, const struct trace_record *r)
{
	switch (r->detail) {
	case END_POWER_OFF:
		fprintf(p->out, "power off, status %" PRIu64, r->arg[0]);
		break;
	case END_TRIPLE_FAULT:
		fputs("triple fault of the VMM", p->out);
		break;
	case END_HALTED:
		fputs("the VMM halted with interrupts off", p->out);
		break;
	case END_NO_IMAGE:
		fputs("there was no VMM among the modules", p->out);
		break;
	case END_MACHINE_ERROR:
		fprintf(p->out, "machine error %" PRIu64 " (%#" PRIx64 ")",
		    r->arg[0], r->arg[1]);
		break;
	case END_VMX_ABORT:
		fprintf(p->out, "VMX abort %" PRIu64, r->arg[0]);
		break;
	case END_NO_SVM:
		fputs("QEMU offered no SVM", p->out);
		break;
	case END_RESET:
		fputs("the VMM asked for a reset", p->out);
		break;
	default:
		fputs("the end", p->out);
	}
}

static void
print_rule(const struct prose *p, const struct trace_record *r)
{
	fprintf(p->out, "broken rule %s: ", r->detail < rule_count ?
	    rules[r->detail].id : "unknown");
	field_print(p->out, vmcs_index((uint32_t)r->arg[0]), r->arg[1]);
}

static void
print_event(const struct prose *p, const struct trace_record *r)
{
	switch (r->kind) {
	case TRACE_BOOT:
		fprintf(p->out, "processor with seed %#" PRIx64
		    ", VMCS revision %#" PRIx64 ", %sVMX, "
		    "IA32_FEATURE_CONTROL %#" PRIx64, r->arg[0], r->arg[1],
		    r->arg[2] ? "" : "no ", r->arg[3]);
		break;
	case TRACE_INSN:
		fputs(exit_name(r->detail), p->out);
		print_operand(p, r);
		print_outcome(p, r);
		break;
	case TRACE_ENTRY:
		print_entry(p, r);
		break;
	case TRACE_EXIT:
		print_exit(p, r);
		break;
	case TRACE_RULE:
		print_rule(p, r);
		break;
	case TRACE_FAULT:
		fprintf(p->out, "%s, error code %#" PRIx64,
		    vector_name(r->detail), r->arg[0]);
		break;
	case TRACE_MSR:
		fprintf(p->out, "%s %s (%#x) %s %#" PRIx64,
		    r->arg[1] ? "WRMSR" : "RDMSR", msr_name(r->detail),
		    r->detail, r->arg[1] ? ":=" : "=", r->arg[0]);
		break;
	case TRACE_CR:
		fprintf(p->out, "CR%u %#" PRIx64 " -> %#" PRIx64, r->detail,
		    r->arg[0], r->arg[1]);
		break;
	case TRACE_CPUID:
		fprintf(p->out, "CPUID %#x.%" PRIx64 ": EAX %#" PRIx64 " EBX %#"
		    PRIx64 " ECX %#" PRIx64 " EDX %#" PRIx64, r->detail,
		    r->arg[0], r->arg[1], r->arg[2], r->arg[3], r->arg[4]);
		break;
	case TRACE_WILD:
		fprintf(p->out, "write to %#" PRIx64 ", where there is no "
		    "memory", r->arg[0]);
		break;
	case TRACE_END:
		print_end(p, r);
		break;
	default:
		fprintf(p->out, "record of unknown kind %u", r->kind);
	}
}

void
prose_record(const struct prose *p, const struct trace_record *r)
{
	fprintf(p->out, "%8" PRIu64 "  %-5s ", r->seq, kind_name(r->kind));
	print_event(p, r);
	if (r->kind != TRACE_BOOT && r->kind != TRACE_RULE) {
		fputs("  [", p->out);
		prose_place(p, r->ip, r->flags & TRACE_NON_ROOT ||
		    r->kind == TRACE_EXIT);
		putc(']', p->out);
	}
	putc('\n', p->out);
}
