/*
 * From a struct boot to a process.  The emulator's console, messages and RAM
 * are memory files, so nothing is left behind and nothing can block.
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
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "machine/vtx/layout.h"

enum { OUTPUT_LIMIT = 1 << 20 };	/* bytes, unless told */

double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

size_t
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

void
child_close(struct child *child)
{
	const struct files *f = &child->files;
	const int fds[] = { f->ram, f->console, f->log, f->config, f->script };

	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	child->files = no_files;
	child->pid = 0;
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

int
child_start(struct child *child, const struct boot *boot, struct run *run)
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
	child_close(child);
	refuse(run);
	return -1;
}

