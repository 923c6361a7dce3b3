/*
 * hostile: boot the kernel machine/vtx/hostile on machine/vtx with many
 * seeds, and see that the machine stays whole: its code in RAM as it was
 * loaded, its trace in order, its end one that the kernel could ask for.
 */
#include <elf.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/boot.h"
#include "machine/trace.h"
#include "machine/vtx/layout.h"

enum {
	BATCH = 16, BUDGET = 4, HANG_SECONDS = 120, LETHAL = 8,
	OUTPUT = 4 << 20, FILE_MAX = 4 << 20,
	LOST_SHARE = 4		/* at most 1 of so many may run out of time */
};

static const char usage[] =
    "usage: hostile --machine FILE --kernel FILE [--first SEED]\n"
    "	[--seeds N] [--actions N]\n";

struct tally {
	unsigned boots, bad, lost;
	unsigned ends[END_VMX_ABORT + 1];
	uint64_t events;
};

static const char *const ends[] = {
	"running", "power off", "triple fault", "halt", "no image",
	"machine error", "reset", "VMX abort"
};

/* The deadly attacks of the kernel's attacks.c, and how each must end. */
static const enum trace_end lethal_ends[LETHAL] = {
	END_POWER_OFF, END_RESET, END_RESET, END_RESET, END_RESET,
	END_TRIPLE_FAULT, END_RESET, END_HALTED
};

/* Is every segment of the machine that nobody may write as in its file? */
static const char *
code_fault(const struct run *run, const uint8_t *file, size_t size)
{
	const Elf32_Ehdr *elf = (const void *)file;
	const Elf32_Phdr *p;

	if (size < sizeof(*elf) || elf->e_phoff > size ||
	    elf->e_phnum > (size - elf->e_phoff) / sizeof(*p))
		return "the machine's file is no ELF file";
	p = (const void *)(file + elf->e_phoff);
	for (unsigned i = 0; i < elf->e_phnum; i++, p++) {
		if (p->p_type != PT_LOAD || p->p_flags & PF_W)
			continue;
		if (p->p_offset + (size_t)p->p_filesz > size ||
		    p->p_paddr + (size_t)p->p_filesz > run->ram_size)
			return "a segment of the machine lies outside";
		if (memcmp(run->ram + p->p_paddr, file + p->p_offset,
		    p->p_filesz) != 0)
			return "the machine's code has changed";
	}
	return NULL;
}

static const struct trace_header *
header(const struct run *run)
{
	return (const void *)(run->ram + MACHINE_TRACE);
}

static const char *
ring_fault(const struct run *run, const struct trace_header *h)
{
	const struct trace_record *ring = (const void *)(run->ram + h->ring);

	for (uint64_t i = 0; i < h->capacity && i < h->written; i++) {
		uint64_t round = h->written / h->capacity -
		    (i >= h->written % h->capacity);

		if (ring[i].seq != round * h->capacity + i + 1)
			return "a record of the trace is out of order";
		if (ring[i].kind == TRACE_NONE || ring[i].kind >= TRACE_KINDS)
			return "a record of the trace is of no kind";
	}
	return NULL;
}

static const char *
trace_fault(const struct run *run)
{
	const struct trace_header *h = header(run);
	uint64_t sum = 0;

	if (h->magic != TRACE_MAGIC || h->version != TRACE_VERSION ||
	    h->record_size != sizeof(struct trace_record) ||
	    h->memory != MACHINE_BASE || h->image_base != MACHINE_BASE)
		return "the trace's header has changed";
	if (h->ring != MACHINE_TRACE + 0x100000 || h->capacity > 1 << 16)
		return "the trace's ring has moved";
	for (unsigned i = 0; i < TRACE_KINDS; i++)
		sum += h->kinds[i];
	if (sum != h->written)
		return "the trace's counters disagree";
	return ring_fault(run, h);
}

static const char *
end_fault(const struct run *run)
{
	const struct trace_header *h = header(run);

	if (run->ending == ENDED_BUDGET)
		return h->end == END_NONE ? NULL : "an end, but no power off";
	if (run->ending != ENDED_POWER_OFF)
		return run->message[0] ? run->message : run->log;
	switch (h->end) {
	case END_POWER_OFF:
	case END_TRIPLE_FAULT:
	case END_HALTED:
	case END_RESET:
	case END_VMX_ABORT:
		return NULL;
	case END_MACHINE_ERROR:
		return "the machine met what it cannot do";
	}
	return "the emulator ended and the machine did not";
}

static const char *
fault(const struct run *run, const uint8_t *file, size_t size)
{
	const char *text = end_fault(run);

	if (!run->ram)
		return text ? text : "there is no memory to look at";
	if (!text)
		text = code_fault(run, file, size);
	return text ? text : trace_fault(run);
}

/* Judge one run; print what is wrong with it. */
static void
judge(struct tally *tally, const struct run *run, const char *what,
    const char *text)
{
	tally->boots++;
	if (run->ram) {
		const struct trace_header *h = header(run);

		tally->events += h->written;
		if (h->end <= END_VMX_ABORT)
			tally->ends[h->end]++;
	}
	tally->lost += run->ending == ENDED_BUDGET;
	if (!text)
		return;
	tally->bad++;
	printf("%s: %s\n", what, text);
	if (run->ram && header(run)->end == END_MACHINE_ERROR) {
		const struct trace_header *h = header(run);
		const struct trace_record *ring =
		    (const void *)(run->ram + h->ring), *r;

		for (uint64_t i = h->written < 4 ? 0 : h->written - 4;
		    i < h->written; i++) {
			r = &ring[i % h->capacity];
			printf("  kind %u detail %#x rip %#" PRIx64 " args %#"
			    PRIx64 " %#" PRIx64 " %#" PRIx64 "\n", r->kind,
			    r->detail, r->ip, r->arg[0], r->arg[1], r->arg[2]);
		}
	}
}

struct options {
	const char *machine, *kernel;
	uint64_t first, seeds, actions;
	const uint8_t *file;
	size_t size;
};

static struct boot
boot_of(const struct options *o, const char *const modules[2], uint64_t seed)
{
	return (struct boot){
		.kernel = o->machine, .modules = modules, .budget = BUDGET,
		.hang = HANG_SECONDS, .seed = seed, .output_limit = OUTPUT,
	};
}

/* `count` runs with the kernel's words `format` of first, first + 1, .. */
static void
run_batch(const struct options *o, struct tally *tally, const char *key,
    uint64_t first, unsigned count)
{
	char words[BATCH][512];
	const char *modules[BATCH][2];
	struct boot boot[BATCH] = { 0 };
	struct run run[BATCH];

	for (unsigned i = 0; i < count; i++) {
		snprintf(words[i], sizeof(words[i]), "%.300s %s=%" PRIu64
		    " actions=%" PRIu64, o->kernel, key, first + i,
		    strcmp(key, "seed") == 0 ? o->actions : 0);
		modules[i][0] = words[i];
		modules[i][1] = NULL;
		boot[i] = boot_of(o, modules[i], first + i);
	}
	boot_all(boot, run, count, 0);
	for (unsigned i = 0; i < count; i++) {
		const char *text = fault(&run[i], o->file, o->size);

		if (!text && strcmp(key, "lethal") == 0 &&
		    header(&run[i])->end != lethal_ends[i])
			text = "this end is not the one asked for";
		judge(tally, &run[i], words[i] + strlen(o->kernel) + 1, text);
		run_release(&run[i]);
	}
}

static int
summary(const struct tally *t)
{
	printf("%u boots, %" PRIu64 " events; ends:", t->boots, t->events);
	for (unsigned i = 0; i <= END_VMX_ABORT; i++)
		if (t->ends[i])
			printf(" %s %u", ends[i], t->ends[i]);
	printf("\n");
	if (t->lost > t->boots / LOST_SHARE)
		printf("%u kernels ran out of time\n", t->lost);
	return t->bad > 0 || t->lost > t->boots / LOST_SHARE;
}

static void
read_machine(struct options *o)
{
	static uint8_t file[FILE_MAX];
	FILE *in = fopen(o->machine, "rb");

	if (!in) {
		perror(o->machine);
		exit(2);
	}
	o->size = fread(file, 1, sizeof(file), in);
	o->file = file;
	fclose(in);
}

static void
parse(struct options *o, int argc, char **argv)
{
	static const struct option table[] = {
		{ "machine", required_argument, NULL, 'm' },
		{ "kernel", required_argument, NULL, 'k' },
		{ "first", required_argument, NULL, 'f' },
		{ "seeds", required_argument, NULL, 's' },
		{ "actions", required_argument, NULL, 'a' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "", table, NULL)) != -1) {
		if (c == 'm')
			o->machine = optarg;
		else if (c == 'k')
			o->kernel = optarg;
		else if (c == 'f')
			o->first = strtoull(optarg, NULL, 0);
		else if (c == 's')
			o->seeds = strtoull(optarg, NULL, 0);
		else if (c == 'a')
			o->actions = strtoull(optarg, NULL, 0);
	}
	if (optind < argc || !o->machine || !o->kernel || o->actions == 0) {
		fputs(usage, stderr);
		exit(2);
	}
}

int
main(int argc, char **argv)
{
	struct options o = { .first = 1, .seeds = 16, .actions = 400 };
	struct tally tally = { 0 };

	parse(&o, argc, argv);
	read_machine(&o);
	run_batch(&o, &tally, "lethal", 0, LETHAL);
	for (uint64_t i = 0; i < o.seeds; i += BATCH)
		run_batch(&o, &tally, "seed", o.first + i, o.seeds - i < BATCH ?
		    o.seeds - i : BATCH);
	return summary(&tally);
}
