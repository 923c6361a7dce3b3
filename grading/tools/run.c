/*
 * run: boot a machine, show its console, then say what failed and what the
 * processor did.
 */
#include <getopt.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grading/bochs.h"
#include "grading/boot.h"
#include "grading/file.h"
#include "grading/prose.h"
#include "grading/summary.h"

enum {
	MODULES_MAX = 16,
	FAILURES_SHOWN = 3,
	HANG_SECONDS = 600,
	BOCHS_SECONDS = 120,
	OUTPUT_LIMIT = 64 << 20,
	SHIFT = 7		/* ns = 2^7 an instruction, as in grading */
};

enum { STATUS_FAILED = 1, STATUS_UNUSABLE = 2 };

struct options {
	struct boot boot;
	const char *modules[MODULES_MAX + 1];
	unsigned module_count;
	const char *symbols, *guest_symbols;
	const char *trace_out;
};

static const char usage[] =
    "usage: run [--machine vtx|bochs|kvm] (--iso FILE | --kernel FILE)\n"
    "	[--append WORDS] [--module \"FILE WORDS\"]... [--ram FILE]\n"
    "	[--symbols VMM.elf] [--guest-symbols GUEST.elf] [--icount]\n"
    "	[--gdb [SOCKET]] [--trace-out FILE]\n";

_Noreturn static void
die(const char *message)
{
	fprintf(stderr, "run: %s\n", message);
	exit(STATUS_UNUSABLE);
}

/* Where GDB finds the machine when no socket was named: beside its RAM. */
static const char *
default_socket(const char *ram_file)
{
	static char path[PATH_MAX];
	char copy[PATH_MAX - 16];

	if (!ram_file)
		die("--gdb without a socket needs --ram");
	snprintf(copy, sizeof(copy), "%s", ram_file);
	snprintf(path, sizeof(path), "%s/gdb.sock", dirname(copy));
	return path;
}

static void
set_machine(struct boot *boot, const char *name)
{
	int machine = machine_by_name(name);

	if (machine < 0)
		die("--machine must be vtx, bochs or kvm");
	boot->machine = (enum machine)machine;
}

static void
parse(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "machine", required_argument, NULL, 'm' },
		{ "iso", required_argument, NULL, 'i' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "append", required_argument, NULL, 'a' },
		{ "module", required_argument, NULL, 'M' },
		{ "ram", required_argument, NULL, 'r' },
		{ "symbols", required_argument, NULL, 's' },
		{ "guest-symbols", required_argument, NULL, 'S' },
		{ "icount", no_argument, NULL, 'c' },
		{ "gdb", optional_argument, NULL, 'g' },
		{ "trace-out", required_argument, NULL, 't' },
		{ NULL, 0, NULL, 0 }
	};
	bool gdb = false;
	int c;

	while ((c = getopt_long(argc, argv, "", table, NULL)) != -1) {
		switch (c) {
		case 'm':
			set_machine(&o->boot, optarg);
			break;
		case 'i':
			o->boot.iso = optarg;
			break;
		case 'k':
			o->boot.kernel = optarg;
			break;
		case 'a':
			o->boot.append = optarg;
			break;
		case 'M':
			if (o->module_count == MODULES_MAX)
				die("too many modules");
			o->modules[o->module_count++] = optarg;
			break;
		case 'r':
			o->boot.ram_file = optarg;
			break;
		case 's':
			o->symbols = optarg;
			break;
		case 'S':
			o->guest_symbols = optarg;
			break;
		case 'c':
			o->boot.icount = true;
			break;
		case 'g':
			gdb = true;
			if (!optarg && optind < argc && argv[optind][0] != '-')
				optarg = argv[optind++];
			o->boot.gdb = optarg;
			break;
		case 't':
			o->trace_out = optarg;
			break;
		default:
			fputs(usage, stderr);
			exit(STATUS_UNUSABLE);
		}
	}
	if (optind < argc || (!o->boot.iso && !o->boot.kernel)) {
		fputs(usage, stderr);
		exit(STATUS_UNUSABLE);
	}
	if (gdb && !o->boot.gdb)
		o->boot.gdb = default_socket(o->boot.ram_file);
}

/* Can KVM give a guest VMX here?  If not, say what is missing. */
static void
check_kvm(void)
{
	FILE *file = fopen("/sys/module/kvm_intel/parameters/nested", "r");
	int nested = file ? getc(file) : EOF;

	if (file)
		fclose(file);
	if (access("/dev/kvm", R_OK | W_OK) != 0)
		die("MACHINE=kvm needs /dev/kvm, which this user or host "
		    "cannot open; MACHINE=vtx runs anywhere");
	if (nested != 'Y' && nested != '1')
		die("MACHINE=kvm needs an Intel host whose kvm_intel has "
		    "nested=1; MACHINE=vtx runs anywhere");
}

static void
complete(struct options *o)
{
	bool bochs = o->boot.machine == MACHINE_BOCHS;

	if (o->boot.machine == MACHINE_KVM)
		check_kvm();
	if (bochs && o->boot.gdb)
		die("Bochs' package has no GDB stub; use MACHINE=vtx");
	o->boot.modules = o->modules;
	o->boot.live = true;
	o->boot.shift = SHIFT;
	o->boot.output_limit = OUTPUT_LIMIT;
	if (!o->boot.gdb)
		o->boot.hang = bochs ? BOCHS_SECONDS : HANG_SECONDS;
}

/* Symbols if they can be had; without them addresses stay numbers. */
static struct symbols *
open_symbols(const char *path)
{
	char error[ERROR_MAX];
	struct symbols *symbols;

	if (!path)
		return NULL;
	symbols = symbols_open(path, error);
	if (!symbols)
		fprintf(stderr, "run: %s\n", error);
	return symbols;
}

static int
write_trace(const struct prose *prose, const char *path, char *error)
{
	const struct trace_record *record = NULL;
	struct prose file = *prose;
	size_t size;
	char *text;
	int result;

	file.out = open_memstream(&text, &size);
	if (!file.out)
		abort();
	while ((record = trace_next(prose->trace, record, TRACE_NONE)))
		prose_record(&file, record);
	fclose(file.out);
	result = file_write(path, text, size, error);
	free(text);
	return result;
}

/* The machine of our own: everything is in its memory. */
static void
tell_vtx(const struct options *o, const struct run *run)
{
	char error[ERROR_MAX];
	struct trace trace;
	struct symbols *vmm, *guest;

	if (trace_open(&trace, run->ram, run->ram_size, error) < 0) {
		printf("\n%s\n", error);
		return;
	}
	vmm = open_symbols(o->symbols);
	guest = open_symbols(o->guest_symbols);
	struct prose prose = { stdout, &trace, vmm, guest };
	putchar('\n');
	if (prose_failures(&prose, FAILURES_SHOWN))
		putchar('\n');
	printf("What the processor did:\n");
	summary_print(stdout, &trace);
	if (o->trace_out && write_trace(&prose, o->trace_out, error) < 0)
		fprintf(stderr, "run: %s\n", error);
	symbols_close(vmm);
	symbols_close(guest);
}

static void
tell_bochs(const struct run *run)
{
	uint64_t exits[VMX_EXIT_COUNT];

	putchar('\n');
	if (bochs_refusals(run->log, stdout))
		putchar('\n');
	bochs_exits(run->log, exits);
	printf("What the processor did, says Bochs:\n");
	summary_exits(stdout, exits, VMX_EXIT_COUNT);
}

int
main(int argc, char **argv)
{
	struct options o = { 0 };
	char ending[ERROR_MAX];
	struct run run;
	int status;

	parse(&o, argc, argv);
	complete(&o);
	if (o.boot.gdb)
		unlink(o.boot.gdb);
	boot_all(&o.boot, &run, 1, 1);
	if (o.boot.gdb)
		unlink(o.boot.gdb);
	if (run.ending == ENDED_NO_START)
		die(run.message);
	if (o.boot.machine == MACHINE_VTX)
		tell_vtx(&o, &run);
	else if (o.boot.machine == MACHINE_BOCHS)
		tell_bochs(&run);
	printf("The machine: %s.\n", run_ending(&run, ending));
	status = run.ending == ENDED_POWER_OFF && run.status == 0 ?
	    0 : STATUS_FAILED;
	run_release(&run);
	return status;
}
