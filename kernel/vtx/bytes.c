/*
 * Memory and strings.
 */
#include "bytes.h"

/* Copy `bytes` bytes; the areas do not overlap.  Returns `to`. */
void *
memcpy(void *to, const void *from, size_t bytes)
{
	void *result = to;

	__asm__ volatile("rep movsb"
			 : "+D"(to), "+S"(from), "+c"(bytes)
			 :
			 : "memory");
	return result;
}

/* Copy `bytes` bytes; the areas may overlap.  Returns `to`. */
void *
memmove(void *to, const void *from, size_t bytes)
{
	char *d = to;
	const char *s = from;

	if (d <= s)
		return memcpy(to, from, bytes);
	while (bytes-- > 0)
		d[bytes] = s[bytes];
	return to;
}

/* Fill `bytes` bytes with `byte`.  Returns `to`. */
void *
memset(void *to, int byte, size_t bytes)
{
	void *result = to;

	__asm__ volatile("rep stosb"
			 : "+D"(to), "+c"(bytes)
			 : "a"(byte)
			 : "memory");
	return result;
}

/* Less than, equal to or greater than 0, as a is to b. */
int
memcmp(const void *a, const void *b, size_t bytes)
{
	const unsigned char *p = a, *q = b;

	for (; bytes > 0; bytes--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

/* Characters before the terminating 0. */
size_t
strlen(const char *s)
{
	size_t n = 0;

	while (s[n] != '\0')
		n++;
	return n;
}
