/*
 * second: the same images on machine/vtx and on Bochs; their verdicts must
 * agree, or differ as docs/bochs.md explains.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/boot.h"
#include "labs.h"
#include "second.h"

static const char usage[] =
    "usage: second --machine FILE --probe FILE --probe-iso FILE --docs FILE\n"
    "	[--rules] [--pair NAME,VMM.elf,GUEST.elf,ISO]...\n"
    "With --rules, also print the rules that each refused entry violates.\n";

_Noreturn void
die(const char *message)
{
	fprintf(stderr, "second: %s\n", message);
	exit(STATUS_UNUSABLE);
}

static void
add_pair(struct options *o, char *text)
{
	struct pair *p = &o->pairs[o->pair_count++];

	if (o->pair_count == PAIRS_MAX)
		die("too many --pair");
	p->name = strtok(text, ",");
	p->image = strtok(NULL, ",");
	p->guest = strtok(NULL, ",");
	p->iso = strtok(NULL, ",");
	if (!p->iso)
		die("--pair takes four names with commas between");
}

static void
parse(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "machine", required_argument, NULL, 'm' },
		{ "probe", required_argument, NULL, 'p' },
		{ "probe-iso", required_argument, NULL, 'i' },
		{ "docs", required_argument, NULL, 'd' },
		{ "pair", required_argument, NULL, 'a' },
		{ "rules", no_argument, NULL, 'r' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (c == 'm')
			o->machine = optarg;
		else if (c == 'p')
			o->probe = optarg;
		else if (c == 'i')
			o->probe_iso = optarg;
		else if (c == 'd')
			o->docs = optarg;
		else if (c == 'a')
			add_pair(o, optarg);
		else if (c == 'r')
			o->rules = true;
		else
			die(usage);
	}
	if (!o->machine || !o->probe || !o->probe_iso || !o->docs ||
	    optind != argc)
		die(usage);
}

/* The reference VMM of each lab, and of the last with every guest. */
static bool
try_labs(const struct options *o)
{
	struct boot boot[2 * PAIRS_MAX] = { { 0 } };
	struct run run[2 * PAIRS_MAX];
	const char *modules[PAIRS_MAX][3];
	bool good = true;

	for (size_t i = 0; i < o->pair_count; i++) {
		const struct pair *p = &o->pairs[i];

		modules[i][0] = p->image;
		modules[i][1] = p->guest;
		modules[i][2] = NULL;
		boot[2 * i] = (struct boot){
			.machine = MACHINE_VTX, .kernel = o->machine,
			.append = "pa=40", .modules = modules[i],
			.hang = HANG_SECONDS,
		};
		boot[2 * i + 1] = (struct boot){
			.machine = MACHINE_BOCHS, .iso = p->iso,
			.hang = HANG_SECONDS,
		};
	}
	boot_all(boot, run, 2 * o->pair_count, 0);
	for (size_t i = 0; i < o->pair_count; i++) {
		good &= labs_compare(o->pairs[i].name, &run[2 * i],
		    &run[2 * i + 1]);
		run_release(&run[2 * i]);
		run_release(&run[2 * i + 1]);
	}
	return good;
}

int
main(int argc, char **argv)
{
	struct options options = { 0 };
	struct tally all;
	bool good;

	setlinebuf(stdout);
	parse(&options, argc, argv);
	good = try_probe(&options, &all);
	good &= try_labs(&options);
	print_tally("second opinion", &all);
	return good ? 0 : STATUS_DIFFERENT;
}
