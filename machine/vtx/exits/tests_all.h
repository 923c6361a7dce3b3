/*
 * All tables of tests, in the order in which they run.  Only tests.c
 * includes this file and them, and says how a line is written.
 */
#include "tests_instructions.h"
#include "tests_vmx.h"
#include "tests_io.h"
#include "tests_msr.h"
#include "tests_cr.h"
#include "tests_exceptions.h"
#include "tests_delivery.h"
#include "tests_injection.h"
#include "tests_state.h"
#include "tests_interrupts.h"
#include "tests_nmi.h"
#include "tests_tpr.h"
#include "tests_trap.h"
