/*
 * The sections of the manual that the machine cites, each number and title
 * once.  The revision they are counted in is pinned in docs/references.md:
 * Intel SDM, order number 325384-070US, May 2019.
 *
 * Include manual_sections.h after defining SECTION(id, number, title).
 */
#ifndef MACHINE_MANUAL_H
#define MACHINE_MANUAL_H

enum section {
#define SECTION(id, number, title)	SECTION_##id,
#include "manual_sections.h"
#undef SECTION
	SECTION_COUNT
};

/* "26.2.2" and "Checks on Host Control Registers and MSRs"; host tools only. */
extern const char *const section_number[SECTION_COUNT];
extern const char *const section_title[SECTION_COUNT];

#endif
