/*
 * The table of the rules of VM entry, and what asks it.
 *
 * The table is expanded several times: into one function a rule, into one
 * function an area that says quickly whether all is well, and into the
 * rows that explain.
 */
#include "rules_terms.h"
#include "rules_guest_terms.h"

/* One entry of the VM-entry MSR-load area; 24.8.2, table 24-12. */
struct msr_entry {
	uint32_t index;
	uint32_t reserved;
	uint64_t value;
};

typedef bool msr_condition(const struct entry *e, const struct msr_entry *m);

static struct msr_entry
msr_entry(const struct entry *e, unsigned i)
{
	uint64_t address = V(ENTRY_MSR_LOAD_ADDRESS) + i * 16ull;
	uint64_t low = e->read_physical(address);

	return (struct msr_entry){
		.index = low,
		.reserved = low >> 32,
		.value = e->read_physical(address + 8),
	};
}

/* Entries looked at: no more than a processor promises to handle. */
static inline unsigned
msr_entries(const struct entry *e)
{
	uint64_t most = 512 * ((capability(e->caps, MSR_IA32_VMX_MISC) >>
	    VMX_MISC_MSR_LIST_SHIFT & VMX_MISC_MSR_LIST_MASK) + 1);
	uint64_t count = V(ENTRY_MSR_LOAD_COUNT);

	return count < most ? count : most;
}

static inline bool
every_msr(const struct entry *e, msr_condition *condition)
{
	for (unsigned i = 0; i < msr_entries(e); i++) {
		struct msr_entry m = msr_entry(e, i);

		if (!condition(e, &m))
			return false;
	}
	return true;
}

#define MSR_RULE(id, needs, text, condition)				\
static bool								\
msr_##id(const struct entry *e, const struct msr_entry *m)		\
{									\
	(void)e;							\
	return condition;						\
}
#include "rules_msrs.h"
#undef MSR_RULE

static msr_condition *const msr_conditions[] = {
#define MSR_RULE(id, needs, text, condition)	msr_##id,
#include "rules_msrs.h"
#undef MSR_RULE
};

#define MSR_RULE(id, needs, text, condition)				\
	RULE(msr_##id, LOADING_MSRS, ENTRY_MSR_LOAD_ADDRESS, needs,	\
	    text, LAB_MSRS, every_msr(e, msr_##id))

#define RULE(id, section, field, needs, text, lab, condition)		\
static inline __attribute__((always_inline)) bool			\
holds_##id(const struct entry *e)					\
{									\
	return condition;						\
}
#include "rules_table.h"
#undef RULE

/*
 * Each area as one expression, in which common parts are computed once: the
 * machine asks at every VM entry, and almost always all is well.
 */
#define RULE(id, section, field, needs, text, lab, condition)		\
	&& holds_##id(e)

static bool
controls_hold(const struct entry *e)
{
	return true
#include "rules_controls.h"
	    ;
}

static bool
host_holds(const struct entry *e)
{
	return true
#include "rules_host.h"
	    ;
}

static bool
guest_holds(const struct entry *e)
{
	return true
#include "rules_guest.h"
#include "rules_guest_segments.h"
#include "rules_guest_state.h"
	    ;
}

static bool
msrs_hold(const struct entry *e)
{
	return true
#include "rules_msrs.h"
	    ;
}
#undef RULE

static bool (*const area_holds[AREA_COUNT])(const struct entry *) = {
	[AREA_CONTROLS] = controls_hold,
	[AREA_HOST] = host_holds,
	[AREA_GUEST] = guest_holds,
	[AREA_MSR_LOADING] = msrs_hold,
};

const struct rule rules[] = {
#define RULE(id, section, field, needs, text, lab, condition)		\
	{ #id, RULE_AREA, SECTION_##section, INDEX_##field, needs, text, lab, \
	    holds_##id },
#include "rules_table.h"
#undef RULE
};

const unsigned rule_count = sizeof(rules) / sizeof(rules[0]);

unsigned
rules_check(const struct entry *entry, enum rule_area area, uint16_t *broken,
    unsigned max)
{
	unsigned count = 0;

	if (area_holds[area](entry))
		return 0;
	for (unsigned i = 0; i < rule_count; i++) {
		if (rules[i].area != area || rules[i].holds(entry))
			continue;
		if (count < max)
			broken[count] = i;
		count++;
	}
	return count;
}

uint64_t
rules_qualification(uint16_t row)
{
	const struct rule *rule = &rules[row];

	if (rule->section == SECTION_GUEST_PDPTES)
		return 2;
	if (rule->holds == holds_nmi_sti)
		return 3;
	if (rule->field == INDEX_VMCS_LINK_POINTER)
		return 4;
	return 0;
}

uint16_t
rules_writable_row(void)
{
	uint16_t row = 0;

	while (rules[row].holds != holds_msr_writable)
		row++;
	return row;
}

unsigned
rules_failing_msr(const struct entry *entry)
{
	const unsigned conditions =
	    sizeof(msr_conditions) / sizeof(msr_conditions[0]);

	for (unsigned i = 0; i < msr_entries(entry); i++) {
		struct msr_entry m = msr_entry(entry, i);

		for (unsigned j = 0; j < conditions; j++) {
			if (!msr_conditions[j](entry, &m))
				return i + 1;
		}
	}
	return 0;
}
