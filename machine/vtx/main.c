/*
 * The machine: set up, load the software above, and be its processor.
 */
#include "native.h"
#include "processor.h"

#define WATCHDOG_START	0x443
#define GATE_64		0x8e00ull	/* present interrupt gate */
#define CODE_SELECTOR	8ull

struct processor cpu;

static struct vmcb vmcb __attribute__((aligned(4096)));
static uint8_t host_save_area[4096] __attribute__((aligned(4096)));

struct gate {
	uint64_t low, high;
};
struct gate machine_idt[32];
struct gate take_idt[256];	/* take.S, where interrupts are welcome */

extern const char take_gates[][16];
void machine_fault_entry(void);
void machine_fault(uint64_t first, uint64_t second, uint64_t cr2);
void machine_main(uint32_t magic, uint32_t info);

/* An exception in the machine itself: a bug of ours.  `first` may be RIP. */
void
machine_fault(uint64_t first, uint64_t second, uint64_t cr2)
{
	struct trace_record *r = trace_add(TRACE_FAULT, 0);

	r->arg[0] = first;
	r->arg[1] = second;
	r->arg[2] = cr2;
	machine_end(END_MACHINE_ERROR, 0, first);
}

static struct gate
gate_to(uint64_t entry)
{
	return (struct gate){
		.low = (entry & 0xffff) | CODE_SELECTOR << 16 |
		    GATE_64 << 32 | (entry & 0xffff0000) << 32,
		.high = entry >> 32,
	};
}

static void
catch_faults(void)
{
	for (int i = 0; i < 32; i++)
		machine_idt[i] = gate_to((uint64_t)machine_fault_entry);
	for (int i = 0; i < 256; i++)
		take_idt[i] = gate_to((uint64_t)take_gates[i]);
}

static bool
have_svm(void)
{
	uint32_t out[4];

	native_cpuid(0x80000001, 0, out);
	if (!(out[2] & 1 << 2))
		return false;
	native_cpuid(0x8000000a, 0, out);
	return out[3] & 1;		/* nested paging */
}

static void
enable_svm(void)
{
	if (!have_svm())
		machine_end(END_NO_SVM, 0, 0);
	native_wrmsr(MSR_IA32_EFER, native_rdmsr(MSR_IA32_EFER) | EFER_SVME |
	    EFER_NXE);		/* nested page tables go by it */
	native_wrmsr(MSR_VM_HSAVE_PA, (uint64_t)host_save_area);
	__asm__ volatile("clgi; sti");	/* GIF alone decides from here on */
}

/* Arm QEMU's ib700: it counts virtual time down, two seconds a step. */
static void
arm_watchdog(unsigned seconds)
{
	if (seconds > 30)
		seconds = 30;
	if (seconds > 0)
		native_out8(WATCHDOG_START, 15 - seconds / 2);
}

static void
record_boot(const struct options *options)
{
	struct trace_record *r = trace_add(TRACE_BOOT, 0);

	r->arg[0] = options->seed;
	r->arg[1] = capability(&cpu.caps, MSR_IA32_VMX_BASIC) &
	    VMX_BASIC_REVISION;
	r->arg[2] = cpu.vmx_supported;
	r->arg[3] = cpu.feature_control;
}

/*
 * QEMU lets the software above load what VMRUN then refuses: a code segment
 * that is 64-bit and 32-bit at once, and the upper half of DR6.
 */
static void
mend_state(void)
{
	struct vmcb *v = cpu.vmcb;

	if (in_64bit_mode())
		v->cs.attributes &= ~SVM_CODE_32;
	v->dr6 = (uint32_t)v->dr6;
}

/* One turn: run the software above until something needs the machine. */
static void
turn(void)
{
	bool hold = cpu.non_root && boundary_prepare();

	cpu.vmcb->rax = cpu.reg[RAX];
	cpu.vmcb->rsp = cpu.reg[RSP];
	mend_state();
	cpu.dr6_before = cpu.vmcb->dr6;
	debug_enter();
	svm_run(cpu.vmcb, cpu.reg, hold);
	debug_leave();
	cpu.vmcb->tlb_control = 0;
	cpu.reg[RAX] = cpu.vmcb->rax;
	cpu.reg[RSP] = cpu.vmcb->rsp;
	event_collect();
	if (cpu.non_root)
		nonroot_exit();
	else
		root_exit();
}

/* Called by start.S with what the Multiboot loader passed. */
void
machine_main(uint32_t magic, uint32_t info)
{
	struct options options = { 0 };

	cpu.vmcb = &vmcb;
	vmcb.asid = 1;
	trace_init();
	catch_faults();
	enable_svm();
	capabilities_default(&cpu);
	loader_start(magic, info, &options);
	capabilities_finish(&cpu);
	memory_init();
	maps_init();
	ports_init();
	intercepts_root();
	record_boot(&options);
	arm_watchdog(options.budget);
	for (;;)
		turn();
}
