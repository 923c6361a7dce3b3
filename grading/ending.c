/*
 * Names of machines and of the ways a run can end.
 */
#include <stdio.h>
#include <string.h>

#include "boot.h"

static const char *const names[] = {
	[MACHINE_VTX] = "vtx",
	[MACHINE_BOCHS] = "bochs",
	[MACHINE_KVM] = "kvm",
};

const char *
machine_name(enum machine machine)
{
	return names[machine];
}

int
machine_by_name(const char *name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

const char *
run_ending(const struct run *run, char *text)
{
	switch (run->ending) {
	case ENDED_POWER_OFF:
		error_set(text, "powered off with status %d%s", run->status,
		    run->status ? "" : " (success)");
		break;
	case ENDED_RESET:
		error_set(text, "the machine was reset");
		break;
	case ENDED_BUDGET:
		error_set(text, "still running when its budget of "
		    "instructions was used up");
		break;
	case ENDED_STOPPED:
		error_set(text, "stopped from outside");
		break;
	case ENDED_HANG:
		error_set(text, "still running at the time limit");
		break;
	case ENDED_OUTPUT:
		error_set(text, "printed more than the limit of %zu bytes",
		    run->console_size);
		break;
	case ENDED_NO_START:
		error_set(text, "did not start: %.480s", run->message);
		break;
	}
	return text;
}
