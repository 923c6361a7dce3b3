/*
 * QEMU as a machine: machine/vtx on emulated SVM, or nested VMX on KVM.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "emulator.h"
#include "machine/vtx/layout.h"

/* Only this trace event tells a reset from a watchdog that fired. */
#define STATE_EVENT	"runstate_set"
#define STATE_SHUTDOWN	"(shutdown)"

void
args_add(struct args *args, const char *format, ...)
{
	va_list list;

	if (args->count == ARGS_MAX)
		abort();
	va_start(list, format);
	if (vasprintf(&args->v[args->count], format, list) < 0)
		abort();
	va_end(list);
	args->v[++args->count] = NULL;
}

void
args_free(struct args *args)
{
	while (args->count)
		free(args->v[--args->count]);
}

/* Print a string with its commas doubled, as QEMU's option lists want. */
static void
print_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == ',')
			putc(',', out);
		putc(*text, out);
	}
}

static void
add_modules(struct args *args, const char *const *modules)
{
	char *list;
	size_t size;
	FILE *out = open_memstream(&list, &size);

	if (!out)
		abort();
	for (const char *const *m = modules; *m; m++) {
		if (m != modules)
			putc(',', out);
		print_escaped(out, *m);
	}
	fclose(out);
	args_add(args, "-initrd");
	args_add(args, "%s", list);
	free(list);
}

static void
add_kernel(struct args *args, const struct boot *boot)
{
	args_add(args, "-kernel");
	args_add(args, "%s", boot->kernel);
	if (boot->append || boot->budget) {
		const char *rest = boot->append ? boot->append : "";

		args_add(args, "-append");
		if (boot->budget)
			args_add(args, "budget=%u %s", boot->budget, rest);
		else
			args_add(args, "%s", rest);
	}
	if (boot->modules && boot->modules[0])
		add_modules(args, boot->modules);
}

/* Everything that every QEMU machine gets, with or without KVM. */
static void
add_hardware(struct args *args, const struct files *files)
{
	static const char *const fixed[] = {
		"-display", "none", "-nodefaults", "-no-reboot",
		"-monitor", "none", "-machine",
		"pc,memory-backend=ram,acpi=off,vmport=off",
		"-device", "ib700", "-action", "watchdog=poweroff",
		"-rtc", "base=2000-01-01,clock=vm",
		"-global", "hpet.msi=on",	/* machine/vtx has one timer */
		"-trace", STATE_EVENT, "-serial", "chardev:console",
	};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		args_add(args, "%s", fixed[i]);
	args_add(args, "-device");
	args_add(args, "isa-debug-exit,iobase=%#x,iosize=4", POWER_PORT);
	args_add(args, "-m");
	args_add(args, "%d", MACHINE_RAM_SIZE >> 20);
	args_add(args, "-object");
	args_add(args, "memory-backend-file,id=ram,size=%d,"
	    "mem-path=/proc/self/fd/%d,share=on", MACHINE_RAM_SIZE, files->ram);
	args_add(args, "-chardev");
	args_add(args, "file,id=console,path=/proc/self/fd/%d",
	    files->console);
}

void
qemu_args(struct args *args, const struct boot *boot, const struct files *files)
{
	bool kvm = boot->machine == MACHINE_KVM;

	args_add(args, "%s",
	    boot->emulator ? boot->emulator : "qemu-system-x86_64");
	args_add(args, "-accel");
	args_add(args, kvm ? "kvm" : "tcg");
	args_add(args, "-cpu");
	args_add(args, kvm ? "host,+vmx" : "max");
	add_hardware(args, files);
	if (boot->icount && !kvm) {
		args_add(args, "-icount");
		args_add(args, "shift=%u,sleep=off", boot->shift);
		args_add(args, "-seed");
		args_add(args, "%u", (unsigned)(boot->seed & 0x7fffffff));
	}
	if (boot->gdb) {
		args_add(args, "-chardev");
		args_add(args, "socket,id=gdb,path=%s,server=on,wait=off",
		    boot->gdb);
		args_add(args, "-gdb");
		args_add(args, "chardev:gdb");
		args_add(args, "-S");
	}
	if (boot->iso) {
		args_add(args, "-cdrom");
		args_add(args, "%s", boot->iso);
		args_add(args, "-boot");
		args_add(args, "d");
		args_add(args, "-vga");	/* GRUB complains without one */
		args_add(args, "std");
	} else {
		add_kernel(args, boot);
	}
}

/* The last line of the log that is a complaint of QEMU's, or "". */
static void
last_complaint(const char *log, char *line)
{
	line[0] = '\0';
	while (*log) {
		size_t length = strcspn(log, "\n");

		if (strncmp(log, STATE_EVENT, strlen(STATE_EVENT)) != 0 &&
		    (!line[0] || !memmem(log, length, "warning:", 8)))
			snprintf(line, ERROR_MAX, "%.*s", (int)length, log);
		log += length + (log[length] == '\n');
	}
}

void
qemu_ending(struct run *run, const struct boot *boot, int wait_status)
{
	char line[ERROR_MAX];

	if (WIFEXITED(wait_status) && (WEXITSTATUS(wait_status) & 1) &&
	    strstr(run->log, STATE_EVENT)) {
		/* isa-debug-exit exits with 2 * status + 1 */
		run->ending = ENDED_POWER_OFF;
		run->status = WEXITSTATUS(wait_status) >> 1;
		return;
	}
	if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0) {
		if (strstr(run->log, STATE_SHUTDOWN))
			run->ending = ENDED_RESET;
		else
			run->ending = boot->gdb ? ENDED_STOPPED : ENDED_BUDGET;
		return;
	}
	run->ending = ENDED_NO_START;
	last_complaint(run->log, line);
	if (line[0])
		error_set(run->message, "%.400s", line);
	else if (WIFSIGNALED(wait_status))
		error_set(run->message, "QEMU was killed by signal %d (%s)",
		    WTERMSIG(wait_status), strsignal(WTERMSIG(wait_status)));
	else
		error_set(run->message, "QEMU ended with status %d and said "
		    "nothing", WEXITSTATUS(wait_status));
}
