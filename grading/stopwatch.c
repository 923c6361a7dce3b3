/*
 * Timing machines by what they print.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "stopwatch.h"

enum {
	GRAIN = 500000,		/* ns between two looks at the console */
	CONSOLE_MAX = 65536
};

struct console {
	char text[CONSOLE_MAX + 1];	/* ends in NUL */
	size_t size;
};

/* Read what is new on the console. */
static void
look(struct console *console, int fd)
{
	ssize_t n = pread(fd, console->text + console->size,
	    CONSOLE_MAX - console->size, (off_t)console->size);

	if (n > 0)
		console->size += (size_t)n;
	console->text[console->size] = '\0';
}

/* Processor time a process has used, or `last` when it is gone. */
static double
busy(pid_t pid, double last)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 ||
	    clock_gettime(clock, &t) != 0)
		return last;
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Note which marks have come at `when`; returns how many have in all. */
static size_t
find(const struct console *console, struct mark *mark, size_t count,
    size_t found, const struct mark *when)
{
	for (; found < count && strstr(console->text, mark[found].text);
	    found++) {
		mark[found].wall = when->wall;
		mark[found].busy = when->busy;
	}
	return found;
}

static int
wait_for(struct child *child, struct mark *mark, size_t count, char *error)
{
	static struct console console;
	const struct timespec grain = { 0, GRAIN };
	double start = now();
	struct mark when = { NULL, 0, 0 };
	size_t found = 0;
	bool ended = false;

	console.size = 0;
	while (!ended) {
		when.busy = busy(child->pid, when.busy);
		when.wall = now() - start;
		ended = waitpid(child->pid, NULL, WNOHANG) == child->pid;
		look(&console, child->files.console);
		found = find(&console, mark, count, found, &when);
		if (found == count || (child->deadline &&
		    now() > child->deadline))
			break;
		nanosleep(&grain, NULL);
	}
	if (!ended) {
		kill(child->pid, SIGKILL);
		waitpid(child->pid, NULL, 0);
	}
	if (found == count)
		return 0;
	return error_set(error, "the machine did not print \"%s\"",
	    mark[found].text);
}

int
stopwatch_run(const struct boot *boot, struct mark *mark, size_t count,
    char *error)
{
	struct child child;
	struct run run;
	int result;

	if (child_start(&child, boot, &run) < 0) {
		error_set(error, "%s", run.message);
		run_release(&run);
		return -1;
	}
	result = wait_for(&child, mark, count, error);
	child_close(&child);
	return result;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
median(double *value, size_t count)
{
	qsort(value, count, sizeof(*value), compare);
	return (value[(count - 1) / 2] + value[count / 2]) / 2;
}
