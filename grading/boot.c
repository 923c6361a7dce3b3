/*
 * Wait for machines: one thread, no pipes.  SIGCHLD tells when an emulator
 * has ended; what it wrote is then read from its memory files.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "machine/vtx/layout.h"

enum { TICK_MS = 20 };		/* how often limits are looked at */

/* Read a whole file, at most `limit` bytes, with a NUL behind it. */
static char *
slurp(int fd, size_t limit, size_t *size)
{
	struct stat st;
	ssize_t got = 0;
	char *text;

	*size = fstat(fd, &st) < 0 ? 0 : (size_t)st.st_size;
	if (*size > limit)
		*size = limit;
	text = malloc(*size + 1);
	if (!text)
		abort();
	for (size_t done = 0; done < *size; done += (size_t)got) {
		got = pread(fd, text + done, *size - done, (off_t)done);
		if (got <= 0)
			*size = done;
	}
	text[*size] = '\0';
	return text;
}

/* Copy what is new on the console to stdout. */
static void
show(struct child *child)
{
	char buffer[4096];
	ssize_t n;

	if (!child->boot->live)
		return;
	while ((n = pread(child->files.console, buffer, sizeof(buffer),
	    child->shown)) > 0) {
		fwrite(buffer, 1, (size_t)n, stdout);
		child->shown += n;
	}
	fflush(stdout);
}

static void
map_ram(struct child *child)
{
	struct run *run = child->run;

	if (child->files.ram < 0)
		return;
	run->ram = mmap(NULL, MACHINE_RAM_SIZE, PROT_READ, MAP_SHARED,
	    child->files.ram, 0);
	if (run->ram == MAP_FAILED)
		run->ram = NULL;
	else
		run->ram_size = MACHINE_RAM_SIZE;
}

static bool
is_flooded(const struct child *child)
{
	struct stat st;

	return fstat(child->files.console, &st) == 0 &&
	    (size_t)st.st_size >= output_limit(child->boot);
}

/* The process has ended: collect everything it leaves. */
static void
finish(struct child *child, int wait_status)
{
	struct run *run = child->run;

	show(child);
	run->console = slurp(child->files.console,
	    output_limit(child->boot), &run->console_size);
	run->log = slurp(child->files.log, LOG_LIMIT, &run->log_size);
	map_ram(child);
	if (child->flooded || is_flooded(child))
		run->ending = ENDED_OUTPUT;
	else if (child->hung)
		run->ending = ENDED_HANG;
	else if (child->boot->machine == MACHINE_BOCHS)
		bochs_ending(run, wait_status);
	else
		qemu_ending(run, child->boot, wait_status);
	child_close(child);
}

/* Kill the machines that went over a limit. */
static void
enforce(struct child *child, unsigned jobs)
{
	for (unsigned i = 0; i < jobs; i++) {
		if (!child[i].pid)
			continue;
		show(&child[i]);
		if (is_flooded(&child[i]))
			child[i].flooded = true;
		else if (child[i].deadline && now() > child[i].deadline)
			child[i].hung = true;
		if (child[i].flooded || child[i].hung)
			kill(child[i].pid, SIGKILL);
	}
}

static unsigned
reap(struct child *child, unsigned jobs)
{
	unsigned ended = 0;
	int status;

	for (unsigned i = 0; i < jobs; i++) {
		if (!child[i].pid ||
		    waitpid(child[i].pid, &status, WNOHANG) != child[i].pid)
			continue;
		finish(&child[i], status);
		ended++;
	}
	return ended;
}

/* Asked to stop: leave no machine behind, then die of the same signal. */
static void
abandon(struct child *child, unsigned jobs, int number,
    const sigset_t *old_mask)
{
	for (unsigned i = 0; i < jobs; i++) {
		if (!child[i].pid)
			continue;
		kill(child[i].pid, SIGKILL);
		waitpid(child[i].pid, NULL, 0);
	}
	signal(number, SIG_DFL);
	raise(number);
	sigprocmask(SIG_SETMASK, old_mask, NULL);
}

static void
run_pool(struct child *child, unsigned jobs, const struct boot *boot,
    struct run *run, size_t count, const sigset_t *set, const sigset_t *old)
{
	const struct timespec tick = { 0, TICK_MS * 1000000 };
	size_t next = 0;
	unsigned running = 0;

	while (next < count || running) {
		for (unsigned i = 0; i < jobs && next < count; i++) {
			if (child[i].pid)
				continue;
			running += child_start(&child[i], &boot[next],
			    &run[next]) == 0;
			next++;
		}
		int number = running ? sigtimedwait(set, NULL, &tick) : 0;
		if (number == SIGINT || number == SIGTERM)
			abandon(child, jobs, number, old);
		enforce(child, jobs);
		running -= reap(child, jobs);
	}
}

void
boot_all(const struct boot *boot, struct run *run, size_t count, unsigned jobs)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct child *child;
	sigset_t set, old;

	if (!jobs)
		jobs = processors > 0 ? (unsigned)processors : 1;
	child = calloc(jobs, sizeof(*child));
	if (!child)
		abort();
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, &old);
	signal(SIGCHLD, SIG_DFL);	/* if ignored, waitpid() would fail */
	fflush(stdout);
	run_pool(child, jobs, boot, run, count, &set, &old);
	sigprocmask(SIG_SETMASK, &old, NULL);
	free(child);
}

void
run_release(struct run *run)
{
	if (run->ram)
		munmap(run->ram, run->ram_size);
	free(run->console);
	free(run->log);
	memset(run, 0, sizeof(*run));
}
