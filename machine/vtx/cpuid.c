/*
 * CPUID: what QEMU's processor has, less what this machine cannot play,
 * with an Intel name on it.  SDM Vol. 2A, 3.2, "CPUID".
 */
#include "native.h"
#include "processor.h"

/* Family 6, model 5EH, stepping 3: a client processor of 2015. */
#define SIGNATURE		0x000506e3u
#define HIGHEST_EXTENDED	0x80000008u

/* Leaf 1, ECX */
#define FMA		(1u << 12)
#define PCID		(1u << 17)
#define X2APIC		(1u << 21)
#define TSC_DEADLINE	(1u << 24)
#define XSAVE		(1u << 26)
#define OSXSAVE		(1u << 27)
#define AVX		(1u << 28)
#define F16C		(1u << 29)
#define LEAF1_HIDDEN	(FMA | PCID | X2APIC | TSC_DEADLINE | XSAVE |	\
	OSXSAVE | AVX | F16C | CPUID_1_ECX_HYPERVISOR | CPUID_1_ECX_VMX)

/* Leaf 1, EDX */
#define VME		(1u << 1)

/* Leaf 7 */
#define FSGSBASE	(1u << 0)
#define BMI1		(1u << 3)
#define SMEP		(1u << 7)
#define BMI2		(1u << 8)
#define ERMS		(1u << 9)
#define RDSEED		(1u << 18)
#define ADX		(1u << 19)
#define SMAP		(1u << 20)
#define LEAF7_EBX	(FSGSBASE | BMI1 | SMEP | BMI2 | ERMS |		\
	RDSEED | ADX | SMAP)
#define LEAF7_ECX_UMIP	(1u << 2)

/* Leaf 80000001H */
#define EXTENDED_ECX	0x00000121u	/* LAHF, LZCNT, PREFETCHW */
#define EXTENDED_EDX	0x24100800u	/* SYSCALL, NX, 1 GB pages, 64-bit */

static void
vendor(uint32_t out[4])
{
	out[0] = cpu.highest_leaf;
	out[1] = 0x756e6547;	/* "Genu" */
	out[3] = 0x49656e69;	/* "ineI" */
	out[2] = 0x6c65746e;	/* "ntel" */
}

/* Answer CPUID for the software above. */
void
cpuid_read(uint32_t leaf, uint32_t subleaf, uint32_t out[4])
{
	if (leaf >= 0x80000000 ? leaf > HIGHEST_EXTENDED :
	    leaf > cpu.highest_leaf)
		leaf = cpu.highest_leaf;
	native_cpuid(leaf, subleaf, out);
	switch (leaf) {
	case 0:
		vendor(out);
		break;
	case 1:
		out[0] = SIGNATURE;
		out[2] &= ~LEAF1_HIDDEN;
		if (cpu.vmx_supported)
			out[2] |= CPUID_1_ECX_VMX;
		break;
	case 7:
		out[0] = 0;
		out[1] = subleaf == 0 ? out[1] & LEAF7_EBX : 0;
		out[2] = subleaf == 0 ? out[2] & LEAF7_ECX_UMIP : 0;
		out[3] = 0;
		break;
	case 0xa:		/* no performance counters */
	case 0xd:		/* no XSAVE */
		out[0] = out[1] = out[2] = out[3] = 0;
		break;
	case 0x80000000:
		out[0] = HIGHEST_EXTENDED;
		out[1] = out[2] = out[3] = 0;
		break;
	case 0x80000001:
		out[0] = out[1] = 0;
		out[2] &= EXTENDED_ECX;
		out[3] &= EXTENDED_EDX;
		break;
	case 0x80000008:
		out[0] = cpu.caps.physical_bits | cpu.caps.linear_bits << 8;
		out[1] = out[2] = out[3] = 0;
		break;
	}
}

/* The CR4 bits that this processor has. */
uint64_t
cr4_supported(bool vmx)
{
	uint64_t bits = CR4_TSD | CR4_DE | CR4_PSE |
	    CR4_PAE | CR4_MCE | CR4_PGE | CR4_PCE | CR4_OSFXSR |
	    CR4_OSXMMEXCPT;
	uint32_t out[4];

	cpuid_read(1, 0, out);
	if (out[3] & VME)
		bits |= CR4_VME | CR4_PVI;
	cpuid_read(7, 0, out);
	if (out[1] & FSGSBASE)
		bits |= CR4_FSGSBASE;
	if (out[1] & SMEP)
		bits |= CR4_SMEP;
	if (out[1] & SMAP)
		bits |= CR4_SMAP;
	if (out[2] & LEAF7_ECX_UMIP)
		bits |= CR4_UMIP;
	return vmx ? bits | CR4_VMXE : bits;
}
