/*
 * The words the rules for the guest's state and for events are written in.
 * Included by rules.c only, after rules_terms.h.
 */
#ifndef MACHINE_RULES_GUEST_TERMS_H
#define MACHINE_RULES_GUEST_TERMS_H

#include "rules_terms.h"

static inline bool
virtual_8086(const struct entry *e)
{
	return (V(GUEST_RFLAGS) & RFLAGS_VM) != 0;
}

static inline bool
paging(const struct entry *e)
{
	return (V(GUEST_CR0) & CR0_PG) != 0;
}

static inline bool
protected_mode(const struct entry *e)
{
	return (V(GUEST_CR0) & CR0_PE) != 0;
}

static inline bool
pae_paging(const struct entry *e)
{
	return paging(e) && (V(GUEST_CR4) & CR4_PAE) &&
	    !ENTRY(IA32E_MODE_GUEST);
}

/* Segments: `rights` is an access-rights field. */

static inline bool
usable(uint64_t rights)
{
	return (rights & SEGMENT_UNUSABLE) == 0;
}

static inline unsigned
type(uint64_t rights)
{
	return rights & SEGMENT_TYPE;
}

static inline unsigned
dpl(uint64_t rights)
{
	return rights >> SEGMENT_DPL_SHIFT & 3;
}

static inline unsigned
rpl(uint64_t selector)
{
	return selector & 3;
}

static inline bool
local_table(uint64_t selector)
{
	return (selector & 4) != 0;
}

/* The rules for the rights of ES, SS, DS, FS and GS apply. */
static inline bool
checked(const struct entry *e, uint64_t rights)
{
	return !virtual_8086(e) && usable(rights);
}

/* G may be 1 only if the limit ends on a page boundary. */
static inline bool
fine_limit_has_no_g(uint64_t limit, uint64_t rights)
{
	return (limit & 0xfff) == 0xfff || !(rights & SEGMENT_G);
}

/* G may be 0 only if the limit is below 1 MB. */
static inline bool
big_limit_has_g(uint64_t limit, uint64_t rights)
{
	return (limit & 0xfff00000) == 0 || (rights & SEGMENT_G);
}

/* Events: an interruption-information field. */

static inline bool
injecting(const struct entry *e)
{
	return (V(ENTRY_INTERRUPTION_INFO) & INTERRUPTION_VALID) != 0;
}

static inline unsigned
event_vector(const struct entry *e)
{
	return V(ENTRY_INTERRUPTION_INFO) & INTERRUPTION_VECTOR;
}

static inline unsigned
event_type(const struct entry *e)
{
	return V(ENTRY_INTERRUPTION_INFO) &
	    INTERRUPTION_TYPE_MASK << INTERRUPTION_TYPE_SHIFT;
}

/* An event of this type is injected. */
static inline bool
injects(const struct entry *e, unsigned event)
{
	return injecting(e) && event_type(e) == event;
}

static inline bool
has_error_code(const struct entry *e)
{
	return (V(ENTRY_INTERRUPTION_INFO) & INTERRUPTION_ERROR_CODE) != 0;
}

/* The event is an exception that comes with an error code. */
static inline bool
wants_error_code(const struct entry *e)
{
	const uint32_t vectors = 1u << VECTOR_DF | 1u << VECTOR_TS |
	    1u << VECTOR_NP | 1u << VECTOR_SS | 1u << VECTOR_GP |
	    1u << VECTOR_PF | 1u << VECTOR_AC;

	return event_type(e) == INTERRUPTION_HARDWARE_EXCEPTION &&
	    event_vector(e) < 32 && (vectors >> event_vector(e) & 1);
}

/* Error codes exist here: not in the real mode of an unrestricted guest. */
static inline bool
error_codes_delivered(const struct entry *e)
{
	return !SECONDARY(UNRESTRICTED_GUEST) || protected_mode(e);
}

/* The event is a software interrupt or exception, which has a length. */
static inline bool
injects_instruction(const struct entry *e)
{
	unsigned event = event_type(e);

	return injecting(e) && (event == INTERRUPTION_SOFTWARE_INTERRUPT ||
	    event == INTERRUPTION_PRIVILEGED_SOFTWARE ||
	    event == INTERRUPTION_SOFTWARE_EXCEPTION);
}

/* The event reaches a processor that is halted. */
static inline bool
wakes_from_hlt(const struct entry *e)
{
	unsigned vector = event_vector(e);

	switch (event_type(e)) {
	case INTERRUPTION_EXTERNAL:
	case INTERRUPTION_NMI:
		return true;
	case INTERRUPTION_HARDWARE_EXCEPTION:
		return vector == VECTOR_DB || vector == VECTOR_MC;
	case INTERRUPTION_OTHER_EVENT:
		return vector == 0;
	default:
		return false;
	}
}

/* The event reaches a processor that has shut down. */
static inline bool
wakes_from_shutdown(const struct entry *e)
{
	return event_type(e) == INTERRUPTION_NMI ||
	    (event_type(e) == INTERRUPTION_HARDWARE_EXCEPTION &&
	    event_vector(e) == VECTOR_MC);
}

static inline bool
activity_supported(const struct entry *e)
{
	switch (V(GUEST_ACTIVITY_STATE)) {
	case ACTIVITY_ACTIVE:
		return true;
	case ACTIVITY_HLT:
		return MISC(ACTIVITY_HLT);
	case ACTIVITY_SHUTDOWN:
		return MISC(ACTIVITY_SHUTDOWN);
	case ACTIVITY_WAIT_FOR_SIPI:
		return MISC(ACTIVITY_WAIT_FOR_SIPI);
	default:
		return false;
	}
}

static inline bool
blocking(const struct entry *e, unsigned kind)
{
	return (V(GUEST_INTERRUPTIBILITY) & kind) != 0;
}

/* A single-step trap, if one is due, must already be pending. */
static inline bool
step_matters(const struct entry *e)
{
	return blocking(e, INTERRUPTIBILITY_STI | INTERRUPTIBILITY_MOV_SS) ||
	    V(GUEST_ACTIVITY_STATE) == ACTIVITY_HLT;
}

/* The guest traps after each instruction, not after each branch. */
static inline bool
single_steps(const struct entry *e)
{
	return (V(GUEST_RFLAGS) & RFLAGS_TF) &&
	    !(V(GUEST_IA32_DEBUGCTL) & DEBUGCTL_BTF);
}

/* Memory: looked at only where the pointer itself is good. */

static inline bool
tpr_reaches_threshold(const struct entry *e)
{
	uint64_t page = V(VIRTUAL_APIC_ADDRESS);

	if (!aligned(page, 4096) || !reachable(e, page))
		return true;
	return (V(TPR_THRESHOLD) & 0xf) <=
	    (e->read_physical(page + 0x80) >> 4 & 0xf);
}

/* There is a linked VMCS whose first four bytes can be read. */
static inline bool
linked(const struct entry *e)
{
	return V(VMCS_LINK_POINTER) != NO_LINK_POINTER &&
	    aligned(V(VMCS_LINK_POINTER), 4096) &&
	    reachable(e, V(VMCS_LINK_POINTER));
}

static inline uint32_t
linked_revision(const struct entry *e)
{
	return e->read_physical(V(VMCS_LINK_POINTER));
}

/* A PDPTE that is present has no reserved bit: 2:1, 8:5 and 63:width. */
static inline bool
pdpte_valid(const struct entry *e, uint64_t pdpte)
{
	return !(pdpte & PTE_P) ||
	    ((pdpte & 0x1e6) == 0 && physical(e, pdpte));
}

static inline bool
pdpte_in_memory_valid(const struct entry *e, unsigned i)
{
	uint64_t table = V(GUEST_CR3) & 0xffffffe0;

	return !pae_paging(e) || SECONDARY(EPT) ||
	    pdpte_valid(e, e->read_physical(table + i * 8));
}

#endif
