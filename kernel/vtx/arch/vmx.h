/*
 * VT-x as the manual defines it: capability MSRs, control bits, VMCS
 * field encodings, exit reasons, instruction errors, event formats.
 *
 * Plain constants, usable from C and (the #defines) from assembly; no code.
 */
#ifndef ARCH_VMX_H
#define ARCH_VMX_H

#include "x86.h"

/* SDM Vol. 3D, Appendix A, "VMX Capability Reporting Facility" */
#define MSR_IA32_VMX_BASIC			0x480
#define MSR_IA32_VMX_PINBASED_CTLS		0x481
#define MSR_IA32_VMX_PROCBASED_CTLS		0x482
#define MSR_IA32_VMX_EXIT_CTLS			0x483
#define MSR_IA32_VMX_ENTRY_CTLS			0x484
#define MSR_IA32_VMX_MISC			0x485
#define MSR_IA32_VMX_CR0_FIXED0			0x486
#define MSR_IA32_VMX_CR0_FIXED1			0x487
#define MSR_IA32_VMX_CR4_FIXED0			0x488
#define MSR_IA32_VMX_CR4_FIXED1			0x489
#define MSR_IA32_VMX_VMCS_ENUM			0x48a
#define MSR_IA32_VMX_PROCBASED_CTLS2		0x48b
#define MSR_IA32_VMX_EPT_VPID_CAP		0x48c
#define MSR_IA32_VMX_TRUE_PINBASED_CTLS		0x48d
#define MSR_IA32_VMX_TRUE_PROCBASED_CTLS	0x48e
#define MSR_IA32_VMX_TRUE_EXIT_CTLS		0x48f
#define MSR_IA32_VMX_TRUE_ENTRY_CTLS		0x490
#define MSR_IA32_VMX_VMFUNC			0x491

/* IA32_VMX_BASIC */
#define VMX_BASIC_REVISION		0x7fffffffull	/* bits 30:0 */
#define VMX_BASIC_SIZE_SHIFT		32		/* bits 44:32 */
#define VMX_BASIC_SIZE_MASK		0x1fffull
#define VMX_BASIC_32BIT_ADDRESSES	(1ull << 48)
#define VMX_BASIC_DUAL_MONITOR		(1ull << 49)
#define VMX_BASIC_MEMORY_TYPE_SHIFT	50		/* bits 53:50 */
#define VMX_BASIC_INS_OUTS		(1ull << 54)
#define VMX_BASIC_TRUE_CTLS		(1ull << 55)

/* IA32_VMX_MISC */
#define VMX_MISC_TIMER_RATE		0x1full		/* bits 4:0 */
#define VMX_MISC_STORE_EFER_LMA		(1ull << 5)
#define VMX_MISC_ACTIVITY_HLT		(1ull << 6)
#define VMX_MISC_ACTIVITY_SHUTDOWN	(1ull << 7)
#define VMX_MISC_ACTIVITY_WAIT_FOR_SIPI	(1ull << 8)
#define VMX_MISC_CR3_TARGETS_SHIFT	16		/* bits 24:16 */
#define VMX_MISC_CR3_TARGETS_MASK	0x1ffull
#define VMX_MISC_MSR_LIST_SHIFT		25		/* bits 27:25 */
#define VMX_MISC_MSR_LIST_MASK		7ull
#define VMX_MISC_VMWRITE_READ_ONLY	(1ull << 29)
#define VMX_MISC_INJECT_LENGTH_0	(1ull << 30)

/* IA32_VMX_EPT_VPID_CAP */
#define EPT_CAP_EXECUTE_ONLY		(1ull << 0)
#define EPT_CAP_WALK_LENGTH_4		(1ull << 6)
#define EPT_CAP_UC			(1ull << 8)
#define EPT_CAP_WB			(1ull << 14)
#define EPT_CAP_2M			(1ull << 16)
#define EPT_CAP_1G			(1ull << 17)
#define EPT_CAP_INVEPT			(1ull << 20)
#define EPT_CAP_ACCESSED_DIRTY		(1ull << 21)
#define EPT_CAP_INVEPT_SINGLE		(1ull << 25)
#define EPT_CAP_INVEPT_ALL		(1ull << 26)
#define VPID_CAP_INVVPID		(1ull << 32)
#define VPID_CAP_ADDRESS		(1ull << 40)
#define VPID_CAP_SINGLE			(1ull << 41)
#define VPID_CAP_ALL			(1ull << 42)
#define VPID_CAP_SINGLE_KEEP_GLOBAL	(1ull << 43)

/* IA32_FEATURE_CONTROL */
#define FEATURE_CONTROL_LOCK			(1ull << 0)
#define FEATURE_CONTROL_VMX_IN_SMX		(1ull << 1)
#define FEATURE_CONTROL_VMX_OUTSIDE_SMX		(1ull << 2)

/* SDM Vol. 3C, 24.6.1, "Pin-Based VM-Execution Controls" */
#define PIN_EXTERNAL_INTERRUPT_EXITING	(1u << 0)
#define PIN_NMI_EXITING			(1u << 3)
#define PIN_VIRTUAL_NMIS		(1u << 5)
#define PIN_PREEMPTION_TIMER		(1u << 6)
#define PIN_POSTED_INTERRUPTS		(1u << 7)

/* SDM Vol. 3C, 24.6.2, "Processor-Based VM-Execution Controls" */
#define PRIMARY_INTERRUPT_WINDOW	(1u << 2)
#define PRIMARY_TSC_OFFSETTING		(1u << 3)
#define PRIMARY_HLT_EXITING		(1u << 7)
#define PRIMARY_INVLPG_EXITING		(1u << 9)
#define PRIMARY_MWAIT_EXITING		(1u << 10)
#define PRIMARY_RDPMC_EXITING		(1u << 11)
#define PRIMARY_RDTSC_EXITING		(1u << 12)
#define PRIMARY_CR3_LOAD_EXITING	(1u << 15)
#define PRIMARY_CR3_STORE_EXITING	(1u << 16)
#define PRIMARY_CR8_LOAD_EXITING	(1u << 19)
#define PRIMARY_CR8_STORE_EXITING	(1u << 20)
#define PRIMARY_TPR_SHADOW		(1u << 21)
#define PRIMARY_NMI_WINDOW		(1u << 22)
#define PRIMARY_MOV_DR_EXITING		(1u << 23)
#define PRIMARY_UNCONDITIONAL_IO	(1u << 24)
#define PRIMARY_IO_BITMAPS		(1u << 25)
#define PRIMARY_MONITOR_TRAP_FLAG	(1u << 27)
#define PRIMARY_MSR_BITMAPS		(1u << 28)
#define PRIMARY_MONITOR_EXITING		(1u << 29)
#define PRIMARY_PAUSE_EXITING		(1u << 30)
#define PRIMARY_SECONDARY_CONTROLS	(1u << 31)

#define SECONDARY_APIC_ACCESSES		(1u << 0)
#define SECONDARY_EPT			(1u << 1)
#define SECONDARY_DESCRIPTOR_TABLE	(1u << 2)
#define SECONDARY_RDTSCP		(1u << 3)
#define SECONDARY_X2APIC_MODE		(1u << 4)
#define SECONDARY_VPID			(1u << 5)
#define SECONDARY_WBINVD_EXITING	(1u << 6)
#define SECONDARY_UNRESTRICTED_GUEST	(1u << 7)
#define SECONDARY_APIC_REGISTERS	(1u << 8)
#define SECONDARY_VIRTUAL_INTERRUPTS	(1u << 9)
#define SECONDARY_PAUSE_LOOP_EXITING	(1u << 10)
#define SECONDARY_RDRAND_EXITING	(1u << 11)
#define SECONDARY_INVPCID		(1u << 12)
#define SECONDARY_VM_FUNCTIONS		(1u << 13)
#define SECONDARY_VMCS_SHADOWING	(1u << 14)
#define SECONDARY_ENCLS_EXITING		(1u << 15)
#define SECONDARY_RDSEED_EXITING	(1u << 16)
#define SECONDARY_PML			(1u << 17)
#define SECONDARY_EPT_VE		(1u << 18)
#define SECONDARY_XSAVES		(1u << 20)
#define SECONDARY_EPT_MODE_BASED	(1u << 22)
#define SECONDARY_EPT_SUB_PAGE		(1u << 23)
#define SECONDARY_PT_GUEST_PHYSICAL	(1u << 24)
#define SECONDARY_TSC_SCALING		(1u << 25)

/* SDM Vol. 3C, 24.7.1, "VM-Exit Controls" */
#define EXIT_SAVE_DEBUG_CONTROLS	(1u << 2)
#define EXIT_HOST_ADDRESS_SPACE_SIZE	(1u << 9)
#define EXIT_LOAD_PERF_GLOBAL_CTRL	(1u << 12)
#define EXIT_ACKNOWLEDGE_INTERRUPT	(1u << 15)
#define EXIT_SAVE_IA32_PAT		(1u << 18)
#define EXIT_LOAD_IA32_PAT		(1u << 19)
#define EXIT_SAVE_IA32_EFER		(1u << 20)
#define EXIT_LOAD_IA32_EFER		(1u << 21)
#define EXIT_SAVE_PREEMPTION_TIMER	(1u << 22)
#define EXIT_CLEAR_IA32_BNDCFGS		(1u << 23)
#define EXIT_CLEAR_IA32_RTIT_CTL	(1u << 25)

/* SDM Vol. 3C, 24.8.1, "VM-Entry Controls" */
#define ENTRY_LOAD_DEBUG_CONTROLS	(1u << 2)
#define ENTRY_IA32E_MODE_GUEST		(1u << 9)
#define ENTRY_TO_SMM			(1u << 10)
#define ENTRY_DEACTIVATE_DUAL_MONITOR	(1u << 11)
#define ENTRY_LOAD_PERF_GLOBAL_CTRL	(1u << 13)
#define ENTRY_LOAD_IA32_PAT		(1u << 14)
#define ENTRY_LOAD_IA32_EFER		(1u << 15)
#define ENTRY_LOAD_IA32_BNDCFGS		(1u << 16)
#define ENTRY_LOAD_IA32_RTIT_CTL	(1u << 18)

/* Interruption information; SDM Vol. 3C, 24.8.3 and 24.9.2 */
#define INTERRUPTION_VECTOR		0xffu
#define INTERRUPTION_TYPE_SHIFT		8		/* bits 10:8 */
#define INTERRUPTION_TYPE_MASK		7u
#define INTERRUPTION_EXTERNAL		(0u << 8)
#define INTERRUPTION_NMI		(2u << 8)
#define INTERRUPTION_HARDWARE_EXCEPTION	(3u << 8)
#define INTERRUPTION_SOFTWARE_INTERRUPT	(4u << 8)
#define INTERRUPTION_PRIVILEGED_SOFTWARE (5u << 8)
#define INTERRUPTION_SOFTWARE_EXCEPTION	(6u << 8)
#define INTERRUPTION_OTHER_EVENT	(7u << 8)
#define INTERRUPTION_ERROR_CODE		(1u << 11)
#define INTERRUPTION_NMI_UNBLOCKING	(1u << 12)	/* exits only */
#define INTERRUPTION_VALID		(1u << 31)

/* SDM Vol. 3C, 24.4.2, "Guest Non-Register State" */
#define INTERRUPTIBILITY_STI		(1u << 0)
#define INTERRUPTIBILITY_MOV_SS		(1u << 1)
#define INTERRUPTIBILITY_SMI		(1u << 2)
#define INTERRUPTIBILITY_NMI		(1u << 3)
#define INTERRUPTIBILITY_ENCLAVE	(1u << 4)
#define ACTIVITY_ACTIVE			0
#define ACTIVITY_HLT			1
#define ACTIVITY_SHUTDOWN		2
#define ACTIVITY_WAIT_FOR_SIPI		3

/* Exit reason, above the basic reason in bits 15:0 */
#define EXIT_REASON_BASIC		0xffffu
#define EXIT_REASON_ENTRY_FAILURE	(1u << 31)

/* Qualification of a control-register access; Vol. 3C, table 27-3 */
#define CR_ACCESS_NUMBER		0xfu		/* bits 3:0 */
#define CR_ACCESS_TYPE_SHIFT		4		/* bits 5:4 */
#define CR_ACCESS_TO_CR			0
#define CR_ACCESS_FROM_CR		1
#define CR_ACCESS_CLTS			2
#define CR_ACCESS_LMSW			3
#define CR_ACCESS_LMSW_MEMORY		(1u << 6)
#define CR_ACCESS_REGISTER_SHIFT	8		/* bits 11:8 */
#define CR_ACCESS_LMSW_SHIFT		16		/* bits 31:16 */

/* Qualification of an I/O instruction; Vol. 3C, table 27-5 */
#define IO_SIZE				7u		/* bytes - 1 */
#define IO_IN				(1u << 3)
#define IO_STRING			(1u << 4)
#define IO_REP				(1u << 5)
#define IO_IMMEDIATE			(1u << 6)
#define IO_PORT_SHIFT			16

/* Access rights in the VMCS: the descriptor's bits 55:40, and one more */
#define SEGMENT_UNUSABLE		(1u << 16)

#ifndef __ASSEMBLER__

enum vmcs_field {
#define VMCS_FIELD(name, encoding, text)	VMCS_##name = encoding,
#include "vmcs_fields.h"
#undef VMCS_FIELD
};

/* Field encodings; SDM Vol. 3C, 24.11.2 */
#define VMCS_FIELD_HIGH			1u		/* upper half */
#define VMCS_FIELD_TYPE(encoding)	((encoding) >> 10 & 3)
#define VMCS_FIELD_WIDTH(encoding)	((encoding) >> 13 & 3)
enum {
	VMCS_TYPE_CONTROL, VMCS_TYPE_READ_ONLY, VMCS_TYPE_GUEST, VMCS_TYPE_HOST
};
enum { VMCS_WIDTH_16, VMCS_WIDTH_64, VMCS_WIDTH_32, VMCS_WIDTH_NATURAL };

enum vmx_exit {
#define VMX_EXIT(name, number, text)		VMX_EXIT_##name = number,
#include "vmx_exits.h"
#undef VMX_EXIT
	VMX_EXIT_COUNT
};

enum vmx_error {
#define VMX_ERROR(name, number, text)		VMX_ERROR_##name = number,
#include "vmx_errors.h"
#undef VMX_ERROR
};

#endif /* __ASSEMBLER__ */
#endif
