/*
 * Giving up, with a reason.
 */
#ifndef PANIC_H
#define PANIC_H

#include <stdint.h>

_Noreturn void panic_in(const char *function, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The VMM cannot go on: say where and why, and switch off. */
#define panic(...)	panic_in(__func__, __VA_ARGS__)

void backtrace(const uint64_t *frame);

#endif
