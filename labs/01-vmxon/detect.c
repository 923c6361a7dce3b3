/*
 * Lab 1: may we use VMX?  What the processor can do, and what the firmware
 * allows.
 */
#include "arch/vmx.h"
#include "cpu.h"
#include "errors.h"
#include "lab.h"

/*
 * Find out whether this processor has VMX: CPUID leaf 1, ECX bit 5
 * (CPUID_1_ECX_VMX).  A processor whose highest leaf, which leaf 0 returns
 * in EAX, is below 1 has no leaf 1 to ask.
 *
 * Returns true if it has VMX.  Never fails, and changes nothing.
 *
 * SDM Vol. 3C, 23.6, "Discovering Support for VMX".
 */
EXERCISE(1, 1)
bool
vmx_supported(void)
{
	TODO(1, 1);
}

/*
 * Make sure that IA32_FEATURE_CONTROL allows VMXON outside SMX operation:
 * its bits 0 (FEATURE_CONTROL_LOCK) and 2 (FEATURE_CONTROL_VMX_OUTSIDE_SMX)
 * must both be 1.  There are three cases:
 *
 *	not locked:		set both bits, keep all others
 *	locked with bit 2 = 1:	nothing to do
 *	locked with bit 2 = 0:	the firmware forbids VMX until the next reset
 *
 * A locked register must not be written: WRMSR would raise #GP(0), even
 * with the value it already has.
 *
 * Returns 0, or -EPERM in the last case.  Call it only if vmx_supported().
 *
 * SDM Vol. 3C, 23.7, "Enabling and Entering VMX Operation".
 */
EXERCISE(1, 2)
int
vmx_unlock(void)
{
	TODO(1, 2);
}
