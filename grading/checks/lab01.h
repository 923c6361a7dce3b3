/*
 * The checks of lab 1, exercise by exercise.
 */
#ifndef CHECKS_LAB01_H
#define CHECKS_LAB01_H

#include "checks.h"

void lab01_control(Suite *suite);	/* exercise 3 */
void lab01_vmxon(Suite *suite);		/* exercises 4 to 6 */

#endif
