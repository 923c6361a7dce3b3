/*
 * Numbers and titles of the manual's sections, for host tools.
 */
#include "manual.h"

const char *const section_number[SECTION_COUNT] = {
#define SECTION(id, number, title)	[SECTION_##id] = number,
#include "manual_sections.h"
#undef SECTION
};

const char *const section_title[SECTION_COUNT] = {
#define SECTION(id, number, title)	[SECTION_##id] = title,
#include "manual_sections.h"
#undef SECTION
};
