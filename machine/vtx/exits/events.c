/*
 * Interrupts and NMIs: sources of them, and what of them reaches the VMM.
 */
#include "prepare.h"

#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "gdt.h"
#include "types.h"
#include "vmcs.h"

#define APIC_BASE	0xfee00000ull
#define APIC_EOI	0x0b0
#define APIC_SPURIOUS	0x0f0
#define APIC_ICR	0x300
#define APIC_LVT_TIMER	0x320
#define APIC_INITIAL	0x380
#define APIC_DIVIDE	0x3e0
#define APIC_ENABLED	0x1ff		/* spurious vector FFH */
#define LVT_MASKED	0x10000
#define DIVIDE_BY_1	0xb
#define TO_SELF		0x44000u	/* fixed, to this processor */
#define KERNEL_GATES	32
#define VECTORS		256
#define ROUNDS		8

struct gate {
	uint64_t low, high;
};

extern const char host_gates[VECTORS][16];
extern uint8_t host_events[16];
extern unsigned host_event_count;

static struct gate idt[VECTORS];

static void
apic_write(uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)(APIC_BASE + offset) = value;
}

static uint64_t
read_cr8(void)
{
	uint64_t value;

	__asm__ volatile("mov %%cr8, %[value]" : [value] "=r"(value));
	return value;
}

static void
write_cr8(uint64_t value)
{
	__asm__ volatile("mov %[value], %%cr8" : : [value] "r"(value));
}

/* Gates for NMIs and interrupts; those of the exceptions stay. */
void
events_init(void)
{
	struct table_register idtr = read_idtr();

	memcpy(idt, at_hpa(idtr.base), KERNEL_GATES * sizeof(idt[0]));
	for (unsigned i = 0; i < VECTORS; i++) {
		uint64_t entry = hpa_of(host_gates[i]);

		if (i >= KERNEL_GATES || i == VECTOR_NMI)
			idt[i] = (struct gate){
				(entry & 0xffff) | KERNEL_CS << 16 |
				0x8e00ull << 32 | (entry & 0xffff0000) << 32,
				0 };
	}
	idtr.base = hpa_of(idt);
	idtr.limit = sizeof(idt) - 1;
	__asm__ volatile("lidt %[idtr]" : : [idtr] "m"(idtr) : "memory");
	apic_write(APIC_SPURIOUS, APIC_ENABLED);
}

static void
let_in(void)
{
	__asm__ volatile("sti; nop; nop; cli" : : : "memory");
}

/* Forget all that is pending or in service. */
void
events_reset(void)
{
	apic_write(APIC_INITIAL, 0);
	apic_write(APIC_LVT_TIMER, LVT_MASKED);
	apic_write(APIC_DIVIDE, DIVIDE_BY_1);
	write_cr8(0);
	for (unsigned i = 0; i < ROUNDS; i++) {
		apic_write(APIC_EOI, 0);
		let_in();
	}
	host_event_count = 0;
}

static void
print_events(const char *name)
{
	for (unsigned i = 0; i < host_event_count; i++)
		printf("%s%x", i == 0 ? name : ",", host_events[i]);
	host_event_count = 0;
}

/* What reaches the VMM now, and what more once NMIs are unblocked. */
void
events_report(void)
{
	let_in();
	print_events(" host=");
	unblock_nmis();
	print_events(" unblocked=");
}

static void
send(unsigned vector)
{
	apic_write(APIC_ICR, TO_SELF | vector);
}

void
prepare_interrupt(struct registers *registers)
{
	(void)registers;
	send(0x50);
}

void
prepare_interrupts(struct registers *registers)
{
	(void)registers;
	send(0x50);
	send(0x61);
}

/* The timer of the local APIC, and a preemption timer of 0. */
void
prepare_apic_timer(struct registers *registers)
{
	(void)registers;
	apic_write(APIC_LVT_TIMER, 0x51);
	apic_write(APIC_INITIAL, 0x8000);
}

void
prepare_time_0(struct registers *registers)
{
	(void)registers;
	vmcs_write(VMCS_PREEMPTION_TIMER_VALUE, 0);
}

/* Handlers of NMIs and of vector 50H that only return. */
void
prepare_iret(struct registers *registers)
{
	(void)registers;
	memcpy(at_hpa(STUBS + 16 * VECTOR_NMI), "\x48\xcf", 2);
	memcpy(at_hpa(STUBS + 16 * 0x50), "\x48\xcf", 2);
}

/* A handler of NMIs that Bochs 2.7 does not lose its way in: NOP, VMCALL. */
void
prepare_nop(struct registers *registers)
{
	(void)registers;
	memcpy(at_hpa(STUBS + 16 * VECTOR_NMI), "\x90\x0f\x01\xc1", 4);
}

void
prepare_iret_interrupt(struct registers *registers)
{
	prepare_iret(registers);
	prepare_interrupt(registers);
}

/* VTPR is 50H; the virtual-APIC page is the guest's data. */
void
prepare_vtpr(struct registers *registers)
{
	(void)registers;
	*(uint32_t *)at_hpa(DATA + 0x80) = 0x50;
}

/* And RCX is what a single instruction needs. */
void
prepare_vtpr_step(struct registers *registers)
{
	prepare_vtpr(registers);
	registers->reg[1] = 4;
}

/* RCX is the selector of the guest's data. */
void
prepare_selector(struct registers *registers)
{
	registers->reg[1] = SEL_DATA;
}

void
prepare_vtpr_time_0(struct registers *registers)
{
	prepare_vtpr(registers);
	prepare_time_0(registers);
}

/* The same with bits that MOV to CR8 clears. */
void
prepare_vtpr_dirty(struct registers *registers)
{
	(void)registers;
	*(uint32_t *)at_hpa(DATA + 0x80) = 0x1234567a;
}

void
finish_vtpr(const struct test *test)
{
	printf("%s: vtpr=%x cr8=%lx\n", test->name,
	    *(uint32_t *)at_hpa(DATA + 0x80), read_cr8());
}

/* To the VMM the APIC-access page is memory as ever. */
void
finish_apic(const struct test *test)
{
	printf("%s: memory %lx\n", test->name,
	    *(uint64_t *)at_hpa(DATA + PAGE_SIZE));
}

/* The tests set it to a power of two. */
void
finish_timer(const struct test *test)
{
	uint64_t value = vmcs_read(VMCS_PREEMPTION_TIMER_VALUE);

	printf("%s: timer %s\n", test->name, value == 0 ? "is 0" :
	    value & (value - 1) ? "has run" : "is unchanged");
}
