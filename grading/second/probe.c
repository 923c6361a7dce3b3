/*
 * The probe's verdicts on both processors.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blame.h"
#include "explained.h"
#include "grading/boot.h"
#include "machine/vtx/probe/marks.h"
#include "second.h"
#include "verdicts.h"

enum {
	SHOWN_MAX = 40,		/* unexplained differences */
	OUTPUT_LIMIT = 16 << 20
};

/* End with the reason if a machine did not run to its end. */
static void
need_power_off(const struct run *run, const char *what)
{
	char text[ERROR_MAX];

	if (run->ending == ENDED_POWER_OFF)
		return;
	printf("%s: %s\nIts console ended with:\n%s\n", what,
	    run_ending(run, text), run->console_size > 600 ?
	    run->console + run->console_size - 600 : run->console);
	exit(STATUS_DIFFERENT);
}

static void
tally_add(struct tally *to, const struct tally *t)
{
	to->same += t->same;
	to->explained += t->explained;
	to->skipped += t->skipped;
	to->different += t->different;
}

static void
show(const struct verdict *v, const struct verdict *b)
{
	printf("  %s\n    machine/vtx: %s\n    Bochs:       %s\n", v->name,
	    v->text, b ? b->text : "(no such case)");
}

/* Compare one case; used[] notes the rows of explained[] that were needed. */
static struct tally
compare_one(const struct verdict *v, const struct verdict *b, bool *used,
    bool quiet)
{
	const struct explained *e;

	if (b && (verdict_skipped(v) || verdict_skipped(b)))
		return (struct tally){ .skipped = 1 };
	if (b && strcmp(v->text, b->text) == 0)
		return (struct tally){ .same = 1 };
	e = b ? explain(v->name, v->text, b->text) : NULL;
	if (!e) {
		if (!quiet)
			show(v, b);
		return (struct tally){ .different = 1 };
	}
	used[e - explained] = true;
	return (struct tally){ .explained = 1 };
}

void
print_tally(const char *group, const struct tally *t)
{
	printf("%s: %u the same, %u explained, %u not comparable, "
	    "%u different\n", group, t->same, t->explained, t->skipped,
	    t->different);
}

/* Compare all cases, group by group. */
static struct tally
compare(const struct verdicts *vtx, const struct verdicts *bochs, bool *used)
{
	struct tally all = { 0 }, group = { 0 };

	for (size_t i = 0; i < vtx->count; i++) {
		const struct verdict *v = &vtx->list[i];
		bool quiet = all.different + group.different >= SHOWN_MAX;
		struct tally one = compare_one(v, verdicts_find(bochs, v),
		    used, quiet);

		tally_add(&group, &one);
		if (i + 1 < vtx->count &&
		    strcmp(v->group, vtx->list[i + 1].group) == 0)
			continue;
		print_tally(v->group, &group);
		tally_add(&all, &group);
		group = (struct tally){ 0 };
	}
	return all;
}

/* Cases that only Bochs ran. */
static unsigned
count_missing(const struct verdicts *vtx, const struct verdicts *bochs)
{
	unsigned missing = 0;

	for (size_t i = 0; i < bochs->count; i++) {
		if (verdicts_find(vtx, &bochs->list[i]))
			continue;
		printf("  %s: not on machine/vtx\n", bochs->list[i].name);
		missing++;
	}
	return missing;
}

/* Explanations of differences that are no more. */
static unsigned
count_unused(const bool *used)
{
	unsigned unused = 0;

	for (size_t i = 0; i < explained_count; i++) {
		if (used[i])
			continue;
		printf("  no difference needs the explanation %s of \"%s\"\n",
		    explained[i].id, explained[i].name);
		unused++;
	}
	return unused;
}

/* Explanations that the page for people lacks. */
static unsigned
count_undocumented(const char *path)
{
	static char page[1 << 16];
	char id[64];
	unsigned missing = 0;
	FILE *f = fopen(path, "r");

	if (!f || fread(page, 1, sizeof(page) - 1, f) == 0)
		die("the file of --docs cannot be read");
	fclose(f);
	for (size_t i = 0; i < explained_count; i++) {
		snprintf(id, sizeof(id), "| `%s` |", explained[i].id);
		if (strstr(page, id))
			continue;
		printf("  %s does not explain %s\n", path, explained[i].id);
		missing++;
	}
	return missing;
}

/* Boot the probe on Bochs, whole, and on machine/vtx, group by group. */
static void
boot_probe(const struct options *o, struct run run[PROBE_GROUPS + 1])
{
	char module[PROBE_GROUPS][4096];
	const char *modules[PROBE_GROUPS][2] = { { 0 } };
	struct boot boot[PROBE_GROUPS + 1] = { {
		.machine = MACHINE_BOCHS, .iso = o->probe_iso,
		.hang = HANG_SECONDS, .output_limit = OUTPUT_LIMIT,
	} };

	for (unsigned i = 0; i < PROBE_GROUPS; i++) {
		snprintf(module[i], sizeof(module[i]), "%s groups=%u",
		    o->probe, 1u << i);
		modules[i][0] = module[i];
		boot[i + 1] = (struct boot){
			.machine = MACHINE_VTX, .kernel = o->machine,
			.append = "pa=40", .modules = modules[i],
			.hang = HANG_SECONDS, .output_limit = OUTPUT_LIMIT,
		};
	}
	boot_all(boot, run, PROBE_GROUPS + 1, 0);
	need_power_off(&run[0], "the probe on Bochs");
	for (unsigned i = 1; i <= PROBE_GROUPS; i++)
		need_power_off(&run[i], "the probe on machine/vtx");
}

/* Which rules do the refused entries of each group break? */
static bool
check_blame(const struct options *o, const struct run *run)
{
	struct blame blame = { 0 };
	char error[ERROR_MAX];
	bool good = true;

	for (unsigned i = 0; i < PROBE_GROUPS; i++) {
		struct verdicts own = { 0 };
		bool entries = 1 << i == GROUP_ENTRIES ||
		    1 << i >= GROUP_SWEEPS_1;

		if (!entries)
			continue;
		verdicts_read(&own, run[i].console);
		if (blame_check(&blame, &run[i], &own, o->rules, error) < 0) {
			printf("%s\n", error);
			good = false;
		}
		verdicts_release(&own);
	}
	printf("rules: %u of %u refused entries are blamed on a field that "
	    "the case set; %u violations named\n", blame.named,
	    blame.refused, blame.rules);
	return good && blame.named == blame.refused;
}

bool
try_probe(const struct options *o, struct tally *all)
{
	struct run run[PROBE_GROUPS + 1];
	struct verdicts vtx = { 0 }, bochs = { 0 };
	bool *used = calloc(explained_count, sizeof(*used));
	bool whole = true, good;

	if (!used)
		abort();
	boot_probe(o, run);
	verdicts_read(&bochs, run[0].console);
	whole &= bochs.whole;
	for (unsigned i = 1; i <= PROBE_GROUPS; i++) {
		verdicts_read(&vtx, run[i].console);
		whole &= vtx.whole;
	}
	*all = compare(&vtx, &bochs, used);
	good = count_missing(&vtx, &bochs) + count_unused(used) +
	    count_undocumented(o->docs) + all->different == 0 && whole;
	good &= check_blame(o, run + 1);
	for (unsigned i = 0; i <= PROBE_GROUPS; i++)
		run_release(&run[i]);
	verdicts_release(&vtx);
	verdicts_release(&bochs);
	free(used);
	return good;
}
