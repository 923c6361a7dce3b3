/*
 * Drills: calling the functions that only compute, many times.
 */
#ifndef DRILL_H
#define DRILL_H

#include <stdint.h>

#include "types.h"

struct guest;
struct vcpu;

void drill_init(uint64_t seed);
void drill_control_registers(void);
void drill_vmx_result(void);
void drill_vmx_on(hpa_t region);
void drill_vmcs_load(hpa_t vmxon_region);
void drill_vmcs_adjust(void);
void drill_host_registers(void);
void drill_guest(struct guest *guest);
void drill_entry_error(hpa_t vmxon_region);
void drill_vmx_enter(struct vcpu *vcpu);
void drill_guest_inject(struct vcpu *vcpu);

#endif
