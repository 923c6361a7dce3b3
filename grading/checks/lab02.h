/*
 * The checks of lab 2, exercise by exercise.
 */
#ifndef CHECKS_LAB02_H
#define CHECKS_LAB02_H

#include "checks.h"
#include "vcpu.h"

void lab02_load(Suite *suite);		/* exercises 1 and 6 */
void lab02_adjust(Suite *suite);	/* exercise 2 */
void lab02_controls(Suite *suite);	/* exercise 3 */
void lab02_host(Suite *suite);		/* exercise 4 */
void lab02_guest(Suite *suite);		/* exercise 5 */

struct field_value {		/* what a VMCS field must hold */
	int index;
	uint64_t value;
};

/* Fail the milestone unless there was a VMLAUNCH. */
void expect_launch(const struct scene *scene, const char *expected);

/* The VMCS as the first VMLAUNCH found it; fails if there was none. */
const struct trace_vmcs *first_vmcs(const struct scene *scene);

/*
 * Fail the milestone unless each field was written, and with its value;
 * `expected` says in words what is wanted.
 */
void expect_fields(const struct scene *scene, const struct field_value *field,
    unsigned count, const char *expected);

/* How the kernel describes its guest to the labs. */
struct guest guest_of(const struct scene *scene);

#endif
