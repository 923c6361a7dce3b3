#include <stdarg.h>
#include <stdio.h>

#include "error.h"

int
error_set(char *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, ERROR_MAX, format, args);
	va_end(args);
	return -1;
}
