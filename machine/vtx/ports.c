/*
 * I/O ports that the software above does not reach unseen: the machine's
 * own, and those by which a chipset resets the processor, hides memory from
 * it (A20), or has devices write to memory of their own accord.
 */
#include "native.h"
#include "processor.h"

#define KEYBOARD_DATA	0x60
#define KEYBOARD	0x64
#define PULSE_MASK	0xf1		/* F0H-FEH with bit 0 clear: */
#define PULSE_RESET	0xf0		/* .. pulse the reset line */
#define WRITE_OUTPUT	0xd1		/* the next data byte: reset, A20 */
#define DISABLE_A20	0xdd
#define ENABLE_A20	0xdf
#define SYSTEM_CONTROL	0x92		/* fast reset and A20 */
#define RESET_CONTROL	0xcf9
#define PCI_ADDRESS	0xcf8
#define PCI_DATA	0xcfc
#define PCI_ENABLE	(1u << 31)
#define PCI_COMMAND	0x04
#define PCI_BUS_MASTER	(1u << 2)
#define PCI_BASE_FIRST	0x10
#define PCI_BASE_LAST	0x24
#define PCI_BASE_IO	1u
#define PCI_FUNCTIONS	256u		/* of bus 0 */

enum use {
	USE_MACHINE,		/* the software above finds nothing there */
	USE_WATCHED		/* passed on, but for what port_out() holds */
};

static const struct {
	uint16_t first, last;
	enum use use;
} owned[] = {
	{ KEYBOARD_DATA, KEYBOARD_DATA, USE_WATCHED },
	{ KEYBOARD, KEYBOARD, USE_WATCHED },
	{ SYSTEM_CONTROL, SYSTEM_CONTROL, USE_WATCHED },
	{ POWER_PORT, POWER_PORT, USE_WATCHED },
	{ POWER_PORT + 1, POWER_PORT + 3, USE_MACHINE },
	{ 0x441, 0x444, USE_MACHINE },		/* watchdog */
	{ 0x514, 0x51b, USE_MACHINE },		/* fw_cfg's DMA */
	{ RESET_CONTROL, RESET_CONTROL, USE_WATCHED },
	{ PCI_DATA, PCI_DATA + 3, USE_WATCHED },
	{ 0x5658, 0x5658, USE_MACHINE },	/* VMware's, writes registers */
};
enum { OWNED = sizeof(owned) / sizeof(owned[0]) };

/* Set the bits of these ports in an I/O permission map. */
void
ports_claim(uint8_t *map)
{
	for (unsigned i = 0; i < OWNED; i++)
		for (unsigned p = owned[i].first; p <= owned[i].last; p++)
			map[p / 8] |= 1 << p % 8;
}

/* Is there nothing for the software above?  Its first port decides. */
static bool
is_machine_port(uint16_t port)
{
	for (unsigned i = 0; i < OWNED; i++)
		if (port >= owned[i].first && port <= owned[i].last)
			return owned[i].use == USE_MACHINE;
	return false;
}

static void
native_out(uint16_t port, unsigned size, uint32_t value)
{
	if (size == 1)
		native_out8(port, value);
	else if (size == 2)
		native_out16(port, value);
	else
		native_out32(port, value);
}

static _Noreturn void
reset_by(uint16_t port)
{
	machine_end(END_RESET, 0, port);
}

/* A byte to the keyboard controller. */
static void
keyboard_out(uint16_t port, uint8_t value)
{
	static bool output_next;
	bool to_output = output_next && port == KEYBOARD_DATA;

	if (port == KEYBOARD ? (value & PULSE_MASK) == PULSE_RESET :
	    to_output && !(value & 1))
		reset_by(port);
	output_next = port == KEYBOARD && value == WRITE_OUTPUT;
	if (to_output || output_next || (port == KEYBOARD &&
	    (value == DISABLE_A20 || value == ENABLE_A20)))
		return;			/* there is no A20 gate */
	native_out8(port, value);
}

/* Is the register at the current PCI address a base address of ports? */
static bool
is_port_base(uint32_t address)
{
	unsigned number = address & 0xfc;

	return number >= PCI_BASE_FIRST && number <= PCI_BASE_LAST &&
	    native_in32(PCI_DATA) & PCI_BASE_IO;
}

/*
 * A write to PCI configuration space.  Devices must not become masters of
 * the bus, nor move their ports over others.
 */
static void
pci_out(uint16_t port, unsigned size, uint32_t value)
{
	uint32_t address = native_in32(PCI_ADDRESS);

	if (port & (size - 1) || is_port_base(address))
		return;
	if ((address & 0xfc) == PCI_COMMAND && port == PCI_DATA)
		value &= ~PCI_BUS_MASTER;
	native_out(port, size, value);
}

/* No device may use memory by itself from here on. */
void
ports_init(void)
{
	for (uint32_t i = 0; i < PCI_FUNCTIONS; i++) {
		native_out32(PCI_ADDRESS, PCI_ENABLE | i << 8 | PCI_COMMAND);
		native_out16(PCI_DATA, native_in16(PCI_DATA) &
		    ~PCI_BUS_MASTER);
	}
	native_out32(PCI_ADDRESS, 0);
}

/* OUT of `size` bytes to a port, for the software above. */
void
port_out(uint16_t port, unsigned size, uint32_t value)
{
	if (is_machine_port(port))
		return;
	switch (port) {
	case POWER_PORT:
		machine_end(END_POWER_OFF, value & 0xff, 0);
	case KEYBOARD:
	case KEYBOARD_DATA:
		keyboard_out(port, value);
		return;
	case SYSTEM_CONTROL:
		if (value & 1)
			reset_by(port);
		return;
	case RESET_CONTROL:
		if (value & 4)
			reset_by(port);
		native_out8(port, value);
		return;
	case PCI_DATA ... PCI_DATA + 3:
		pci_out(port, size, value);
		return;
	}
	native_out(port, size, value);
}

/* IN, likewise. */
uint32_t
port_in(uint16_t port, unsigned size)
{
	if (is_machine_port(port) || port == POWER_PORT)
		return ~0u;
	if (size == 1)
		return native_in8(port);
	return size == 2 ? native_in16(port) : native_in32(port);
}
