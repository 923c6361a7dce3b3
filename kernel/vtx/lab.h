/*
 * What the labs provide: every function a student writes, and what the
 * kernel calls when it is there.  The contract of each stands above its
 * definition in labs/NN-name/.
 */
#ifndef LAB_H
#define LAB_H

#define EXERCISE(lab, n)	/* next function: its body is the exercise */
#define SOLUTION		/* next function: only the solution has it */

#ifdef __ASSEMBLER__

#define ENTRY(f)	.globl f; .type f, @function;			\
			.pushsection .rodata; 9: .asciz #f; .popsection; f:
#define END(f)		.size f, . - f
#define TODO(lab, n)	and $-16, %rsp; mov $lab, %edi; mov $n, %esi;	\
			lea 9b(%rip), %rdx; call lab_todo

#else

#include <stdbool.h>
#include <stdint.h>

#include "types.h"

/* The labs' folders, from lab 1. */
#define LAB_FOLDERS	{ "01-vmxon", "02-vmcs", "03-entry" }

#define TODO(lab, n)	lab_todo(lab, n, __func__)
_Noreturn void lab_todo(int lab, int n, const char *function);

struct guest_regs;
struct vcpu;
struct vmx_control;

/* Lab 01, vmxon */
bool vmx_supported(void);				/* exercise 1 */
int vmx_unlock(void);					/* exercise 2 */
int vmx_fix_control_registers(void);			/* exercise 3 */
void vmxon_region_init(void *region);			/* exercise 4 */
int vmx_result(uint64_t rflags);			/* exercise 5 */
int vmx_on(hpa_t region);				/* exercise 6 */
int vmx_off(void);					/* exercise 6 */

/* Lab 02, vmcs */
int vmcs_load(void *region);				/* exercise 1 */
int vmcs_adjust(const struct vmx_control *wanted, uint64_t capability,
    uint32_t *value, int *bit);				/* exercise 2 */
int vmcs_write_controls(struct vcpu *vcpu);		/* exercise 3 */
void vmcs_write_host_state(struct vcpu *vcpu);		/* exercise 4 */
void vmcs_write_guest_state(struct vcpu *vcpu);		/* exercise 5 */
int vmcs_entry_error(uint64_t rflags, uint32_t *error);	/* exercise 6 */

/* Lab 03, entry */
extern const char vmx_exit[];		/* a label within vmx_enter */
uint64_t vmx_enter(struct guest_regs *regs, bool launched); /* exercise 1 */
int vcpu_run(struct vcpu *vcpu);			/* exercise 2 */
void guest_skip(struct vcpu *vcpu);			/* exercise 3 */
void guest_inject(struct vcpu *vcpu, int vector, uint32_t error_code); /* 3 */
int exit_cpuid(struct vcpu *vcpu);			/* exercise 4 */
int exit_hlt(struct vcpu *vcpu);			/* exercise 4 */
int exit_vmcall(struct vcpu *vcpu);			/* exercise 4 */
int exit_rdmsr(struct vcpu *vcpu);			/* exercise 5 */
int exit_wrmsr(struct vcpu *vcpu);			/* exercise 5 */
int exit_cr_access(struct vcpu *vcpu);			/* exercise 6 */

#endif /* __ASSEMBLER__ */
#endif
