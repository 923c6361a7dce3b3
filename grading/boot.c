/*
 * One thread, no pipes: an emulator writes its console and its messages to
 * memory files, its RAM is one too, and SIGCHLD tells when it has ended.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "boot.h"
#include "emulator.h"
#include "machine/vtx/layout.h"

enum {
	OUTPUT_LIMIT = 1 << 20,		/* default, bytes */
	LOG_LIMIT = 64 << 20,		/* Bochs logs every exit */
	TICK_MS = 20			/* how often limits are looked at */
};

struct child {			/* an emulator that runs */
	const struct boot *boot;
	struct run *run;
	pid_t pid;		/* 0: none */
	struct files files;
	double deadline;	/* seconds of the monotonic clock */
	off_t shown;		/* bytes of console copied to stdout */
	bool hung, flooded;	/* why we killed it */
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t
output_limit(const struct boot *boot)
{
	return boot->output_limit ? boot->output_limit : OUTPUT_LIMIT;
}

/* The memory file that serves as RAM, or the file that was asked for. */
static int
open_ram(const struct boot *boot, char *error)
{
	int fd;

	if (boot->ram_file)
		fd = open(boot->ram_file, O_RDWR | O_CREAT | O_TRUNC, 0666);
	else
		fd = memfd_create("ram", 0);
	/* A disk that is full should be known now, not by a SIGBUS later. */
	if (fd < 0 || ftruncate(fd, MACHINE_RAM_SIZE) < 0 ||
	    (boot->ram_file && fallocate(fd, 0, 0, MACHINE_RAM_SIZE) < 0 &&
	    errno != EOPNOTSUPP)) {
		error_set(error, "cannot make the machine's memory%s%s: %s",
		    boot->ram_file ? " " : "",
		    boot->ram_file ? boot->ram_file : "", strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

static const struct files no_files = { -1, -1, -1, -1, -1 };

static void
close_files(struct files *files)
{
	const int fds[] = { files->ram, files->console, files->log,
	    files->config, files->script };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	*files = no_files;
}

static int
open_files(struct child *child, char *error)
{
	struct files *files = &child->files;
	bool bochs = child->boot->machine == MACHINE_BOCHS;

	files->console = memfd_create("console", 0);
	files->log = memfd_create("log", 0);
	if (bochs) {
		files->config = memfd_create("bochsrc", 0);
		files->script = memfd_create("debugger", 0);
	} else {
		files->ram = open_ram(child->boot, error);
		if (files->ram < 0)
			return -1;
	}
	if (files->console < 0 || files->log < 0 ||
	    (bochs && (files->config < 0 || files->script < 0)))
		return error_set(error, "cannot make a memory file: %s",
		    strerror(errno));
	return 0;
}

/* Check that a file can be read, so that the message is ours and clear. */
static int
check_file(const char *path, const char *what, char *error)
{
	char name[4096];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(path, " "), path);
	if (access(name, R_OK) == 0)
		return 0;
	return error_set(error, "cannot read the %s %.300s: %s; "
	    "build it first with make", what, name, strerror(errno));
}

static int
check_boot(const struct boot *boot, char *error)
{
	if (boot->iso)
		return check_file(boot->iso, "CD image", error);
	if (!boot->kernel)
		return error_set(error, "nothing to boot: "
		    "neither a kernel nor a CD image was given");
	if (check_file(boot->kernel, "kernel", error) < 0)
		return -1;
	for (const char *const *m = boot->modules; m && *m; m++)
		if (check_file(*m, "module", error) < 0)
			return -1;
	return 0;
}

/* In the child: become the emulator.  Does not return. */
static void
become(const struct child *child, char *const argv[], pid_t parent)
{
	bool bochs = child->boot->machine == MACHINE_BOCHS;
	size_t limit = bochs ? LOG_LIMIT : output_limit(child->boot);
	struct rlimit file = { limit, limit }, core = { 0, 0 };
	int null = open("/dev/null", O_RDWR);
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &file);
	setrlimit(RLIMIT_CORE, &core);
	dup2(null, STDIN_FILENO);
	dup2(bochs ? null : child->files.log, STDOUT_FILENO);
	dup2(bochs ? null : child->files.log, STDERR_FILENO);
	if (bochs)
		setenv("TERM", "vt100", 1);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], argv);
	dprintf(child->files.log, "cannot run %s: %s; install it with "
	    "./setup\n", argv[0], strerror(errno));
	_exit(127);
}

/* Make the run say that the machine did not start. */
static void
refuse(struct run *run)
{
	run->ending = ENDED_NO_START;
	run->console = calloc(1, 1);
	run->log = calloc(1, 1);
	if (!run->console || !run->log)
		abort();
}

/* Start one machine; on failure its run is finished. Returns 0 or -1. */
static int
start(struct child *child, const struct boot *boot, struct run *run)
{
	struct args args = { 0 };
	pid_t parent = getpid();

	memset(run, 0, sizeof(*run));
	*child = (struct child){ .boot = boot, .run = run, .files = no_files };
	if (check_boot(boot, run->message) < 0 ||
	    open_files(child, run->message) < 0)
		goto fail;
	if (boot->machine != MACHINE_BOCHS)
		qemu_args(&args, boot, &child->files);
	else if (bochs_args(&args, boot, &child->files, run->message) < 0)
		goto fail;
	child->pid = fork();
	if (child->pid == 0)
		become(child, args.v, parent);
	args_free(&args);
	if (child->pid < 0) {
		error_set(run->message, "cannot start a process: %s",
		    strerror(errno));
		goto fail;
	}
	child->deadline = boot->hang ? now() + boot->hang : 0;
	return 0;
fail:
	args_free(&args);
	close_files(&child->files);
	child->pid = 0;
	refuse(run);
	return -1;
}

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
	close_files(&child->files);
	child->pid = 0;
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
			if (start(&child[i], &boot[next], &run[next]) == 0)
				running++;
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
