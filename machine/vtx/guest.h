/*
 * The parts of nonroot.c that have files of their own.
 */
#ifndef MACHINE_GUEST_H
#define MACHINE_GUEST_H

#include "processor.h"

/* guest_debug.c */
void guest_mov_dr(const struct insn *insn);
bool guest_is_mov_dr(const struct insn *insn);

/* guest_fault.c */
void guest_exception(unsigned vector);

/* guest_exception.c */
void guest_exception_intercepts(void);
struct event guest_software_event(const struct insn *insn);
void guest_software(const struct insn *insn);

/* step.c */
void step_begin(void);
bool step_end(void);

/* tpr.c */
uint64_t tpr_read(void);
bool tpr_write(uint64_t value);

/* guest_cr.c */
void guest_cr_intercepts(void);
void guest_control_register(const struct insn *insn);

#endif
