#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

static int
write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		data += n;
		size -= (size_t)n;
	}
	return 0;
}

/* Write to what is no file, a terminal or a pipe: there is no renaming it. */
static bool
is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* Returns 0, or the error number. */
static int
write_to(const char *path, const void *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	int failure = 0;

	if (fd < 0)
		return errno;
	if (write_all(fd, data, size) < 0)
		failure = errno;
	if (close(fd) < 0 && !failure)
		failure = errno;
	return failure;
}

int
file_write(const char *path, const void *data, size_t size, char *error)
{
	char *temporary;
	int failure;

	if (is_special(path)) {
		failure = write_to(path, data, size);
	} else {
		if (asprintf(&temporary, "%s.tmp.%ld", path,
		    (long)getpid()) < 0)
			abort();
		failure = write_to(temporary, data, size);
		if (!failure && rename(temporary, path) < 0)
			failure = errno;
		if (failure)
			unlink(temporary);
		free(temporary);
	}
	if (!failure)
		return 0;
	return error_set(error, "cannot write %.300s: %s", path,
	    strerror(failure));
}
