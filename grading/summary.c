#include <inttypes.h>
#include <stdbool.h>

#include "arch/vmx.h"
#include "names.h"
#include "summary.h"

/* The most frequent reason not shown yet, or -1. */
static int
most_frequent(const uint64_t *count, unsigned reasons, const bool *shown)
{
	int best = -1;

	for (unsigned i = 0; i < reasons; i++)
		if (count[i] && !shown[i] &&
		    (best < 0 || count[i] > count[best]))
			best = (int)i;
	return best;
}

void
summary_exits(FILE *out, const uint64_t *count, unsigned reasons)
{
	bool shown[TRACE_REASONS] = { false };
	uint64_t total = 0;
	int next;

	if (reasons > TRACE_REASONS)
		reasons = TRACE_REASONS;
	fputs("  exits  reason\n", out);
	while ((next = most_frequent(count, reasons, shown)) >= 0) {
		fprintf(out, "%7" PRIu64 "  %s\n", count[next],
		    exit_name((uint32_t)next));
		total += count[next];
		shown[next] = true;
	}
	fprintf(out, "%7" PRIu64 "  in all\n", total);
}

/* VMX instructions by name, as far as the ring still holds them. */
static void
print_instructions(FILE *out, const struct trace *trace)
{
	uint64_t total = trace->header->kinds[TRACE_INSN];
	uint64_t other = total;
	const char *comma = "";

	fprintf(out, "VMX instructions: %" PRIu64, total);
	fputs(total ? " (" : "", out);
	for (uint32_t i = 0; i < VMX_EXIT_COUNT; i++) {
		uint64_t n = trace_count(trace, TRACE_INSN, i);

		if (!n)
			continue;
		fprintf(out, "%s%s %" PRIu64, comma, exit_name(i), n);
		other -= n;
		comma = ", ";
	}
	if (other && total)
		fprintf(out, "%s%" PRIu64 " forgotten", comma, other);
	fputs(total ? ")\n" : "\n", out);
}

void
summary_print(FILE *out, const struct trace *trace)
{
	const struct trace_header *header = trace->header;

	summary_exits(out, header->exits, TRACE_REASONS);
	fprintf(out, "VM entries: %" PRIu64 " of %" PRIu64 " tried\n",
	    header->entries, header->attempts);
	print_instructions(out, trace);
}
