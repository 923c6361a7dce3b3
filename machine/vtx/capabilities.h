/*
 * What the processor being played can do: the capability MSRs it reports
 * and the few facts CPUID reports that VM entry depends on.
 */
#ifndef MACHINE_CAPABILITIES_H
#define MACHINE_CAPABILITIES_H

#include <stdbool.h>
#include <stdint.h>

#include "arch/vmx.h"

struct capabilities {
	uint64_t msr[18];	/* IA32_VMX_BASIC .. IA32_VMX_VMFUNC */
	unsigned physical_bits;	/* CPUID.80000008H:EAX[7:0] */
	unsigned linear_bits;	/* CPUID.80000008H:EAX[15:8] */
	uint64_t cr4_reserved;	/* CR4 bits this processor does not have */
	uint64_t efer_reserved;	/* EFER bits this processor does not have */
};

/* The value of a capability MSR, 0x480 to 0x491. */
static inline uint64_t
capability(const struct capabilities *c, uint32_t msr)
{
	return c->msr[msr - MSR_IA32_VMX_BASIC];
}

#endif
