/*
 * The console: the first serial port.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdarg.h>
#include <stddef.h>

/* serial.c */
void serial_init(void);
void serial_write(const char *text, size_t bytes);
void serial_flush(void);

/* print.c */
void vprintf(const char *format, va_list args)
    __attribute__((format(printf, 1, 0)));
void printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
