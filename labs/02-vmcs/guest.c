/*
 * Lab 2: the guest-state area, which every VM entry loads and every VM exit
 * saves.
 */
#include "arch/vmx.h"
#include "cpu.h"
#include "lab.h"
#include "vcpu.h"
#include "vmcs.h"

/*
 * Write the guest-state area of the current VMCS for a guest that starts in
 * 64-bit mode at CPL 0, as vcpu->guest (struct guest) describes it:
 *
 *	CR0, CR4	guest->cr0, guest->cr4, with the bits that VMX fixes
 *			(the MSRs of lab 1) as VMX demands
 *	CR3, RIP, RSP	guest->cr3, guest->rip, guest->rsp
 *	RFLAGS		only bit 1, which is always 1
 *	DR7		0x400, its value after reset
 *	CS		guest->cs, base 0, limit 0xffffffff, 64-bit code that
 *			was accessed: access rights 0xa09b
 *	ES SS DS FS GS	guest->ds, base 0, limit 0xffffffff, writable data
 *			that was accessed: access rights 0xc093
 *	LDTR		unusable; all its other fields 0
 *	TR		guest->tr, tss_base, tss_limit, a busy 64-bit task:
 *			access rights 0x8b
 *	GDTR		guest->gdt_base, guest->gdt_limit
 *	IDTR		base and limit 0: the guest makes its own
 *	IA32_DEBUGCTL; IA32_SYSENTER_CS, _ESP, _EIP	0
 *	IA32_EFER	vcpu->efer; only if the VM-entry controls in
 *			vcpu->control_value[] have ENTRY_LOAD_IA32_EFER, for
 *			without it the field may not exist
 *	activity state	active; interruptibility state and pending debug
 *			exceptions 0
 *	VMCS link pointer	all ones: there is no linked VMCS
 *
 * SDM Vol. 3C, 24.4, "Guest-State Area", and 26.3.1, "Checks on the Guest
 * State Area".
 */
EXERCISE(2, 5)
void
vmcs_write_guest_state(struct vcpu *vcpu)
{
	TODO(2, 5);
}
