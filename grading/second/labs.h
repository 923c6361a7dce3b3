/*
 * The reference VMM with a guest, on both processors.
 */
#ifndef SECOND_LABS_H
#define SECOND_LABS_H

#include <stdbool.h>

#include "grading/boot.h"

/*
 * Compare what became of two runs of one VMM image and guest: the sequence
 * of VM exits, the status, and how the VMM says its guest ended.  Prints one
 * line.  Returns whether they agree.
 */
bool labs_compare(const char *name, const struct run *vtx,
    const struct run *bochs);

#endif
