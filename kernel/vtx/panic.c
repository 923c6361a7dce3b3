/*
 * Giving up, with a reason.
 */
#include <stdarg.h>

#include "console.h"
#include "journal.h"
#include "panic.h"
#include "power.h"
#include "types.h"

#define MAX_FRAMES	16

extern const char stack_bottom[], stack_top[];	/* start.S */

/*
 * Print the return addresses on the stack, innermost first, following
 * saved frame pointers from `frame`.
 */
void
backtrace(const uint64_t *frame)
{
	unsigned i;

	printf("  called from");
	for (i = 0; i < MAX_FRAMES; i++) {
		if ((const char *)frame < stack_bottom ||
		    (const char *)(frame + 2) > stack_top)
			break;
		printf(" %#lx", frame[1]);
		frame = (const uint64_t *)frame[0];
	}
	printf("\n  (addr2line -f -e IMAGE ADDRESS names the function)\n");
}

/* See panic(). */
void
panic_in(const char *function, const char *format, ...)
{
	va_list args;

	printf("\npanic: %s: ", function);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
	journal_note(JOURNAL_PANIC, 0,
	    (const uint64_t[]){hpa_of(__builtin_return_address(0)), 0, 0, 0});
	backtrace(__builtin_frame_address(0));
	power_off(POWER_PANIC);
}
