/*
 * The rules of VM entry, as a table of pure functions over a VMCS.
 *
 * The machine, the host tools and the tests compile the same table.
 * SDM Vol. 3C, chapter 26, "VM Entries".
 */
#ifndef MACHINE_RULES_H
#define MACHINE_RULES_H

#include "capabilities.h"
#include "manual.h"
#include "vmcs.h"

/* What a broken rule does; the areas are checked in this order. */
enum rule_area {
	AREA_CONTROLS,		/* VMfailValid, error 7 */
	AREA_HOST,		/* VMfailValid, error 8 */
	AREA_GUEST,		/* exit reason 33 */
	AREA_MSR_LOADING,	/* exit reason 34 */
	AREA_COUNT
};

/* All that the rules look at. */
struct entry {
	const struct vmcs *vmcs;
	const struct capabilities *caps;
	uint64_t vmxon_pointer;
	bool host_ia32e;	/* IA32_EFER.LMA in root operation */
	/* Reads 8 bytes of physical memory; for PDPTEs, MSR lists, VMCS
	 * link pointer and virtual-APIC page. */
	uint64_t (*read_physical)(uint64_t address);
};

struct rule {
	const char *id;		/* "host_cr0_fixed" */
	enum rule_area area;
	enum section section;
	enum vmcs_index field;	/* the field to blame */
	const char *needs;	/* feature it depends on, or "" */
	const char *text;	/* what must hold, in a sentence */
	const char *lab;	/* where the book explains it */
	bool (*holds)(const struct entry *entry);
};

extern const struct rule rules[];
extern const unsigned rule_count;

/*
 * Check all rules of one area.  Stores the row numbers of the broken ones,
 * at most `max` of them, in table order; returns how many are broken.
 */
unsigned rules_check(const struct entry *entry, enum rule_area area,
    uint16_t *broken, unsigned max);

#endif
