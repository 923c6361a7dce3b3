/*
 * COM1, a 16550 UART, written by polling.
 */
#include "console.h"
#include "cpu.h"

#define COM1		0x3f8
#define DATA		(COM1 + 0)	/* and divisor, low byte */
#define INTERRUPTS	(COM1 + 1)	/* and divisor, high byte */
#define FIFO		(COM1 + 2)
#define LINE		(COM1 + 3)
#define MODEM		(COM1 + 4)
#define STATUS		(COM1 + 5)

#define LINE_8N1	0x03
#define LINE_DIVISOR	0x80
#define FIFO_CLEAR	0x07		/* on, and emptied */
#define MODEM_READY	0x03		/* DTR and RTS */
#define STATUS_EMPTY	0x20		/* all FIFO_SIZE bytes are free */
#define STATUS_IDLE	0x40		/* and the last bit has been sent */
#define FIFO_SIZE	16

/* 115200 baud, 8 bits, no parity, no interrupts. */
void
serial_init(void)
{
	outb(INTERRUPTS, 0);
	outb(LINE, LINE_DIVISOR);
	outb(DATA, 1);
	outb(INTERRUPTS, 0);
	outb(LINE, LINE_8N1);
	outb(FIFO, FIFO_CLEAR);
	outb(MODEM, MODEM_READY);
}

/* Send one byte, looking at the status only when the FIFO may be full. */
static void
serial_put(char c)
{
	static int room;

	if (room == 0) {
		while (!(inb(STATUS) & STATUS_EMPTY))
			;
		room = FIFO_SIZE;
	}
	outb(DATA, c);
	room--;
}

/* Send text, with a carriage return before each newline. */
void
serial_write(const char *text, size_t bytes)
{
	for (; bytes > 0; bytes--, text++) {
		if (*text == '\n')
			serial_put('\r');
		serial_put(*text);
	}
}

/* Wait until all that was written has left the port. */
void
serial_flush(void)
{
	while (!(inb(STATUS) & STATUS_IDLE))
		;
}
