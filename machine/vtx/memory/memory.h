/*
 * A VMM that runs many tiny guests behind EPT, and says whether each ended
 * as the manual says.
 *
 * It is no part of the labs.  A test is a fragment of guest code, what is
 * unlike the plain EPT and VMCS, and the line that its VM exits make; see
 * report.c for how that line is written.  tests.c lists them all.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "arch/vmx.h"
#include "world.h"

enum mode {
	MODE_64,		/* 64-bit */
	MODE_32,		/* 32-bit paging */
	MODE_pae,
	MODE_flat,		/* 32-bit, no paging */
	MODE_real
};

enum { SETTINGS = 6, EDITS = 4 };

/* A field of the VMCS; of the control fields, bits to set. */
struct setting {
	enum vmcs_field field;
	uint64_t value;
};

/*
 * An entry of the EPT, in the table of this level (4: PML4), for this
 * guest-physical address.  `to` replaces it; ~0 keeps its address.
 */
struct edit {
	unsigned level;		/* 0: none */
	uint64_t gpa, flags, to;
};

struct registers {
	uint64_t reg[16];
};

struct test {
	const char *name;
	enum mode mode;
	const char *code, *code_end;	/* the fragment; VMCALL follows */
	const char *line;		/* what its exits must say */
	struct setting set[SETTINGS];
	struct edit edit[EDITS];
	unsigned exits;			/* at most; 0: 1 */
	uint64_t flags_of;	/* print the EPT's flags for this address */
	bool show_mode, show_rf;
	void (*prepare)(void);
	void (*after)(unsigned exits);	/* what the VMM does at an exit */
};

/* exits/switch.S */
uint64_t guest_enter(struct registers *registers, uint64_t launched);
extern const char guest_exit[];

/* world.c, vmcs.c */
void world_reset(const struct test *test);
uint64_t *ept_entry(uint64_t gpa, unsigned level);
void guest_reset(const struct test *test);

/* report.c */
void report_begin(void);
void report_exit(const struct test *test, const struct registers *registers);
void report_flags(uint64_t gpa);
void report_mode(void);
void report_text(const char *text);
void report_number(const char *name, uint64_t value);
bool report_end(const char *name, const char *expected);

/* invalidate.c */
unsigned invalidate_tests(void);
uint64_t invept(uint64_t type, uint64_t eptp, uint64_t rest);
uint64_t invvpid(uint64_t type, uint64_t vpid, uint64_t linear);

/* tests.c */
extern const struct test tests[];
extern const unsigned test_count;

#endif
