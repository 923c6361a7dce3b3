/*
 * How the host tools report what went wrong: a function that can fail takes
 * a buffer for one line, says there what, where and what to do next, and
 * returns a failure.
 */
#ifndef GRADING_ERROR_H
#define GRADING_ERROR_H

enum { ERROR_MAX = 512 };	/* bytes in a line of error */

/*
 * Put a formatted line into `error` (ERROR_MAX bytes, cut if longer).
 * Returns -1 always, so that a caller can return it.
 */
__attribute__((format(printf, 2, 3)))
int error_set(char *error, const char *format, ...);

#endif
