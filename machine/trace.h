/*
 * What a machine writes down about the processor it plays, and where the
 * host finds it.  Shared by the machines and by the tools that read them.
 *
 * A machine keeps a struct trace_header at a physical address that the
 * software it runs cannot reach, followed by a ring of fixed-size records.
 * The host maps the machine's memory and reads both.  The counters never
 * wrap; the ring keeps the last `capacity` records.
 */
#ifndef MACHINE_TRACE_H
#define MACHINE_TRACE_H

#include <stdint.h>

#define TRACE_MAGIC	0x45434152544f4f52ull	/* "ROOTRACE" in memory */
#define TRACE_VERSION	1

/* What happened; the comment says what `detail` and `arg` hold. */
enum trace_kind {
	TRACE_NONE,
	TRACE_BOOT,	/* detail: 0; arg[0] seed, [1] revision,
			 * [2] VMX supported, [3] IA32_FEATURE_CONTROL */
	TRACE_INSN,	/* a VMX instruction in root operation.
			 * detail: its basic exit reason (VMX_EXIT_VMXON, ..);
			 * arg[0] operand: the pointer, or the field encoding
			 * [1] value read or written; for VMXON, VMPTRLD: the
			 *     first 32 bits found at the pointer
			 * [2] enum trace_outcome, [3] error number or vector
			 * [4] enum why: which condition refused it, or 0
			 * [5] linear address of the memory operand, or 0 */
	TRACE_ENTRY,	/* VM entry completed; reg[] as the guest gets them.
			 * detail: VMX_EXIT_VMLAUNCH or VMX_EXIT_VMRESUME;
			 * arg[0] VMCS pointer, [1] entry interruption info
			 * [2] error code, [3] guest RIP, [4] guest RSP
			 * [5] guest RFLAGS, [6] guest CR0, [7] guest CR4 */
	TRACE_EXIT,	/* VM exit, or VM-entry failure (detail bit 31);
			 * reg[] as the guest left them. detail: exit reason;
			 * arg[0] qualification, [1] guest-linear address,
			 * [2] guest-physical address, [3] interruption info |
			 * error code << 32, [4] IDT-vectoring info | error
			 * code << 32, [5] instruction length | instruction
			 * info << 32, [6] guest RSP, [7] guest RFLAGS */
	TRACE_RULE,	/* a rule of VM entry that does not hold.
			 * detail: its row in the rule table;
			 * arg[0] field encoding, [1] its value, [2] RIP of the
			 * last VMWRITE to it or 0, [3] other operand or 0,
			 * [4] number of the entry attempt, from 1 */
	TRACE_FAULT,	/* an exception the machine raised in root operation.
			 * detail: vector; arg[0] error code, [1] what was
			 * accessed (MSR or CR number), [2] value,
			 * [3] enum why */
	TRACE_MSR,	/* RDMSR or WRMSR, in root operation, of an MSR that
			 * VMX defines, completed. detail: MSR; arg[0] value,
			 * [1] 1 if written, 0 if read */
	TRACE_CR,	/* MOV to CR0 or CR4 in root operation, completed.
			 * detail: CR number; arg[0] old value, [1] new */
	TRACE_CPUID,	/* CPUID in root operation. detail: leaf;
			 * arg[0] subleaf, [1..4] EAX EBX ECX EDX */
	TRACE_WILD,	/* root or guest wrote where there is no memory.
			 * arg[0] physical address, [1] error code */
	TRACE_END,	/* the machine stopped. detail: enum trace_end;
			 * arg[0] status written to the power port, or the
			 * code of a machine error; [1] its argument */
	TRACE_KINDS
};

enum trace_outcome {
	OUTCOME_SUCCEED, OUTCOME_FAIL_INVALID, OUTCOME_FAIL_VALID, OUTCOME_FAULT
};

enum trace_end {
	END_NONE,		/* still running, or cut off by the host */
	END_POWER_OFF,		/* status written to the power port */
	END_TRIPLE_FAULT,	/* of the VMM: a real processor would reset */
	END_HALTED,		/* HLT with interrupts off, in the VMM */
	END_NO_IMAGE,		/* nothing to run among the modules */
	END_MACHINE_ERROR,	/* the machine met what it cannot do */
	END_RESET,		/* by the keyboard controller or port 0xcf9 */
	END_VMX_ABORT,		/* a VM exit could not complete; status:
				 * the indicator */
	END_NO_SVM		/* no SVM with nested paging to stand on */
};

#define TRACE_NON_ROOT	1	/* flags: in VMX non-root operation */
#define TRACE_ARGS	8
#define TRACE_REGS	16

struct trace_record {		/* 256 bytes */
	uint64_t seq;		/* from 1; 0 in a slot never written */
	uint64_t time;		/* TSC of the machine */
	uint16_t kind;		/* enum trace_kind */
	uint16_t flags;		/* TRACE_NON_ROOT */
	uint32_t detail;
	uint64_t ip;		/* RIP of the instruction */
	uint64_t arg[TRACE_ARGS];
	uint64_t reg[TRACE_REGS]; /* RAX RCX RDX RBX RSP RBP RSI RDI R8..R15 */
	uint64_t cr3;
	uint64_t reserved[3];
};

#define TRACE_REASONS	128	/* exit reasons counted */
#define TRACE_SNAPSHOTS	8	/* entry attempts whose VMCS is kept */
#define TRACE_FIELDS	256	/* VMCS fields kept in a snapshot */

/* Registers of the software in root operation, as VMLAUNCH found them. */
struct trace_root {
	uint64_t cr0, cr3, cr4, efer, pat;
	uint64_t rsp, rip, rflags;
	uint64_t gdtr_base, gdtr_limit, idtr_base, idtr_limit;
	uint64_t tr_base, tr_limit;
	uint64_t fs_base, gs_base;
	uint64_t sysenter_cs, sysenter_esp, sysenter_eip;
	uint16_t es, cs, ss, ds, fs, gs, ldtr, tr;
};

/* A VMCS, field by field in the order of vmcs_fields.h. */
struct trace_vmcs {
	uint64_t address;		/* the VMCS pointer; ~0: none */
	uint64_t attempt;		/* number of the attempt, from 1 */
	uint64_t entered;		/* 1: the VM entry completed */
	uint64_t launched;		/* launch state before the attempt */
	struct trace_root root;
	uint64_t value[TRACE_FIELDS];
	uint64_t writer[TRACE_FIELDS];	/* RIP of the last VMWRITE, or 0 */
};

struct trace_header {
	uint64_t magic;			/* TRACE_MAGIC */
	uint32_t version;		/* TRACE_VERSION */
	uint32_t record_size;
	uint64_t ring;			/* physical address of record 0 */
	uint64_t capacity;		/* records in the ring */
	uint64_t written;		/* records so far; the next goes to
					 * slot written % capacity */
	uint64_t kinds[TRACE_KINDS];	/* records so far, by kind */
	uint64_t exits[TRACE_REASONS];	/* VM exits so far, by basic reason */
	uint64_t entries;		/* VM entries completed */
	uint64_t attempts;		/* VMLAUNCH and VMRESUME tried past the
					 * checks of current VMCS and state */
	uint32_t end;			/* enum trace_end */
	uint32_t status;		/* power-off status */
	uint64_t memory;		/* bytes of RAM the VMM was given */
	uint64_t image_base;		/* machine's own code, for symbols */
	uint64_t capability[18];	/* MSRs 0x480..0x491 as offered */
	struct trace_vmcs current;	/* the current VMCS, live */
	struct trace_vmcs snapshot[TRACE_SNAPSHOTS]; /* the first attempts */
};

#endif
