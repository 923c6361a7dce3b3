/*
 * What Bochs' log tells about the processor: exits by reason, and why an
 * entry was refused.
 */
#ifndef GRADING_BOCHS_H
#define GRADING_BOCHS_H

#include <stdint.h>
#include <stdio.h>

#include "arch/vmx.h"

/* Count the VM exits in a log by basic reason; returns how many. */
uint64_t bochs_exits(const char *log, uint64_t count[VMX_EXIT_COUNT]);

/* Print each line in which Bochs refuses a VM entry or an instruction. */
unsigned bochs_refusals(const char *log, FILE *out);

#endif
