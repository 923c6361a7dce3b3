/*
 * The probe: a VMM that tries out the processor and prints what it did, one
 * line a case, so that two processors can be compared line by line.
 *
 * It uses the given half of the VMM and runs wherever a VMM runs.
 *
 *	insn NAME: how an instruction ended, and what it left
 *	case NAME: how a VM entry ended
 *	msr, field NAME: a capability
 *	NAME: skip, REASON: not comparable on this processor
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "arch/vmx.h"
#include "marks.h"
#include "run.h"
#include "types.h"

#define ALL_FLAGS	0x8d7ul		/* the arithmetic ones, all set */

/* Fields by their place in arch/vmcs_fields.h. */
enum field_index {
#define VMCS_FIELD(name, encoding, text)	FIELD_##name,
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
	FIELD_COUNT
};

/* main.c */
extern void *vmxon_page, *vmcs_page;
extern bool probe_careful;	/* leave out what stops Bochs 2.7 */
extern bool probe_broken;	/* the capabilities contradict themselves */
unsigned physical_bits(void);
_Noreturn void probe_lost(uint64_t vector, uint64_t rip);
void region_init(void *region);
void probe_begin(void);
void probe_end(void);

/* traps.c */
uint64_t probe_gdt(void);

/* fields.c */
extern const uint16_t field_encodings[FIELD_COUNT];
extern const char *const field_names[FIELD_COUNT];
bool field_present(enum field_index field);
bool field_read_only(enum field_index field);
void fields_find(void);

/* capabilities.c */
uint64_t capability(uint32_t msr);
uint64_t allowed(enum vmcs_field controls);
void capabilities_report(void);

/* instructions.c, instructions_32.c, forms.c */
void print_outcome(const struct run *run);
void print_outcome_32(const char *name, uint32_t edx, const struct run *run);
void instructions_report(void);
void instructions_launched_report(void);
void instructions_32_report(void);
void forms_report(void);

/* window.c: a piece of linear memory with pages of every kind */
#define WINDOW		0x7fe00000ull
enum window_page { PAGE_FIRST, PAGE_SECOND, PAGE_ABSENT, PAGE_READ_ONLY,
    PAGE_STACK,			/* that cannot grow over anything */
    PAGE_LAST };
uint64_t window(enum window_page page);
extern uint8_t window_memory[][4096];
uint64_t window_directory_32(void);
uint64_t window_table_64(void);
void window_init(void);

/* guests.c: the VMCSs that cases start from */
enum base {
	BASE_LONG,		/* 64-bit code, CPL 0 */
	BASE_USER,		/* 64-bit code, CPL 3 */
	BASE_COMPATIBILITY,	/* 32-bit code in IA-32e mode, CPL 0 */
	BASE_PROTECTED,		/* 32-bit code, 32-bit paging, CPL 0 */
	BASE_PAE,		/* 32-bit code, PAE paging, CPL 0 */
	BASE_V8086,		/* virtual-8086 mode */
	BASES
};
void guests_init(void);
void base_make(enum base base, uint64_t value[FIELD_COUNT]);

/* entry.c */
#define OPERATIONS	5
enum operation { OP_END, OP_SET, OP_OR, OP_CLEAR, OP_XOR,
    OP_OR_BEYOND,		/* set the first bit beyond the width */
    OP_SET_TOP };		/* set to the end of memory - value */
struct op {
	uint16_t field;		/* enum field_index */
	uint16_t operation;
	uint64_t value;
};
struct need {			/* what must hold for a case to mean much */
	enum { NEED_NOTHING, NEED_ONE, NEED_ZERO, NEED_CR4,
	    NEED_NO_CR4, NEED_MISC, NEED_NO_MISC, NEED_DARING } kind;
	uint32_t field;		/* of the controls */
	uint64_t bits;
};
struct entry_case {
	const char *name;
	enum base base;
	struct need need;
	struct op ops[OPERATIONS];
};
void op_apply(const struct op *op, uint64_t value[FIELD_COUNT]);
void base_copy(enum base base, uint64_t value[FIELD_COUNT]);
uint64_t entry_read(enum field_index field);
void entry_write(const uint64_t value[FIELD_COUNT]);
void entry_forget(void);
void entry_begin(void);
void entry_try(const struct entry_case *c);
void entry_skip(const struct entry_case *c, const char *reason);
void entries_report(void);
void entries_32_report(void);
void sweeps_report(unsigned part);

/* lists.c: memory that cases refer to */
void lists_init(void);

#endif
