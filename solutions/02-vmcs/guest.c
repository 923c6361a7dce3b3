/*
 * Lab 2: the guest-state area, which every VM entry loads and every VM exit
 * saves.
 */
#include "arch/vmx.h"
#include "cpu.h"
#include "lab.h"
#include "vcpu.h"
#include "vmcs.h"

SOLUTION
/* Access rights; bits 7:0 and 15:12 are those of the descriptor. */
enum {
	RIGHTS_CODE = SEGMENT_G | SEGMENT_L | SEGMENT_P | SEGMENT_S | 0xb,
	RIGHTS_DATA = SEGMENT_G | SEGMENT_DB | SEGMENT_P | SEGMENT_S | 0x3,
	RIGHTS_TASK = SEGMENT_P | SEGMENT_TYPE_TSS_BUSY
};

SOLUTION
/*
 * Write the four fields of a segment register.  `offset` is how far they
 * are from those of ES, in the manual's order ES CS SS DS FS GS LDTR TR.
 */
static void
write_segment(int offset, uint16_t selector, uint64_t base, uint32_t limit,
    uint32_t rights)
{
	vmcs_write(VMCS_GUEST_ES_SELECTOR + offset, selector);
	vmcs_write(VMCS_GUEST_ES_BASE + offset, base);
	vmcs_write(VMCS_GUEST_ES_LIMIT + offset, limit);
	vmcs_write(VMCS_GUEST_ES_ACCESS_RIGHTS + offset, rights);
}

SOLUTION
/* Write all eight segment registers. */
static void
write_segments(const struct guest *guest)
{
	write_segment(VMCS_GUEST_ES_SELECTOR - VMCS_GUEST_ES_SELECTOR,
	    guest->ds, 0, 0xffffffff, RIGHTS_DATA);
	write_segment(VMCS_GUEST_CS_SELECTOR - VMCS_GUEST_ES_SELECTOR,
	    guest->cs, 0, 0xffffffff, RIGHTS_CODE);
	write_segment(VMCS_GUEST_SS_SELECTOR - VMCS_GUEST_ES_SELECTOR,
	    guest->ds, 0, 0xffffffff, RIGHTS_DATA);
	write_segment(VMCS_GUEST_DS_SELECTOR - VMCS_GUEST_ES_SELECTOR,
	    guest->ds, 0, 0xffffffff, RIGHTS_DATA);
	write_segment(VMCS_GUEST_FS_SELECTOR - VMCS_GUEST_ES_SELECTOR,
	    guest->ds, 0, 0xffffffff, RIGHTS_DATA);
	write_segment(VMCS_GUEST_GS_SELECTOR - VMCS_GUEST_ES_SELECTOR,
	    guest->ds, 0, 0xffffffff, RIGHTS_DATA);
	write_segment(VMCS_GUEST_LDTR_SELECTOR - VMCS_GUEST_ES_SELECTOR, 0, 0,
	    0, SEGMENT_UNUSABLE);
	write_segment(VMCS_GUEST_TR_SELECTOR - VMCS_GUEST_ES_SELECTOR,
	    guest->tr, guest->tss_base, guest->tss_limit, RIGHTS_TASK);
}

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
	const struct guest *guest = vcpu->guest;

	vmcs_write(VMCS_GUEST_CR0,
	    (guest->cr0 | rdmsr(MSR_IA32_VMX_CR0_FIXED0)) &
		rdmsr(MSR_IA32_VMX_CR0_FIXED1));
	vmcs_write(VMCS_GUEST_CR4,
	    (guest->cr4 | rdmsr(MSR_IA32_VMX_CR4_FIXED0)) &
		rdmsr(MSR_IA32_VMX_CR4_FIXED1));
	vmcs_write(VMCS_GUEST_CR3, guest->cr3);
	vmcs_write(VMCS_GUEST_RIP, guest->rip);
	vmcs_write(VMCS_GUEST_RSP, guest->rsp);
	vmcs_write(VMCS_GUEST_RFLAGS, RFLAGS_FIXED);
	vmcs_write(VMCS_GUEST_DR7, 0x400);
	write_segments(guest);

	vmcs_write(VMCS_GUEST_GDTR_BASE, guest->gdt_base);
	vmcs_write(VMCS_GUEST_GDTR_LIMIT, guest->gdt_limit);
	vmcs_write(VMCS_GUEST_IDTR_BASE, 0);
	vmcs_write(VMCS_GUEST_IDTR_LIMIT, 0);

	vmcs_write(VMCS_GUEST_IA32_DEBUGCTL, 0);
	vmcs_write(VMCS_GUEST_IA32_SYSENTER_CS, 0);
	vmcs_write(VMCS_GUEST_IA32_SYSENTER_ESP, 0);
	vmcs_write(VMCS_GUEST_IA32_SYSENTER_EIP, 0);
	if (vcpu->control_value[CONTROL_ENTRY] & ENTRY_LOAD_IA32_EFER)
		vmcs_write(VMCS_GUEST_IA32_EFER, vcpu->efer);

	vmcs_write(VMCS_GUEST_ACTIVITY_STATE, ACTIVITY_ACTIVE);
	vmcs_write(VMCS_GUEST_INTERRUPTIBILITY, 0);
	vmcs_write(VMCS_GUEST_PENDING_DEBUG, 0);
	vmcs_write(VMCS_VMCS_LINK_POINTER, ~0ull);
}
