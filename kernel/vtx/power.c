/*
 * Switching the machine off.
 */
#include "console.h"
#include "cpu.h"
#include "journal.h"
#include "power.h"

#define EXIT_PORT	0xf4	/* QEMU's isa-debug-exit, and machine/vtx */
#define SHUTDOWN_PORT	0x8900	/* Bochs: ends when it reads "Shutdown" */

/*
 * Stop the machine and report a status, by each of the ways that some
 * machine knows.  On one that knows none of them the processor halts.
 */
void
power_off(enum power_status status)
{
	const char *letter;

	journal_note(JOURNAL_POWER_OFF, status, (const uint64_t[]){0, 0, 0, 0});
	serial_flush();
	outb(EXIT_PORT, status);
	for (letter = "Shutdown"; *letter != '\0'; letter++)
		outb(SHUTDOWN_PORT, *letter);
	for (;;)
		__asm__ volatile("cli; hlt");
}
