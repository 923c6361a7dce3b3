/*
 * Lab 2: the host-state area, which every VM exit loads.
 */
#include "arch/vmx.h"
#include "cpu.h"
#include "gdt.h"
#include "lab.h"
#include "vcpu.h"
#include "vmcs.h"

/*
 * Write the host-state area of the current VMCS, so that a VM exit brings
 * back the processor as it is now:
 *
 *	CR0, CR3, CR4				as they are
 *	selectors ES CS SS DS FS GS TR		as they are
 *	FS base, GS base			IA32_FS_BASE, IA32_GS_BASE
 *	TR base					tss_base()
 *	GDTR base, IDTR base			as they are
 *	IA32_SYSENTER_CS, _ESP, _EIP		as they are in the MSRs
 *	IA32_EFER	as it is in the MSR; only if the VM-exit controls in
 *			vcpu->control_value[] have EXIT_LOAD_IA32_EFER, for
 *			without it the field may not exist
 *	RIP					vcpu->host_rip
 *
 * Leave RSP alone: whoever enters the guest sets it, just before the entry.
 *
 * SDM Vol. 3C, 24.5, "Host-State Area", and 26.2.2, "Checks on Host Control
 * Registers and MSRs".
 */
EXERCISE(2, 4)
void
vmcs_write_host_state(struct vcpu *vcpu)
{
	TODO(2, 4);
}
