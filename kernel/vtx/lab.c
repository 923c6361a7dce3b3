/*
 * The labs, by number: where each is described, and what to say when a
 * part of one is not written yet, or did not work.
 */
#include "lab.h"
#include "console.h"
#include "errors.h"
#include "steps.h"

/* The folder of lab `lab` below labs/. */
static const char *
lab_folder(int lab)
{
	static const char *const folders[] = LAB_FOLDERS;

	if (lab < 1 || lab > (int)ARRAY_SIZE(folders))
		return "";
	return folders[lab - 1];
}

/* A function of a lab returned an error: say so and switch off. */
void
lab_stop(const char *function, int error, const char *meaning)
{
	printf("%s: %s (%s)\n", function, meaning, error_name(error));
	power_off(POWER_LAB_ERROR);
}

/* See TODO(): `function`, exercise n of a lab, is not written yet. */
void
lab_todo(int lab, int n, const char *function)
{
	printf("\nlab %d, exercise %d: %s() is not written yet\n", lab, n,
	    function);
	printf("  read labs/%s/README.md and the comment above %s()\n",
	    lab_folder(lab), function);
	journal_note(JOURNAL_TODO, 0, (const uint64_t[]){lab, n, 0, 0});
	power_off(POWER_TODO);
}
