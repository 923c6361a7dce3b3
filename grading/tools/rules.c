/*
 * rules: print docs/rules.md, the table of all rules of VM entry.
 */
#include <stdio.h>
#include <string.h>

#include "grading/names.h"
#include "machine/vtx/rules.h"

static const char head[] =
    "<!-- Made from machine/vtx/rules_table.h by `make rules`; do not edit. "
    "-->\n"
    "# The rules of VM entry\n\n"
    "A VM entry on machine/vtx checks these %u rules. One that does not hold\n"
    "is recorded under its name, and `make grade` and `make trace` show it.\n"
    "The sections are those of the manual in [references.md](references.md).\n"
    "A rule with a feature can only be broken on a processor that offers the\n"
    "feature; one about a feature that no processor of ours has is kept for\n"
    "completeness. The last column says where a lab explains it.\n\n"
    "How an entry ends when a rule of an area is broken, and no rule of an\n"
    "area before it:\n\n"
    "| area | rules | the entry ends with |\n|---|---|---|\n";

static const struct {
	const char *name, *end;
} areas[AREA_COUNT] = {
	[AREA_CONTROLS] = { "controls", "VMfailValid, error 7" },
	[AREA_HOST] = { "host state", "VMfailValid, error 8" },
	[AREA_GUEST] = { "guest state", "VM exit, reason 33" },
	[AREA_MSR_LOADING] = { "MSR loading", "VM exit, reason 34" },
};

static void
print_areas(void)
{
	unsigned count[AREA_COUNT] = { 0 };

	for (unsigned i = 0; i < rule_count; i++)
		count[rules[i].area]++;
	for (int a = 0; a < AREA_COUNT; a++)
		printf("| %s | %u | %s |\n", areas[a].name, count[a],
		    areas[a].end);
}

static void
print_rule(const struct rule *r)
{
	printf("| `%s` | %s | %s | %s | %s |\n", r->id,
	    field_constant(r->field), r->needs, r->text, r->lab);
}

int
main(void)
{
	enum section section = SECTION_COUNT;

	printf(head, rule_count);
	print_areas();
	for (unsigned i = 0; i < rule_count; i++) {
		if (rules[i].section != section) {
			section = rules[i].section;
			printf("\n## %s, \"%s\"\n\n"
			    "| rule | field | feature | what must hold | lab |"
			    "\n|---|---|---|---|---|\n",
			    section_number[section], section_title[section]);
		}
		print_rule(&rules[i]);
	}
	return 0;
}
