/*
 * gdb_stub: stand between GDB and QEMU, and hide machine/vtx.
 *
 * What the machine runs is its guest: whenever QEMU stops in the machine's
 * own code (because GDB stepped an instruction that the machine carries out,
 * say), go on to where it returns to the software above, and only then tell
 * GDB.  So all that GDB ever sees is the VMM and its guest.
 *
 * GDB is at stdin and stdout.  Protocol: the GDB manual, appendix E, "GDB
 * Remote Serial Protocol".
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "machine/trace.h"
#include "machine/vtx/layout.h"

enum {
	PACKET_MAX = 1 << 16,
	RIP_AT = 16 * 16	/* digits before RIP in the answer to "g" */
};

static int qemu;		/* the socket */
static const char *ram;		/* the file that holds the machine's memory */
static uint64_t vmrun;		/* address of the machine's VMRUN */

/* What QEMU has sent and nobody has looked at yet. */
static struct {
	char data[PACKET_MAX];
	size_t length;
} inbox;

_Noreturn static void
die(const char *message)
{
	fprintf(stderr, "gdb_stub: %s\n", message);
	exit(1);
}

static void
write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t n = write(fd, data, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			exit(0);	/* the other side has gone */
		data += n;
		size -= (size_t)n;
	}
}

/* The status that the machine ended with; 1 if it was not switched off. */
static unsigned
status(void)
{
	struct trace_header header;
	int fd = open(ram, O_RDONLY);

	if (fd < 0 || pread(fd, &header, sizeof(header), MACHINE_TRACE) !=
	    (ssize_t)sizeof(header) || header.end != END_POWER_OFF)
		return 1;
	return header.status & 0xff;
}

static void
packet_send(int fd, const char *text)
{
	char packet[64];
	unsigned char sum = 0;
	int size;

	for (const char *c = text; *c; c++)
		sum += (unsigned char)*c;
	size = snprintf(packet, sizeof(packet), "$%s#%02x", text, sum);
	write_all(fd, packet, (size_t)size);
}

/* The machine is switched off: for GDB, its program has ended. */
_Noreturn static void
end(void)
{
	char exited[8], ignored[64];

	snprintf(exited, sizeof(exited), "W%02x", status());
	packet_send(STDOUT_FILENO, exited);
	while (read(STDIN_FILENO, ignored, sizeof(ignored)) > 0)
		;
	exit(0);
}

static void
receive(void)
{
	ssize_t n;

	if (inbox.length == sizeof(inbox.data))
		die("QEMU sent a packet that is too long");
	n = read(qemu, inbox.data + inbox.length,
	    sizeof(inbox.data) - inbox.length);
	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0)
		end();
	inbox.length += (size_t)n;
}

/*
 * The size of what the inbox begins with: a packet with its frame, or one
 * byte of something else; 0 if there is no whole one.
 */
static size_t
item_size(void)
{
	const char *hash;
	size_t size;

	if (inbox.length == 0)
		return 0;
	if (inbox.data[0] != '$')
		return 1;
	hash = memchr(inbox.data, '#', inbox.length);
	if (!hash)
		return 0;
	size = (size_t)(hash - inbox.data) + 3;	/* two digits of checksum */
	return size <= inbox.length ? size : 0;
}

/* Move the first `size` bytes of the inbox to `item`, if not NULL. */
static void
take(char *item, size_t size)
{
	if (item) {
		memcpy(item, inbox.data, size);
		item[size] = '\0';
	}
	inbox.length -= size;
	memmove(inbox.data, inbox.data + size, inbox.length);
}

/* Wait for a packet, acknowledge it and put it into `packet`, "$...#xx". */
static void
packet_receive(char *packet)
{
	size_t size;

	for (;;) {
		size = item_size();
		if (size > 1)
			break;
		if (size == 1)
			take(NULL, 1);
		else
			receive();
	}
	take(packet, size);
	write_all(qemu, "+", 1);
}

static void
ask(const char *question, char *answer)
{
	packet_send(qemu, question);
	packet_receive(answer);
}

static uint64_t
read_rip(void)
{
	static char answer[PACKET_MAX + 1];
	uint64_t rip = 0;

	ask("g", answer);
	if (strlen(answer) < 1 + RIP_AT + 16)
		die("QEMU does not show its registers");
	for (int byte = 7; byte >= 0; byte--) {
		char digits[3] = { 0 };

		memcpy(digits, answer + 1 + RIP_AT + 2 * byte, 2);
		rip = rip << 8 | strtoul(digits, NULL, 16);
	}
	return rip;
}

/* Run the machine to its next VMRUN, and through that. */
static void
run_to_software(void)
{
	static char answer[PACKET_MAX + 1];
	char question[64];

	snprintf(question, sizeof(question), "Z1,%" PRIx64 ",1", vmrun);
	ask(question, answer);
	ask("c", answer);
	question[0] = 'z';
	ask(question, answer);
	ask("s", answer);
}

/* QEMU has stopped.  Leave the machine's own code, if it is there. */
static void
leave_machine(void)
{
	while (read_rip() >= MACHINE_BASE)
		run_to_software();
}

/* A reply that says that the processor has stopped. */
static bool
is_stop(const char *packet)
{
	return packet[0] == '$' && (packet[1] == 'T' || packet[1] == 'S');
}

/* Pass on to GDB what QEMU has sent. */
static void
from_qemu(void)
{
	static char packet[PACKET_MAX + 1];
	size_t size;

	receive();
	while ((size = item_size())) {
		take(packet, size);
		if (is_stop(packet)) {
			write_all(qemu, "+", 1);
			leave_machine();
		}
		write_all(STDOUT_FILENO, packet, size);
	}
}

static void
from_gdb(void)
{
	char data[4096];
	ssize_t n = read(STDIN_FILENO, data, sizeof(data));

	if (n < 0 && errno == EINTR)
		return;
	if (n <= 0)
		exit(0);
	write_all(qemu, data, (size_t)n);
}

static void
connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (strlen(path) >= sizeof(address.sun_path))
		die("the socket's name is too long");
	strcpy(address.sun_path, path);
	qemu = socket(AF_UNIX, SOCK_STREAM, 0);
	if (qemu < 0 || connect(qemu, (struct sockaddr *)&address,
	    sizeof(address)) < 0) {
		fprintf(stderr, "gdb_stub: cannot reach the machine at %s: "
		    "%s\n", path, strerror(errno));
		exit(1);
	}
}

int
main(int argc, char **argv)
{
	struct pollfd side[2] = { { STDIN_FILENO, POLLIN, 0 } };

	if (argc != 4) {
		fputs("usage: gdb_stub SOCKET RAM ADDRESS-OF-VMRUN\n", stderr);
		return 2;
	}
	connect_to(argv[1]);
	ram = argv[2];
	vmrun = strtoull(argv[3], NULL, 16);
	run_to_software();
	leave_machine();
	side[1] = (struct pollfd){ qemu, POLLIN, 0 };
	for (;;) {
		if (poll(side, 2, -1) < 0 && errno != EINTR)
			die(strerror(errno));
		if (side[1].revents)
			from_qemu();
		if (side[0].revents)
			from_gdb();
	}
}
