/*
 * Lab 3: the exits of RDMSR and WRMSR.
 */
#include "arch/vmx.h"
#include "cpu.h"
#include "exit.h"
#include "lab.h"
#include "vcpu.h"
#include "vmcs.h"

/*
 * RDMSR in the guest: the number is in ECX; the value goes to EDX (upper
 * half) and EAX (lower half), and the upper halves of RDX and RAX become 0.
 * The upper half of RCX does not count.  The guest has these MSRs:
 *
 *	IA32_SYSENTER_CS, _ESP, _EIP	fields of the guest-state area
 *	IA32_FS_BASE, IA32_GS_BASE	the bases of FS and GS there
 *	IA32_EFER			vcpu->efer
 *	IA32_BIOS_SIGN_ID		vcpu->bios_sign_id
 *
 * For every other inject #GP(0); then no register changes, and the guest
 * does not go on behind the instruction.  Returns EXIT_RESUME.
 *
 * SDM Vol. 3C, 25.1.3, "Instructions That Cause VM Exits Conditionally",
 * and Vol. 2B, "RDMSR".
 */
EXERCISE(3, 5)
int
exit_rdmsr(struct vcpu *vcpu)
{
	TODO(3, 5);
}

/*
 * WRMSR in the guest: the number is in ECX, the value in EDX (upper half)
 * and EAX (lower half); the upper halves of the three registers do not
 * count.  The MSRs are those of exit_rdmsr().  Inject #GP(0) and change
 * nothing if the guest has no such MSR, or for a value it must not have:
 *
 *	IA32_SYSENTER_ESP, _EIP, IA32_FS_BASE, IA32_GS_BASE: one that is not
 *	canonical (is_canonical(); VM entry would fail)
 *	IA32_EFER: one with other bits than SCE, LME, LMA and NXE, or without
 *	LME or LMA, for the guest cannot leave 64-bit mode
 *
 * IA32_EFER is set with vcpu_set_efer().  Returns EXIT_RESUME; without a #GP
 * the guest goes on behind the instruction.
 *
 * SDM Vol. 2C, "WRMSR", and Vol. 3C, 26.3.1, "Checks on the Guest State
 * Area".
 */
EXERCISE(3, 5)
int
exit_wrmsr(struct vcpu *vcpu)
{
	TODO(3, 5);
}
