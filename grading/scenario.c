/*
 * Scenarios: from a row of a table to a machine that has run.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

enum {
	SHIFT = 7,		/* 128 ns an instruction */
	BUDGET = 2,		/* s: 16 million instructions */
	HANG = 60,		/* s of wall clock; a sound run needs one */
	OUTPUT = 256 << 10	/* bytes */
};

/* Everything that the boot of one scenario points at. */
struct order {
	char *append, *vmm, *guest;
	const char *modules[3];
};

/* A seed for each scenario: FNV-1a over its name, then mixed. */
static uint64_t
derive_seed(uint64_t seed, int lab, const char *name)
{
	uint64_t x = (seed ^ 0xcbf29ce484222325ull) + (unsigned)lab;

	for (; *name; name++)
		x = (x ^ (unsigned char)*name) * 0x100000001b3ull;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ x >> 27) * 0x94d049bb133111ebull;
	return x ^ x >> 31;
}

__attribute__((format(printf, 1, 2)))
static char *
format_text(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	return text;
}

static const char *
or_nothing(const char *text)
{
	return text ? text : "";
}

static void
place_order(struct order *order, const struct session *session,
    const struct graded_lab *lab, const struct scene *scene)
{
	const struct scenario *s = scene->scenario;
	char seed[32] = "", drill[32] = "";

	if (s->drilled)
		snprintf(drill, sizeof(drill), " drill=%#" PRIx64, scene->seed);
	order->append = format_text("seed=%#" PRIx64 " %s", scene->seed,
	    or_nothing(s->machine));
	order->vmm = format_text("%s/%s %s%s", lab->weave, s->image,
	    or_nothing(s->vmm_args), drill);
	order->modules[0] = order->vmm;
	if (!s->guest)
		return;
	if (s->seeded)
		snprintf(seed, sizeof(seed), " seed=%#" PRIx64, scene->seed);
	order->guest = format_text("%s/%s %s%s", session->guests, s->guest,
	    or_nothing(s->guest_args), seed);
	order->modules[1] = order->guest;
}

static struct boot
boot_of(const struct order *order, const struct session *session,
    const struct scene *scene)
{
	const struct scenario *s = scene->scenario;

	return (struct boot){
		.machine = MACHINE_VTX,
		.kernel = session->machine,
		.append = order->append,
		.modules = order->modules,
		.icount = true,
		.shift = SHIFT,
		.budget = s->budget ? s->budget : BUDGET,
		.hang = HANG,
		.output_limit = OUTPUT,
		.seed = scene->seed,
	};
}

static size_t
count_scenarios(const struct scenario *s)
{
	size_t n = 0;

	while (s[n].name)
		n++;
	return n;
}

/* Is it to be booted?  "ex3.elf" belongs to exercise 3. */
static bool
is_wanted(const struct session *session, const struct scenario *s)
{
	unsigned k;

	return !session->exercises || sscanf(s->image, "ex%u", &k) != 1 ||
	    session->exercises >> k & 1;
}

static void
make_scenes(struct session *session, struct graded_lab *lab)
{
	const struct scenario *s = lab->suite->scenarios;

	lab->scenes = calloc(count_scenarios(s) + 1, sizeof(*lab->scenes));
	if (!lab->scenes)
		abort();
	for (; s->name; s++) {
		if (!is_wanted(session, s))
			continue;
		lab->scenes[lab->scene_count++] = (struct scene){
			.scenario = s,
			.seed = derive_seed(session->report.seed,
			    lab->suite->lab, s->name),
		};
	}
}

static void
read_scene(struct scene *scene, const struct graded_lab *lab)
{
	char error[ERROR_MAX];
	char *image = format_text("%s/%s", lab->weave, scene->scenario->image);

	if (trace_open(&scene->trace, scene->run.ram, scene->run.ram_size,
	    error) < 0)
		scene->trace.header = NULL;
	scene->symbols = symbols_open(image, error);
	free(image);
}

void
scenes_boot(struct session *session)
{
	size_t count = 0, n = 0;
	struct order *orders;
	struct boot *boots;
	struct run *runs;

	for (size_t i = 0; i < session->lab_count; i++) {
		make_scenes(session, &session->labs[i]);
		count += session->labs[i].scene_count;
	}
	orders = calloc(count + 1, sizeof(*orders));
	boots = calloc(count + 1, sizeof(*boots));
	runs = calloc(count + 1, sizeof(*runs));
	if (!orders || !boots || !runs)
		abort();
	for (size_t i = 0; i < session->lab_count; i++) {
		const struct graded_lab *lab = &session->labs[i];

		for (size_t k = 0; k < lab->scene_count; k++, n++) {
			place_order(&orders[n], session, lab, &lab->scenes[k]);
			boots[n] = boot_of(&orders[n], session,
			    &lab->scenes[k]);
		}
	}
	boot_all(boots, runs, count, session->jobs);
	n = 0;
	for (size_t i = 0; i < session->lab_count; i++) {
		struct graded_lab *lab = &session->labs[i];

		for (size_t k = 0; k < lab->scene_count; k++, n++) {
			lab->scenes[k].run = runs[n];
			read_scene(&lab->scenes[k], lab);
			free(orders[n].append);
			free(orders[n].vmm);
			free(orders[n].guest);
		}
	}
	free(orders);
	free(boots);
	free(runs);
}

void
scenes_release(struct session *session)
{
	for (size_t i = 0; i < session->lab_count; i++) {
		struct graded_lab *lab = &session->labs[i];

		for (size_t k = 0; k < lab->scene_count; k++) {
			run_release(&lab->scenes[k].run);
			symbols_close((void *)lab->scenes[k].symbols);
		}
		free(lab->scenes);
	}
}
