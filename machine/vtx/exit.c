/*
 * VM exit: say why, save the guest, load the host.
 *
 * SDM Vol. 3C, chapter 27, "VM Exits".
 */
#include "processor.h"

/* CR0 bits that VM exit leaves alone: ET, NW, CD and the reserved ones. */
#define CR0_NOT_LOADED	(0x7ffaffd0ull & ~(uint64_t)(CR0_AM | CR0_NE | CR0_WP))
#define HOST_CODE_64	0xa9b		/* SVM attributes */
#define HOST_CODE_32	0xc9b
#define HOST_DATA	0xc93
#define HOST_TSS	(0x08b & ~SVM_TSS_BUSY)
#define TSS_LIMIT	0x67
#define DR7_RESET	0x400
/* Rights that are saved of an unusable CS or SS; the others' are undefined. */
#define UNUSABLE_SAVED	(SEGMENT_L | SEGMENT_DB | SEGMENT_G | \
	3u << SEGMENT_DPL_SHIFT)

static void
save_segment(const struct vmcb_segment *s, enum vmcs_index selector,
    enum vmcs_index limit, enum vmcs_index rights, enum vmcs_index base)
{
	uint64_t *value = cpu.vmcs->value;

	value[selector] = s->selector;
	value[limit] = s->limit;
	value[base] = s->base;
	value[rights] = (s->attributes & 0xff) | (s->attributes & 0xf00) << 4;
	if (!(s->attributes & SEGMENT_P))
		value[rights] = (value[rights] & UNUSABLE_SAVED) |
		    SEGMENT_UNUSABLE;
}

/* Of an unusable register no base is saved that software could not load. */
static void
mend_base(uint64_t rights, uint64_t *base)
{
	if (rights & SEGMENT_UNUSABLE)
		*base = (uint32_t)*base;
}

#define SAVE(NAME, segment) save_segment(segment, \
	INDEX_GUEST_##NAME##_SELECTOR, INDEX_GUEST_##NAME##_LIMIT, \
	INDEX_GUEST_##NAME##_ACCESS_RIGHTS, INDEX_GUEST_##NAME##_BASE)

/* 27.3.2, "Saving Segment Registers and Descriptor-Table Registers" */
static void
save_segments(const struct vmcb *v)
{
	uint64_t *ss_rights = &V(GUEST_SS_ACCESS_RIGHTS);

	SAVE(ES, &v->es);
	SAVE(CS, &v->cs);
	SAVE(SS, &v->ss);
	SAVE(DS, &v->ds);
	SAVE(FS, &v->fs);
	SAVE(GS, &v->gs);
	SAVE(LDTR, &v->ldtr);
	/* LLDT of null does not clear the rights in QEMU. */
	if (!(v->ldtr.selector & 0xfffc) && !v->ldtr.base && !v->ldtr.limit)
		V(GUEST_LDTR_ACCESS_RIGHTS) = SEGMENT_UNUSABLE;
	SAVE(TR, &v->tr);
	mend_base(V(GUEST_ES_ACCESS_RIGHTS), &V(GUEST_ES_BASE));
	mend_base(V(GUEST_DS_ACCESS_RIGHTS), &V(GUEST_DS_BASE));
	mend_base(V(GUEST_LDTR_ACCESS_RIGHTS), &V(GUEST_LDTR_BASE));
	V(GUEST_TR_ACCESS_RIGHTS) |= SVM_TSS_BUSY;
	*ss_rights &= ~(uint64_t)(3 << SEGMENT_DPL_SHIFT);
	*ss_rights |= v->cpl << SEGMENT_DPL_SHIFT;
	V(GUEST_GDTR_BASE) = v->gdtr.base;
	V(GUEST_GDTR_LIMIT) = v->gdtr.limit;
	V(GUEST_IDTR_BASE) = v->idtr.base;
	V(GUEST_IDTR_LIMIT) = v->idtr.limit;
}

/* 27.2: "IA-32e mode guest" follows an unrestricted guest that changed it. */
static void
save_mode(const struct vmcb *v)
{
	V(ENTRY_CONTROLS) &= ~(uint64_t)ENTRY_IA32E_MODE_GUEST;
	if (v->efer & EFER_LMA)
		V(ENTRY_CONTROLS) |= ENTRY_IA32E_MODE_GUEST;
}

/* 27.3.1 and 27.3.3: control and debug registers, MSRs, RIP, RSP, RFLAGS */
static void
save_registers(const struct vmcb *v)
{
	V(GUEST_CR0) = v->cr0;
	V(GUEST_CR3) = cr3_read();
	V(GUEST_CR4) = cr4_read();
	if (V(EXIT_CONTROLS) & EXIT_SAVE_DEBUG_CONTROLS) {
		V(GUEST_DR7) = v->dr7;
		V(GUEST_IA32_DEBUGCTL) = cpu.debugctl;
	}
	V(GUEST_IA32_SYSENTER_CS) = (uint32_t)v->sysenter_cs;
	V(GUEST_IA32_SYSENTER_ESP) = v->sysenter_esp;
	V(GUEST_IA32_SYSENTER_EIP) = v->sysenter_eip;
	if (V(EXIT_CONTROLS) & EXIT_SAVE_IA32_PAT)
		V(GUEST_IA32_PAT) = v->pat;
	if (V(EXIT_CONTROLS) & EXIT_SAVE_IA32_EFER)
		V(GUEST_IA32_EFER) = efer_read();
	if (capability(&cpu.caps, MSR_IA32_VMX_MISC) & VMX_MISC_STORE_EFER_LMA)
		save_mode(v);
	V(GUEST_RIP) = v->rip;
	V(GUEST_RSP) = v->rsp;
	V(GUEST_RFLAGS) = v->rflags;
}

static bool
by_debug_exception(const struct exit_information *e)
{
	return e->interruption.info != 0 &&
	    (e->interruption.info & INTERRUPTION_VECTOR) == VECTOR_DB;
}

/* 27.3.4, "Saving Non-Register State" */
static void
save_non_register_state(const struct vmcb *v, const struct exit_information *e)
{
	uint32_t blocking = interrupt_blocking();
	bool trap = e->reason == VMX_EXIT_TPR_BELOW_THRESHOLD ||
	    e->reason == VMX_EXIT_MONITOR_TRAP_FLAG;

	if (cpu.vectoring.info & INTERRUPTION_VALID)
		blocking = 0;
	if (blocking & INTERRUPTIBILITY_MOV_SS && v->rflags & RFLAGS_TF &&
	    v->rip != cpu.entry_rip)
		cpu.pending_debug |= PENDING_BS;
	V(GUEST_PENDING_DEBUG) = trap ||
	    (blocking & INTERRUPTIBILITY_MOV_SS && !by_debug_exception(e)) ?
	    cpu.pending_debug : 0;
	if (cpu.nmi_blocked)
		blocking |= INTERRUPTIBILITY_NMI;
	V(GUEST_INTERRUPTIBILITY) = blocking;
	V(GUEST_ACTIVITY_STATE) = cpu.activity;
	if (V(EXIT_CONTROLS) & EXIT_SAVE_PREEMPTION_TIMER)
		V(PREEMPTION_TIMER_VALUE) = timer_value();
}

/* 27.5.1, "Loading Host Control Registers, Debug Registers, MSRs" */
static void
load_registers(struct vmcb *v)
{
	bool long_mode = V(EXIT_CONTROLS) & EXIT_HOST_ADDRESS_SPACE_SIZE;
	uint64_t cr4 = V(HOST_CR4);

	v->cr0 = (v->cr0 & CR0_NOT_LOADED) |
	    (V(HOST_CR0) & ~CR0_NOT_LOADED) | CR0_ET;
	v->cr3 = V(HOST_CR3);
	if (long_mode)
		cr4 |= CR4_PAE;
	v->cr4 = cr4 & ~(uint64_t)CR4_VMXE;
	cpu.cr4_vmxe = (cr4 & CR4_VMXE) != 0;
	v->dr7 = DR7_RESET;
	cpu.debugctl = 0;
	v->sysenter_cs = V(HOST_IA32_SYSENTER_CS);
	v->sysenter_esp = V(HOST_IA32_SYSENTER_ESP);
	v->sysenter_eip = V(HOST_IA32_SYSENTER_EIP);
	if (V(EXIT_CONTROLS) & EXIT_LOAD_IA32_EFER)
		efer_load(V(HOST_IA32_EFER));
	else
		efer_load((efer_read() & ~(uint64_t)(EFER_LMA | EFER_LME)) |
		    (long_mode ? EFER_LMA | EFER_LME : 0));
	if (V(EXIT_CONTROLS) & EXIT_LOAD_IA32_PAT)
		v->pat = V(HOST_IA32_PAT);
	v->rip = V(HOST_RIP);
	v->rsp = cpu.reg[RSP] = V(HOST_RSP);
	v->rflags = RFLAGS_FIXED;
}

static struct vmcb_segment
host_data(uint16_t selector, uint64_t base)
{
	return (struct vmcb_segment){
		selector, selector != 0 ? HOST_DATA : 0, 0xffffffff, base
	};
}

/* 27.5.2, "Loading Host Segment and Descriptor-Table Registers" */
static void
load_segments(struct vmcb *v)
{
	bool long_mode = V(EXIT_CONTROLS) & EXIT_HOST_ADDRESS_SPACE_SIZE;

	v->cs = (struct vmcb_segment){ V(HOST_CS_SELECTOR),
	    long_mode ? HOST_CODE_64 : HOST_CODE_32, 0xffffffff, 0 };
	v->ss = host_data(V(HOST_SS_SELECTOR), 0);
	v->ds = host_data(V(HOST_DS_SELECTOR), 0);
	v->es = host_data(V(HOST_ES_SELECTOR), 0);
	v->fs = host_data(V(HOST_FS_SELECTOR), V(HOST_FS_BASE));
	v->gs = host_data(V(HOST_GS_SELECTOR), V(HOST_GS_BASE));
	v->tr = (struct vmcb_segment){ V(HOST_TR_SELECTOR), HOST_TSS,
	    TSS_LIMIT, V(HOST_TR_BASE) };
	v->ldtr = (struct vmcb_segment){ 0 };
	v->gdtr = (struct vmcb_segment){ .limit = 0xffff,
	    .base = V(HOST_GDTR_BASE) };
	v->idtr = (struct vmcb_segment){ .limit = 0xffff,
	    .base = V(HOST_IDTR_BASE) };
	v->cpl = 0;
}

static void
load_host(void)
{
	struct vmcb *v = cpu.vmcb;

	load_registers(v);
	load_segments(v);
	v->tsc_offset = cpu.tsc_offset;
	v->interrupt_shadow = 0;
	v->event_injection = 0;
	cpu.injected.info = 0;
	cpu.vectoring.info = 0;
	cpu.non_root = false;
	memory_nest(false);
	maps_ports(false, false, 0, 0);
	intercepts_root();
	if (msr_list_load(V(EXIT_MSR_LOAD_ADDRESS),
	    V(EXIT_MSR_LOAD_COUNT)) != 0)
		vmx_abort(4);
}

static void
record_exit(uint32_t reason)
{
	struct trace_record *r = trace_add(TRACE_EXIT, reason);
	uint32_t basic = reason & EXIT_REASON_BASIC;

	r->arg[0] = V(EXIT_QUALIFICATION);
	r->arg[1] = V(GUEST_LINEAR_ADDRESS);
	r->arg[2] = V(GUEST_PHYSICAL_ADDRESS);
	r->arg[3] = V(EXIT_INTERRUPTION_INFO) |
	    V(EXIT_INTERRUPTION_ERROR_CODE) << 32;
	r->arg[4] = V(IDT_VECTORING_INFO) | V(IDT_VECTORING_ERROR_CODE) << 32;
	r->arg[5] = V(EXIT_INSTRUCTION_LENGTH) |
	    V(EXIT_INSTRUCTION_INFO) << 32;
	r->arg[6] = cpu.vmcb->rsp;
	r->arg[7] = cpu.vmcb->rflags;
	if (basic < TRACE_REASONS)
		trace->exits[basic]++;
}

/* 27.2.4: after these, nothing tells of an event that was being delivered. */
static bool
forgets_delivery(const struct exit_information *e)
{
	uint32_t info = e->interruption.info;

	return e->reason == VMX_EXIT_TRIPLE_FAULT ||
	    (info & INTERRUPTION_VALID &&
	    (info & INTERRUPTION_VECTOR) == VECTOR_DF);
}

/* 27.2, "Recording VM-Exit Information and Updating VM-Entry Control Fields" */
static void
record_information(const struct exit_information *e)
{
	bool error_codes = cpu.vmcb->cr0 & CR0_PE;

	V(EXIT_REASON) = e->reason;
	V(EXIT_QUALIFICATION) = e->qualification;
	V(GUEST_LINEAR_ADDRESS) = e->linear;
	V(GUEST_PHYSICAL_ADDRESS) = e->physical;
	V(EXIT_INTERRUPTION_INFO) = e->interruption.info;
	V(EXIT_INTERRUPTION_ERROR_CODE) = e->interruption.error_code;
	if (forgets_delivery(e))
		cpu.vectoring.info = 0;
	V(IDT_VECTORING_INFO) = cpu.vectoring.info;
	if (!error_codes) {	/* real mode has none */
		V(EXIT_INTERRUPTION_INFO) &=
		    ~(uint64_t)INTERRUPTION_ERROR_CODE;
		V(IDT_VECTORING_INFO) &= ~(uint64_t)INTERRUPTION_ERROR_CODE;
	}
	V(IDT_VECTORING_ERROR_CODE) = cpu.vectoring.info &
	    INTERRUPTION_ERROR_CODE ? cpu.vectoring.error_code : 0;
	V(EXIT_INSTRUCTION_LENGTH) = e->length != 0 ? e->length :
	    cpu.vectoring.info & INTERRUPTION_VALID ? cpu.vectoring.length : 0;
	V(EXIT_INSTRUCTION_INFO) = e->instruction;
	V(ENTRY_INTERRUPTION_INFO) &= ~(uint64_t)INTERRUPTION_VALID;
	record_exit(e->reason);
}

/* 27.3.3: a VM exit by an instruction saves RF as 0. */
static bool
by_instruction(const struct exit_information *e)
{
	return e->length != 0 && e->interruption.info == 0;
}

static bool
by_nmi(const struct exit_information *e)
{
	return e->reason == VMX_EXIT_EXCEPTION_OR_NMI &&
	    (e->interruption.info & INTERRUPTION_TYPE_MASK <<
	    INTERRUPTION_TYPE_SHIFT) == INTERRUPTION_NMI;
}

/* Leave the guest: from here on the software in root operation runs. */
void
vm_exit(const struct exit_information *e)
{
	if (by_instruction(e))
		cpu.vmcb->rflags &= ~(uint64_t)RFLAGS_RF;
	record_information(e);
	memory_clean_pdpt();
	save_registers(cpu.vmcb);
	save_segments(cpu.vmcb);
	save_non_register_state(cpu.vmcb, e);
	pdptes_save();
	apic_leave();
	nmi_leave(by_nmi(e) || (cpu.nmi_blocked &&
	    !(V(PIN_BASED_CONTROLS) & PIN_VIRTUAL_NMIS)));
	if (msr_list_store(V(EXIT_MSR_STORE_ADDRESS),
	    V(EXIT_MSR_STORE_COUNT)) != 0)
		vmx_abort(1);
	load_host();
}

/*
 * 26.7, "VM-Entry Failures During or After Loading Guest State": like a VM
 * exit, but the guest never ran and nothing of it is saved.
 */
void
vm_entry_failure(uint32_t reason, uint64_t qualification)
{
	V(EXIT_REASON) = reason | EXIT_REASON_ENTRY_FAILURE;
	V(EXIT_QUALIFICATION) = qualification;
	record_exit(reason | EXIT_REASON_ENTRY_FAILURE);
	load_host();
}

/*
 * 27.7, "VMX Aborts": the processor cannot go on.  The indicator goes to
 * the VMCS region, and the machine stops.
 */
_Noreturn void
vmx_abort(uint32_t indicator)
{
	if (memory_is_ram(cpu.vmcs_pointer, 8))
		*(uint32_t *)(cpu.vmcs_pointer + 4) = indicator;
	machine_end(END_VMX_ABORT, indicator, 0);
}
