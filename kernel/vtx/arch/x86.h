/*
 * x86 as the manual defines it: register bits, MSR numbers, descriptors.
 *
 * Plain constants, usable from C and from assembly; no code.
 */
#ifndef ARCH_X86_H
#define ARCH_X86_H

/* CR0; SDM Vol. 3A, 2.5, "Control Registers" */
#define CR0_PE		(1 << 0)
#define CR0_MP		(1 << 1)
#define CR0_EM		(1 << 2)
#define CR0_TS		(1 << 3)
#define CR0_ET		(1 << 4)
#define CR0_NE		(1 << 5)
#define CR0_WP		(1 << 16)
#define CR0_AM		(1 << 18)
#define CR0_NW		(1 << 29)
#define CR0_CD		(1 << 30)
#define CR0_PG		0x80000000

#define CR4_VME		(1 << 0)
#define CR4_PVI		(1 << 1)
#define CR4_TSD		(1 << 2)
#define CR4_DE		(1 << 3)
#define CR4_PSE		(1 << 4)
#define CR4_PAE		(1 << 5)
#define CR4_MCE		(1 << 6)
#define CR4_PGE		(1 << 7)
#define CR4_PCE		(1 << 8)
#define CR4_OSFXSR	(1 << 9)
#define CR4_OSXMMEXCPT	(1 << 10)
#define CR4_UMIP	(1 << 11)
#define CR4_LA57	(1 << 12)
#define CR4_VMXE	(1 << 13)
#define CR4_SMXE	(1 << 14)
#define CR4_FSGSBASE	(1 << 16)
#define CR4_PCIDE	(1 << 17)
#define CR4_OSXSAVE	(1 << 18)
#define CR4_SMEP	(1 << 20)
#define CR4_SMAP	(1 << 21)

#define EFER_SCE	(1 << 0)
#define EFER_LME	(1 << 8)
#define EFER_LMA	(1 << 10)
#define EFER_NXE	(1 << 11)

#define RFLAGS_CF	(1 << 0)
#define RFLAGS_FIXED	(1 << 1)		/* always 1 */
#define RFLAGS_PF	(1 << 2)
#define RFLAGS_AF	(1 << 4)
#define RFLAGS_ZF	(1 << 6)
#define RFLAGS_SF	(1 << 7)
#define RFLAGS_TF	(1 << 8)
#define RFLAGS_IF	(1 << 9)
#define RFLAGS_DF	(1 << 10)
#define RFLAGS_OF	(1 << 11)
#define RFLAGS_IOPL	(3 << 12)
#define RFLAGS_NT	(1 << 14)
#define RFLAGS_RF	(1 << 16)
#define RFLAGS_VM	(1 << 17)
#define RFLAGS_AC	(1 << 18)
#define RFLAGS_VIF	(1 << 19)
#define RFLAGS_VIP	(1 << 20)
#define RFLAGS_ID	(1 << 21)

/* SDM Vol. 4, "Model-Specific Registers" */
#define MSR_IA32_TSC			0x010
#define MSR_IA32_APIC_BASE		0x01b
#define MSR_IA32_FEATURE_CONTROL	0x03a
#define MSR_IA32_BIOS_SIGN_ID		0x08b
#define MSR_IA32_MTRRCAP		0x0fe
#define MSR_IA32_SYSENTER_CS		0x174
#define MSR_IA32_SYSENTER_ESP		0x175
#define MSR_IA32_SYSENTER_EIP		0x176
#define MSR_IA32_MISC_ENABLE		0x1a0
#define MSR_IA32_DEBUGCTL		0x1d9
#define MSR_IA32_PAT			0x277
#define MSR_IA32_PERF_GLOBAL_CTRL	0x38f
#define MSR_IA32_EFER			0xc0000080
#define MSR_IA32_STAR			0xc0000081
#define MSR_IA32_LSTAR			0xc0000082
#define MSR_IA32_CSTAR			0xc0000083
#define MSR_IA32_FMASK			0xc0000084
#define MSR_IA32_FS_BASE		0xc0000100
#define MSR_IA32_GS_BASE		0xc0000101
#define MSR_IA32_KERNEL_GS_BASE		0xc0000102
#define MSR_IA32_TSC_AUX		0xc0000103

/* CPUID leaf 1 */
#define CPUID_1_ECX_VMX			(1u << 5)
#define CPUID_1_ECX_HYPERVISOR		(1u << 31)

/* Exceptions; SDM Vol. 3A, table 6-1 */
#define VECTOR_DE	0
#define VECTOR_DB	1
#define VECTOR_NMI	2
#define VECTOR_BP	3
#define VECTOR_OF	4
#define VECTOR_BR	5
#define VECTOR_UD	6
#define VECTOR_NM	7
#define VECTOR_DF	8
#define VECTOR_TS	10
#define VECTOR_NP	11
#define VECTOR_SS	12
#define VECTOR_GP	13
#define VECTOR_PF	14
#define VECTOR_MF	16
#define VECTOR_AC	17
#define VECTOR_MC	18
#define VECTOR_XM	19

/* Access rights: bits 55:40 of a segment descriptor; Vol. 3A, 3.4.5 */
#define SEGMENT_TYPE		0xf
#define SEGMENT_S		(1 << 4)	/* code or data, not system */
#define SEGMENT_DPL_SHIFT	5
#define SEGMENT_P		(1 << 7)
#define SEGMENT_AVL		(1 << 12)
#define SEGMENT_L		(1 << 13)
#define SEGMENT_DB		(1 << 14)
#define SEGMENT_G		(1 << 15)
#define SEGMENT_TYPE_LDT	2
#define SEGMENT_TYPE_TSS_16_BUSY 3
#define SEGMENT_TYPE_TSS_BUSY	11

/* Paging-structure entries; Vol. 3A, 4.5 */
#define PTE_P		(1 << 0)
#define PTE_W		(1 << 1)
#define PTE_U		(1 << 2)
#define PTE_A		(1 << 5)
#define PTE_D		(1 << 6)
#define PTE_PS		(1 << 7)
#define PTE_NX		(1ull << 63)

#endif
