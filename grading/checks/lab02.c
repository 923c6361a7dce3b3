/*
 * Lab 2: the VMCS that a VMM made, as the first VMLAUNCH found it.  This
 * file: the machines, and how fields are compared.
 */
#include <stdio.h>
#include <stdlib.h>

#include "grading/names.h"
#include "lab02.h"

#define NO_EFER	"deny=exit.20 deny=exit.21 deny=entry.15"

static const struct scenario scenarios[] = {
	{ .name = "load", .image = "ex1.elf", .drilled = true,
	    .guest = "hello.elf" },
	{ .name = "adjust", .image = "ex2.elf", .drilled = true,
	    .guest = "hello.elf" },

	{ .name = "plain", .image = "ex3.elf", .guest = "hello.elf",
	    .machine = "true=0 " NO_EFER },
	{ .name = "true", .image = "ex3.elf", .guest = "hello.elf",
	    .machine = "true=1" },
	{ .name = "no secondary", .image = "ex3.elf", .guest = "hello.elf",
	    .machine = "true=1 deny=primary.31" },
	{ .name = "no hlt exiting", .image = "ex3.elf", .guest = "hello.elf",
	    .machine = "true=1 deny=primary.7" },
	{ .name = "no 64-bit host", .image = "ex3.elf", .guest = "hello.elf",
	    .machine = "true=1 deny=exit.9" },

	{ .name = "host", .image = "ex4.elf", .drilled = true,
	    .guest = "hello.elf" },
	{ .name = "host without efer", .image = "ex4.elf",
	    .guest = "hello.elf", .machine = NO_EFER },

	{ .name = "guest", .image = "ex5.elf", .guest = "hello.elf",
	    .machine = "cr0=0x40000 cr0zero=0x10000 cr4=0x40",
	    .drilled = true },
	{ .name = "guest without efer", .image = "ex5.elf",
	    .guest = "hello.elf", .machine = NO_EFER },

	{ .name = "errors", .image = "ex6.elf", .drilled = true,
	    .guest = "hello.elf" },
	{ .name = NULL }
};

void
expect_launch(const struct scene *scene, const char *expected)
{
	expect(scene->trace.header->attempts > 0, expected, "%s",
	    outcome(scene));
}

const struct trace_vmcs *
first_vmcs(const struct scene *scene)
{
	expect_launch(scene, "a VMLAUNCH of the current VMCS");
	return &scene->trace.header->snapshot[0];
}

/* Where the code at this address is, as "file:line". */
static void
print_place(FILE *out, const struct scene *scene, uint64_t address)
{
	struct place place = symbols_place(scene->symbols, address);

	if (place.file)
		fprintf(out, "; written at %s:%d", place.file, place.line);
}

void
expect_fields(const struct scene *scene, const struct field_value *field,
    unsigned count, const char *expected)
{
	const struct trace_vmcs *vmcs = first_vmcs(scene);
	unsigned wrong = 0;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	for (unsigned i = 0; i < count; i++) {
		const struct field_value *f = &field[i];
		bool written = vmcs->writer[f->index] != 0;

		if (written && vmcs->value[f->index] == f->value)
			continue;
		if (++wrong > 4)
			continue;
		fprintf(out, "%s, which should be %#" PRIx64 ", ",
		    field_constant(f->index), f->value);
		if (written) {
			fprintf(out, "is %#" PRIx64, vmcs->value[f->index]);
			print_place(out, scene, vmcs->writer[f->index]);
		} else {
			fputs("was never written", out);
		}
		putc('\n', out);
	}
	if (wrong > 4)
		fprintf(out, "and %u more\n", wrong - 4);
	fclose(out);
	expect(wrong == 0, expected, "%s", text);
	free(text);
}

struct guest
guest_of(const struct scene *scene)
{
	struct guest guest = { 0 };

	expect(symbols_read(scene->symbols, "guest", scene->run.ram,
	    scene->run.ram_size, &guest, sizeof(guest)) == 0,
	    "a struct guest in the VMM's memory", "none");
	return guest;
}

static Suite *
lab02_suite(void)
{
	Suite *suite = suite_create("lab 2, vmcs");

	lab02_load(suite);
	lab02_adjust(suite);
	lab02_controls(suite);
	lab02_host(suite);
	lab02_guest(suite);
	return suite;
}

const struct lab_suite lab02_checks = {
	.lab = 2, .scenarios = scenarios, .suite = lab02_suite,
};
