/*
 * The instructions of VMX, one function each.
 *
 * Each returns RFLAGS as the instruction left them: CF set is VMfailInvalid,
 * ZF set is VMfailValid, neither is VMsucceed.
 *
 * SDM Vol. 3C, 30.2, "Conventions", and 30.3, "VMX Instructions".
 */
#ifndef VMX_INSN_H
#define VMX_INSN_H

#include <stdint.h>

#include "types.h"

/* Enter VMX operation; the VMXON region is at physical address `region`. */
static inline uint64_t
vmx_vmxon(hpa_t region)
{
	uint64_t rflags;

	__asm__ volatile("vmxon %[region]\n\t"
			 "pushfq\n\t"
			 "pop %[rflags]"
			 : [rflags] "=r"(rflags)
			 : [region] "m"(region)
			 : "cc", "memory");
	return rflags;
}

/* Leave VMX operation. */
static inline uint64_t
vmx_vmxoff(void)
{
	uint64_t rflags;

	__asm__ volatile("vmxoff\n\t"
			 "pushfq\n\t"
			 "pop %[rflags]"
			 : [rflags] "=r"(rflags)
			 :
			 : "cc", "memory");
	return rflags;
}

/* Make the VMCS at physical address `region` clear, and write it back. */
static inline uint64_t
vmx_vmclear(hpa_t region)
{
	uint64_t rflags;

	__asm__ volatile("vmclear %[region]\n\t"
			 "pushfq\n\t"
			 "pop %[rflags]"
			 : [rflags] "=r"(rflags)
			 : [region] "m"(region)
			 : "cc", "memory");
	return rflags;
}

/* Make the VMCS at physical address `region` the current one. */
static inline uint64_t
vmx_vmptrld(hpa_t region)
{
	uint64_t rflags;

	__asm__ volatile("vmptrld %[region]\n\t"
			 "pushfq\n\t"
			 "pop %[rflags]"
			 : [rflags] "=r"(rflags)
			 : [region] "m"(region)
			 : "cc", "memory");
	return rflags;
}

/* Read a field of the current VMCS into *value; unchanged on failure. */
static inline uint64_t
vmx_vmread(uint64_t field, uint64_t *value)
{
	uint64_t rflags;

	__asm__ volatile("vmread %[field], %[value]\n\t"
			 "pushfq\n\t"
			 "pop %[rflags]"
			 : [rflags] "=r"(rflags), [value] "+&r"(*value)
			 : [field] "r"(field)
			 : "cc", "memory");
	return rflags;
}

/* Write a field of the current VMCS. */
static inline uint64_t
vmx_vmwrite(uint64_t field, uint64_t value)
{
	uint64_t rflags;

	__asm__ volatile("vmwrite %[value], %[field]\n\t"
			 "pushfq\n\t"
			 "pop %[rflags]"
			 : [rflags] "=r"(rflags)
			 : [field] "r"(field), [value] "r"(value)
			 : "cc", "memory");
	return rflags;
}

#endif
