/*
 * The checks of lab 3, exercise by exercise, and what they share: a guest's
 * life as a sequence of steps, each from a VM exit to the next VM entry.
 */
#ifndef CHECKS_LAB03_H
#define CHECKS_LAB03_H

#include "checks.h"
#include "vcpu.h"

void lab03_enter(Suite *suite);		/* exercise 1 */
void lab03_run(Suite *suite);		/* exercise 2 */
void lab03_step(Suite *suite);		/* exercise 3 */
void lab03_basic(Suite *suite);		/* exercise 4 .. */
void lab03_cpuid(TCase *tcase);		/* .. part of it */
void lab03_msr(Suite *suite);		/* exercise 5 */
void lab03_cr(Suite *suite);		/* exercise 6 */

/* Errors and hypercalls, as the guest sees them. */
enum { KERNEL_EFAULT = 14, KERNEL_EINVAL = 22, KERNEL_ENOSYS = 38 };

/* Register numbers in trace records. */
enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, R8, R12 = 12, R15 = 15,
	REGISTERS };

/* What guest_inject() writes for #GP. */
#define INJECT_GP	(INTERRUPTION_VALID | INTERRUPTION_ERROR_CODE |	\
			 INTERRUPTION_HARDWARE_EXCEPTION | VECTOR_GP)

struct step {			/* zero is before the first */
	const struct trace_record *exit;
	const struct trace_record *entry;	/* NULL: there was none */
	bool skipped;		/* the guest goes on behind the instruction */
	bool injected;		/* #GP(0) goes to it at the instruction */
};

/* Go on to the next VM exit of a guest; false when there is none. */
bool step_next(const struct scene *scene, struct step *step);

/* The next one with this basic reason. */
bool step_find(const struct scene *scene, struct step *step,
    enum vmx_exit reason);

/* Fail the milestone unless the guest goes on behind the instruction. */
void step_expect_skip(const struct scene *scene, const struct step *step,
    const char *expected);

/* Fail it unless the guest gets #GP(0) at the instruction. */
void step_expect_gp(const struct scene *scene, const struct step *step,
    const char *expected);

/*
 * Fail it unless the guest finds these registers (bit i of `mask`: number i)
 * as it left them.
 */
void step_expect_kept(const struct scene *scene, const struct step *step,
    unsigned mask);

/* For `seen`: exit, next entry, and if there is none, how it all ended. */
const char *step_describe(const struct scene *scene, const struct step *step);

/* The last value that the VMM wrote to a field within a step; false: none. */
bool step_written(const struct scene *scene, const struct step *step,
    enum vmcs_field field, uint64_t *value);

/* Texts that are formatted; freed when the test's process ends. */
const char *text(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The first few VM entries and attempts, one a line. */
const char *describe_entries(const struct scene *scene);

#endif
