/*
 * The virtual processor, before its first entry.
 */
#include "vcpu.h"
#include "cpu.h"
#include "guest.h"
#include "lab.h"
#include "page.h"

#pragma weak vmx_exit

/*
 * What this VMM wants of the processor.  A bit is named only if the VMM
 * needs it to have one value: whatever makes an exit that nobody handles
 * must be 0, and what the host or the guest stands on must be 1.
 */
static const struct vmx_control wanted[CONTROL_GROUPS] = {
	[CONTROL_PIN] = {
		.name = "pin-based controls",
		.field = VMCS_PIN_BASED_CONTROLS,
		.msr = MSR_IA32_VMX_PINBASED_CTLS,
		.true_msr = MSR_IA32_VMX_TRUE_PINBASED_CTLS,
		.zero = PIN_EXTERNAL_INTERRUPT_EXITING | PIN_NMI_EXITING |
			PIN_PREEMPTION_TIMER,
	},
	[CONTROL_PRIMARY] = {
		.name = "primary processor-based controls",
		.field = VMCS_PRIMARY_CONTROLS,
		.msr = MSR_IA32_VMX_PROCBASED_CTLS,
		.true_msr = MSR_IA32_VMX_TRUE_PROCBASED_CTLS,
		.one = PRIMARY_HLT_EXITING,
		.zero = PRIMARY_INTERRUPT_WINDOW | PRIMARY_TPR_SHADOW |
			PRIMARY_UNCONDITIONAL_IO | PRIMARY_IO_BITMAPS |
			PRIMARY_MONITOR_TRAP_FLAG | PRIMARY_MSR_BITMAPS,
		.optional = PRIMARY_SECONDARY_CONTROLS,
	},
	[CONTROL_SECONDARY] = {
		.name = "secondary processor-based controls",
		.field = VMCS_SECONDARY_CONTROLS,
		.msr = MSR_IA32_VMX_PROCBASED_CTLS2,
		.zero = SECONDARY_APIC_ACCESSES | SECONDARY_EPT |
			SECONDARY_VPID | SECONDARY_UNRESTRICTED_GUEST,
		.optional = SECONDARY_RDTSCP,
	},
	[CONTROL_EXIT] = {
		.name = "VM-exit controls",
		.field = VMCS_EXIT_CONTROLS,
		.msr = MSR_IA32_VMX_EXIT_CTLS,
		.true_msr = MSR_IA32_VMX_TRUE_EXIT_CTLS,
		.one = EXIT_HOST_ADDRESS_SPACE_SIZE,
		.zero = EXIT_LOAD_PERF_GLOBAL_CTRL | EXIT_LOAD_IA32_PAT,
		.optional = EXIT_LOAD_IA32_EFER,
	},
	[CONTROL_ENTRY] = {
		.name = "VM-entry controls",
		.field = VMCS_ENTRY_CONTROLS,
		.msr = MSR_IA32_VMX_ENTRY_CTLS,
		.true_msr = MSR_IA32_VMX_TRUE_ENTRY_CTLS,
		.one = ENTRY_IA32E_MODE_GUEST,
		.zero = ENTRY_TO_SMM | ENTRY_DEACTIVATE_DUAL_MONITOR |
			ENTRY_LOAD_PERF_GLOBAL_CTRL | ENTRY_LOAD_IA32_PAT,
		.optional = ENTRY_LOAD_IA32_EFER,
	},
};

/* Make a virtual processor for a guest; its VMCS is an empty page. */
void
vcpu_init(struct vcpu *vcpu, struct guest *guest)
{
	unsigned i;

	*vcpu = (struct vcpu){
		.guest = guest,
		.vmcs = page_alloc(),
		.efer = EFER_LME | EFER_LMA,
		.host_rip = vmx_exit != NULL ? hpa_of(vmx_exit)
					     : hpa_of(first_exit),
		.regs.rdi = guest->seed,
	};
	for (i = 0; i < CONTROL_GROUPS; i++)
		vcpu->control[i] = wanted[i];
}

/* The guest's register with this number, 0 (RAX) to 15 (R15). */
uint64_t
vcpu_register(const struct vcpu *vcpu, unsigned number)
{
	if (number == 4)
		return vmcs_read(VMCS_GUEST_RSP);
	return (&vcpu->regs.rax)[number];
}

/* Set the guest's register with this number. */
void
vcpu_set_register(struct vcpu *vcpu, unsigned number, uint64_t value)
{
	if (number == 4)
		vmcs_write(VMCS_GUEST_RSP, value);
	else
		(&vcpu->regs.rax)[number] = value;
}

/*
 * Give the guest a new IA32_EFER.  A processor whose VM entries do not load
 * it has one for host and guest; the host has no use for what differs.
 */
void
vcpu_set_efer(struct vcpu *vcpu, uint64_t value)
{
	vcpu->efer = value;
	if (vcpu->control_value[CONTROL_ENTRY] & ENTRY_LOAD_IA32_EFER)
		vmcs_write(VMCS_GUEST_IA32_EFER, value);
	else
		wrmsr(MSR_IA32_EFER, value);
}
