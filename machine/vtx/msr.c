/*
 * The model-specific registers of this processor.
 *
 * SDM Vol. 4, "Model-Specific Registers".
 */
#include "native.h"
#include "processor.h"

#define MSR_MTRR_FIRST		0x200
#define MSR_MTRR_LAST		0x20f
#define MSR_MTRR_FIX64K		0x250
#define MSR_MTRR_FIX16K_FIRST	0x258
#define MSR_MTRR_FIX16K_LAST	0x259
#define MSR_MTRR_FIX4K_FIRST	0x268
#define MSR_MTRR_FIX4K_LAST	0x26f
#define MSR_MTRR_DEF_TYPE	0x2ff
#define MSR_MCG_CAP		0x179
#define MSR_MCG_STATUS		0x17a
#define MSR_PLATFORM_ID		0x017
#define DEBUGCTL_BITS		0xffc3ull

/* The VMCB's place for an MSR that it holds as 64 bits, or NULL. */
static uint64_t *
vmcb_slot(uint32_t msr)
{
	struct vmcb *v = cpu.vmcb;

	switch (msr) {
	case MSR_IA32_SYSENTER_CS:
		return &v->sysenter_cs;
	case MSR_IA32_SYSENTER_ESP:
		return &v->sysenter_esp;
	case MSR_IA32_SYSENTER_EIP:
		return &v->sysenter_eip;
	case MSR_IA32_STAR:
		return &v->star;
	case MSR_IA32_LSTAR:
		return &v->lstar;
	case MSR_IA32_CSTAR:
		return &v->cstar;
	case MSR_IA32_FMASK:
		return &v->fmask;
	case MSR_IA32_FS_BASE:
		return &v->fs.base;
	case MSR_IA32_GS_BASE:
		return &v->gs.base;
	case MSR_IA32_KERNEL_GS_BASE:
		return &v->kernel_gs_base;
	case MSR_IA32_PAT:
		return &v->pat;
	case MSR_IA32_DEBUGCTL:
		return &cpu.debugctl;
	case MSR_IA32_FEATURE_CONTROL:
		return cpu.vmx_supported ? &cpu.feature_control : NULL;
	}
	return NULL;
}

/* MSRs that QEMU's own processor keeps for us. */
static bool
is_native(uint32_t msr)
{
	return msr == MSR_IA32_APIC_BASE || msr == MSR_IA32_MTRRCAP ||
	    msr == MSR_MCG_CAP || msr == MSR_MCG_STATUS ||
	    msr == MSR_IA32_MISC_ENABLE || msr == MSR_MTRR_DEF_TYPE ||
	    msr == MSR_MTRR_FIX64K ||
	    (msr >= MSR_MTRR_FIRST && msr <= MSR_MTRR_LAST) ||
	    (msr >= MSR_MTRR_FIX16K_FIRST && msr <= MSR_MTRR_FIX16K_LAST) ||
	    (msr >= MSR_MTRR_FIX4K_FIRST && msr <= MSR_MTRR_FIX4K_LAST);
}

static bool
is_capability(uint32_t msr)
{
	uint32_t last = MSR_IA32_VMX_EPT_VPID_CAP;

	if (capability(&cpu.caps, MSR_IA32_VMX_BASIC) & VMX_BASIC_TRUE_CTLS)
		last = MSR_IA32_VMX_TRUE_ENTRY_CTLS;
	if (msr == MSR_IA32_VMX_EPT_VPID_CAP ||
	    msr == MSR_IA32_VMX_PROCBASED_CTLS2)
		return cpu.vmx_supported && capability(&cpu.caps, msr) != 0;
	return cpu.vmx_supported && msr >= MSR_IA32_VMX_BASIC && msr <= last;
}

static uint64_t
tsc(void)
{
	return native_rdtsc() + cpu.vmcb->tsc_offset;
}

/* Read an MSR.  WHY_NONE, or why a #GP(0) is due. */
enum why
msr_read(uint32_t msr, uint64_t *value)
{
	uint64_t *slot = vmcb_slot(msr);

	if (slot != NULL)
		*value = *slot;
	else if (msr == MSR_IA32_EFER)
		*value = efer_read();
	else if (msr == MSR_IA32_TSC)
		*value = tsc();
	else if (msr == MSR_IA32_BIOS_SIGN_ID || msr == MSR_PLATFORM_ID)
		*value = 0;
	else if (is_capability(msr))
		*value = capability(&cpu.caps, msr);
	else if (is_native(msr))
		*value = native_rdmsr(msr);
	else
		return WHY_MSR_UNKNOWN;
	return WHY_NONE;
}

static bool
pat_valid(uint64_t value)
{
	for (int i = 0; i < 8; i++, value >>= 8) {
		if ((value & 0xff) > 7 || (value & 0xff) == 2 ||
		    (value & 0xff) == 3)
			return false;
	}
	return true;
}

static enum why
feature_control_write(uint64_t value)
{
	uint64_t known = FEATURE_CONTROL_LOCK |
	    FEATURE_CONTROL_VMX_OUTSIDE_SMX | cpu.feature_control;

	if (cpu.feature_control & FEATURE_CONTROL_LOCK)
		return WHY_MSR_LOCKED;
	if (value & ~known)
		return WHY_MSR_RESERVED;
	cpu.feature_control = value;
	return WHY_NONE;
}

/* Is this value one that the MSR, one with a slot, can hold? */
static bool
slot_value_valid(uint32_t msr, uint64_t value)
{
	switch (msr) {
	case MSR_IA32_SYSENTER_ESP:
	case MSR_IA32_SYSENTER_EIP:
	case MSR_IA32_LSTAR:
	case MSR_IA32_CSTAR:
	case MSR_IA32_FS_BASE:
	case MSR_IA32_GS_BASE:
	case MSR_IA32_KERNEL_GS_BASE:
		return (uint64_t)((int64_t)(value << 16) >> 16) == value;
	case MSR_IA32_FMASK:
		return value >> 32 == 0;
	case MSR_IA32_PAT:
		return pat_valid(value);
	case MSR_IA32_DEBUGCTL:
		return (value & ~DEBUGCTL_BITS) == 0;
	}
	return true;
}

/* Write an MSR, like msr_read. */
enum why
msr_write(uint32_t msr, uint64_t value)
{
	uint64_t *slot = vmcb_slot(msr);

	if (msr == MSR_IA32_FEATURE_CONTROL && cpu.vmx_supported)
		return feature_control_write(value);
	if (msr == MSR_IA32_EFER)
		return efer_write(value);
	if (slot != NULL) {
		if (!slot_value_valid(msr, value))
			return WHY_MSR_RESERVED;
		*slot = value;
	} else if (msr == MSR_IA32_TSC) {
		cpu.vmcb->tsc_offset = value - native_rdtsc();
	} else if (msr == MSR_IA32_BIOS_SIGN_ID) {
		/* a microcode update: nothing to load */
	} else if (is_capability(msr) || msr == MSR_IA32_MTRRCAP ||
	    msr == MSR_PLATFORM_ID) {
		return WHY_MSR_READ_ONLY;
	} else if (is_native(msr)) {
		native_wrmsr(msr, value);
	} else {
		return WHY_MSR_UNKNOWN;
	}
	return WHY_NONE;
}
