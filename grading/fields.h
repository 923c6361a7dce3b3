/*
 * VMCS fields with their bits spelled out.
 */
#ifndef GRADING_FIELDS_H
#define GRADING_FIELDS_H

#include <stdint.h>
#include <stdio.h>

#include "machine/trace.h"

/* Print what the bits of a field's value mean, in parentheses, or nothing. */
void field_print_bits(FILE *out, int index, uint64_t value);

/* Print "field (CONSTANT) = value" and its bits. */
void field_print(FILE *out, int index, uint64_t value);

/*
 * For a field whose bits a capability MSR restricts: name in a line the bits
 * of value that are 0 but must be 1, or that are 1 but must be 0.  Each
 * prints nothing about other fields or when all is well.
 */
void field_print_required(FILE *out, const char *margin,
    const struct trace_header *header, int index, uint64_t value);
void field_print_forbidden(FILE *out, const char *margin,
    const struct trace_header *header, int index, uint64_t value);

/* Print the meaning of an exit qualification, or nothing. */
void qualification_print(FILE *out, uint32_t reason, uint64_t value);

/* Print an interruption-information field: "#GP with error code". */
void interruption_print(FILE *out, uint64_t info);

/* Print a whole VMCS, area by area. */
void vmcs_print(FILE *out, const struct trace_vmcs *vmcs);

#endif
