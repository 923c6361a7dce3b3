/*
 * bench: how fast all this is, one figure a line.
 *
 * Seconds are of the wall clock, so leave the machine alone meanwhile; what
 * is said per second, and speeds that are compared, are of the emulator's
 * processor time, and of the best repetition, as whatever else goes on here
 * can only make it worse.  What is compared is measured in turns.
 * Instructions are counted, not timed.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arch/vmx.h"
#include "grading/child.h"
#include "grading/stopwatch.h"
#include "grading/trace.h"

enum {
	REPEATS = 7,		/* of a guest that is compared */
	BOOTS = 5,
	FEW = 3,		/* of what takes longer */
	EXITS_VTX = 3000,	/* VM exits to time */
	EXITS_BOCHS = 30000,
	READS_VTX = 10000,	/* VMREADs and VMWRITEs */
	READS_BOCHS = 5000000,
	ROUNDS = 100000000,	/* of guest/vtx/compute.c */
	FAULTS = 250000,	/* of guest/vtx/faults.c */
	SEVERAL = 200,		/* enough, where instructions are counted */
	HANG_SECONDS = 60,
	PATH_SIZE = 1024
};

static const char *build, *vmm;	/* folder, image of the reference */
static int missing;		/* figures that could not be had */

/* ---- Lines ---------------------------------------------------------- */

static void
say(const char *what, const char *format, double value, const char *unit)
{
	char number[32];

	snprintf(number, sizeof(number), format, value);
	printf("%-50s %9s %s\n", what, number, unit);
	fflush(stdout);
}

static void
cannot_say(const char *what, const char *why)
{
	printf("%-50s %9s %s\n", what, "-", why);
	fflush(stdout);
	missing++;
}

/* A path or a command in a static buffer of this call's own. */
#define TEXT(...)	text((char[PATH_SIZE]){""}, __VA_ARGS__)

__attribute__((format(printf, 2, 3)))
static const char *
text(char *buffer, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(buffer, PATH_SIZE, format, list);
	va_end(list);
	return buffer;
}

/* Run a command; its output goes to a file.  Returns seconds, or -1. */
static double
command(const char *line)
{
	double start = now();

	if (system(TEXT("unset MAKEFLAGS MAKELEVEL MAKEOVERRIDES MFLAGS; "
	    "{ %s; } >%s/bench/log 2>&1 </dev/null", line, build)) != 0)
		return -1;
	return now() - start;
}

/* ---- Grading -------------------------------------------------------- */

/* Time a command, each time after another one; say the median. */
static void
bench_command(const char *what, const char *before, const char *line)
{
	double seconds[FEW];

	for (int i = 0; i < FEW; i++) {
		if (command(before) < 0 || (seconds[i] = command(line)) < 0) {
			cannot_say(what, TEXT("%s fails: %s", line,
			    TEXT("see %s/bench/log", build)));
			return;
		}
	}
	say(what, "%.2f", median(seconds, FEW), TEXT("s, median of %d", FEW));
}

/* All on a copy of the solutions, which is a student's who did well. */
static void
bench_grading(void)
{
	const char *grade = TEXT("make B=%s LAB=3 STUDENT=%s/bench/labs grade",
	    build, build);
	const char *edit = TEXT("echo '/* edited */' >>"
	    "%s/bench/labs/03-entry/run.c", build);

	command(TEXT("rm -rf %s/bench/labs && cp -R solutions %s/bench/labs "
	    "&& %s", build, build, grade));
	bench_command("lab 3, from an edit to the graded result", edit, grade);
	bench_command("all labs: make grade SOL=1", "true",
	    TEXT("make B=%s SOL=1 grade", build));
}

/* ---- Machines ------------------------------------------------------- */

/* The reference VMM enters its guest, and the guest has ended. */
static const struct mark mark_entry = { .text = "vmcs_write_guest_state:" };
static const struct mark mark_end = {
	.text = "vcpu_run: the guest ended with status 0"
};

struct kernels {		/* what to boot, with what words */
	const char *kernel;	/* "machine.elf", "bare.elf"; NULL: a CD */
	const char *vmm;	/* path and words, or NULL */
	const char *guest;	/* "many.elf seed=1" */
};

/* Time the marks of a machine.  Returns 0, or -1 and `error`. */
static int
time_kernel(const struct kernels *k, struct mark *mark, size_t count,
    char *error)
{
	const char *guest = TEXT("%s/guest/%s", build, k->guest);
	const char *modules[] = { k->vmm ? k->vmm : guest,
	    k->vmm ? guest : NULL, NULL };
	struct boot boot = {
		.kernel = TEXT("%s/%s", build, k->kernel),
		.modules = modules,
		.hang = HANG_SECONDS,
	};

	return stopwatch_run(&boot, mark, count, error);
}

/* Make a CD; returns its path, or NULL and `error`. */
static const char *
make_cd(char path[PATH_SIZE], const char *name, const char *machine,
    const char *vmm_words, const char *guest, char *error)
{
	text(path, "%s/bench/%s.iso", build, name);
	if (command(TEXT("grading/build/iso %s %s %s/machine.elf '' '%s' "
	    "'%s/guest/%s'", path, machine, build, vmm_words, build,
	    guest)) >= 0)
		return path;
	error_set(error, "no CD image: see %s/bench/log", build);
	return NULL;
}

static int
time_cd(enum machine machine, const char *path, struct mark *mark,
    size_t count, char *error)
{
	struct boot boot = {
		.machine = machine, .iso = path, .hang = HANG_SECONDS
	};

	if (!path)
		return -1;
	return stopwatch_run(&boot, mark, count, error);
}

/* ---- Booting -------------------------------------------------------- */

static void
bench_boot(void)
{
	static const char direct[] = "boot to the VMM's first byte, -kernel",
	    cd[] = "boot to the VMM's first byte, GRUB from a CD";
	struct kernels k = { "machine.elf", vmm, "hello.elf" };
	const char *unit = TEXT("s, median of %d", BOOTS);
	double first[2][BOOTS];
	char error[ERROR_MAX], path[PATH_SIZE];
	struct mark mark = { .text = "Nonroot, " };

	if (!make_cd(path, "boot", "vtx", vmm, k.guest, error)) {
		cannot_say(cd, error);
		return;
	}
	for (int i = 0; i < BOOTS; i++) {
		if (time_kernel(&k, &mark, 1, error) < 0) {
			cannot_say(direct, error);
			return;
		}
		first[0][i] = mark.wall;
		if (time_cd(MACHINE_VTX, path, &mark, 1, error) < 0) {
			cannot_say(cd, error);
			return;
		}
		first[1][i] = mark.wall;
	}
	say(direct, "%.2f", median(first[0], BOOTS), unit);
	say(cd, "%.2f", median(first[1], BOOTS), unit);
}

/* ---- Exits and VMX instructions, on machine/vtx and on Bochs -------- */

enum { READS, WRITES, EMPTY, CPUIDS, RATES };

static const char *const rate_name[RATES] = {
	"VMREAD", "VMWRITE", "VM exit and entry, handler empty",
	"VM exit and entry, CPUID in the reference VMM"
};

static const struct contest {	/* a machine that takes part */
	enum machine machine;
	const char *name;
	int exits, reads;
} contest[] = {
	{ MACHINE_VTX, "vtx", EXITS_VTX, READS_VTX },
	{ MACHINE_BOCHS, "bochs", EXITS_BOCHS, READS_BOCHS }
};

/* How often a second each of them happens on a machine. */
static int
measure_rates(const struct contest *c, const char *meter, const char *many,
    double rate[RATES], char *error)
{
	struct mark mark[] = { { .text = "meter: VMREAD" },
	    { .text = "meter: VMWRITE" }, { .text = "meter: exits" },
	    { .text = "meter: end" } };
	struct mark run[2] = { mark_entry, mark_end };

	if (time_cd(c->machine, meter, mark, 4, error) < 0 ||
	    time_cd(c->machine, many, run, 2, error) < 0)
		return -1;
	for (int i = READS; i <= EMPTY; i++)
		rate[i] = (i == EMPTY ? c->exits : c->reads) /
		    (mark[i + 1].busy - mark[i].busy);
	rate[CPUIDS] = c->exits / (run[1].busy - run[0].busy);
	return 0;
}

static void
bench_rates(void)
{
	double rate[RATES], best[2][RATES] = { { 0 } };
	char error[ERROR_MAX], meter[2][PATH_SIZE], many[2][PATH_SIZE];

	for (int m = 0; m < 2; m++) {
		const struct contest *c = &contest[m];
		const char *guest = TEXT("many.elf seed=%d", c->exits);

		if (make_cd(meter[m], TEXT("meter-%s", c->name), c->name,
		    TEXT("%s/meter.elf exits=%d reads=%d", build, c->exits,
			c->reads), guest, error) &&
		    make_cd(many[m], TEXT("many-%s", c->name), c->name, vmm,
		    guest, error))
			continue;
		cannot_say("VM exits", error);
		return;
	}
	for (int i = 0; i < 2 * FEW; i++) {
		int m = i % 2;

		if (measure_rates(&contest[m], meter[m], many[m], rate,
		    error) < 0) {
			cannot_say(TEXT("VM exits on %s", contest[m].name),
			    error);
			return;
		}
		for (int r = 0; r < RATES; r++)
			best[m][r] = fmax(best[m][r], rate[r]);
	}
	for (int r = 0; r < RATES; r++)
		for (int m = 0; m < 2; m++)
			say(TEXT("%s, %s", rate_name[r], contest[m].name),
			    "%.0f", best[m][r], TEXT("/s, best of %d", FEW));
}

/* ---- Guests that do not exit ---------------------------------------- */

/* A guest's speed under the reference VMM, of that on the bare machine. */
static void
bench_guest(const char *what, const char *guest)
{
	const struct kernels under = { "machine.elf", vmm, guest },
	    alone = { "bare.elf", NULL, guest };
	struct mark vm[2] = { mark_entry, mark_end };
	struct mark bare[] = { { .text = "bare: the guest starts" },
	    { .text = "bare: the guest ended with status 0" } };
	double shortest[2] = { HUGE_VAL, HUGE_VAL };
	char error[ERROR_MAX];

	for (int i = 0; i < REPEATS; i++) {
		if (time_kernel(&alone, bare, 2, error) < 0 ||
		    time_kernel(&under, vm, 2, error) < 0) {
			cannot_say(what, error);
			return;
		}
		shortest[0] = fmin(shortest[0], bare[1].busy - bare[0].busy);
		shortest[1] = fmin(shortest[1], vm[1].busy - vm[0].busy);
	}
	say(what, "%.2f", shortest[0] / shortest[1],
	    TEXT("of its speed without a VMM, best of %d", REPEATS));
}

/* ---- Instructions --------------------------------------------------- */

/* How many instructions of the VMM QEMU logs with so many CPUIDs, or -1. */
static long
count_logged(int cpuids)
{
	const char *modules[] = { vmm, TEXT("%s/guest/many.elf seed=%d", build,
	    cpuids), NULL };
	struct boot boot = {
		.kernel = TEXT("%s/machine.elf", build),
		.modules = modules,
		.emulator = TEXT("%s/bench/qemu", build),
		.output_limit = LOG_LIMIT,
		.hang = HANG_SECONDS,
	};
	struct run run;
	long lines = 0;

	boot_all(&boot, &run, 1, 1);
	for (const char *p = run.log; (p = strstr(p, "\nTrace ")); p++)
		lines++;
	if (run.ending != ENDED_POWER_OFF || run.status != 0)
		lines = -1;
	run_release(&run);
	return lines;
}

/*
 * From a CPUID exit to the resume: what is executed of the VMM, below 2 MB,
 * with so many CPUIDs and with more.  Numbers of three digits both, as they
 * are printed.
 */
static void
bench_vmm_instructions(void)
{
	const char *what = "VMM instructions from a CPUID exit to the resume";
	long few, more;

	command(TEXT("printf '#!/bin/sh\\nexec qemu-system-x86_64 -singlestep "
	    "-d exec,nochain -dfilter 0x100000..0x1fffff \"$@\"\\n' "
	    ">%s/bench/qemu && chmod +x %s/bench/qemu", build, build));
	few = count_logged(SEVERAL);
	more = count_logged(2 * SEVERAL);
	if (few < 0 || more < 0)
		cannot_say(what, "the VMM did not end well");
	else
		say(what, "%.0f", (double)(more - few) / SEVERAL, "");
}

/* The median time between neighbours of a kind in a trace, or -1. */
static double
median_gap(const struct trace *trace, enum trace_kind kind, uint32_t detail)
{
	static double gap[4 * SEVERAL];
	const struct trace_record *a = NULL, *b;
	size_t count = 0;

	while ((b = trace_find(trace, a, kind, detail))) {
		if (a && b->seq - a->seq <= 2 && count < 4 * SEVERAL)
			gap[count++] = (double)(b->time - a->time);
		a = b;
	}
	return count ? median(gap, count) : -1;
}

/* What the machine itself executes; its clock counts instructions here. */
static void
bench_machine_instructions(void)
{
	static const char insn[] = "machine instructions for a VMREAD",
	    exits[] = "machine instructions for a VM exit and an entry";
	enum { HANDLER = 3 };	/* of meter_exits(), less VMRESUME itself */
	const char *modules[] = {
		TEXT("%s/meter.elf exits=%d reads=%d", build, SEVERAL,
		    SEVERAL),
		TEXT("%s/guest/many.elf seed=1", build), NULL
	};
	struct boot boot = {
		.kernel = TEXT("%s/machine.elf", build),
		.modules = modules,
		.icount = true,
		.hang = HANG_SECONDS,
	};
	char error[ERROR_MAX];
	struct trace trace;
	struct run run;

	boot_all(&boot, &run, 1, 1);
	if (run.ending != ENDED_POWER_OFF || run.status != 0 ||
	    trace_open(&trace, run.ram, run.ram_size, error) < 0) {
		cannot_say(exits, "the VMM did not end well");
	} else {
		say(insn, "%.0f",
		    median_gap(&trace, TRACE_INSN, VMX_EXIT_VMREAD), "");
		say(exits, "%.0f", median_gap(&trace, TRACE_ENTRY,
		    VMX_EXIT_VMRESUME) - HANDLER, "");
	}
	run_release(&run);
}

/* bench BUILD VMM: both paths from the project's folder. */
int
main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: bench BUILD VMM.elf\n");
		return 2;
	}
	build = argv[1];
	vmm = argv[2];
	mkdir(TEXT("%s/bench", build), 0777);
	bench_grading();
	bench_boot();
	bench_rates();
	bench_guest("guest that computes",
	    TEXT("compute.elf seed=%d", ROUNDS));
	bench_guest("guest that takes page faults",
	    TEXT("faults.elf seed=%d", FAULTS));
	bench_vmm_instructions();
	bench_machine_instructions();
	return missing ? 1 : 0;
}
