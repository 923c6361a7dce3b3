/*
 * Wait as a processor that executes no instructions does: in a VMCB of the
 * machine's own that halts.
 */
#include "native.h"
#include "processor.h"

#define CODE_64		0xa9b		/* SVM attributes */
#define DATA		0xc93
#define DR7_RESET	0x400

/* take.S */
void take_idle(void);

static struct vmcb idle __attribute__((aligned(4096)));

static uint64_t
read_cr(int number)
{
	uint64_t value;

	if (number == 0)
		__asm__ volatile("mov %%cr0, %0" : "=r"(value));
	else if (number == 3)
		__asm__ volatile("mov %%cr3, %0" : "=r"(value));
	else
		__asm__ volatile("mov %%cr4, %0" : "=r"(value));
	return value;
}

static void
prepare(void)
{
	idle.intercepts1 = SVM_INTR | SVM_NMI;
	idle.intercepts2 = SVM_VMRUN;
	idle.virtual_interrupt = SVM_V_INTR_MASKING;
	idle.asid = 1;
	idle.cs = (struct vmcb_segment){ 8, CODE_64, 0xffffffff, 0 };
	idle.ss = (struct vmcb_segment){ 16, DATA, 0xffffffff, 0 };
	idle.ds = idle.es = idle.ss;
	idle.efer = native_rdmsr(MSR_IA32_EFER);
	idle.cr0 = read_cr(0);
	idle.cr3 = read_cr(3);
	idle.cr4 = read_cr(4);
	idle.dr7 = DR7_RESET;
	idle.rflags = RFLAGS_FIXED;
	idle.rip = (uint64_t)take_idle;
}

/*
 * Wait for an NMI, or also for an interrupt, which stays pending.  Returns
 * SVM_EXIT_NMI or SVM_EXIT_INTR.
 */
uint64_t
idle_run(bool interrupts)
{
	uint64_t registers[16] = { 0 };

	prepare();
	svm_run(&idle, registers, !interrupts);
	return idle.exit_code;
}
