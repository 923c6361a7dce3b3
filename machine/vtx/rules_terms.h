/*
 * The words the rules of VM entry are written in.
 *
 * Inside a rule, `e` is the struct entry.  V(FIELD) is a field's value;
 * PIN(X), PRIMARY(X), SECONDARY(X), EXIT(X) and ENTRY(X) say whether a
 * control is 1.  Included by rules.c only.
 */
#ifndef MACHINE_RULES_TERMS_H
#define MACHINE_RULES_TERMS_H

#include "rules.h"

#define V(field)	(e->vmcs->value[INDEX_##field])
#define PIN(x)		((V(PIN_BASED_CONTROLS) & PIN_##x) != 0)
#define PRIMARY(x)	((V(PRIMARY_CONTROLS) & PRIMARY_##x) != 0)
#define EXIT(x)		((V(EXIT_CONTROLS) & EXIT_##x) != 0)
#define ENTRY(x)	((V(ENTRY_CONTROLS) & ENTRY_##x) != 0)

/* All secondary controls act as 0 unless they are activated. */
#define SECONDARY(x)							\
	(PRIMARY(SECONDARY_CONTROLS) &&					\
	    (V(SECONDARY_CONTROLS) & SECONDARY_##x) != 0)

#define MISC(x)								\
	((capability(e->caps, MSR_IA32_VMX_MISC) & VMX_MISC_##x) != 0)
#define EPT_CAP(x)							\
	((capability(e->caps, MSR_IA32_VMX_EPT_VPID_CAP) & EPT_CAP_##x) != 0)

/* Where the book explains a rule. */
#define LAB_FIXED_BITS	"lab 01, exercise 3"
#define LAB_CONTROLS	"lab 02, exercise 2"
#define LAB_VMCS	"lab 02, exercise 3"
#define LAB_HOST	"lab 02, exercise 4"
#define LAB_GUEST	"lab 02, exercise 5"
#define LAB_INJECT	"lab 03, exercise 3"
#define LAB_MSRS	"lab 03, exercise 5"
#define LAB_EPT		"lab 06"
#define LAB_INTERRUPTS	"lab 07"
#define LAB_TPR		"lab 08"
#define LAB_HIDDEN	"lab 09"
#define LAB_NONE	"no lab needs this feature"

/* Bits that architecture reserves whatever the processor. */
#define DEBUGCTL_RESERVED	0xffffffffffff003cull
#define DEBUGCTL_BTF		(1u << 1)
#define PERF_GLOBAL_RESERVED	0xfffffff8ffffff00ull	/* 8 + 3 counters */
#define BNDCFGS_RESERVED	0xffcull		/* bits 11:2 */
#define RTIT_CTL_RESERVED	0xffff0000f0840000ull
#define RFLAGS_RESERVED		0xffffffffffc08028ull
#define PENDING_RESERVED	0xfffffffffffeaff0ull
#define PENDING_ENABLED_BREAKPOINT (1u << 12)
#define PENDING_BS		(1u << 14)
#define PENDING_RTM		(1u << 16)
#define EPTP_MEMORY_TYPE	7u
#define EPTP_ACCESSED_DIRTY	(1u << 6)
#define EPTP_RESERVED_LOW	0xf80u			/* bits 11:7 */
#define VMFUNC_EPTP_SWITCHING	1u
#define NO_LINK_POINTER		(~0ull)
#define SHADOW_VMCS		(1u << 31)

#define MSR_IA32_BIOS_UPDT_TRIG		0x079
#define MSR_IA32_SMM_MONITOR_CTL	0x09b

/* A capability MSR of the controls: the TRUE one where there is one. */
static inline uint64_t
control_capability(const struct entry *e, uint32_t msr)
{
	if (capability(e->caps, MSR_IA32_VMX_BASIC) & VMX_BASIC_TRUE_CTLS)
		msr += MSR_IA32_VMX_TRUE_PINBASED_CTLS -
		    MSR_IA32_VMX_PINBASED_CTLS;
	return capability(e->caps, msr);
}

/* Controls whose allowed 0-setting is 1 are all 1. */
static inline bool
required_set(uint64_t controls, uint64_t capability)
{
	return (~(uint32_t)controls & (uint32_t)capability) == 0;
}

/* Controls whose allowed 1-setting is 0 are all 0. */
static inline bool
forbidden_clear(uint64_t controls, uint64_t capability)
{
	return ((uint32_t)controls & ~(uint32_t)(capability >> 32)) == 0;
}

/* Can the primary control be set to 1 on this processor? */
static inline bool
primary_allowed(const struct entry *e, uint32_t control)
{
	return (control_capability(e, MSR_IA32_VMX_PROCBASED_CTLS) >> 32 &
	    control) != 0;
}

/* The bits of CR0 that a transition loads, and so the rules look at. */
static inline uint64_t
checked_cr0(uint64_t cr0)
{
	return cr0 & ~(uint64_t)(CR0_NW | CR0_CD);
}

static inline bool
aligned(uint64_t address, uint64_t size)
{
	return (address & (size - 1)) == 0;
}

/* No bit beyond the physical-address width is set. */
static inline bool
physical(const struct entry *e, uint64_t address)
{
	return address >> e->caps->physical_bits == 0;
}

/* The same for a structure that the VMCS refers to. */
static inline bool
reachable(const struct entry *e, uint64_t address)
{
	if (capability(e->caps, MSR_IA32_VMX_BASIC) & VMX_BASIC_32BIT_ADDRESSES)
		return address >> 32 == 0;
	return physical(e, address);
}

/* The last byte of an MSR area is reachable. */
static inline bool
end_reachable(const struct entry *e, uint64_t address, uint64_t count)
{
	uint64_t last = address + count * 16 - 1;

	return last >= address && reachable(e, last);
}

static inline bool
canonical(const struct entry *e, uint64_t address)
{
	unsigned unused = 64 - e->caps->linear_bits;

	return (uint64_t)((int64_t)(address << unused) >> unused) == address;
}

/* The bits above the linear-address width are all 0 or all 1. */
static inline bool
upper_bits_equal(const struct entry *e, uint64_t address)
{
	int64_t upper = (int64_t)address >> e->caps->linear_bits;

	return e->caps->linear_bits >= 64 || upper == 0 || upper == -1;
}

static inline bool
fits_32(uint64_t value)
{
	return value >> 32 == 0;
}

/* Each of the eight memory types of a PAT is 0, 1, 4, 5, 6 or 7. */
static inline bool
pat_valid(uint64_t pat)
{
	uint64_t bit1 = pat & 0x0202020202020202ull;
	uint64_t bit2 = pat & 0x0404040404040404ull;

	return (pat & 0xf8f8f8f8f8f8f8f8ull) == 0 &&
	    (bit1 & ~(bit2 >> 1)) == 0;
}

static inline bool
ept_memory_type_valid(const struct entry *e, uint64_t type)
{
	return (type == 0 && EPT_CAP(UC)) || (type == 6 && EPT_CAP(WB));
}

/* The guest */

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
