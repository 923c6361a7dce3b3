#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

int
file_write(const char *path, const void *data, size_t size, char *error)
{
	char *temporary;
	int fd, saved;

	if (asprintf(&temporary, "%s.tmp.%ld", path, (long)getpid()) < 0)
		abort();
	fd = creat(temporary, 0666);
	if (fd < 0)
		goto fail;
	if (write_all(fd, data, size) < 0) {
		saved = errno;
		close(fd);
		errno = saved;
		goto fail;
	}
	if (close(fd) < 0 || rename(temporary, path) < 0)
		goto fail;
	free(temporary);
	return 0;
fail:
	saved = errno;
	unlink(temporary);
	free(temporary);
	return error_set(error, "cannot write %.300s: %s", path,
	    strerror(saved));
}
