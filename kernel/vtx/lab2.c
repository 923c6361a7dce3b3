/*
 * Lab 2, the kernel's side: a VMCS, and a first VM entry.
 */
#include "boot.h"
#include "bytes.h"
#include "console.h"
#include "drill.h"
#include "errors.h"
#include "exit.h"
#include "guest.h"
#include "lab.h"
#include "steps.h"

#pragma weak vmcs_load
#pragma weak vmcs_write_controls
#pragma weak vmcs_write_host_state
#pragma weak vmcs_write_guest_state
#pragma weak vmcs_entry_error

/* Write a VMCS.  The option dump=1 prints it. */
void
vmcs_fill(struct vcpu *vcpu, hpa_t vmxon_region)
{
	uint64_t dump;
	uint32_t revision;
	int error;

	drill_vmcs_load(vmxon_region);
	memset(vcpu->vmcs, 0xa5, PAGE_SIZE);
	error = vmcs_load(vcpu->vmcs);
	memcpy(&revision, vcpu->vmcs, sizeof(revision));
	NOTE(JOURNAL_VMCS_LOAD, error, hpa_of(vcpu->vmcs), revision);
	if (error)
		lab_stop("vmcs_load", error, "VMCLEAR or VMPTRLD failed");
	printf("vmcs_load: the VMCS at %p is current\n", vcpu->vmcs);

	drill_vmcs_adjust();
	error = vmcs_write_controls(vcpu);
	NOTE(JOURNAL_WRITE_CONTROLS, error,
	    vcpu->control[vcpu->refused_group].field, vcpu->refused_bit);
	if (error) {
		printf("vmcs_write_controls: bit %d of the %s\n",
		    vcpu->refused_bit, vcpu->control[vcpu->refused_group].name);
		lab_stop("vmcs_write_controls", error, "a bit cannot be had");
	}
	printf("vmcs_write_controls: pin %#x, primary %#x, secondary %#x, "
	       "exit %#x, entry %#x\n",
	    vcpu->control_value[CONTROL_PIN],
	    vcpu->control_value[CONTROL_PRIMARY],
	    vcpu->control_value[CONTROL_SECONDARY],
	    vcpu->control_value[CONTROL_EXIT],
	    vcpu->control_value[CONTROL_ENTRY]);

	drill_host_registers();
	vmcs_write_host_state(vcpu);
	NOTE(JOURNAL_HOST_STATE, 0, vcpu->host_rip);
	printf("vmcs_write_host_state: VM exits continue at %#lx\n",
	    vcpu->host_rip);
	drill_guest(vcpu->guest);
	vmcs_write_guest_state(vcpu);
	NOTE(JOURNAL_GUEST_STATE, 0, vcpu->guest->rip, vcpu->guest->rsp);
	printf("vmcs_write_guest_state: the guest starts at %#lx\n",
	    vcpu->guest->rip);
	drill_entry_error(vmxon_region);
	if (option_find(boot_options(), "dump", &dump) && dump != 0)
		vmcs_dump();
}

/* Say why a VM entry failed that vmcs_entry_error() was asked about. */
void
print_entry_error(int error, uint32_t number)
{
	if (error == -EFAILVALID)
		printf("  VM-instruction error %u: %s\n", number,
		    vmx_error_text(number));
	else
		printf("  %s\n", error_name(error));
}

/* Enter the guest once, and look at its first VM exit. */
void
guest_try(struct vcpu *vcpu)
{
	uint64_t rflags = first_launch(vcpu->guest->seed);
	uint32_t number = 0, reason;
	int error;

	if (rflags != 0) {
		error = vmcs_entry_error(rflags, &number);
		NOTE(JOURNAL_FIRST_LAUNCH, error, rflags, number);
		printf("first_launch: VMLAUNCH failed\n");
		print_entry_error(error, number);
		power_off(POWER_LAB_ERROR);
	}
	reason = vmcs_read(VMCS_EXIT_REASON);
	NOTE(JOURNAL_FIRST_LAUNCH, 0, reason, vmcs_read(VMCS_GUEST_RIP));
	if (reason & EXIT_REASON_ENTRY_FAILURE) {
		printf("first_launch: the guest could not be entered: %s\n",
		    vmx_exit_name(reason));
		exit_print();
		power_off(POWER_LAB_ERROR);
	}
	printf("first_launch: the guest ran; its first VM exit is %u, %s, "
	       "at rip %#lx\n",
	    reason, vmx_exit_name(reason), vmcs_read(VMCS_GUEST_RIP));
}
