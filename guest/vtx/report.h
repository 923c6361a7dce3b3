/*
 * What a guest observed, left in its memory (symbol `report`) for whoever
 * looks on from outside.  The meaning of value[] is each guest's own, and
 * named here.
 *
 * Host programs include this file too: stdint types only.
 */
#ifndef REPORT_H
#define REPORT_H

#define REPORT_MAGIC	0x54524f504552474e	/* "NGREPORT" in memory */
#define REPORT_VALUES	60
#define REPORT_SIZE	512

/* For assembly: where the parts are. */
#define REPORT_AT_SEED	8
#define REPORT_AT_DONE	16
#define REPORT_AT_WRONG	24
#define REPORT_AT_VALUE	32

#ifndef __ASSEMBLER__

#include <stddef.h>
#include <stdint.h>

struct guest_report {
	uint64_t magic;			/* REPORT_MAGIC once the guest runs */
	uint64_t seed;			/* its argument */
	uint64_t done;			/* 1 when it came to its end */
	uint64_t wrong;			/* what it found wrong itself */
	uint64_t value[REPORT_VALUES];
};

_Static_assert(sizeof(struct guest_report) == REPORT_SIZE, "REPORT_SIZE");
_Static_assert(offsetof(struct guest_report, value) == REPORT_AT_VALUE,
    "REPORT_AT_VALUE");

extern struct guest_report report;

/* cpuid.c: EAX, EBX, ECX, EDX of a leaf, four values each */
enum {
	CPUID_LEAF_0 = 0,
	CPUID_LEAF_1 = 4,
	CPUID_LEAF_7 = 8,		/* subleaf 0 */
	CPUID_LEAF_HYPERVISOR = 12,	/* 0x40000000 */
	CPUID_LEAF_8000_0008 = 16,
	CPUID_HIGH_HALVES = 20		/* the upper halves of RAX, RBX, RCX,
					 * RDX after CPUID, or-ed together,
					 * having been all ones before */
};

/* msr.c */
enum {
	MSR_EFER_FIRST,			/* IA32_EFER when the guest starts */
	MSR_EFER_NXE,			/* after a write that sets NXE */
	MSR_SYSENTER_CS,		/* read back after writing the seed's */
	MSR_SYSENTER_ESP,
	MSR_SYSENTER_EIP,
	MSR_FS_BASE_READ,		/* read back by RDMSR */
	MSR_FS_BASE_USED,		/* what a load through FS found there */
	MSR_GS_BASE_READ,
	MSR_GS_BASE_USED,
	MSR_BIOS_SIGN_ID,		/* read back */
	MSR_WRITTEN,			/* five values written: CS, ESP, EIP,
					 * FS base, GS base, .. */
	MSR_WRITTEN_SIGN_ID = MSR_WRITTEN + 5,
	MSR_FAULTS,			/* #GPs counted, of which .. */
	MSR_FAULTS_EXPECTED,		/* .. so many should come */
	MSR_FAULT_ERROR_CODES,		/* their error codes, or-ed */
	MSR_FAULT_RIPS_WRONG,		/* those not at the instruction */
	MSR_HIGH_HALVES,		/* upper halves of RAX, RDX after
					 * RDMSR, having been all ones */
	MSR_REGISTERS_WRONG		/* other registers RDMSR changed */
};

/* cr.c */
enum {
	CR_CR0_FIRST,			/* when the guest starts */
	CR_CR4_FIRST,
	CR_CR0_SET,			/* read back after setting TS, AM, NE */
	CR_CR0_CLTS,			/* after CLTS */
	CR_CR0_LMSW,			/* after LMSW with MP, EM, TS, no PE */
	CR_SMSW,			/* what SMSW stores then */
	CR_CR4_SET,			/* after setting PGE, by chance DE */
	CR_CR4_CLEARED,			/* after clearing them again */
	CR_CR0_RSP,			/* CR0 read into RSP */
	CR_FAULTS,			/* #GPs counted, one for each of: */
	CR_FAULT_CR4_VMXE,		/* 1 if setting CR4.VMXE did */
	CR_FAULT_CR4_PAE,		/* clearing CR4.PAE */
	CR_FAULT_CR4_RESERVED,		/* setting CR4 bit 63 */
	CR_FAULT_CR0_PG,		/* clearing CR0.PG */
	CR_FAULT_CR0_PE,		/* clearing CR0.PE, with PG set */
	CR_FAULT_CR0_NW,		/* setting NW without CD */
	CR_FAULT_CR0_HIGH,		/* setting CR0 bit 32 */
	CR_CR0_LAST,			/* after all this: as before it */
	CR_CR4_LAST,
	CR_CR3_FIRST,
	CR_CR3_LAST,			/* after writing it again */
	CR_FAULT_CR3,			/* 1 if setting CR3 bit 62 did */
	CR_FAULT_RIPS_WRONG,
	CR_CR3_SET			/* after setting PWT */
};

/* inject.c: three values for each of the INJECT_CASES */
enum {
	INJECT_VECTOR,			/* what came; ~0: nothing */
	INJECT_ERROR_CODE,
	INJECT_RIP_OFFSET,		/* saved RIP less the instruction's */
	INJECT_VALUES,
	INJECT_CASES = 8		/* vmxoff vmclear vmread vmlaunch
					 * vmxon rdmsr wrmsr mov-to-cr4 */
};

/* hlt.c */
enum {
	HLT_PASSED,			/* HLTs with IF = 1 that came back */
	HLT_FLAGS_WRONG			/* RFLAGS changed by them */
};

/* skip.c: which instructions were passed */
enum {
	SKIP_PASSED,			/* one bit an instruction */
	SKIP_CASES = 10
};

/* vmcall.c: what each hypercall answered */
enum {
	CALL_UNKNOWN,			/* a number that the seed chooses */
	CALL_WRITE,			/* "vmcall\n" */
	CALL_BELOW,			/* text below the guest's memory */
	CALL_ABOVE,			/* beyond it */
	CALL_ACROSS,			/* one byte across its end */
	CALL_LAST,			/* its last 0 bytes */
	CALL_WRAP,			/* a length that wraps around to 1 */
	CALL_HUGE,			/* length 2^63 */
	CALL_CASES
};

/* regs.S */
enum {
	REGS_ROUNDS,			/* rounds done */
	REGS_WRONG			/* one bit a register found changed */
};

/* many.c, compute.c, faults.c */
enum {
	COUNT_DONE,			/* instructions, rounds, faults */
	COUNT_RESULT			/* what compute.c computed */
};

#endif
#endif
