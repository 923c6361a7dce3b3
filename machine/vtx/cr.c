/*
 * CR0, CR4 and IA32_EFER: what may be written, and what SVM gets to see.
 *
 * SDM Vol. 3A, 2.5, "Control Registers"; Vol. 3C, 23.8, "Restrictions on
 * VMX Operation".
 */
#include "processor.h"

#define CR0_KEPT (0xffffffffull & ~0x1ffaffc0ull)	/* bits that exist */

#define ATTRIBUTE_L	(1 << 9)	/* of a segment, as SVM packs them */

/*
 * In VMX operation some bits of CR0 and CR4 are fixed; but an unrestricted
 * guest may change PE and PG.
 */
bool
cr_fixed_bits_hold(uint64_t value, uint32_t fixed0_msr, uint32_t fixed1_msr)
{
	uint64_t ones = capability(&cpu.caps, fixed0_msr);
	uint64_t may = capability(&cpu.caps, fixed1_msr);

	if (fixed0_msr == MSR_IA32_VMX_CR0_FIXED0 && cpu.non_root &&
	    secondary(SECONDARY_UNRESTRICTED_GUEST))
		ones &= ~(uint64_t)(CR0_PE | CR0_PG);
	return (value & ones) == ones && (value & ~may) == 0;
}

/* Paging goes on or off: long mode follows.  WHY_NONE if it may. */
static enum why
change_paging(uint64_t value)
{
	struct vmcb *v = cpu.vmcb;

	if (value & CR0_PG && cpu.lme) {
		if (!(v->cr4 & CR4_PAE) || v->cs.attributes & ATTRIBUTE_L)
			return WHY_CR_COMBINATION;
		v->efer |= EFER_LMA | EFER_LME;
	} else if (!(value & CR0_PG)) {
		if (in_64bit_mode())
			return WHY_CR_COMBINATION;
		v->efer &= ~(uint64_t)(EFER_LMA | EFER_LME);
	}
	return WHY_NONE;
}

/* Load CR0.  Returns WHY_NONE, or why a #GP(0) is due and nothing changed. */
enum why
cr0_write(uint64_t value)
{
	enum why why = WHY_NONE;

	if (value >> 32 != 0)
		return WHY_CR_RESERVED;
	value = (value & CR0_KEPT) | CR0_ET;
	if ((value & CR0_PG && !(value & CR0_PE)) ||
	    (value & CR0_NW && !(value & CR0_CD)))
		return WHY_CR_COMBINATION;
	if (cpu.vmx_on && !cr_fixed_bits_hold(value, MSR_IA32_VMX_CR0_FIXED0,
	    MSR_IA32_VMX_CR0_FIXED1))
		return WHY_CR_FIXED_IN_VMX;
	if ((value ^ cpu.vmcb->cr0) & CR0_PG)
		why = change_paging(value);
	if (why == WHY_NONE)
		cpu.vmcb->cr0 = value;
	return why;
}

/* CR4 as the software above sees it. */
uint64_t
cr4_read(void)
{
	return cpu.vmcb->cr4 | (cpu.cr4_vmxe ? CR4_VMXE : 0);
}

/* Load CR4, like cr0_write. */
enum why
cr4_write(uint64_t value)
{
	if (value & cpu.caps.cr4_reserved)
		return WHY_CR_RESERVED;
	if (!(value & CR4_PAE) && cpu.vmcb->efer & EFER_LMA)
		return WHY_CR_COMBINATION;
	if (cpu.vmx_on && !cr_fixed_bits_hold(value, MSR_IA32_VMX_CR4_FIXED0,
	    MSR_IA32_VMX_CR4_FIXED1))
		return WHY_CR_FIXED_IN_VMX;
	cpu.vmcb->cr4 = value & ~(uint64_t)CR4_VMXE;
	cpu.cr4_vmxe = (value & CR4_VMXE) != 0;
	return WHY_NONE;
}

/* IA32_EFER as the software above sees it. */
uint64_t
efer_read(void)
{
	return (cpu.vmcb->efer & ~(uint64_t)(EFER_SVME | EFER_LME)) |
	    (cpu.lme ? EFER_LME : 0);
}

/*
 * Load IA32_EFER, after CR0.  QEMU sees LME only while paging is on: where
 * software has LME = 1, PG = 0 and PAE = 0, its #VMEXIT forgets to turn the
 * machine's own paging on again, and nested paging then does nothing.
 */
void
efer_load(uint64_t value)
{
	cpu.lme = (value & EFER_LME) != 0;
	cpu.vmcb->efer = value | EFER_SVME;
	if (!(cpu.vmcb->cr0 & CR0_PG))
		cpu.vmcb->efer &= ~(uint64_t)EFER_LME;
}

/* WRMSR to IA32_EFER: LMA is read-only, LME fixed while paging. */
enum why
efer_write(uint64_t value)
{
	uint64_t lma = cpu.vmcb->efer & EFER_LMA;

	if (value & cpu.caps.efer_reserved)
		return WHY_MSR_RESERVED;
	if ((value ^ efer_read()) & EFER_LME && cpu.vmcb->cr0 & CR0_PG)
		return WHY_MSR_RESERVED;
	efer_load((value & ~(uint64_t)EFER_LMA) | lma);
	return WHY_NONE;
}
