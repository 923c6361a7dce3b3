/*
 * fuzz: random VM entries near the border of validity, on machine/vtx and on
 * Bochs; they must end alike, or differ as docs/bochs.md explains.
 *
 * With --bug, each of these machines has a rule wrong, and that must show.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grading/names.h"
#include "judge.h"
#include "machine/vtx/rules.h"
#include "messages.h"
#include "programs.h"

enum {
	CHUNK = 5000,		/* VM entries of one boot: the trace's ring */
	BUGS_MAX = 32,
	SHOWN_MAX = 10,		/* differences explained: replay0 .. 9 */
	HANG_SECONDS = 500,
	OUTPUT_LIMIT = 16 << 20,
	PATH_SIZE = 512
};

enum { STATUS_DIFFERENT = 1, STATUS_UNUSABLE = 2 };

struct options {
	const char *machine, *probe, *filler, *page, *build;
	const char *bugs[BUGS_MAX];
	unsigned bug_count;
	uint64_t seed, first, count, programs;
};

/* One or two machines' images to boot, with Bochs. */
struct trial {
	struct run run[BUGS_MAX + 1];	/* Bochs is the first */
	struct attempts attempts[BUGS_MAX + 1];
	unsigned machines;		/* besides Bochs */
};

static const char usage[] =
    "usage: fuzz --machine FILE --probe FILE --guest FILE --docs FILE\n"
    "	--build DIR [--seed N] [--first N] [--count N] [--programs N]\n"
    "	[--bug FILE]...\n";

_Noreturn static void
die(const char *message)
{
	fprintf(stderr, "fuzz: %s\n", message);
	exit(STATUS_UNUSABLE);
}

static void
parse(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "machine", required_argument, NULL, 'm' },
		{ "probe", required_argument, NULL, 'p' },
		{ "guest", required_argument, NULL, 'g' },
		{ "docs", required_argument, NULL, 'd' },
		{ "build", required_argument, NULL, 'b' },
		{ "bug", required_argument, NULL, 'x' },
		{ "seed", required_argument, NULL, 's' },
		{ "first", required_argument, NULL, 'f' },
		{ "count", required_argument, NULL, 'c' },
		{ "programs", required_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (c == 'm')
			o->machine = optarg;
		else if (c == 'p')
			o->probe = optarg;
		else if (c == 'g')
			o->filler = optarg;
		else if (c == 'd')
			o->page = optarg;
		else if (c == 'b')
			o->build = optarg;
		else if (c == 'x' && o->bug_count < BUGS_MAX)
			o->bugs[o->bug_count++] = optarg;
		else if (c == 's')
			o->seed = strtoull(optarg, NULL, 0);
		else if (c == 'f')
			o->first = strtoull(optarg, NULL, 0);
		else if (c == 'c')
			o->count = strtoull(optarg, NULL, 0);
		else if (c == 'r')
			o->programs = strtoull(optarg, NULL, 0);
		else
			die(usage);
	}
	if (!o->machine || !o->probe || !o->filler || !o->page || !o->build ||
	    optind != argc)
		die(usage);
}

/* ---- Booting ---- */

/* A CD with the probe and its options, for Bochs. */
static void
make_iso(const struct options *o, const char *iso, const char *probe)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		execl("grading/build/iso", "iso", iso, "bochs", "-", "", probe,
		    o->filler, (char *)NULL);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status != 0)
		die("grading/build/iso makes no CD");
}

static void
check_end(const struct run *run, const char *name)
{
	char text[ERROR_MAX];

	if (run->ending == ENDED_POWER_OFF && run->status == 0)
		return;
	printf("%s: %s\nIts console ended with:\n%s\n", name,
	    run_ending(run, text), run->console_size > 400 ?
	    run->console + run->console_size - 400 : run->console);
	exit(STATUS_DIFFERENT);
}

/* Boot the probe with these options everywhere, and read what came of it. */
static void
boot_trial(struct trial *t, const struct options *o, const char *options)
{
	char iso[PATH_SIZE], probe[PATH_SIZE], error[ERROR_MAX];
	const char *modules[] = { probe, NULL };
	struct boot boot[BUGS_MAX + 1] = { {
		.machine = MACHINE_BOCHS, .iso = iso, .hang = HANG_SECONDS,
		.output_limit = OUTPUT_LIMIT,
	} };

	snprintf(iso, sizeof(iso), "%s/fuzz.iso", o->build);
	snprintf(probe, sizeof(probe), "%s careful=1 seed=%" PRIu64 " %s",
	    o->probe, o->seed, options);
	make_iso(o, iso, probe);
	t->machines = o->bug_count ? o->bug_count : 1;
	for (unsigned i = 1; i <= t->machines; i++)
		boot[i] = (struct boot){
			.machine = MACHINE_VTX, .append = "pa=40 record=0x220",
			.kernel = o->bug_count ? o->bugs[i - 1] : o->machine,
			.modules = modules, .hang = HANG_SECONDS,
			.output_limit = OUTPUT_LIMIT,
		};
	boot_all(boot, t->run, t->machines + 1, 0);
	for (unsigned i = 0; i <= t->machines; i++) {
		if (i == 0 || !o->bug_count)
			check_end(&t->run[i], i ? "machine/vtx" : "Bochs");
		if (attempts_read(&t->attempts[i], &t->run[i], error) < 0 &&
		    !o->bug_count)
			die(error);
	}
}

static void
release_trial(struct trial *t)
{
	for (unsigned i = 0; i <= t->machines; i++) {
		run_release(&t->run[i]);
		free(t->attempts[i].list);
	}
}

/* ---- Telling ---- */

static void
show_attempt(const char *name, const struct attempt *a)
{
	printf("      %-12s %s", name, a->result);
	for (unsigned i = 0; i < a->rules; i++)
		printf("%s%s", i ? ", " : "; rules: ",
		    rules[a->rule[i].row].id);
	printf("%s%s\n", a->message[0] ? "; " : "", a->message);
}

/* The mutated fields by name. */
static void
show_fields(const char *fields)
{
	while (*fields) {
		char *end;
		unsigned long index = strtoul(fields, &end, 10);

		if (*end != '=' || index >= VMCS_FIELD_COUNT)
			return;
		printf("      %s = 0x%.*s\n", field_constant((int)index),
		    (int)strcspn(end + 1, ","), end + 1);
		fields = end + strcspn(end, ",");
		fields += *fields == ',';
	}
}

static void
show(const struct options *o, const struct attempt *vtx,
    const struct attempt *bochs)
{
	printf("  case %" PRIu64 ", mutations %#x; again: make fuzz "
	    "SEED=%" PRIu64 " FIRST=%" PRIu64 " COUNT=1\n", vtx->number,
	    vtx->mask, o->seed, vtx->number);
	show_fields(vtx->fields);
	show_attempt("machine/vtx:", vtx);
	show_attempt("Bochs:", bochs);
	if (bochs->message[0] && !message_known(bochs->message))
		printf("      no rule is known for this message\n");
}

static bool
is_bad(enum judgement j)
{
	return j == JUDGED_DIFFERENT || j == JUDGED_OTHER_REASON;
}

/*
 * Of the attempts from `i` on that replay one case, show the first bad one
 * with the fewest mutations.  Returns where the next case begins.
 */
static size_t
show_smallest(const struct options *o, const struct attempts *vtx,
    const struct attempts *bochs, size_t i)
{
	size_t best = SIZE_MAX, end = i;

	for (; end < vtx->count && end < bochs->count &&
	    vtx->list[end].number == vtx->list[i].number; end++) {
		if (!is_bad(judge(&vtx->list[end], &bochs->list[end])))
			continue;
		if (best == SIZE_MAX ||
		    __builtin_popcount(vtx->list[end].mask) <
		    __builtin_popcount(vtx->list[best].mask))
			best = end;
	}
	if (best != SIZE_MAX)
		show(o, &vtx->list[best], &bochs->list[best]);
	else
		printf("  case %" PRIu64 " differs only behind those before "
		    "it\n", vtx->list[i].number);
	return end > i ? end : i + 1;
}

/* Replay cases with every choice of their mutations. */
static void
minimise(const struct options *o, const uint64_t *number, unsigned count)
{
	struct trial t = { 0 };
	char text[PATH_SIZE] = "", *p = text;

	for (unsigned i = 0; i < count; i++)
		p += sprintf(p, "replay%u=%" PRIu64 " ", i, number[i]);
	boot_trial(&t, o, text);
	for (size_t i = 0; i < t.attempts[1].count;)
		i = show_smallest(o, &t.attempts[1], &t.attempts[0], i);
	release_trial(&t);
}

/* ---- Judging ---- */

struct tally {
	uint64_t judged[JUDGEMENTS], entered, reasons;
	uint64_t bad[SHOWN_MAX];
	unsigned bad_count;
};

static void
judge_all(struct tally *tally, const struct attempts *vtx,
    const struct attempts *bochs)
{
	if (vtx->count != bochs->count)
		tally->judged[JUDGED_DIFFERENT]++;
	for (size_t i = 0; i < vtx->count && i < bochs->count; i++) {
		const struct attempt *a = &vtx->list[i], *b = &bochs->list[i];
		enum judgement j = judge(a, b);

		tally->judged[j]++;
		tally->entered += a->result[0] == 'x';
		tally->reasons += j == JUDGED_SAME && b->message[0];
		if (is_bad(j) && tally->bad_count < SHOWN_MAX)
			tally->bad[tally->bad_count++] = a->number;
	}
}

static bool
fuzz(const struct options *o)
{
	struct tally tally = { 0 };

	for (uint64_t done = 0; done < o->count; done += CHUNK) {
		struct trial t = { 0 };
		char text[PATH_SIZE];

		snprintf(text, sizeof(text), "first=%" PRIu64 " fuzz=%" PRIu64,
		    o->first + done, o->count - done < CHUNK ?
		    o->count - done : CHUNK);
		boot_trial(&t, o, text);
		judge_all(&tally, &t.attempts[1], &t.attempts[0]);
		release_trial(&t);
	}
	if (tally.bad_count > 0)
		minimise(o, tally.bad, tally.bad_count);
	printf("seed %" PRIu64 ": %" PRIu64 " VM entries, of which %" PRIu64
	    " succeed; %" PRIu64 " end alike, %" PRIu64 " with Bochs' reason "
	    "among ours;\n%" PRIu64 " differ as explained, %" PRIu64 " are not "
	    "comparable, %" PRIu64 " differ, %" PRIu64 " have another reason\n",
	    o->seed, o->count, tally.entered, tally.judged[JUDGED_SAME],
	    tally.reasons, tally.judged[JUDGED_EXPLAINED],
	    tally.judged[JUDGED_NOT_COMPARABLE],
	    tally.judged[JUDGED_DIFFERENT], tally.judged[JUDGED_OTHER_REASON]);
	return tally.judged[JUDGED_DIFFERENT] == 0 &&
	    tally.judged[JUDGED_OTHER_REASON] == 0;
}

/* Every machine with a bug must be found out. */
static bool
find_bugs(const struct options *o)
{
	struct trial t = { 0 };
	unsigned found = 0;
	char text[PATH_SIZE];

	snprintf(text, sizeof(text), "first=%" PRIu64 " fuzz=%" PRIu64,
	    o->first, o->count);
	boot_trial(&t, o, text);
	for (unsigned i = 1; i <= t.machines; i++) {
		struct tally tally = { 0 };

		judge_all(&tally, &t.attempts[i], &t.attempts[0]);
		found += tally.bad_count > 0;
		printf("%s: %" PRIu64 " VM entries show it\n", o->bugs[i - 1],
		    tally.judged[JUDGED_DIFFERENT] +
		    tally.judged[JUDGED_OTHER_REASON]);
	}
	release_trial(&t);
	printf("%u of %u planted bugs found\n", found, o->bug_count);
	return found == o->bug_count;
}

/* Random guest programs: every VM exit and the guest's last state. */
static bool
compare_programs(const struct options *o)
{
	bool good = true;

	for (uint64_t done = 0; done < o->programs; done += CHUNK) {
		struct trial t = { 0 };
		char text[PATH_SIZE];

		snprintf(text, sizeof(text), "fuzz=1 first=%" PRIu64
		    " programs=%" PRIu64, o->first + done,
		    o->programs - done < CHUNK ? o->programs - done : CHUNK);
		boot_trial(&t, o, text);
		good &= programs_compare(t.run[1].console, t.run[0].console,
		    o->seed);
		release_trial(&t);
	}
	return good;
}

static bool
is_documented(const char *path)
{
	static char page[1 << 16];
	FILE *f = fopen(path, "r");

	if (!f || fread(page, 1, sizeof(page) - 1, f) == 0)
		die("the file of --docs cannot be read");
	fclose(f);
	return judge_documented(page);
}

int
main(int argc, char **argv)
{
	struct options options = { .seed = 1, .count = 2500 };
	bool good;

	setlinebuf(stdout);
	parse(&options, argc, argv);
	if (options.bug_count) {
		good = find_bugs(&options);
	} else {
		good = is_documented(options.page);
		good &= fuzz(&options);
		good &= compare_programs(&options);
	}
	return good ? 0 : STATUS_DIFFERENT;
}
