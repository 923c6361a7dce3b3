/*
 * Bochs as a machine: its configuration goes into memory files, its log
 * says how it ended and what its own VMX did.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bochs.h"
#include "emulator.h"
#include "machine/vtx/layout.h"

static const char config[] =
    "plugin_ctrl: unmapped=true, biosdev=true, serial=true, extfpuirq=true, "
    "speaker=false, parallel=false, gameport=false, iodebug=true\n"
    "config_interface: textconfig\n"
    "display_library: term\n"
    "memory: guest=256, host=256\n"
    "romimage: file=/usr/share/bochs/BIOS-bochs-latest, options=fastboot\n"
    "vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest\n"
    "cpu: model=corei7_skylake_x, count=1, ips=4000000, "
    "reset_on_triple_fault=0, ignore_bad_msrs=0\n"
    "ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14\n"
    "ata0-master: type=cdrom, path=\"%s\", status=inserted\n"
    "boot: cdrom\n"
    "clock: sync=none, time0=946684800\n"
    "com1: enabled=1, mode=file, dev=/proc/self/fd/%d\n"
    "log: /proc/self/fd/%d\n"
    "logprefix: %%t%%e%%d\n"
    "panic: action=fatal\n"
    "error: action=report\n"
    "info: action=report\n"
    "debug: action=ignore, cpu0=report, unmapped=report\n";

int
bochs_args(struct args *args, const struct boot *boot,
    const struct files *files, char *error)
{
	if (!boot->iso)
		return error_set(error, "Bochs boots from a CD image only; "
		    "give one with --iso");
	if (dprintf(files->config, config, boot->iso, files->console,
	    files->log) < 0 || dprintf(files->script, "c\n") < 0)
		return error_set(error, "cannot write Bochs' configuration: "
		    "%s", strerror(errno));
	args_add(args, "%s", boot->emulator ? boot->emulator : "bochs-bin");
	args_add(args, "-q");
	args_add(args, "-f");
	args_add(args, "/proc/self/fd/%d", files->config);
	args_add(args, "-rc");
	args_add(args, "/proc/self/fd/%d", files->script);
	return 0;
}

/* The last occurrence of a string, or NULL. */
static const char *
find_last(const char *text, const char *what)
{
	const char *last = NULL;

	for (const char *p = text; (p = strstr(p, what)); p++)
		last = p;
	return last;
}

void
bochs_ending(struct run *run, int wait_status)
{
	char wanted[64];
	const char *status;

	(void)wait_status;	/* 1, whatever happened */
	snprintf(wanted, sizeof(wanted), "8-bit write to %04x = ", POWER_PORT);
	status = find_last(run->log, wanted);
	if (strstr(run->log, "Shutdown port: shutdown requested")) {
		run->ending = ENDED_POWER_OFF;
		run->status = status ?
		    (int)strtol(status + strlen(wanted), NULL, 16) : 0;
	} else if (strstr(run->log, "3rd (") ||
	    strstr(run->log, "triple fault")) {
		run->ending = ENDED_RESET;
	} else {
		const char *panic = find_last(run->log, ">>PANIC<< ");

		run->ending = ENDED_NO_START;
		if (!panic)
			panic = run->log;
		error_set(run->message, "Bochs: %.*s",
		    (int)strcspn(panic, "\n"), panic);
	}
}

uint64_t
bochs_exits(const char *log, uint64_t count[VMX_EXIT_COUNT])
{
	static const char mark[] = "VMEXIT reason = ";
	uint64_t total = 0;

	memset(count, 0, VMX_EXIT_COUNT * sizeof(count[0]));
	for (const char *p = log; (p = strstr(p, mark));) {
		p += sizeof(mark) - 1;
		unsigned long reason = strtoul(p, NULL, 10);

		if (reason >= VMX_EXIT_COUNT)
			continue;
		count[reason]++;
		total++;
	}
	return total;
}

/* Is this line of the log about an entry or instruction refused? */
static bool
is_refusal(const char *line, size_t length)
{
	static const char *const marks[] = { "VMFAIL", "VMENTER FAIL",
	    "VMX INSTRUCTION", "VMENTRY FAIL" };

	if (!memmem(line, length, "[CPU0", 5))
		return false;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (memmem(line, length, marks[i], strlen(marks[i])))
			return true;
	return false;
}

unsigned
bochs_refusals(const char *log, FILE *out)
{
	unsigned found = 0;

	while (*log) {
		size_t length = strcspn(log, "\n");

		if (is_refusal(log, length)) {
			const char *text = memchr(log, ']', length);
			size_t skip = text ? (size_t)(text + 1 - log) : 0;

			fprintf(out, "  Bochs:%.*s\n", (int)(length - skip),
			    log + skip);
			found++;
		}
		log += length + (log[length] == '\n');
	}
	return found;
}
