/*
 * VM exits, and who handles them: one table, indexed by the exit reason.
 *
 * A handler that no lab has written yet is absent from the image, and its
 * row is NULL; exit_unhandled() stands in for it.
 */
#include "exit.h"
#include "console.h"
#include "lab.h"

#pragma weak exit_cpuid
#pragma weak exit_hlt
#pragma weak exit_vmcall
#pragma weak exit_rdmsr
#pragma weak exit_wrmsr
#pragma weak exit_cr_access
#pragma weak guest_inject

static int exit_vmx_instruction(struct vcpu *vcpu);

static int (*const handlers[VMX_EXIT_COUNT])(struct vcpu *) = {
	[VMX_EXIT_CPUID] = exit_cpuid,
	[VMX_EXIT_HLT] = exit_hlt,
	[VMX_EXIT_VMCALL] = exit_vmcall,
	[VMX_EXIT_VMCLEAR] = exit_vmx_instruction,
	[VMX_EXIT_VMLAUNCH] = exit_vmx_instruction,
	[VMX_EXIT_VMPTRLD] = exit_vmx_instruction,
	[VMX_EXIT_VMPTRST] = exit_vmx_instruction,
	[VMX_EXIT_VMREAD] = exit_vmx_instruction,
	[VMX_EXIT_VMRESUME] = exit_vmx_instruction,
	[VMX_EXIT_VMWRITE] = exit_vmx_instruction,
	[VMX_EXIT_VMXOFF] = exit_vmx_instruction,
	[VMX_EXIT_VMXON] = exit_vmx_instruction,
	[VMX_EXIT_INVEPT] = exit_vmx_instruction,
	[VMX_EXIT_INVVPID] = exit_vmx_instruction,
	[VMX_EXIT_CR_ACCESS] = exit_cr_access,
	[VMX_EXIT_RDMSR] = exit_rdmsr,
	[VMX_EXIT_WRMSR] = exit_wrmsr,
};

/*
 * Handle the VM exit whose reason is vcpu->exit_reason.  Returns
 * EXIT_RESUME or EXIT_END.
 */
int
exit_dispatch(struct vcpu *vcpu)
{
	uint32_t basic = vcpu->exit_reason & EXIT_REASON_BASIC;

	if (basic >= VMX_EXIT_COUNT || handlers[basic] == NULL)
		return exit_unhandled(vcpu);
	return handlers[basic](vcpu);
}

/* An exit that nobody handles: report it and end the guest. */
int
exit_unhandled(struct vcpu *vcpu)
{
	printf("exit_unhandled: the guest is ended by VM exit %u, %s\n",
	    vcpu->exit_reason & EXIT_REASON_BASIC,
	    vmx_exit_name(vcpu->exit_reason));
	exit_print();
	vcpu->end = VCPU_KILLED;
	return EXIT_END;
}

/* Print what the VMCS says about the last VM exit. */
void
exit_print(void)
{
	static const enum vmcs_field fields[] = {
		VMCS_EXIT_REASON,
		VMCS_EXIT_QUALIFICATION,
		VMCS_GUEST_LINEAR_ADDRESS,
		VMCS_EXIT_INSTRUCTION_LENGTH,
		VMCS_EXIT_INSTRUCTION_INFO,
		VMCS_EXIT_INTERRUPTION_INFO,
		VMCS_IDT_VECTORING_INFO,
		VMCS_GUEST_RIP,
		VMCS_GUEST_RSP,
		VMCS_GUEST_RFLAGS,
		VMCS_GUEST_CR0,
		VMCS_GUEST_CR3,
		VMCS_GUEST_CR4,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		vmcs_print(fields[i]);
}

/*
 * VMX instructions in the guest: its processor has no VMX, as exit_cpuid()
 * told it, so each is an invalid opcode.
 */
static int
exit_vmx_instruction(struct vcpu *vcpu)
{
	if (guest_inject == NULL)
		return exit_unhandled(vcpu);
	guest_inject(vcpu, VECTOR_UD, 0);
	return EXIT_RESUME;
}
