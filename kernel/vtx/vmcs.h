/*
 * Access to the current VMCS, and the names of its fields.
 */
#ifndef VMCS_H
#define VMCS_H

#include <stdint.h>

#include "arch/vmx.h"
#include "arch/x86.h"
#include "vmx_insn.h"

_Noreturn void vmcs_access_failed(const char *instruction,
    enum vmcs_field field, uint64_t rflags);

const char *vmcs_field_name(uint32_t encoding);
const char *vmx_error_text(uint32_t number);
const char *vmx_exit_name(uint32_t reason);

void vmcs_print(enum vmcs_field field);
void vmcs_dump(void);

/*
 * Both accesses are inlined, so that the trace can name the line that made
 * one: it knows the RIP of every VMREAD and VMWRITE.
 */

/* The value of a field of the current VMCS.  Panics if it has none. */
static inline __attribute__((always_inline)) uint64_t
vmcs_read(enum vmcs_field field)
{
	uint64_t value = 0;
	uint64_t rflags = vmx_vmread(field, &value);

	if (rflags & (RFLAGS_CF | RFLAGS_ZF))
		vmcs_access_failed("VMREAD", field, rflags);
	return value;
}

/* Set a field of the current VMCS.  Panics if it cannot be set. */
static inline __attribute__((always_inline)) void
vmcs_write(enum vmcs_field field, uint64_t value)
{
	uint64_t rflags = vmx_vmwrite(field, value);

	if (rflags & (RFLAGS_CF | RFLAGS_ZF))
		vmcs_access_failed("VMWRITE", field, rflags);
}

#endif
