/*
 * Random guest programs, on both processors.
 */
#ifndef FUZZ_PROGRAMS_H
#define FUZZ_PROGRAMS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Compare what the probe printed about each program: VM exits, registers,
 * flags and memory.  Prints the first few that differ, and how many agree.
 */
bool programs_compare(const char *vtx, const char *bochs, uint64_t seed);

#endif
