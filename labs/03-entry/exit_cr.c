/*
 * Lab 3: the exits of control-register accesses.
 */
#include "arch/vmx.h"
#include "cpu.h"
#include "errors.h"
#include "exit.h"
#include "lab.h"
#include "vcpu.h"
#include "vmcs.h"

/*
 * An access of the guest to a control register.  The exit qualification says
 * which (CR_ACCESS_ in arch/vmx.h): the control register's number, the kind
 * of access, and the general register's number, which vcpu_register() and
 * vcpu_set_register() understand (number 4 is RSP).
 *
 * The VMM owns all bits of CR0 and CR4: the guest reads the read shadows
 * without an exit, and every attempt to change a bit exits.  A new value goes
 * to the read shadow as the guest wants it, and to the guest-state field with
 * the bits that VMX fixes (the MSRs of lab 1) as VMX demands.
 *
 *	MOV to CR0	bits 63:32 must be 0, PE and PG 1, and NW only 1 if CD
 *			is; ET is always 1, whatever is written
 *	CLTS		clears CR0.TS
 *	LMSW		loads bits 3:1 of CR0, and sets PE if bit 0 is 1 but
 *			does not clear it; its 16-bit operand is in the exit
 *			qualification (CR_ACCESS_LMSW_SHIFT)
 *	MOV to CR4	only bits that are 1 in IA32_VMX_CR4_FIXED1 may be 1,
 *			but never VMXE, SMXE, LA57 and PCIDE; PAE must be 1
 *	MOV to CR3	bits from the physical-address width up (CPUID leaf
 *			0x80000008, EAX bits 7:0) must be 0; it and MOV from
 *			CR3 exit only on processors that insist on it
 *	MOV from CR3	gives the guest's CR3
 *
 * A value that must not be: inject #GP(0) and change nothing.  Otherwise the
 * guest goes on behind the instruction.  Returns EXIT_RESUME; for CR8, what
 * exit_unhandled() returns.
 *
 * SDM Vol. 3C, 25.3, "Changes to Instruction Behavior in VMX Non-Root
 * Operation", 27.2.1, "Basic VM-Exit Information" (table 27-3), and Vol. 3A,
 * 2.5, "Control Registers".
 */
EXERCISE(3, 6)
int
exit_cr_access(struct vcpu *vcpu)
{
	TODO(3, 6);
}
