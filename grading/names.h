/*
 * The manual's names for what a machine records.
 */
#ifndef GRADING_NAMES_H
#define GRADING_NAMES_H

#include <stdint.h>
#include <stdio.h>

#include "machine/vtx/manual.h"
#include "machine/vtx/vmcs.h"
#include "machine/vtx/why.h"

/* Names; a number without one gives "unknown". Never NULL. */
const char *exit_name(uint32_t reason);		/* "CPUID"; basic reason */
const char *error_name(uint64_t number);	/* "VMLAUNCH with non-.." */
const char *vector_name(uint64_t vector);	/* "#GP" */
const char *register_name(unsigned number);	/* "RAX" */
const char *field_name(int index);		/* "Guest CR0" */
const char *field_constant(int index);		/* "GUEST_CR0" */
const char *kind_name(unsigned kind);		/* "exit" */
int kind_by_name(const char *name);		/* or -1 */
const char *msr_name(uint32_t msr);		/* "IA32_VMX_BASIC" */

/* What must hold, and where the manual says so; NULL for no condition. */
const char *why_text(uint64_t why);
enum section why_section(uint64_t why);

#endif
