/*
 * The manual's names of the bits in registers and control fields.
 */
#ifndef GRADING_BITS_H
#define GRADING_BITS_H

#include <stdint.h>
#include <stdio.h>

struct bit {
	uint64_t mask;
	const char *name;
};

/* The bits of a VMCS field, ended by a mask of 0; NULL: no table. */
const struct bit *field_bit_table(int index);

/* Print the set bits of value: names from the table (may be NULL), else
 * "bit 5"; separated by commas. */
void bits_print(FILE *out, const struct bit *table, uint64_t value);

#endif
