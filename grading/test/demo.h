/*
 * A lab that exists only to test the harness.
 */
#ifndef TEST_DEMO_H
#define TEST_DEMO_H

#include "grading/suite.h"

extern const struct lab_suite demo_checks;

/* The points of the demonstration's milestones. */
extern const char demo_milestones[];

#endif
