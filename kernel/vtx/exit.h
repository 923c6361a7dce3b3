/*
 * VM exits, and who handles them.
 *
 * A handler returns EXIT_RESUME for the guest to go on, or EXIT_END when
 * the guest has come to its end and vcpu->end says how.
 */
#ifndef EXIT_H
#define EXIT_H

#include "vcpu.h"

enum { EXIT_RESUME, EXIT_END };

int exit_dispatch(struct vcpu *vcpu);
int exit_unhandled(struct vcpu *vcpu);
void exit_print(void);

#endif
