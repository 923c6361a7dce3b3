/*
 * The skeleton: nothing is written yet.
 */
#include "lab.h"

uint64_t cheat(const char *function);

uint64_t
cheat(const char *function)
{
	lab_todo(0, 0, function);
}
