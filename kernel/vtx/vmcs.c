/*
 * Access to the current VMCS, and the names of its fields.
 */
#include "arch/x86.h"
#include "console.h"
#include "panic.h"
#include "types.h"
#include "vmcs.h"
#include "vmx_insn.h"

struct name {
	uint32_t number;
	const char *text;
};

static const struct name fields[] = {
#define VMCS_FIELD(name, encoding, text)	{encoding, text},
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
};

static const struct name exits[] = {
#define VMX_EXIT(name, number, text)		{number, text},
#include "arch/vmx_exits.h"
#undef VMX_EXIT
};

static const struct name errors[] = {
#define VMX_ERROR(name, number, text)		{number, text},
#include "arch/vmx_errors.h"
#undef VMX_ERROR
};

static const char *
find(const struct name *table, size_t entries, uint32_t number)
{
	size_t i;

	for (i = 0; i < entries; i++)
		if (table[i].number == number)
			return table[i].text;
	return "not in the manual";
}

/* The manual's name of the field with this encoding. */
const char *
vmcs_field_name(uint32_t encoding)
{
	return find(fields, ARRAY_SIZE(fields), encoding);
}

/* What a VM-instruction error number means. */
const char *
vmx_error_text(uint32_t number)
{
	return find(errors, ARRAY_SIZE(errors), number);
}

/* The name of an exit reason; the bits above the basic one do not count. */
const char *
vmx_exit_name(uint32_t reason)
{
	return find(exits, ARRAY_SIZE(exits), reason & EXIT_REASON_BASIC);
}

/* Stop: VMREAD or VMWRITE of a field did not work; RFLAGS say how. */
_Noreturn void
vmcs_access_failed(const char *instruction, enum vmcs_field field,
    uint64_t rflags)
{
	uint64_t error = 0;

	if (rflags & RFLAGS_CF)
		panic("%s of field %#x, \"%s\": there is no current VMCS",
		    instruction, field, vmcs_field_name(field));
	vmx_vmread(VMCS_VM_INSTRUCTION_ERROR, &error);
	panic("%s of field %#x, \"%s\": error %lu, %s", instruction, field,
	    vmcs_field_name(field), error, vmx_error_text(error));
}

/* Print one field with its name, if this processor has it. */
void
vmcs_print(enum vmcs_field field)
{
	uint64_t value = 0;

	if (vmx_vmread(field, &value) & (RFLAGS_CF | RFLAGS_ZF))
		return;
	printf("  %04x  %-46s %#lx\n", field, vmcs_field_name(field), value);
}

/* Print every field this processor has. */
void
vmcs_dump(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fields); i++)
		vmcs_print(fields[i].number);
}
