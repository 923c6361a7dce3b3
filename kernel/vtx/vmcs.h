/*
 * Access to the current VMCS, and the names of its fields.
 */
#ifndef VMCS_H
#define VMCS_H

#include <stdint.h>

#include "arch/vmx.h"

uint64_t vmcs_read(enum vmcs_field field);
void vmcs_write(enum vmcs_field field, uint64_t value);

const char *vmcs_field_name(uint32_t encoding);
const char *vmx_error_text(uint32_t number);
const char *vmx_exit_name(uint32_t reason);

void vmcs_print(enum vmcs_field field);
void vmcs_dump(void);

#endif
