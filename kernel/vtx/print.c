/*
 * printf for the console: %d %u %x %p %s %c %%, with width, 0, - and the
 * lengths l, ll and z.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "console.h"

#define DIGITS		20		/* of the longest 64-bit number */

struct conversion {
	bool left, zero, alternate, wide;
	int width;
	char letter;
};

/* Read one conversion after its '%'; returns where the format goes on. */
static const char *
parse(const char *f, struct conversion *c)
{
	*c = (struct conversion){0};
	for (;; f++) {
		if (*f == '-')
			c->left = true;
		else if (*f == '0')
			c->zero = true;
		else if (*f == '#')
			c->alternate = true;
		else
			break;
	}
	for (; *f >= '0' && *f <= '9'; f++)
		c->width = c->width * 10 + *f - '0';
	for (; *f == 'l' || *f == 'z'; f++)
		c->wide = true;
	c->letter = *f;
	return *f == '\0' ? f : f + 1;
}

static void
pad(char with, int count)
{
	while (count-- > 0)
		serial_write(&with, 1);
}

/* Print text in its width; `sign` goes before padding with zeros. */
static void
put_field(const struct conversion *c, const char *sign, const char *text,
    size_t bytes)
{
	int blank = c->width - (int)(bytes + strlen(sign));

	if (!c->left && !c->zero)
		pad(' ', blank);
	serial_write(sign, strlen(sign));
	if (!c->left && c->zero)
		pad('0', blank);
	serial_write(text, bytes);
	if (c->left)
		pad(' ', blank);
}

static void
put_number(const struct conversion *c, const char *sign, uint64_t value,
    unsigned base)
{
	char digits[DIGITS];
	int at = DIGITS;

	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value != 0);
	put_field(c, sign, digits + at, DIGITS - at);
}

static void
put_signed(const struct conversion *c, int64_t value)
{
	if (value < 0)
		put_number(c, "-", -(uint64_t)value, 10);
	else
		put_number(c, "", value, 10);
}

/* Print one conversion, taking its value from the arguments. */
static void
put_conversion(const struct conversion *c, va_list *args)
{
	const char *s;
	uint64_t value;
	char letter;

	switch (c->letter) {
	case 'd':
		value = c->wide ? va_arg(*args, int64_t) : va_arg(*args, int);
		put_signed(c, value);
		break;
	case 'u':
	case 'x':
		value = c->wide ? va_arg(*args, uint64_t)
				: va_arg(*args, unsigned);
		put_number(c, c->alternate ? "0x" : "", value,
		    c->letter == 'u' ? 10 : 16);
		break;
	case 'p':
		put_number(c, "0x", va_arg(*args, uintptr_t), 16);
		break;
	case 's':
		s = va_arg(*args, const char *);
		put_field(c, "", s, strlen(s));
		break;
	case 'c':
		letter = va_arg(*args, int);
		put_field(c, "", &letter, 1);
		break;
	default:
		serial_write(&c->letter, 1);
		break;
	}
}

/* Print to the console, the arguments in a list. */
void
vprintf(const char *format, va_list list)
{
	struct conversion c;
	const char *start;
	va_list args;

	va_copy(args, list);
	while (*format != '\0') {
		for (start = format; *format != '\0' && *format != '%';)
			format++;
		serial_write(start, format - start);
		if (*format == '\0')
			break;
		format = parse(format + 1, &c);
		put_conversion(&c, &args);
	}
	va_end(args);
}

/* Print to the console. */
void
printf(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
}
