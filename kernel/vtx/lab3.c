/*
 * Lab 3, the kernel's side: running a guest until it ends.
 */
#include "boot.h"
#include "console.h"
#include "drill.h"
#include "exit.h"
#include "lab.h"
#include "steps.h"

#pragma weak vcpu_run

/*
 * The options field=ENCODING and value=N change one field of the VMCS, for
 * whoever wants to see what comes of it.
 */
static void
change_field(void)
{
	uint64_t field, value;

	if (option_find(boot_options(), "field", &field) &&
	    option_find(boot_options(), "value", &value))
		vmcs_write(field, value);
}

/* Run the guest until it ends.  Returns the status to end with. */
enum power_status
guest_run(struct vcpu *vcpu)
{
	int error;

	change_field();
	drill_guest_inject(vcpu);
	drill_vmx_enter(vcpu);
	error = vcpu_run(vcpu);
	NOTE(JOURNAL_VCPU_RUN, error, vcpu->end, vcpu->status,
	    vcpu->exit_reason, vcpu->exits);
	if (error) {
		printf("vcpu_run: the guest could not be entered\n");
		if (vcpu->exit_reason & EXIT_REASON_ENTRY_FAILURE) {
			printf("  %s\n", vmx_exit_name(vcpu->exit_reason));
			exit_print();
		} else {
			print_entry_error(error, vcpu->entry_error);
		}
		return POWER_LAB_ERROR;
	}
	switch (vcpu->end) {
	case VCPU_ENDED:
		printf("vcpu_run: the guest ended with status %lu",
		    vcpu->status);
		break;
	case VCPU_HALTED:
		printf("vcpu_run: the guest halted");
		break;
	case VCPU_KILLED:
		printf("vcpu_run: the guest was ended");
		break;
	default:
		printf("vcpu_run: came back, but the guest has not ended\n");
		return POWER_LAB_ERROR;
	}
	printf(" after %lu VM exits\n", vcpu->exits);
	if (vcpu->end == VCPU_KILLED || vcpu->status != 0)
		return POWER_GUEST;
	return POWER_OK;
}
