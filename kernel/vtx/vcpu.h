/*
 * The virtual processor: what the VMM keeps about it outside its VMCS.
 */
#ifndef VCPU_H
#define VCPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "asm.h"
#include "types.h"
#include "vmcs.h"

/*
 * The guest's general-purpose registers, which VM entries and exits do not
 * touch.  The order is that of register numbers in exit qualifications.
 */
struct guest_regs {
	uint64_t rax, rcx, rdx, rbx;
	uint64_t unused;	/* number 4 is RSP, and lives in the VMCS */
	uint64_t rbp, rsi, rdi;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
};

#define REGS_CHECK(name, offset)					\
	_Static_assert(offsetof(struct guest_regs, name) == (offset),	\
	    "asm.h disagrees with struct guest_regs")
REGS_CHECK(rax, REGS_RAX);
REGS_CHECK(rcx, REGS_RCX);
REGS_CHECK(rdx, REGS_RDX);
REGS_CHECK(rbx, REGS_RBX);
REGS_CHECK(rbp, REGS_RBP);
REGS_CHECK(rsi, REGS_RSI);
REGS_CHECK(rdi, REGS_RDI);
REGS_CHECK(r8, REGS_R8);
REGS_CHECK(r9, REGS_R9);
REGS_CHECK(r10, REGS_R10);
REGS_CHECK(r11, REGS_R11);
REGS_CHECK(r12, REGS_R12);
REGS_CHECK(r13, REGS_R13);
REGS_CHECK(r14, REGS_R14);
REGS_CHECK(r15, REGS_R15);
#undef REGS_CHECK

/* The groups of control bits, in the order in which they are written. */
enum control_group {
	CONTROL_PIN,
	CONTROL_PRIMARY,
	CONTROL_SECONDARY,
	CONTROL_EXIT,
	CONTROL_ENTRY,
	CONTROL_GROUPS
};

/* One group: where it is, what it may be, and what this VMM wants. */
struct vmx_control {
	const char *name;
	enum vmcs_field field;
	uint32_t msr;		/* its capability MSR */
	uint32_t true_msr;	/* the MSR to use instead when bit 55 of
				 * IA32_VMX_BASIC is 1; 0: there is none */
	uint32_t one;		/* bits that must be 1 */
	uint32_t zero;		/* bits that must be 0 */
	uint32_t optional;	/* bits to be 1 where the processor can;
				 * a bit named nowhere is 0 where it can */
};

/* What the guest finds when it starts; see guest.h. */
struct guest {
	const char *options;	/* its command line */
	uint64_t seed;		/* its argument, passed in RDI */
	gpa_t base, end;	/* its memory */
	uint64_t rip, rsp;
	uint64_t cr0, cr3, cr4;
	uint64_t gdt_base, tss_base;
	uint32_t gdt_limit, tss_limit;
	uint16_t cs, ds, tr;	/* ds: for SS, DS, ES, FS and GS */
};

/* How a guest came to its end. */
enum vcpu_end {
	VCPU_RUNNING,		/* not yet */
	VCPU_ENDED,		/* it asked to, with a status */
	VCPU_HALTED,		/* it halted with interrupts off */
	VCPU_KILLED		/* it did what this VMM cannot handle */
};

struct vcpu {
	struct guest_regs regs;
	struct guest *guest;
	void *vmcs;			/* its region, one page */
	hpa_t host_rip;			/* where VM exits continue */
	bool launched;			/* VMLAUNCH has succeeded */

	struct vmx_control control[CONTROL_GROUPS];
	uint32_t control_value[CONTROL_GROUPS];	/* as written */
	enum control_group refused_group; /* set if vmcs_write_controls() */
	int refused_bit;		/* fails: what could not be had */

	uint64_t efer;			/* the guest's IA32_EFER */
	uint64_t bios_sign_id;		/* the guest's IA32_BIOS_SIGN_ID */

	uint32_t exit_reason;		/* of the last VM exit */
	uint64_t exits;			/* VM exits so far */
	uint32_t entry_error;		/* VM-instruction error of the VM
					 * entry that failed, if one did */
	enum vcpu_end end;
	uint64_t status;		/* that the guest ended with */
};

/* vcpu.c */
void vcpu_init(struct vcpu *vcpu, struct guest *guest);
uint64_t vcpu_register(const struct vcpu *vcpu, unsigned number);
void vcpu_set_register(struct vcpu *vcpu, unsigned number, uint64_t value);
void vcpu_set_efer(struct vcpu *vcpu, uint64_t value);

#endif
