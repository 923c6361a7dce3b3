/*
 * The trace: what the processor did, for the host to read.  See trace.h.
 */
#include "native.h"
#include "processor.h"

#define RING_ADDRESS	(MACHINE_TRACE + 0x100000)
#define RING_CAPACITY	65536ull

_Static_assert(sizeof(struct trace_header) <= RING_ADDRESS - MACHINE_TRACE,
    "the header ends before the ring");
_Static_assert(RING_ADDRESS + RING_CAPACITY * sizeof(struct trace_record) <=
    MACHINE_RAM_SIZE, "the ring ends before the RAM");
_Static_assert((int)VMCS_FIELDS_MAX == TRACE_FIELDS, "a snapshot is a VMCS");
_Static_assert(sizeof(cpu.reg) == TRACE_REGS * sizeof(uint64_t),
    "a record has all registers");
_Static_assert((int)VMCS_FIELD_COUNT <= VMCS_FIELDS_MAX, "room for all");

static uint64_t wanted = ~0ull;		/* kinds of records */
static struct trace_record passed_over;	/* one of the others */

struct trace_header *const trace = (struct trace_header *)MACHINE_TRACE;

/* Lay out an empty trace and make its `current` the processor's VMCS. */
void
trace_init(void)
{
	__builtin_memset(trace, 0, sizeof(*trace));
	trace->version = TRACE_VERSION;
	trace->record_size = sizeof(struct trace_record);
	trace->ring = RING_ADDRESS;
	trace->capacity = RING_CAPACITY;
	trace->memory = MACHINE_BASE;
	trace->image_base = MACHINE_BASE;
	trace->current.address = NO_VMCS;
	cpu.vmcs = (struct vmcs *)trace->current.value;
	cpu.vmcs_pointer = NO_VMCS;
	trace->magic = TRACE_MAGIC;
}

/* Record these kinds only, bits 1 << enum trace_kind, besides the end. */
void
trace_only(uint64_t kinds)
{
	wanted = kinds | 1u << TRACE_END | 1u << TRACE_BOOT;
}

/*
 * Append a record and return it for its arguments to be filled in.  The
 * registers are those of the software above at this moment.
 */
struct trace_record *
trace_add(enum trace_kind kind, uint32_t detail)
{
	struct trace_record *ring = (struct trace_record *)trace->ring;
	struct trace_record *r = &ring[trace->written % trace->capacity];

	trace->kinds[kind]++;
	if (!(wanted >> kind & 1))
		return &passed_over;
	r->seq = trace->written + 1;
	r->time = native_rdtsc();
	r->kind = kind;
	r->flags = cpu.non_root ? TRACE_NON_ROOT : 0;
	r->detail = detail;
	r->ip = cpu.vmcb->rip;
	__builtin_memset(r->arg, 0, sizeof(r->arg));
	__builtin_memcpy(r->reg, cpu.reg, sizeof(r->reg));
	r->cr3 = cr3_read();
	trace->written++;
	return r;
}

static void
copy_root(struct trace_root *root)
{
	const struct vmcb *v = cpu.vmcb;

	*root = (struct trace_root){
		.cr0 = v->cr0, .cr3 = v->cr3, .cr4 = cr4_read(),
		.efer = efer_read(), .pat = v->pat,
		.rsp = v->rsp, .rip = v->rip, .rflags = v->rflags,
		.gdtr_base = v->gdtr.base, .gdtr_limit = v->gdtr.limit,
		.idtr_base = v->idtr.base, .idtr_limit = v->idtr.limit,
		.tr_base = v->tr.base, .tr_limit = v->tr.limit,
		.fs_base = v->fs.base, .gs_base = v->gs.base,
		.sysenter_cs = v->sysenter_cs,
		.sysenter_esp = v->sysenter_esp,
		.sysenter_eip = v->sysenter_eip,
		.es = v->es.selector, .cs = v->cs.selector,
		.ss = v->ss.selector, .ds = v->ds.selector,
		.fs = v->fs.selector, .gs = v->gs.selector,
		.ldtr = v->ldtr.selector, .tr = v->tr.selector,
	};
}

/* Count an entry attempt; keep the VMCS of the first few. */
void
trace_snapshot(void)
{
	struct trace_vmcs *s;

	trace->current.attempt = ++trace->attempts;
	trace->current.launched = cpu.launched;
	trace->current.entered = 0;
	if (trace->attempts > TRACE_SNAPSHOTS)
		return;
	s = &trace->snapshot[trace->attempts - 1];
	copy_root(&trace->current.root);
	__builtin_memcpy(s, &trace->current, sizeof(*s));
}

/* Record the end and switch the power off. */
_Noreturn void
machine_end(enum trace_end end, uint32_t status, uint64_t arg)
{
	struct trace_record *r = trace_add(TRACE_END, end);

	r->arg[0] = status;
	r->arg[1] = arg;
	trace->end = end;
	trace->status = status;
	native_out8(POWER_PORT, end == END_POWER_OFF ? status : 0x7f);
	for (;;)
		__asm__ volatile("cli; hlt");
}
