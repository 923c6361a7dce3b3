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

	return upper == 0 || upper == -1;
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

#endif
