/*
 * The processor this machine plays, and every function of the machine,
 * grouped by file.
 *
 * The software above runs in one VMCB, whichever VMX operation it is in:
 * VM entries and VM exits rewrite what differs and leave alone what VT-x
 * leaves alone (LSTAR and its family, DR0-DR3, DR6, CR2).
 */
#ifndef MACHINE_PROCESSOR_H
#define MACHINE_PROCESSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch/vmx.h"
#include "capabilities.h"
#include "decode.h"
#include "layout.h"
#include "svm.h"
#include "trace.h"
#include "vmcs.h"
#include "why.h"

#define NO_VMCS		(~0ull)		/* no current VMCS */
#define PAGE_SIZE	4096u
#define HIGHEST_BASIC	0xdu		/* CPUID leaf, unless chosen */

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI };

/* An event on its way into the software above, in VT-x's format. */
struct event {
	uint32_t info;		/* INTERRUPTION_*; 0: none */
	uint32_t error_code;
	uint32_t length;	/* of the instruction, software events */
};

struct processor {
	struct vmcb *vmcb;
	uint64_t reg[16];	/* RAX and RSP are copies of the VMCB's */
	struct capabilities caps;
	uint64_t feature_control;
	uint64_t debugctl;
	uint64_t tsc_offset;	/* of root operation */
	bool vmx_supported;
	uint32_t highest_leaf;	/* basic CPUID leaves go up to this */

	bool vmx_on;		/* in VMX operation */
	bool non_root;
	bool cr4_vmxe;		/* CR4.VMXE, which SVM would refuse */
	bool lme;		/* IA32_EFER.LME; see efer_load() */
	bool pdptes;		/* the guest's PDPTE registers are in use, */
	uint64_t guest_cr3;	/* and this is what it has in CR3 */
	uint64_t vmxon_pointer;
	uint64_t vmcs_pointer;	/* NO_VMCS: none is current */
	bool launched;
	struct vmcs *vmcs;	/* the current VMCS */

	struct event vectoring;	/* being delivered when the #VMEXIT came */
	struct event injected;	/* being delivered by the next VMRUN */
	uint64_t halt_end;	/* RIP behind the HLT being executed, or 0 */
	bool monitor_armed;	/* by MONITOR, for the guest's MWAIT */
	uint64_t dr6_before;	/* DR6 at the last VMRUN */
	bool nmi_blocked;	/* in non-root operation */
	uint64_t entry_rip;	/* guest RIP and blocking at VM entry */
	uint32_t entry_blocking;

	/* What waits for the guest between two instructions: boundary.c */
	uint32_t activity;	/* ACTIVITY_* */
	uint64_t pending_debug;	/* as in the VMCS */
	bool moved;		/* past the first boundary since VM entry */
	bool hold;		/* events wait for one more instruction, */
	bool iret;		/* an IRET that unblocked NMIs */
	bool mtf_pending;	/* a VM exit that VM entry injected */
	bool tpr_below;		/* TPR below its threshold: a VM exit */
	bool tpr_access;	/* the APIC-access page is the virtual one */
	bool tpr_written;	/* for a write */
	bool nmi_waits;		/* an NMI that was taken from QEMU */
	bool nmi_masked;	/* in root operation QEMU may block NMIs */
	bool kicked;		/* an NMI of the machine's own is coming */
};

extern struct processor cpu;
extern struct trace_header *const trace;

/* options.c: the machine's command line */
struct options {
	uint64_t seed;
	unsigned budget;	/* virtual seconds; 0: no limit */
};
void options_read(const char *line, struct options *options);

/* capabilities.c: which processor it is */
void capabilities_default(struct processor *p);
void capabilities_draw(struct processor *p, uint64_t seed);
bool capabilities_deny(struct capabilities *c, const char *group, unsigned bit);
void capabilities_set_true(struct capabilities *c, bool present);
bool field_supported(const struct capabilities *c, enum vmcs_index index);
void capabilities_finish(struct processor *p);

/* cpuid.c */
void cpuid_read(uint32_t leaf, uint32_t subleaf, uint32_t out[4]);
uint64_t cr4_supported(bool vmx);

/* loader.c: from a Multiboot module to the first instruction above */
void loader_start(uint32_t magic, uint32_t info_address,
    struct options *options);

/* memory.c: nested page tables; memory as the software above sees it */
void memory_init(void);
void memory_nest(bool ept);
uint64_t memory_nested(uint64_t physical, uint64_t rights);
bool memory_is_ram(uint64_t physical, uint64_t size);
bool memory_is_large(uint64_t physical);
bool memory_allows(uint64_t physical, uint64_t npf_error);
uint64_t memory_read64(uint64_t physical);
void memory_write64(uint64_t physical, uint64_t value);
enum { ACCESS_READ, ACCESS_WRITE, ACCESS_FETCH };
struct page_walk {
	uint64_t at[4];		/* the entries looked at, */
	unsigned levels;	/* so many */
	uint64_t physical;
	uint64_t granted;	/* PTE_W, PTE_U, if all levels have them */
	uint64_t denied;	/* PTE_NX, if one level has it */
};
bool memory_walk(uint64_t linear, struct page_walk *walk);
bool memory_peek(uint64_t linear, uint64_t *value);
bool memory_translate(uint64_t linear, int access, uint64_t *physical,
    uint32_t *error_code);
unsigned memory_fetch(uint8_t bytes[INSN_MAX]);
void memory_page_replace(uint64_t physical, uint64_t other);
void memory_page_restore(void);
void memory_clean_pdpt(void);
bool memory_pdpt_valid(uint64_t cr3);

/* ept.c, ept_fault.c: the guest's memory behind EPT */
bool ept_active(void);
void ept_load(void);
void ept_invalidate(uint64_t eptp);
void ept_drop(uint64_t gpa);
uint64_t ept_translate(uint64_t gpa);
bool ept_access(uint64_t gpa, uint64_t wanted, uint64_t linear,
    uint64_t *physical);
bool ept_fault(void);

/* pdptes.c: CR3, and the PDPTE registers of a guest behind EPT */
struct cr_state {
	uint64_t cr0, cr4, efer;
};
struct cr_state cr_state(void);
uint64_t cr3_read(void);
bool cr3_write(uint64_t value);
uint64_t pdpte_read(unsigned n);
void pdptes_load(void);
void pdptes_save(void);
bool pdptes_fault(uint64_t gpa);
bool pdptes_follow(const struct cr_state *old);

/* operand.c: operands of the instruction that stopped */
bool instruction_decode(struct insn *insn);
uint64_t operand_linear(const struct insn *insn);
bool operand_read(const struct insn *insn, unsigned size, uint64_t *value);
bool operand_write(const struct insn *insn, unsigned size, uint64_t value);
bool in_64bit_mode(void);
bool in_virtual_8086_mode(void);
unsigned current_bits(void);
struct vmcb_segment *segment_of(struct vmcb *vmcb, int segment);

/* events.c: exceptions into the software above, completion of instructions */
void event_inject(struct event event);
void event_collect(void);
uint32_t interrupt_blocking(void);
void event_exception(unsigned vector, bool has_error_code, uint32_t error);
void event_page_fault(uint64_t linear, uint32_t error_code);
void instruction_skip(unsigned length);
void root_fault(unsigned vector, uint64_t what, uint64_t value, enum why why);

/* msr.c, cr.c: registers with rules; WHY_NONE, or why a #GP(0) is due */
enum why msr_read(uint32_t msr, uint64_t *value);
enum why msr_write(uint32_t msr, uint64_t value);
bool cr_fixed_bits_hold(uint64_t value, uint32_t fixed0_msr,
    uint32_t fixed1_msr);
uint64_t cr4_read(void);
enum why cr0_write(uint64_t value);
enum why cr4_write(uint64_t value);
uint64_t efer_read(void);
void efer_load(uint64_t value);
enum why efer_write(uint64_t value);

/* root.c, nonroot.c: one #VMEXIT */
void root_exit(void);
void nonroot_exit(void);
void intercepts_root(void);
void intercepts_nonroot(void);
void nonroot_exception(struct event event, uint64_t linear);

/* guest_debug.c: debug registers, in both operations */
void debug_enter(void);
void debug_leave(void);
void debug_execute(const struct insn *insn);
void debug_intercepts(bool all);

/* task_register.c */
void ltr_execute(const struct insn *insn);

/* boundary.c: events between two instructions of the guest */
#define PENDING_ENABLED	(1ull << 12)	/* pending debug exceptions */
#define PENDING_BS	(1ull << 14)
#define PENDING_DR6	0x400full	/* the bits that reach DR6 */
bool boundary_prepare(void);
void boundary_enter(void);
void boundary_reached(void);
void boundary_interrupt(void);
void boundary_iret(void);

/* nmi.c */
void nmi_collect(void);
void nmi_kick(void);
void nmi_enter(void);
void nmi_leave(bool blocked);
void nmi_root(void);

/* timer.c: the VMX-preemption timer */
bool timer_init(void);
void timer_start(void);
uint32_t timer_value(void);
bool timer_expired(void);
bool timer_fired(void);
void timer_arm(void);
bool timer_stop(void);
void timer_forget(void);

/* tpr.c: the virtual task-priority register */
bool tpr_below_threshold(void);

/* apic.c: the APIC-access page */
void apic_enter(void);
void apic_leave(void);
bool apic_access(uint64_t address);
void apic_access_end(bool complete);

/* idle.c */
uint64_t idle_run(bool interrupts);

/* sysenter.c */
bool sysenter_execute(const struct insn *insn);

/* common.c: I/O ports and missing memory */
bool common_exit(void);
void maps_init(void);
void maps_ports(bool all, bool bitmaps, uint64_t a, uint64_t b);
void port_access(void);
void instruction_unreadable(void);

/* ports.c, guard.c: ports and registers of devices, watched */
void ports_init(void);
void ports_claim(uint8_t *map);
void port_out(uint16_t port, unsigned size, uint32_t value);
uint32_t port_in(uint16_t port, unsigned size);
void guard_init(uint64_t *directory, uint64_t void_page);
bool guard_write(uint64_t physical);

/* instructions.c: the VMX instructions */
bool vmx_instruction(const struct insn *insn, enum vmx_exit *which);
void vmx_execute(const struct insn *insn, enum vmx_exit which);
void vmx_entry_failed(enum vmx_exit which, enum vmx_error error, enum why why,
    unsigned length);

/* invalidate.c: INVEPT and INVVPID */
bool invalidate_offered(enum vmx_exit which);
enum why invalidate_type(enum vmx_exit which, uint64_t type);
enum why invalidate(enum vmx_exit which, uint64_t type,
    const uint64_t descriptor[2]);

/* region.c: VMCS regions in memory */
void region_load(uint64_t pointer);
void region_flush(void);
void region_clear(uint64_t pointer);

/* entry.c, exit.c: the VMX transitions */
struct exit_information {
	uint32_t reason;
	uint64_t qualification;
	uint64_t linear;	/* guest-linear address */
	uint64_t physical;	/* guest-physical address */
	struct event interruption;
	uint32_t length;	/* of the instruction */
	uint32_t instruction;	/* VM-exit instruction information */
};
void vm_entry(enum vmx_exit which, unsigned length);
void vm_exit(const struct exit_information *exit);
void vm_entry_failure(uint32_t reason, uint64_t qualification);
unsigned msr_list_load(uint64_t address, uint64_t count);
unsigned msr_list_store(uint64_t address, uint64_t count);
_Noreturn void vmx_abort(uint32_t indicator);

/* record.c: the trace */
void trace_init(void);
void trace_only(uint64_t kinds);
struct trace_record *trace_add(enum trace_kind kind, uint32_t detail);
void trace_snapshot(void);
_Noreturn void machine_end(enum trace_end end, uint32_t status, uint64_t arg);

/* run.S */
void svm_run(struct vmcb *vmcb, uint64_t reg[16], bool hold);

/* The fields of the current VMCS. */
#define V(name)		(cpu.vmcs->value[INDEX_##name])

static inline bool
control(enum vmcs_index field, uint32_t bit)
{
	return cpu.vmcs->value[field] & bit;
}

/* A secondary control counts only when secondary controls are activated. */
static inline bool
secondary(uint32_t bit)
{
	return control(INDEX_PRIMARY_CONTROLS, PRIMARY_SECONDARY_CONTROLS) &&
	    control(INDEX_SECONDARY_CONTROLS, bit);
}

#endif
