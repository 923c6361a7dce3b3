/*
 * Lab 3: the exits of CPUID, HLT and VMCALL.
 */
#include "arch/vmx.h"
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "errors.h"
#include "exit.h"
#include "hypercalls.h"
#include "lab.h"
#include "vcpu.h"
#include "vmcs.h"

/*
 * CPUID in the guest: leaf in EAX, subleaf in ECX, answers in EAX, EBX, ECX
 * and EDX, whose upper halves become 0.  The answer is the processor's, but:
 *
 *	leaf 1: the guest has no VMX (CPUID_1_ECX_VMX is 0) and can see that
 *	it runs under a hypervisor (CPUID_1_ECX_HYPERVISOR is 1)
 *	leaf 0x40000000: EAX is 0x40000000, the highest leaf of the
 *	hypervisor; EBX, ECX and EDX hold the 12 letters "NonrootNonr", the
 *	first in the lowest byte of EBX, the last byte of EDX being 0
 *
 * Returns EXIT_RESUME; the guest goes on behind the instruction.
 *
 * SDM Vol. 3C, 25.1.2, "Instructions That Cause VM Exits Unconditionally",
 * and Vol. 2A, "CPUID".
 */
EXERCISE(3, 4)
int
exit_cpuid(struct vcpu *vcpu)
{
	TODO(3, 4);
}

/*
 * HLT in the guest.  With RFLAGS.IF = 0 nothing can wake it: vcpu->end
 * becomes VCPU_HALTED, and the result is EXIT_END.  With RFLAGS.IF = 1 an
 * interrupt would wake it; this VMM has none to give, so the guest just goes
 * on behind the instruction, and the result is EXIT_RESUME.
 *
 * SDM Vol. 3C, 25.1.3, "Instructions That Cause VM Exits Conditionally".
 */
EXERCISE(3, 4)
int
exit_hlt(struct vcpu *vcpu)
{
	TODO(3, 4);
}

/*
 * VMCALL in the guest: a hypercall.  RAX is its number:
 *
 *	HYPERCALL_END	the guest ends with status RDI: vcpu->end becomes
 *			VCPU_ENDED, vcpu->status the status, and the result is
 *			EXIT_END
 *	HYPERCALL_WRITE	print RSI bytes of text at guest-physical address RDI
 *			with serial_write().  All of them must be in the
 *			guest's memory, vcpu->guest->base up to (without)
 *			vcpu->guest->end; guest-physical addresses are
 *			host-physical ones here.  RAX becomes RSI, or -EFAULT
 *			if one is not there, and then nothing is printed.
 *	any other	RAX becomes -ENOSYS
 *
 * The guest chooses RDI and RSI, and may mean harm: RDI + RSI may wrap
 * around.  Other registers do not change.  All but the first return
 * EXIT_RESUME, and the guest goes on behind the instruction.
 *
 * SDM Vol. 3C, 30.3, "VMX Instructions": VMCALL.
 */
EXERCISE(3, 4)
int
exit_vmcall(struct vcpu *vcpu)
{
	TODO(3, 4);
}
