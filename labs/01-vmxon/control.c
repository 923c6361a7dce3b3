/*
 * Lab 1: the values of CR0 and CR4 that VMX operation demands.
 */
#include "arch/vmx.h"
#include "cpu.h"
#include "errors.h"
#include "lab.h"

/*
 * Give CR0 and CR4 values that VMX operation supports, and set CR4.VMXE.
 * For each of the two registers a pair of MSRs describes every bit:
 *
 *	1 in FIXED0 (IA32_VMX_CR0_FIXED0, IA32_VMX_CR4_FIXED0): must be 1
 *	0 in FIXED1 (IA32_VMX_CR0_FIXED1, IA32_VMX_CR4_FIXED1): must be 0
 *
 * Set the bits that must be 1, clear those that must be 0, and keep all
 * others.  The kernel cannot live without CR0.PE, CR0.PG and CR4.PAE (64-bit
 * mode) nor can VMX without CR4.VMXE: if one of these must be 0, change
 * neither register.
 *
 * Returns 0, or -ENOTSUP in that case.
 *
 * SDM Vol. 3C, 23.8, "Restrictions on VMX Operation", and Vol. 3D, A.7,
 * "VMX-Fixed Bits in CR0", and A.8, "VMX-Fixed Bits in CR4".
 */
EXERCISE(1, 3)
int
vmx_fix_control_registers(void)
{
	TODO(1, 3);
}
