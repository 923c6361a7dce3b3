#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "programs.h"

enum { SHOWN_MAX = 5 };

/* The next line about a program, or NULL; `size` is its length. */
static const char *
next_program(const char *console, size_t *size)
{
	while (*console && *console != '%') {
		console += strcspn(console, "\n");
		console += *console == '\n';
	}
	*size = strcspn(console, "\r\n");
	return *console ? console : NULL;
}

bool
programs_compare(const char *vtx, const char *bochs, uint64_t seed)
{
	unsigned same = 0, different = 0;
	size_t a = 0, b = 0;

	for (;;) {
		vtx = next_program(vtx + a, &a);
		bochs = next_program(bochs + b, &b);
		if (!vtx || !bochs)
			break;
		if (a == b && memcmp(vtx, bochs, a) == 0)
			same++;
		else if (different++ < SHOWN_MAX)
			printf("  program %.*s\n    Bochs: %.*s\n", (int)a, vtx,
			    (int)b, bochs);
	}
	printf("seed %" PRIu64 ": %u guest programs end alike, %u differ\n",
	    seed, same, different + (vtx || bochs));
	return different == 0 && !vtx && !bochs && same > 0;
}
