/*
 * A VMM that runs many tiny guests and prints what each VM exit said.
 *
 * It is no part of the labs: booted on machine/vtx and on Bochs, it must
 * print the same lines.  A test is a fragment of guest code, the settings
 * of the VMCS that differ from the plain ones, and what to print besides
 * the exits.  tests.c lists them all.
 */
#ifndef EXITS_H
#define EXITS_H

#include <stdbool.h>
#include <stdint.h>

#include "arch/vmx.h"
#include "world.h"

enum mode {
	MODE_64,		/* 64-bit, CPL 0 */
	MODE_64user,		/* 64-bit, CPL 3 */
	MODE_compat,		/* IA-32e mode, 32-bit code */
	MODE_32,		/* 32-bit paging */
	MODE_32user,
	MODE_pae,		/* PAE paging */
	MODE_16,		/* 32-bit paging, 16-bit code segment */
	MODE_v86		/* virtual-8086, 32-bit paging */
};

enum show {			/* what to print at each exit, besides */
	SHOW_CR		= 1 << 0,
	SHOW_DEBUG	= 1 << 1,
	SHOW_SEGMENTS	= 1 << 2,
	SHOW_MSRS	= 1 << 3,
	SHOW_RF		= 1 << 4,
	SHOW_HOST	= 1 << 5,	/* what reaches the VMM after it */
	SHOW_UNBLOCKING	= 1 << 6	/* "NMI unblocking due to IRET" */
};

enum { SETTINGS = 8 };

/* A field of the VMCS; of the control fields, bits to set. */
struct setting {
	enum vmcs_field field;
	uint64_t value;
};

/* The guest's registers, in the order of their numbers; RSP unused. */
struct registers {
	uint64_t reg[16];
};

struct test {
	const char *name;
	enum mode mode;
	const char *code, *code_end;	/* the fragment; VMCALL follows */
	struct setting set[SETTINGS];
	struct setting clear[2];	/* bits of control fields */
	unsigned show;			/* SHOW_* */
	unsigned stop;			/* after so many exits; 0: 8 */
	unsigned again;		/* enter again as it is, so many times */
	bool daring;		/* Bochs 2.7 would hang */
	uint64_t absent;	/* bit v: the gate of vector v is absent */
	void (*prepare)(struct registers *);	/* changes to the world */
	void (*finish)(const struct test *test); /* after the last exit */
};

/* switch.S */
uint64_t guest_enter(struct registers *registers, uint64_t launched);
extern const char guest_exit[];
extern uint64_t exit_rflags;		/* as the last VM exit left them */
unsigned host_try(void (*code)(void));	/* vector it raised, or HOST_NONE */
extern const char host_try_ud[], host_try_gp[];
enum { HOST_NONE = 32 };

/* host.c: what the VMM itself may do */
void host_tests(void);

/* main.c */
void unblock_nmis(void);

/* events.c: interrupts and NMIs */
void events_init(void);
void events_reset(void);
void events_report(void);

/* plain.c */
void vmcs_reset(const struct test *test);

/* world.c: the guest's memory */
void world_reset(const struct test *test);
void world_segment(unsigned selector, uint64_t descriptor);
bool world_is_64(enum mode mode);

/* information.c */
void report_field(const char *name, enum vmcs_field field);
void report_unless(const char *name, enum vmcs_field field, uint64_t usual);
bool exit_by_instruction(uint32_t reason);
void report_information(uint32_t reason, unsigned show);

/* report.c */
void report_exit(const struct test *test, const struct registers *before,
    const struct registers *now);

/* tests.c, and the functions that some tests call */
extern const struct test tests[];
extern const unsigned test_count;

#endif
