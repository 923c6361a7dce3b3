#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kernels.h"

#ifndef SOURCE_DIR
#define SOURCE_DIR "."		/* tests run at the top of the tree */
#endif

static char directory[] = "/tmp/nonroot-test.XXXXXX";
static pid_t owner;

static void
clean(void)
{
	char command[128];

	if (getpid() != owner)
		return;
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	if (system(command) != 0)
		fprintf(stderr, "cannot remove %s\n", directory);
}

const char *
scratch(void)
{
	if (!owner) {
		if (!mkdtemp(directory)) {
			perror(directory);
			exit(1);
		}
		owner = getpid();
		atexit(clean);
	}
	return directory;
}

char *
kernel_build(const char *name, enum kernel_mode mode, const char *defines)
{
	char *path, *command;

	ck_assert_int_gt(asprintf(&path, "%s/%s", scratch(), name), 0);
	ck_assert_int_gt(asprintf(&command,
	    "gcc -m32 -nostdlib -static -no-pie -Wl,-Ttext=0x100000 -Wl,-N "
	    "-Wl,--build-id=none -Wl,--no-warn-rwx-segments -I%s -DMODE=%d %s "
	    "-o %s %s/grading/test/kernel.S", SOURCE_DIR, (int)mode, defines,
	    path, SOURCE_DIR), 0);
	ck_assert_msg(system(command) == 0, "cannot assemble: %s", command);
	free(command);
	return path;
}
