/*
 * What the probe and whoever compares its results agree on.
 */
#ifndef PROBE_MARKS_H
#define PROBE_MARKS_H

/*
 * Before each VM entry it tries, the probe executes CPUID with leaf MARK and
 * the number of the case, from 0, as subleaf; then with leaf MARK_FIELD and
 * the encoding of each field that the case sets.  A trace shows both.
 */
#define MARK		0x50524f42u
#define MARK_FIELD	0x50524f43u

/*
 * The random cases do so, too, and write their number, 32 bits, to this I/O
 * port, where no device is: Bochs' log shows that.
 */
#define MARK_PORT	0xea0

/* Groups of cases, bits of the option groups=N; 0: all. */
enum probe_group {
	GROUP_CAPABILITIES	= 1 << 0,
	GROUP_INSTRUCTIONS	= 1 << 1,
	GROUP_ENTRIES		= 1 << 2,
	GROUP_SWEEPS_1		= 1 << 3,
	GROUP_SWEEPS_2		= 1 << 4,
	GROUP_SWEEPS_3		= 1 << 5
};
#define PROBE_GROUPS	6

#endif
