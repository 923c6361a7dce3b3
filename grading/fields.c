#include <stdbool.h>
#include <stdlib.h>

#include "arch/vmx.h"
#include "bits.h"
#include "fields.h"
#include "machine/vtx/vmcs.h"
#include "names.h"

static const char *
interruption_type(uint64_t info)
{
	static const char *const types[] = {
		"external interrupt", "reserved type 1", "NMI",
		"hardware exception", "software interrupt",
		"privileged software exception", "software exception",
		"other event",
	};

	return types[info >> INTERRUPTION_TYPE_SHIFT & INTERRUPTION_TYPE_MASK];
}

void
interruption_print(FILE *out, uint64_t info)
{
	unsigned vector = info & INTERRUPTION_VECTOR;

	if (!(info & INTERRUPTION_VALID)) {
		fputs("none", out);
		return;
	}
	if (vector <= VECTOR_XM)
		fprintf(out, "%s, ", vector_name(vector));
	else
		fprintf(out, "vector %#x, ", vector);
	fputs(interruption_type(info), out);
	if (info & INTERRUPTION_ERROR_CODE)
		fputs(", with error code", out);
}

static void
rights_print(FILE *out, uint64_t rights)
{
	if (rights & SEGMENT_UNUSABLE) {
		fputs("unusable", out);
		return;
	}
	fprintf(out, "%s type %u, DPL %u",
	    rights & SEGMENT_S ? "code or data" : "system",
	    (unsigned)(rights & SEGMENT_TYPE),
	    (unsigned)(rights >> SEGMENT_DPL_SHIFT & 3));
	if (!(rights & SEGMENT_P))
		fputs(", not present", out);
	if (rights & SEGMENT_L)
		fputs(", L", out);
	if (rights & SEGMENT_DB)
		fputs(", D/B", out);
	if (rights & SEGMENT_G)
		fputs(", G", out);
}

static void
cr_access_print(FILE *out, uint64_t value)
{
	static const char *const types[] = {
		"MOV to CR", "MOV from CR", "CLTS", "LMSW"
	};
	unsigned type = value >> CR_ACCESS_TYPE_SHIFT & 3;

	fputs(types[type], out);
	if (type == CR_ACCESS_TO_CR || type == CR_ACCESS_FROM_CR)
		fprintf(out, "%u, %s", (unsigned)(value & CR_ACCESS_NUMBER),
		    register_name(value >> CR_ACCESS_REGISTER_SHIFT & 0xf));
	else if (type == CR_ACCESS_LMSW)
		fprintf(out, " %#x", (unsigned)(value >>
		    CR_ACCESS_LMSW_SHIFT & 0xffff));
}

void
qualification_print(FILE *out, uint32_t reason, uint64_t value)
{
	switch (reason & EXIT_REASON_BASIC) {
	case VMX_EXIT_CR_ACCESS:
		cr_access_print(out, value);
		break;
	case VMX_EXIT_IO_INSTRUCTION:
		fprintf(out, "%s%s%s port %#x, %u bytes",
		    value & IO_REP ? "REP " : "", value & IO_IN ? "IN" : "OUT",
		    value & IO_STRING ? "S" : "",
		    (unsigned)(value >> IO_PORT_SHIFT & 0xffff),
		    (unsigned)(value & IO_SIZE) + 1);
		break;
	}
}

static bool
is_rights(int index)
{
	return index >= INDEX_GUEST_ES_ACCESS_RIGHTS &&
	    index <= INDEX_GUEST_TR_ACCESS_RIGHTS;
}

static void
activity_print(FILE *out, uint64_t value)
{
	static const char *const states[] = {
		"active", "HLT", "shutdown", "wait for SIPI"
	};

	fputs(value < 4 ? states[value] : "no such state", out);
}

static void
exit_reason_print(FILE *out, uint64_t value)
{
	fputs(exit_name((uint32_t)value), out);
	if (value & EXIT_REASON_ENTRY_FAILURE)
		fputs(", VM-entry failure", out);
}

static void
meaning_print(FILE *out, int index, uint64_t value)
{
	const struct bit *table = field_bit_table(index);

	if (table) {
		bits_print(out, table, value);
		return;
	}
	if (is_rights(index)) {
		rights_print(out, value);
		return;
	}
	switch (index) {
	case INDEX_VM_INSTRUCTION_ERROR:
		if (value)
			fputs(error_name(value), out);
		break;
	case INDEX_EXIT_REASON:
		exit_reason_print(out, value);
		break;
	case INDEX_GUEST_ACTIVITY_STATE:
		activity_print(out, value);
		break;
	case INDEX_ENTRY_INTERRUPTION_INFO:
	case INDEX_EXIT_INTERRUPTION_INFO:
	case INDEX_IDT_VECTORING_INFO:
		interruption_print(out, value);
		break;
	}
}

void
field_print_bits(FILE *out, int index, uint64_t value)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return;
	meaning_print(memory, index, value);
	fclose(memory);
	if (size)
		fprintf(out, " (%s)", text);
	free(text);
}

void
field_print(FILE *out, int index, uint64_t value)
{
	fprintf(out, "%s (%s) = %#llx", field_name(index),
	    field_constant(index), (unsigned long long)value);
	field_print_bits(out, index, value);
}

static uint64_t
capability_of(const struct trace_header *header, uint32_t msr)
{
	return header->capability[msr - MSR_IA32_VMX_BASIC];
}

/* Bits that must be 1 and bits that may be 1; false: not restricted. */
static bool
allowed(const struct trace_header *h, int index, uint64_t *ones,
    uint64_t *possible)
{
	bool is_true = capability_of(h, MSR_IA32_VMX_BASIC) &
	    VMX_BASIC_TRUE_CTLS;
	uint64_t msr;

	switch (index) {
	case INDEX_PIN_BASED_CONTROLS:
		msr = is_true ? MSR_IA32_VMX_TRUE_PINBASED_CTLS :
		    MSR_IA32_VMX_PINBASED_CTLS;
		break;
	case INDEX_PRIMARY_CONTROLS:
		msr = is_true ? MSR_IA32_VMX_TRUE_PROCBASED_CTLS :
		    MSR_IA32_VMX_PROCBASED_CTLS;
		break;
	case INDEX_SECONDARY_CONTROLS:
		msr = MSR_IA32_VMX_PROCBASED_CTLS2;
		break;
	case INDEX_EXIT_CONTROLS:
		msr = is_true ? MSR_IA32_VMX_TRUE_EXIT_CTLS :
		    MSR_IA32_VMX_EXIT_CTLS;
		break;
	case INDEX_ENTRY_CONTROLS:
		msr = is_true ? MSR_IA32_VMX_TRUE_ENTRY_CTLS :
		    MSR_IA32_VMX_ENTRY_CTLS;
		break;
	case INDEX_HOST_CR0:
	case INDEX_GUEST_CR0:
		*ones = capability_of(h, MSR_IA32_VMX_CR0_FIXED0);
		*possible = capability_of(h, MSR_IA32_VMX_CR0_FIXED1);
		return true;
	case INDEX_HOST_CR4:
	case INDEX_GUEST_CR4:
		*ones = capability_of(h, MSR_IA32_VMX_CR4_FIXED0);
		*possible = capability_of(h, MSR_IA32_VMX_CR4_FIXED1);
		return true;
	default:
		return false;
	}
	*ones = capability_of(h, (uint32_t)msr) & 0xffffffff;
	*possible = capability_of(h, (uint32_t)msr) >> 32;
	return true;
}

static void
print_wrong(FILE *out, const char *margin, const char *text, int index,
    uint64_t bits)
{
	if (!bits)
		return;
	fprintf(out, "%s%s: ", margin, text);
	bits_print(out, field_bit_table(index), bits);
	putc('\n', out);
}

void
field_print_required(FILE *out, const char *margin,
    const struct trace_header *header, int index, uint64_t value)
{
	uint64_t ones, possible;

	if (allowed(header, index, &ones, &possible))
		print_wrong(out, margin, "0, but must be 1", index,
		    ones & ~value);
}

void
field_print_forbidden(FILE *out, const char *margin,
    const struct trace_header *header, int index, uint64_t value)
{
	uint64_t ones, possible;

	if (allowed(header, index, &ones, &possible))
		print_wrong(out, margin, "1, but must be 0", index,
		    value & ~possible);
}

static void
area_print(FILE *out, const struct trace_vmcs *vmcs, unsigned type,
    const char *title)
{
	uint64_t reason = vmcs->value[INDEX_EXIT_REASON];

	fprintf(out, "%s\n", title);
	for (int i = 0; i < VMCS_FIELD_COUNT; i++) {
		if (VMCS_FIELD_TYPE(vmcs_encoding(i)) != type)
			continue;
		fprintf(out, "  %-44s %#18llx", field_name(i),
		    (unsigned long long)vmcs->value[i]);
		field_print_bits(out, i, vmcs->value[i]);
		if (i == INDEX_EXIT_QUALIFICATION) {
			fputs("  ", out);
			qualification_print(out, (uint32_t)reason,
			    vmcs->value[i]);
		}
		putc('\n', out);
	}
}

void
vmcs_print(FILE *out, const struct trace_vmcs *vmcs)
{
	if (vmcs->address == ~0ull) {
		fputs("There is no current VMCS: no VMPTRLD has succeeded, "
		    "or a VMCLEAR of the current VMCS came after it.\n", out);
		return;
	}
	fprintf(out, "VMCS at %#llx, %s; %llu entries tried so far\n",
	    (unsigned long long)vmcs->address,
	    vmcs->launched ? "launched" : "launch state clear",
	    (unsigned long long)vmcs->attempt);
	area_print(out, vmcs, VMCS_TYPE_CONTROL, "Control fields");
	area_print(out, vmcs, VMCS_TYPE_GUEST, "Guest-state area");
	area_print(out, vmcs, VMCS_TYPE_HOST, "Host-state area");
	area_print(out, vmcs, VMCS_TYPE_READ_ONLY, "Read-only data fields");
}
