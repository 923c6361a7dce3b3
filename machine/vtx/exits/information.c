/*
 * The VM-exit information fields, as far as the manual defines them for an
 * exit; what it leaves undefined may differ from processor to processor.
 *
 * SDM Vol. 3C, 27.2, "Recording VM-Exit Information and Updating VM-Entry
 * Control Fields".
 */
#include "exits.h"

#include "console.h"
#include "vmcs.h"

/* Print a field of the VMCS. */
void
report_field(const char *name, enum vmcs_field field)
{
	printf(" %s=%lx", name, vmcs_read(field));
}

/* Print it unless it has its usual value. */
void
report_unless(const char *name, enum vmcs_field field, uint64_t usual)
{
	if (vmcs_read(field) != usual)
		report_field(name, field);
}

static bool
is_software(uint32_t info)
{
	uint32_t type = info &
	    INTERRUPTION_TYPE_MASK << INTERRUPTION_TYPE_SHIFT;

	return info & INTERRUPTION_VALID &&
	    (type == INTERRUPTION_SOFTWARE_INTERRUPT ||
	    type == INTERRUPTION_PRIVILEGED_SOFTWARE ||
	    type == INTERRUPTION_SOFTWARE_EXCEPTION);
}

/* Is it the reason of VM exits that an instruction causes? */
bool
exit_by_instruction(uint32_t reason)
{
	switch (reason) {
	case VMX_EXIT_MONITOR_TRAP_FLAG:
	case VMX_EXIT_TPR_BELOW_THRESHOLD:
	case VMX_EXIT_APIC_ACCESS:
	case VMX_EXIT_PREEMPTION_TIMER:
		return false;
	}
	return reason >= VMX_EXIT_CPUID && reason <= VMX_EXIT_WBINVD;
}

/* Is the exit one by an instruction, or by the delivery of one's event? */
static bool
has_length(uint32_t reason)
{
	if (is_software(vmcs_read(VMCS_IDT_VECTORING_INFO)))
		return true;
	if (reason == VMX_EXIT_EXCEPTION_OR_NMI)
		return is_software(vmcs_read(VMCS_EXIT_INTERRUPTION_INFO));
	return exit_by_instruction(reason);
}

/* Which reasons have VM-exit instruction information. */
static bool
has_information(uint32_t reason)
{
	switch (reason) {
	case VMX_EXIT_VMCLEAR:
	case VMX_EXIT_VMPTRLD:
	case VMX_EXIT_VMPTRST:
	case VMX_EXIT_VMREAD:
	case VMX_EXIT_VMWRITE:
	case VMX_EXIT_VMXON:
	case VMX_EXIT_GDTR_IDTR_ACCESS:
	case VMX_EXIT_LDTR_TR_ACCESS:
		return true;
	case VMX_EXIT_IO_INSTRUCTION:
		return vmcs_read(VMCS_EXIT_QUALIFICATION) & IO_STRING;
	}
	return false;
}

static bool
has_linear(uint32_t reason)
{
	uint64_t qualification = vmcs_read(VMCS_EXIT_QUALIFICATION);

	if (reason == VMX_EXIT_CR_ACCESS)
		return qualification & CR_ACCESS_LMSW_MEMORY;
	return reason == VMX_EXIT_IO_INSTRUCTION && qualification & IO_STRING;
}

static bool
in_64bit_mode(void)
{
	return vmcs_read(VMCS_ENTRY_CONTROLS) & ENTRY_IA32E_MODE_GUEST &&
	    vmcs_read(VMCS_GUEST_CS_ACCESS_RIGHTS) & SEGMENT_L;
}

/*
 * The bits of the instruction information that the manual defines: scale
 * and index only with an index, nothing of memory for a register.
 */
static uint32_t
defined_information(uint32_t reason, uint32_t info)
{
	bool vmx = reason >= VMX_EXIT_VMCLEAR && reason <= VMX_EXIT_VMXON;
	bool reg1 = reason == VMX_EXIT_VMREAD || reason == VMX_EXIT_VMWRITE ||
	    reason == VMX_EXIT_LDTR_TR_ACCESS;
	uint32_t mask = 0x0fff8783;	/* tables 27-9 to 27-14 */

	if (reason == VMX_EXIT_IO_INSTRUCTION)	/* OUTS has a segment */
		return info & (vmcs_read(VMCS_EXIT_QUALIFICATION) & IO_IN ?
		    0x380 : 0x38380);
	if (reg1 && info & 1 << 10)
		mask = 0x478;
	else if (info & 1 << 22)
		mask &= ~0x3c0003u;
	if (info & 1 << 27)
		mask &= ~0x7800000u;
	if (reason == VMX_EXIT_VMREAD || reason == VMX_EXIT_VMWRITE)
		mask |= 0xf0000000;
	if (!vmx)
		mask |= 0x30000000;
	if (reason == VMX_EXIT_GDTR_IDTR_ACCESS && !in_64bit_mode())
		mask |= 0x800;
	return info & mask;
}

/* A displacement counts up to the instruction's address size. */
static uint64_t
defined_qualification(uint32_t reason)
{
	uint64_t qualification = vmcs_read(VMCS_EXIT_QUALIFICATION);
	unsigned size = vmcs_read(VMCS_EXIT_INSTRUCTION_INFO) >> 7 & 7;

	if (!has_information(reason) || reason == VMX_EXIT_IO_INSTRUCTION ||
	    size > 1)
		return qualification;
	return qualification & (size == 1 ? 0xffffffff : 0xffff);
}

static void
print_event(const char *name, enum vmcs_field info_field,
    enum vmcs_field error_field, uint32_t hidden)
{
	uint32_t info = vmcs_read(info_field);

	if (!(info & INTERRUPTION_VALID))
		return;
	printf(" %s=%x", name, info & ~hidden);
	if (info & INTERRUPTION_ERROR_CODE)
		printf(":%lx", vmcs_read(error_field));
}

/* Print what the VM exit with this reason says of itself; SHOW_*. */
void
report_information(uint32_t reason, unsigned show)
{
	if (defined_qualification(reason) != 0)
		printf(" qual=%lx", defined_qualification(reason));
	if (has_length(reason))
		report_field("len", VMCS_EXIT_INSTRUCTION_LENGTH);
	if (has_information(reason))
		printf(" info=%x", defined_information(reason,
		    vmcs_read(VMCS_EXIT_INSTRUCTION_INFO)));
	if (has_linear(reason))
		report_field("linear", VMCS_GUEST_LINEAR_ADDRESS);
	print_event("int", VMCS_EXIT_INTERRUPTION_INFO,
	    VMCS_EXIT_INTERRUPTION_ERROR_CODE, show & SHOW_UNBLOCKING ? 0 :
	    INTERRUPTION_NMI_UNBLOCKING);
	print_event("idt", VMCS_IDT_VECTORING_INFO,
	    VMCS_IDT_VECTORING_ERROR_CODE, INTERRUPTION_NMI_UNBLOCKING);
	if (vmcs_read(VMCS_ENTRY_INTERRUPTION_INFO) & INTERRUPTION_VALID)
		report_field("entry", VMCS_ENTRY_INTERRUPTION_INFO);
}
