/*
 * A guest that makes hypercalls, honest ones and others.
 */
#include "errors.h"
#include "hypercall.h"
#include "report.h"

#define MEMORY		0x4000000ull	/* where the guest's memory begins */
#define MEMORY_END	0x8000000ull	/* and where it ends */
#define TEXT		"vmcall\n"
#define TEXT_SIZE	(sizeof(TEXT) - 1)

uint64_t guest_main(uint64_t seed);

/* Note an answer, which should be `right`. */
static void
expect(unsigned at, int64_t answer, int64_t right)
{
	report.value[at] = answer;
	if (answer != right)
		report.wrong |= 1ull << at;
}

/* Try to have text printed. */
static int64_t
write_text(uint64_t address, uint64_t bytes)
{
	return hypercall(HYPERCALL_WRITE, address, bytes);
}

uint64_t
guest_main(uint64_t seed)
{
	static const char text[] = TEXT;
	uint64_t here = (uint64_t)text;

	expect(CALL_UNKNOWN, hypercall(seed | 1ull << 32, 0, 0), -ENOSYS);
	expect(CALL_WRITE, write_text(here, TEXT_SIZE), TEXT_SIZE);
	expect(CALL_BELOW, write_text(MEMORY - 1, 1), -EFAULT);
	expect(CALL_ABOVE, write_text(MEMORY_END + 1, 1), -EFAULT);
	expect(CALL_ACROSS, write_text(MEMORY_END - 1, 2), -EFAULT);
	expect(CALL_LAST, write_text(MEMORY_END, 0), 0);
	expect(CALL_WRAP, write_text(here, 1 - here), -EFAULT);
	expect(CALL_HUGE, write_text(here, 1ull << 63), -EFAULT);
	return report.wrong;
}
