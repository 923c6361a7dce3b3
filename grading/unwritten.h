/*
 * The exercise that stopped a machine because it is not written yet.
 */
#ifndef GRADING_UNWRITTEN_H
#define GRADING_UNWRITTEN_H

#include "suite.h"

/*
 * If the scene ended in a TODO(), say in `text` (FACT_MAX bytes) which one:
 * lab, exercise, function, and the file it is in.  Returns whether it did.
 */
bool unwritten(const struct scene *scene, char *text);

#endif
