/*
 * All tables of tests, in the order in which they run.  Only tests.c
 * includes this file and them, and says how a line is written.
 */
#include "tests_violation.h"
#include "tests_misconfiguration.h"
#include "tests_pages.h"
#include "tests_walk.h"
#include "tests_delivery.h"
#include "tests_invalidation.h"
#include "tests_pae.h"
#include "tests_unrestricted.h"
