/*
 * VM entry: check the VMCS, load the guest, inject the event.
 *
 * SDM Vol. 3C, chapter 26, "VM Entries".
 */
#include "processor.h"
#include "rules.h"

#define MAX_BROKEN	64
/* CR0 bits that VM entry leaves alone: ET, NW, CD and the reserved ones. */
#define CR0_NOT_LOADED	(0x7ffaffd0ull & ~(uint64_t)(CR0_AM | CR0_NE | CR0_WP))
#define DR7_FIXED1	0x400ull
#define DR7_FIXED0	0xd000ull

struct broken {
	uint16_t row[MAX_BROKEN];
	unsigned count;
};

static void
record_rule(unsigned row)
{
	const struct rule *rule = &rules[row];
	struct trace_record *r = trace_add(TRACE_RULE, row);

	r->arg[0] = vmcs_encoding(rule->field);
	r->arg[1] = cpu.vmcs->value[rule->field];
	r->arg[2] = cpu.vmcs->writer[rule->field];
	r->arg[4] = trace->attempts;
}

static void
record_broken(const struct broken *broken)
{
	for (unsigned i = 0; i < broken->count && i < MAX_BROKEN; i++)
		record_rule(broken->row[i]);
}

/* Check and record the rules of every area.  Returns how many are broken. */
static unsigned
check_rules(const struct entry *e, struct broken broken[AREA_COUNT])
{
	unsigned count = 0;

	for (int area = 0; area < AREA_COUNT; area++) {
		broken[area].count = rules_check(e, area, broken[area].row,
		    MAX_BROKEN);
		record_broken(&broken[area]);
		count += broken[area].count;
	}
	return count;
}

/* Refuse an entry in the way its first broken area calls for. */
static void
refuse(enum vmx_exit which, const struct entry *e,
    const struct broken broken[AREA_COUNT], unsigned length)
{
	if (broken[AREA_CONTROLS].count > 0)
		vmx_entry_failed(which, VMX_ERROR_ENTRY_CONTROLS,
		    WHY_CONTROL_RULES, length);
	else if (broken[AREA_HOST].count > 0)
		vmx_entry_failed(which, VMX_ERROR_ENTRY_HOST_STATE,
		    WHY_HOST_RULES, length);
	else if (broken[AREA_GUEST].count > 0)
		vm_entry_failure(VMX_EXIT_INVALID_GUEST_STATE,
		    rules_qualification(broken[AREA_GUEST].row[0]));
	else
		vm_entry_failure(VMX_EXIT_MSR_LOADING, rules_failing_msr(e));
}

static struct vmcb_segment
load_segment(enum vmcs_index selector, enum vmcs_index limit,
    enum vmcs_index rights, enum vmcs_index base)
{
	const uint64_t *value = cpu.vmcs->value;
	uint32_t ar = value[rights];

	return (struct vmcb_segment){
		.selector = value[selector],
		.attributes = ((ar & 0xff) | (ar >> 4 & 0xf00)) &
		    (ar & SEGMENT_UNUSABLE ? ~SEGMENT_P : ~0),
		.limit = value[limit],
		.base = value[base],
	};
}

#define LOAD(NAME) load_segment(INDEX_GUEST_##NAME##_SELECTOR, \
	INDEX_GUEST_##NAME##_LIMIT, INDEX_GUEST_##NAME##_ACCESS_RIGHTS, \
	INDEX_GUEST_##NAME##_BASE)

/* 26.3.2.2, "Loading Guest Segment Registers and Descriptor-Table Registers" */
static void
load_segments(struct vmcb *v)
{
	v->es = LOAD(ES);
	v->cs = LOAD(CS);
	v->ss = LOAD(SS);
	v->ds = LOAD(DS);
	v->fs = LOAD(FS);
	v->gs = LOAD(GS);
	v->ldtr = LOAD(LDTR);
	v->tr = LOAD(TR);
	v->tr.attributes &= ~SVM_TSS_BUSY;
	v->cpl = V(GUEST_SS_ACCESS_RIGHTS) >> SEGMENT_DPL_SHIFT & 3;
	v->gdtr.base = V(GUEST_GDTR_BASE);
	v->gdtr.limit = V(GUEST_GDTR_LIMIT);
	v->idtr.base = V(GUEST_IDTR_BASE);
	v->idtr.limit = V(GUEST_IDTR_LIMIT);
}

static void
load_efer(struct vmcb *v)
{
	uint64_t mode = V(ENTRY_CONTROLS) & ENTRY_IA32E_MODE_GUEST ?
	    EFER_LMA | EFER_LME : 0;

	if (V(ENTRY_CONTROLS) & ENTRY_LOAD_IA32_EFER)
		efer_load(V(GUEST_IA32_EFER));
	else if (v->cr0 & CR0_PG)
		efer_load((efer_read() & ~(uint64_t)(EFER_LMA | EFER_LME)) |
		    mode);
	else
		efer_load(efer_read() & ~(uint64_t)EFER_LMA);
}

/* 26.3.2.1, "Loading Guest Control Registers, Debug Registers, and MSRs" */
static void
load_registers(struct vmcb *v)
{
	v->cr0 = (v->cr0 & CR0_NOT_LOADED) |
	    (V(GUEST_CR0) & ~CR0_NOT_LOADED) | CR0_ET;
	v->cr3 = V(GUEST_CR3);
	v->cr4 = V(GUEST_CR4) & ~(uint64_t)CR4_VMXE;
	cpu.cr4_vmxe = (V(GUEST_CR4) & CR4_VMXE) != 0;
	if (V(ENTRY_CONTROLS) & ENTRY_LOAD_DEBUG_CONTROLS) {
		v->dr7 = (V(GUEST_DR7) & ~DR7_FIXED0) | DR7_FIXED1;
		cpu.debugctl = V(GUEST_IA32_DEBUGCTL);
	}
	v->sysenter_cs = V(GUEST_IA32_SYSENTER_CS);
	v->sysenter_esp = V(GUEST_IA32_SYSENTER_ESP);
	v->sysenter_eip = V(GUEST_IA32_SYSENTER_EIP);
	load_efer(v);
	if (V(ENTRY_CONTROLS) & ENTRY_LOAD_IA32_PAT)
		v->pat = V(GUEST_IA32_PAT);
	v->rip = V(GUEST_RIP);
	v->rflags = V(GUEST_RFLAGS);
	v->rsp = cpu.reg[RSP] = V(GUEST_RSP);
}

/*
 * 26.6.1, "Interruptibility State": an event that is injected ends blocking
 * by STI and MOV SS, and an NMI blocks NMIs.
 */
static uint32_t
entry_blocking(void)
{
	uint32_t info = V(ENTRY_INTERRUPTION_INFO);
	uint32_t blocking = V(GUEST_INTERRUPTIBILITY);

	if (!(info & INTERRUPTION_VALID))
		return blocking;
	blocking &= ~(INTERRUPTIBILITY_STI | INTERRUPTIBILITY_MOV_SS);
	if ((info & INTERRUPTION_TYPE_MASK << INTERRUPTION_TYPE_SHIFT) ==
	    INTERRUPTION_NMI)
		blocking |= INTERRUPTIBILITY_NMI;
	return blocking;
}

static void
load_guest(void)
{
	struct vmcb *v = cpu.vmcb;

	load_registers(v);
	load_segments(v);
	v->tsc_offset = cpu.tsc_offset;
	if (V(PRIMARY_CONTROLS) & PRIMARY_TSC_OFFSETTING)
		v->tsc_offset += V(TSC_OFFSET);
	cpu.entry_rip = v->rip;
	cpu.entry_blocking = entry_blocking();
	v->interrupt_shadow = (cpu.entry_blocking & (INTERRUPTIBILITY_STI |
	    INTERRUPTIBILITY_MOV_SS)) != 0;
	cpu.nmi_blocked = cpu.entry_blocking & INTERRUPTIBILITY_NMI;
}

static void
record_entry(enum vmx_exit which)
{
	struct trace_record *r = trace_add(TRACE_ENTRY, which);

	r->arg[0] = cpu.vmcs_pointer;
	r->arg[1] = V(ENTRY_INTERRUPTION_INFO);
	r->arg[2] = V(ENTRY_EXCEPTION_ERROR_CODE);
	r->arg[3] = V(GUEST_RIP);
	r->arg[4] = V(GUEST_RSP);
	r->arg[5] = V(GUEST_RFLAGS);
	r->arg[6] = V(GUEST_CR0);
	r->arg[7] = V(GUEST_CR4);
	trace->entries++;
	trace->current.entered = 1;
	trace->current.launched = 1;
	if (trace->attempts <= TRACE_SNAPSHOTS)
		trace->snapshot[trace->attempts - 1].entered = 1;
}

/* 26.5, "Event Injection" */
static void
inject(void)
{
	uint32_t info = V(ENTRY_INTERRUPTION_INFO);
	uint32_t type = info & INTERRUPTION_TYPE_MASK <<
	    INTERRUPTION_TYPE_SHIFT;

	if (info & INTERRUPTION_VALID && type != INTERRUPTION_OTHER_EVENT)
		event_inject((struct event){ info,
		    V(ENTRY_EXCEPTION_ERROR_CODE),
		    V(ENTRY_INSTRUCTION_LENGTH) });
}

/*
 * VMLAUNCH or VMRESUME, an instruction of `length` bytes, on the current
 * VMCS, past the basic checks.
 */
void
vm_entry(enum vmx_exit which, unsigned length)
{
	static struct broken broken[AREA_COUNT];
	struct entry e = {
		.vmcs = cpu.vmcs,
		.caps = &cpu.caps,
		.vmcs_pointer = cpu.vmcs_pointer,
		.host_ia32e = (cpu.vmcb->efer & EFER_LMA) != 0,
		.read_physical = memory_read64,
	};
	unsigned failing;

	trace_snapshot();
	if (check_rules(&e, broken) > 0) {
		refuse(which, &e, broken, length);
		return;
	}
	load_guest();
	cpu.non_root = true;
	failing = msr_list_load(V(ENTRY_MSR_LOAD_ADDRESS),
	    V(ENTRY_MSR_LOAD_COUNT));
	if (failing != 0) {
		record_rule(rules_writable_row());
		vm_entry_failure(VMX_EXIT_MSR_LOADING, failing);
		return;
	}
	record_entry(which);
	memory_nest(ept_active());
	pdptes_load();
	cpu.launched = true;
	cpu.monitor_armed = false;
	intercepts_nonroot();
	cpu.vectoring.info = 0;
	boundary_enter();
	inject();
}
