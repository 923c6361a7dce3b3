/*
 * A kernel at ring 0 that does what no kernel should, drawn from a seed, to
 * show that machine/vtx keeps itself whole.  It takes back what it can of
 * each action, so that the next one starts from a sound processor.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

/* Selectors of the kernel's own GDT. */
#define CODE_64		0x08
#define DATA		0x10
#define TASK		0x18
#define CODE_32		0x28
#define CODE_16		0x30
#define USER_64		0x3b
#define USER_32		0x43
#define USER_DATA	0x4b
#define CODE_BOTH	0x50		/* L and D: not valid */
#define SELECTORS	11

/* Where the actions play: all of it is mapped one to one, for everybody. */
#define ARENA		0x04000000
#define ARENA_SIZE	0x00100000
#define REGION_VMXON	(ARENA + 0x80000)
#define REGION_VMCS	(ARENA + 0x81000)
#define LISTS		(ARENA + 0x82000)
#define BITMAPS		(ARENA + 0x84000)
#define WILD_TABLES	(ARENA + 0x90000)
#define LEGACY_STACK	(ARENA + 0x72000)
/* Below 64 KB, for real mode, and its code below 1 MB. */
#define LOW_VECTORS	0x7000
#define LOW_ENTER	0x7800
#define LOW_BACK	0x7900
#define LOW_CODE	0x8000
#define STOPPED		0x21		/* the vector by which code ends */
/* Pages of code, each followed by one that is odd: see world.c. */
#define EDGES		0x7fe00000
#define EDGE_COUNT	4

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI };
enum { FRAME_RIP, FRAME_CS, FRAME_RFLAGS, FRAME_RSP, FRAME_SS };

/* run.S */
extern uint64_t action_cr3, action_frame[5], action_reg[16];
extern const char action_vectors[], action_vm_exit[];
extern char trap_stack[], trap_stack_top[];
unsigned run_action(void);		/* the vector, 256 for a VM exit */

unsigned run_saved(uint64_t code);	/* goes there, comes back likewise */

/* legacy.S, legacy.c */
extern const char run_legacy[];
void legacy_init(void);
void legacy_random(void);

/* random.c */
void random_start(uint64_t seed);
uint64_t random64(void);
unsigned random_below(unsigned n);
bool one_in(unsigned n);
uint64_t random_value(void);		/* often an address that matters */

/* world.c */
void world_init(void);
void world_interrupts(void);

/* code.c */
void code_piece(const void *bytes, size_t size);
void code_random(void);
void code_at(void *to);

/* guests.c */
void guest_wild(void);

/* attacks.c */
void attacks(uint64_t lethal);

#endif
#endif
