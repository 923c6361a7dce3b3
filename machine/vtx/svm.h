/*
 * SVM, the virtualization extension this machine stands on: the VMCB, exit
 * codes and intercept bits.  AMD64 Architecture Programmer's Manual, Vol. 2,
 * chapter 15, "Secure Virtual Machine", and appendices B and C.
 */
#ifndef MACHINE_SVM_H
#define MACHINE_SVM_H

#include <stddef.h>
#include <stdint.h>

#define MSR_VM_CR		0xc0010114
#define MSR_VM_HSAVE_PA		0xc0010117
#define EFER_SVME		(1 << 12)

struct vmcb_segment {
	uint16_t selector;
	uint16_t attributes;	/* descriptor bits 55:52 and 47:40 */
	uint32_t limit;
	uint64_t base;
};

struct vmcb {
	/* control area */
	uint16_t cr_read_intercepts;
	uint16_t cr_write_intercepts;
	uint16_t dr_read_intercepts;
	uint16_t dr_write_intercepts;
	uint32_t exception_intercepts;
	uint32_t intercepts1;
	uint32_t intercepts2;
	uint8_t reserved0[0x40 - 0x14];
	uint64_t iopm_base;
	uint64_t msrpm_base;
	uint64_t tsc_offset;
	uint32_t asid;
	uint32_t tlb_control;
	uint64_t virtual_interrupt;
	uint64_t interrupt_shadow;
	uint64_t exit_code;
	uint64_t exit_info1;
	uint64_t exit_info2;
	uint64_t exit_interrupt_info;
	uint64_t nested_paging;
	uint8_t reserved1[16];
	uint64_t event_injection;
	uint64_t nested_cr3;
	uint8_t reserved2[0x400 - 0xb8];

	/* save area */
	struct vmcb_segment es, cs, ss, ds, fs, gs, gdtr, ldtr, idtr, tr;
	uint8_t reserved3[0x4cb - 0x4a0];
	uint8_t cpl;
	uint32_t reserved4;
	uint64_t efer;
	uint8_t reserved5[0x548 - 0x4d8];
	uint64_t cr4, cr3, cr0, dr7, dr6, rflags, rip;
	uint8_t reserved6[0x5d8 - 0x580];
	uint64_t rsp;
	uint8_t reserved7[0x5f8 - 0x5e0];
	uint64_t rax;
	uint64_t star, lstar, cstar, fmask, kernel_gs_base;
	uint64_t sysenter_cs, sysenter_esp, sysenter_eip;
	uint64_t cr2;
	uint8_t reserved8[0x668 - 0x648];
	uint64_t pat;
	uint8_t reserved9[0x1000 - 0x670];
};

_Static_assert(offsetof(struct vmcb, nested_cr3) == 0xb0, "control area");
_Static_assert(offsetof(struct vmcb, rip) == 0x578, "save area");
_Static_assert(offsetof(struct vmcb, rsp) == 0x5d8, "save area");
_Static_assert(offsetof(struct vmcb, rax) == 0x5f8, "save area");
_Static_assert(offsetof(struct vmcb, pat) == 0x668, "save area");
_Static_assert(sizeof(struct vmcb) == 4096, "a VMCB is one page");

/*
 * A loaded TR has a busy task in VT-x; QEMU wants it available, or refuses
 * the I/O permission map and, outside 64-bit mode, aborts.
 */
#define SVM_TSS_BUSY		(1 << 1)	/* in the segment attributes */

#define SVM_CODE_32		(1 << 10)	/* D, likewise */

/* intercepts1 */
#define SVM_INTR		(1u << 0)
#define SVM_NMI			(1u << 1)
#define SVM_VINTR		(1u << 4)
#define SVM_IDTR_READ		(1u << 6)
#define SVM_GDTR_READ		(1u << 7)
#define SVM_LDTR_READ		(1u << 8)
#define SVM_TR_READ		(1u << 9)
#define SVM_IDTR_WRITE		(1u << 10)
#define SVM_GDTR_WRITE		(1u << 11)
#define SVM_LDTR_WRITE		(1u << 12)
#define SVM_TR_WRITE		(1u << 13)
#define SVM_RDTSC		(1u << 14)
#define SVM_RDPMC		(1u << 15)
#define SVM_CPUID		(1u << 18)
#define SVM_IRET		(1u << 20)
#define SVM_INTN		(1u << 21)
#define SVM_PAUSE		(1u << 23)
#define SVM_HLT			(1u << 24)
#define SVM_INVLPG		(1u << 25)
#define SVM_INVLPGA		(1u << 26)
#define SVM_IOIO		(1u << 27)
#define SVM_MSR			(1u << 28)
#define SVM_SHUTDOWN		(1u << 31)

/* intercepts2 */
#define SVM_VMRUN		(1u << 0)
#define SVM_VMMCALL		(1u << 1)
#define SVM_VMLOAD		(1u << 2)
#define SVM_VMSAVE		(1u << 3)
#define SVM_STGI		(1u << 4)
#define SVM_CLGI		(1u << 5)
#define SVM_SKINIT		(1u << 6)
#define SVM_WBINVD		(1u << 9)	/* QEMU: INVD as well */
#define SVM_MONITOR		(1u << 10)
#define SVM_MWAIT		(1u << 11)
#define SVM_SVM_INSTRUCTIONS	0x7fu

/* exit codes */
enum {
	SVM_EXIT_CR_READ	= 0x00,		/* + register */
	SVM_EXIT_CR_WRITE	= 0x10,
	SVM_EXIT_DR_READ	= 0x20,
	SVM_EXIT_DR_WRITE	= 0x30,
	SVM_EXIT_EXCEPTION	= 0x40,		/* + vector */
	SVM_EXIT_INTR		= 0x60,
	SVM_EXIT_NMI		= 0x61,
	SVM_EXIT_VINTR		= 0x64,
	SVM_EXIT_IDTR_READ	= 0x66,
	SVM_EXIT_TR_WRITE	= 0x6d,
	SVM_EXIT_RDTSC		= 0x6e,
	SVM_EXIT_RDPMC		= 0x6f,
	SVM_EXIT_CPUID		= 0x72,
	SVM_EXIT_IRET		= 0x74,
	SVM_EXIT_INTN		= 0x75,
	SVM_EXIT_INVD		= 0x76,
	SVM_EXIT_PAUSE		= 0x77,
	SVM_EXIT_HLT		= 0x78,
	SVM_EXIT_INVLPG		= 0x79,
	SVM_EXIT_INVLPGA	= 0x7a,
	SVM_EXIT_IOIO		= 0x7b,
	SVM_EXIT_MSR		= 0x7c,
	SVM_EXIT_SHUTDOWN	= 0x7f,
	SVM_EXIT_VMRUN		= 0x80,
	SVM_EXIT_SKINIT		= 0x86,
	SVM_EXIT_WBINVD		= 0x89,
	SVM_EXIT_MONITOR	= 0x8a,
	SVM_EXIT_MWAIT		= 0x8b,
	SVM_EXIT_MWAIT_ARMED	= 0x8c,
	SVM_EXIT_NPF		= 0x400,
	SVM_EXIT_INVALID	= 0xffffffff	/* QEMU writes 32 bits */
};

/* exit_info1 of an I/O exit; the port is in bits 31:16 */
#define SVM_IO_IN		(1u << 0)
#define SVM_IO_STRING		(1u << 2)
#define SVM_IO_REP		(1u << 3)
#define SVM_IO_SIZE_SHIFT	4		/* 1, 2 or 4 in bits 6:4 */

/* event_injection and exit_interrupt_info; the error code is in 63:32 */
#define SVM_EVENT_VECTOR	0xffull
#define SVM_EVENT_TYPE_SHIFT	8
#define SVM_EVENT_INTERRUPT	(0ull << 8)
#define SVM_EVENT_NMI		(2ull << 8)
#define SVM_EVENT_EXCEPTION	(3ull << 8)
#define SVM_EVENT_SOFTWARE	(4ull << 8)
#define SVM_EVENT_ERROR_CODE	(1ull << 11)
#define SVM_EVENT_VALID		(1ull << 31)

/* exit_info1 of a nested page fault */
#define SVM_NPF_PRESENT		(1ull << 0)
#define SVM_NPF_WRITE		(1ull << 1)
#define SVM_NPF_FETCH		(1ull << 4)
#define SVM_NPF_PAGE_WALK	(1ull << 33)	/* of the guest's tables */
#define SVM_NPF_FINAL		(1ull << 32)	/* not in a page walk */

/* tlb_control */
#define SVM_FLUSH_ALL		1

/* virtual_interrupt */
#define SVM_V_IRQ		(1ull << 8)
#define SVM_V_IGN_TPR		(1ull << 20)
#define SVM_V_INTR_MASKING	(1ull << 24)

#endif
