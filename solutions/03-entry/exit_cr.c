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

SOLUTION
/* The guest sets CR0 to `value`.  Returns 0, or -EINVAL if it must not. */
static int
set_cr0(uint64_t value)
{
	const uint64_t need = CR0_PE | CR0_PG;

	if (value >> 32 != 0 || (value & need) != need ||
	    ((value & CR0_NW) && !(value & CR0_CD)))
		return -EINVAL;
	value |= CR0_ET;
	vmcs_write(VMCS_CR0_READ_SHADOW, value);
	value |= rdmsr(MSR_IA32_VMX_CR0_FIXED0);
	vmcs_write(VMCS_GUEST_CR0, value & rdmsr(MSR_IA32_VMX_CR0_FIXED1));
	return 0;
}

SOLUTION
/* The same for CR4. */
static int
set_cr4(uint64_t value)
{
	const uint64_t never = CR4_VMXE | CR4_SMXE | CR4_LA57 | CR4_PCIDE;

	if ((value & (never | ~rdmsr(MSR_IA32_VMX_CR4_FIXED1))) != 0 ||
	    !(value & CR4_PAE))
		return -EINVAL;
	vmcs_write(VMCS_CR4_READ_SHADOW, value);
	vmcs_write(VMCS_GUEST_CR4, value | rdmsr(MSR_IA32_VMX_CR4_FIXED0));
	return 0;
}

SOLUTION
/* The same for CR3, whose address must not be too long. */
static int
set_cr3(uint64_t value)
{
	unsigned physical_bits = cpuid(0x80000008, 0).eax & 0xff;

	if (value >> physical_bits != 0)
		return -EINVAL;
	vmcs_write(VMCS_GUEST_CR3, value);
	return 0;
}

SOLUTION
/* MOV to a control register. */
static int
set_cr(unsigned number, uint64_t value)
{
	switch (number) {
	case 0:
		return set_cr0(value);
	case 3:
		return set_cr3(value);
	default:
		return set_cr4(value);
	}
}

SOLUTION
/* What CR0 becomes by LMSW: bits 3:0, but PE can only be set. */
static uint64_t
lmsw(uint64_t cr0, uint64_t source)
{
	const uint64_t loaded = CR0_MP | CR0_EM | CR0_TS;

	return (cr0 & ~loaded) | (source & (loaded | CR0_PE));
}

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
	uint64_t q = vmcs_read(VMCS_EXIT_QUALIFICATION);
	unsigned cr = q & CR_ACCESS_NUMBER;
	unsigned reg = q >> CR_ACCESS_REGISTER_SHIFT & 0xf;
	uint64_t cr0 = vmcs_read(VMCS_CR0_READ_SHADOW);
	int error = 0;

	if (cr == 8)
		return exit_unhandled(vcpu);
	switch (q >> CR_ACCESS_TYPE_SHIFT & 3) {
	case CR_ACCESS_TO_CR:
		error = set_cr(cr, vcpu_register(vcpu, reg));
		break;
	case CR_ACCESS_FROM_CR:
		vcpu_set_register(vcpu, reg, vmcs_read(VMCS_GUEST_CR3));
		break;
	case CR_ACCESS_CLTS:
		error = set_cr0(cr0 & ~(uint64_t)CR0_TS);
		break;
	case CR_ACCESS_LMSW:
		error = set_cr0(lmsw(cr0, q >> CR_ACCESS_LMSW_SHIFT));
		break;
	}
	if (error)
		guest_inject(vcpu, VECTOR_GP, 0);
	else
		guest_skip(vcpu);
	return EXIT_RESUME;
}
