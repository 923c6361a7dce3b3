/*
 * trace: show what a machine recorded, from the file that holds its RAM;
 * also while GDB has it stopped.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "grading/fields.h"
#include "grading/names.h"
#include "grading/prose.h"
#include "grading/summary.h"

enum { LAST = 200 };		/* records shown unless told */

struct options {
	const char *ram, *symbols, *guest_symbols;
	uint64_t last;
	bool explain, vmcs;
	enum trace_kind kind;	/* TRACE_NONE: all */
};

static const char usage[] =
    "usage: trace --ram FILE [--symbols VMM.elf] [--guest-symbols GUEST.elf]\n"
    "	[--last N] [--exits | --kind KIND] [--explain] [--vmcs]\n"
    "kinds: boot insn entry exit rule fault msr cr cpuid wild end\n";

_Noreturn static void
die(const char *message)
{
	fprintf(stderr, "trace: %s\n", message);
	exit(2);
}

static void
set_kind(struct options *o, const char *name)
{
	int kind = kind_by_name(name);

	if (kind < 0)
		die("no such --kind; run it without arguments for the list");
	o->kind = (enum trace_kind)kind;
}

static void
parse(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "ram", required_argument, NULL, 'r' },
		{ "symbols", required_argument, NULL, 's' },
		{ "guest-symbols", required_argument, NULL, 'S' },
		{ "last", required_argument, NULL, 'l' },
		{ "exits", no_argument, NULL, 'e' },
		{ "kind", required_argument, NULL, 'k' },
		{ "explain", no_argument, NULL, 'x' },
		{ "vmcs", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (c) {
		case 'r':
			o->ram = optarg;
			break;
		case 's':
			o->symbols = optarg;
			break;
		case 'S':
			o->guest_symbols = optarg;
			break;
		case 'l':
			o->last = strtoull(optarg, NULL, 0);
			break;
		case 'e':
			o->kind = TRACE_EXIT;
			break;
		case 'k':
			set_kind(o, optarg);
			break;
		case 'x':
			o->explain = true;
			break;
		case 'v':
			o->vmcs = true;
			break;
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (!o->ram || optind < argc) {
		fputs(usage, stderr);
		exit(2);
	}
}

static const void *
map_file(const char *path, size_t *size)
{
	char error[ERROR_MAX];
	struct stat st;
	int fd = open(path, O_RDONLY);
	void *map;

	if (fd < 0 || fstat(fd, &st) < 0) {
		error_set(error, "cannot read %.300s: %s; it is made by "
		    "make run", path, strerror(errno));
		die(error);
	}
	*size = (size_t)st.st_size;
	map = *size ? mmap(NULL, *size, PROT_READ, MAP_SHARED, fd, 0) : NULL;
	close(fd);
	return map == MAP_FAILED ? NULL : map;
}

static struct symbols *
open_symbols(const char *path)
{
	char error[ERROR_MAX];
	struct symbols *symbols = path ? symbols_open(path, error) : NULL;

	if (path && !symbols)
		fprintf(stderr, "trace: %s\n", error);
	return symbols;
}

static bool
is_wanted(const struct options *o, const struct trace_record *record)
{
	return o->kind == TRACE_NONE || record->kind == o->kind;
}

/* The number of the first record to print, so that `last` are printed. */
static uint64_t
first_shown(const struct options *o, const struct trace *trace)
{
	uint64_t left = o->last, seq = trace->last + 1;

	while (left && seq > trace->first) {
		const struct trace_record *record = trace_at(trace, --seq);

		if (record && is_wanted(o, record))
			left--;
	}
	return seq;
}

static void
print_records(const struct options *o, const struct prose *prose)
{
	const struct trace *trace = prose->trace;
	uint64_t seq = first_shown(o, trace);

	if (seq > trace->first)
		printf("(from record %" PRIu64 " of %" PRIu64
		    "; --last N shows more)\n", seq, trace->last);
	for (; seq <= trace->last; seq++) {
		const struct trace_record *record = trace_at(trace, seq);

		if (record && is_wanted(o, record))
			prose_record(prose, record);
	}
}

int
main(int argc, char **argv)
{
	struct options o = { .last = LAST };
	char error[ERROR_MAX];
	struct symbols *vmm, *guest;
	struct trace trace;
	const void *ram;
	size_t size;

	parse(&o, argc, argv);
	ram = map_file(o.ram, &size);
	if (trace_open(&trace, ram, size, error) < 0)
		die(error);
	vmm = open_symbols(o.symbols);
	guest = open_symbols(o.guest_symbols);
	struct prose prose = { stdout, &trace, vmm, guest };
	if (o.vmcs) {
		vmcs_print(stdout, &trace.header->current);
	} else if (o.explain) {
		if (!prose_last_failure(&prose))
			puts("Nothing has failed so far.");
	} else {
		print_records(&o, &prose);
		if (o.kind == TRACE_NONE)
			summary_print(stdout, &trace);
	}
	symbols_close(vmm);
	symbols_close(guest);
	return 0;
}
