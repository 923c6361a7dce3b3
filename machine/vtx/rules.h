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
	uint64_t vmcs_pointer;	/* the current VMCS */
	bool host_ia32e;	/* IA32_EFER.LMA in root operation */
	bool in_smm;		/* false on a processor without SMM */
	/* Reads 8 bytes of physical memory; for PDPTEs, MSR lists, VMCS
	 * link pointer and virtual-APIC page. */
	uint64_t (*read_physical)(uint64_t address);
	/* Would WRMSR of this value at CPL 0 be free of a fault?  NULL: yes. */
	bool (*msr_writable)(uint32_t msr, uint64_t value);
};

struct rule {
	const char *id;		/* "host_cr0_required" */
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

/*
 * The exit qualification of an entry failure with reason 33, when this row
 * of the table is the first broken one: 2 for PDPTEs, 3 for an NMI injected
 * under blocking by STI, 4 for the VMCS link pointer, otherwise 0.
 * 26.7, "VM-Entry Failures During or After Loading Guest State".
 */
uint64_t rules_qualification(uint16_t row);

/*
 * The row about WRMSR of each entry of the VM-entry MSR-load area.  Where
 * struct entry has no msr_writable, only loading the MSRs can decide it.
 */
uint16_t rules_writable_row(void);

/*
 * The exit qualification of an entry failure with reason 34: the number of
 * the first entry of the VM-entry MSR-load area that breaks a rule, counted
 * from 1, or 0 when all entries may be loaded.
 */
unsigned rules_failing_msr(const struct entry *entry);

#endif
