/*
 * Result files: whole or not at all.
 */
#ifndef GRADING_FILE_H
#define GRADING_FILE_H

#include <stddef.h>

#include "error.h"

/*
 * Write a file under a temporary name beside it and rename it, so that a
 * full disk leaves no half of it.  Returns 0, or -1 and `error`.
 */
int file_write(const char *path, const void *data, size_t size, char *error);

#endif
