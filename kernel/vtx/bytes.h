/*
 * Memory and strings.  The compiler may call the first four on its own.
 */
#ifndef BYTES_H
#define BYTES_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
size_t strlen(const char *s);

#endif
