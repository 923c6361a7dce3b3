/*
 * Changes to the guest's world that single tests ask for.
 */
#include "prepare.h"

#include "types.h"
#include "vmcs.h"

#define STACK_IST	0x04007000
#define SECOND_TASK	0x04016800	/* a free place behind the first */
#define DPL_MASK	(3ull << 45)
#define TASK_GATE	0x0000e50000000000ull

static void
bit_set(hpa_t bitmap, unsigned n)
{
	((uint8_t *)at_hpa(bitmap))[n / 8] |= 1 << n % 8;
}

static uint64_t *
quads(hpa_t address)
{
	return at_hpa(address);
}

/* Ports 81H, 9001H, 7FFFH and FFFFH exit. */
void
prepare_io(struct registers *registers)
{
	(void)registers;
	bit_set(IO_BITMAP_A, 0x81);
	bit_set(IO_BITMAP_A, 0x7fff);
	bit_set(IO_BITMAP_B, 0x1001);
	bit_set(IO_BITMAP_B, 0x7fff);
}

/* The task may not use port 1234H. */
void
prepare_io_denied(struct registers *registers)
{
	(void)registers;
	bit_set(TSS_32 + 0x68, 0x1234);
}

/* Reads of 175H and C0000082H, writes of 174H and C0000081H exit. */
void
prepare_msr(struct registers *registers)
{
	(void)registers;
	bit_set(MSR_BITMAP, 0x175);
	bit_set(MSR_BITMAP + 0x400, 0x82);
	bit_set(MSR_BITMAP + 0x800, 0x174);
	bit_set(MSR_BITMAP + 0xc00, 0x81);
}

void
prepare_step_cr0(struct registers *registers)
{
	registers->reg[0] = vmcs_read(VMCS_GUEST_CR0);
}

void
prepare_step_msr(struct registers *registers)
{
	registers->reg[1] = MSR_IA32_SYSENTER_CS;
}

/* DR0 and DR1 are at instructions, DR2 at data; DR7 enables them. */
void
prepare_breakpoints(struct registers *registers)
{
	(void)registers;
	__asm__ volatile("mov %[second], %%dr0\n\t"
			 "mov %[first], %%dr1\n\t"
			 "mov %[data], %%dr2"
			 : : [second] "r"(CODE + 1ul), [first] "r"(CODE + 0ul),
			   [data] "r"(DATA + 0ul));
}

void
prepare_no_idt(struct registers *registers)
{
	(void)registers;
	vmcs_write(VMCS_GUEST_IDTR_LIMIT, 0);
}

void
prepare_short_idt(struct registers *registers)
{
	(void)registers;
	vmcs_write(VMCS_GUEST_IDTR_LIMIT, 0x20 * 16 - 1);
}

/* The gates of INT3 and INT 30H are for CPL 0 only. */
void
prepare_gate_dpl(struct registers *registers)
{
	(void)registers;
	quads(IDT_64)[2 * VECTOR_BP] &= ~DPL_MASK;
	quads(IDT_64)[2 * 0x30] &= ~DPL_MASK;
}

/* #DF gets a stack of its own. */
void
prepare_ist(struct registers *registers)
{
	uint32_t *task = at_hpa(TSS_64);

	(void)registers;
	task[9] = STACK_IST;
	quads(IDT_64)[2 * VECTOR_DF] |= 1ull << 32;
}

/* A second task, for SEL_TASK; the first is current without a selector. */
static void
second_task(unsigned type)
{
	uint32_t *task = at_hpa(SECOND_TASK);

	task[7] = TABLES_32;			/* CR3 */
	task[8] = STUBS + 16 * 0x55;		/* EIP */
	task[9] = RFLAGS_FIXED;
	task[14] = STACK_IST;			/* ESP */
	task[18] = SEL_DATA;			/* ES, CS, SS, DS */
	task[19] = SEL_CODE_32;
	task[20] = task[21] = SEL_DATA;
	world_segment(SEL_TASK, 0x67 | (SECOND_TASK & 0xffffffull) << 16 |
	    (uint64_t)type << 40 | (SECOND_TASK >> 24 & 0xffull) << 56);
}

void
prepare_task_gate(struct registers *registers)
{
	(void)registers;
	second_task(0x89);
	quads(IDT_32)[0x30] = quads(IDT_32)[VECTOR_UD] = TASK_GATE |
	    SEL_TASK << 16;
}

void
prepare_task_absent(struct registers *registers)
{
	prepare_task_gate(registers);
	quads(IDT_32)[0x30] &= ~(1ull << 47);
}

void
prepare_task_call(struct registers *registers)
{
	(void)registers;
	second_task(0x89);
}

/* IRET with NT goes back to the task that the first one links to. */
void
prepare_task_iret(struct registers *registers)
{
	(void)registers;
	second_task(0x8b);
	*(uint16_t *)at_hpa(TSS_32) = SEL_TASK;
}

/* ES and FS are unusable, with what is allowed for such left in them. */
void
prepare_unusable(struct registers *registers)
{
	(void)registers;
	vmcs_write(VMCS_GUEST_ES_ACCESS_RIGHTS, SEGMENT_UNUSABLE);
	vmcs_write(VMCS_GUEST_ES_SELECTOR, 0);
	vmcs_write(VMCS_GUEST_FS_ACCESS_RIGHTS, SEGMENT_UNUSABLE);
	vmcs_write(VMCS_GUEST_FS_SELECTOR, 3);
}

/* FS has a small limit, GS grows down, ES is read-only. */
void
prepare_limits(struct registers *registers)
{
	(void)registers;
	vmcs_write(VMCS_GUEST_FS_LIMIT, 0xfff);
	vmcs_write(VMCS_GUEST_FS_ACCESS_RIGHTS, 0x4093);
	vmcs_write(VMCS_GUEST_GS_LIMIT, 0x12345fff);
	vmcs_write(VMCS_GUEST_GS_ACCESS_RIGHTS, 0xd097);
	vmcs_write(VMCS_GUEST_ES_ACCESS_RIGHTS, 0xc091);
}

void
prepare_ldt(struct registers *registers)
{
	(void)registers;
	vmcs_write(VMCS_GUEST_LDTR_SELECTOR, SEL_LDT);
	vmcs_write(VMCS_GUEST_LDTR_BASE, LDT);
	vmcs_write(VMCS_GUEST_LDTR_LIMIT, 0xfff);
	vmcs_write(VMCS_GUEST_LDTR_ACCESS_RIGHTS, 0x82);
}

/* A data segment at 78H that nobody has accessed yet. */
void
prepare_fresh_segment(struct registers *registers)
{
	(void)registers;
	world_segment(0x78, 0x124f92345678abcd);
}

void
prepare_sysexit(struct registers *registers)
{
	(void)registers;
	vmcs_write(VMCS_GUEST_IA32_SYSENTER_CS, SEL_CODE_64);
}
