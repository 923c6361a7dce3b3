/*
 * The ways out of the machine that were open once, each tried again.
 */
#include "hostile.h"

#include "arch/vmx.h"
#include "bytes.h"
#include "cpu.h"
#include "machine/vtx/layout.h"
#include "types.h"
#include "vmx_insn.h"

#define HPET		0xfed00000
#define LOCAL_APIC	0xfee00000
#define APIC_COMMAND	(LOCAL_APIC + 0x300)
#define APIC_LINT0	(LOCAL_APIC + 0x350)
#define IO_APIC		0xfec00000
#define MODE_SMI	0x200
#define MODE_INIT	0x4500		/* asserted */
#define TO_SELF		(1 << 18)
#define BAD		0xbadbadbau
#define LAST_DR		(MACHINE_BASE + 0x1000)

static void
out16(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %1" :: "a"(value), "Nd"(port));
}

static void
out32(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" :: "a"(value), "Nd"(port));
}

static void
poke(uint64_t address, uint32_t value)
{
	__asm__ volatile("movl %0, (%1)" :: "r"(value), "r"(address)
	    : "memory");
}

/* Run bytes with these values in RAX, RCX and RDX. */
static void
run(const char *bytes, size_t size, uint64_t rax, uint64_t rcx, uint64_t rdx)
{
	code_piece(bytes, size);
	action_reg[RAX] = rax;
	action_reg[RCX] = rcx;
	action_reg[RDX] = rdx;
	run_action();
}
#define RUN(bytes, rax, rcx, rdx) run(bytes, sizeof(bytes) - 1, rax, rcx, rdx)

/* Ports that end QEMU, stop its watchdog, hide memory, or copy it. */
static void
attack_ports(void)
{
	uint32_t *request = at_hpa(ARENA + 0x50000);

	for (uint16_t port = 0xf5; port < 0xf8; port++)
		outb(port, 0);
	out16(0xf3, 0);
	out32(0xf5, 0);
	for (uint16_t port = 0x440; port < 0x446; port++)
		outb(port, 15);
	outb(0x92, 0);
	outb(0x64, 0xdd);
	outb(0x64, 0xd1);
	outb(0x60, 1);
	request[0] = __builtin_bswap32(0x1a);	/* select, read */
	request[1] = __builtin_bswap32(0x1000);
	request[2] = 0;
	request[3] = __builtin_bswap32(MACHINE_BASE);
	out32(0x514, 0);
	out32(0x518, __builtin_bswap32(ARENA + 0x50000));
	RUN("\xed", 0x564d5868, 10, 0x5658);
}

/* The bus master of the disks, and its ports over the power's. */
static void
attack_pci(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		out32(0xcf8, 1u << 31 | i << 8 | 4);
		out16(0xcfc, 7);
		out32(0xcf8, 1u << 31 | i << 8 | 0x20);
		out32(0xcfc, 0xf0);
	}
	out32(0xcf8, 0);
}

/* Devices that write, or signal, where they are told to. */
static void
attack_devices(void)
{
	poke(HPET + 0x10, 0);
	poke(HPET + 0x114, MACHINE_BASE + 0x100);
	poke(HPET + 0x110, BAD);
	poke(HPET + 0x100, 0x4004);
	poke(HPET + 0x108, 1);
	poke(HPET + 0x10, 1);
	poke(APIC_COMMAND, MODE_SMI | TO_SELF);
	poke(LOCAL_APIC, MODE_INIT);
	poke(LOCAL_APIC + 0x1000, MODE_INIT);
	poke(LOCAL_APIC + 0xff000, MODE_SMI);
	poke(LOCAL_APIC + 0xf0, 0x1ff);
	poke(APIC_LINT0, MODE_SMI);
	poke(IO_APIC, 0x10 + 2 * 2);
	poke(IO_APIC + 0x10, MODE_SMI);
	world_interrupts();
	for (volatile int i = 0; i < 100000; i++)
		;
}

/* Registers that VMRUN refuses, or that stop the machine itself. */
static void
attack_registers(void)
{
	static const char move[] = "\x0f\x23\xf0\x0f\xa2";	/* DR6 */

	RUN(move, ~0ull, 0, 0);
	RUN("\x50\x51\x48\xcb", CODE_BOTH, EDGES + 0x10, 0);
	RUN("\x51\x50\x48\xcb\x0f\xa2\x0f\xa2", EDGES + 4, CODE_BOTH, 0);
	for (uint64_t a = MACHINE_BASE; a < LAST_DR; a += 8)
		RUN("\x0f\x23\xc0\x48\xff\xc0\x0f\x23\xc8\x48\xff\xc0\x0f\x23"
		    "\xd0\x48\xff\xc0\x0f\x23\xd9\x0f\x23\xfa\x0f\xa2", a,
		    a + 3, 0x4ff);
	RUN("\x0f\x23\xe8\x0f\xa2", 0xf04ff, 0, 0);	/* DR5 */
	RUN("\x0f\x22\xd8\x0f\xa2", 1ull << 50, 0, 0);
	for (uint64_t i = 1; i < 16; i++) {
		RUN("\x0f\x30\x0f\xa2", MACHINE_BASE, i << 32 | 0xc0010117, 0);
		RUN("\x0f\x30\x0f\xa2", 0, i << 32 | MSR_IA32_EFER, 0);
		RUN("\x0f\x30\x0f\xa2", BAD, i << 32 | 0x174, 0);
	}
}

/* LTR of null, and an event from CPL 3 that looks for a task. */
static void
attack_task(void)
{
	RUN("\x0f\x00\xd8\x6a\x4b\x51\x6a\x02\x6a\x3b\x52\x48\xcf", 0,
	    ARENA + 0x70000, EDGES + 0x20);
}

/* Code in the void and in devices that writes to the machine. */
static void
attack_fetches(void)
{
	RUN("\xff\xe1", MACHINE_BASE, 0x40000000, 0);
	RUN("\xff\xe1", MACHINE_BASE, MACHINE_BASE, 0);
	RUN("\xff\xe1", MACHINE_BASE, 0xfffc0000, 0);
	poke(LOCAL_APIC + 0x380, 0xa20f);
	RUN("\xff\xe1", 0, LOCAL_APIC + 0x380, 0);
	RUN("\x48\x89\xcc\xcd\x03", 0, MACHINE_BASE + 0x800, 0);
}

/*
 * Page tables that change under the TLB: behind the write to its own entry,
 * CPUID can no longer be read.
 */
static void
attack_tlb(void)
{
	uint64_t *pml4 = at_hpa(action_cr3);
	uint64_t *pdpt = at_hpa(pml4[0] & ~0xfffull);
	uint64_t *directory = at_hpa(pdpt[1] & ~0xfffull);
	uint64_t *table = at_hpa(directory[EDGES >> 21 & 511] & ~0xfffull);
	uint64_t whole = *table;

	code_piece("\x0f\x20\xc2\x89\x08\x0f\xa2", 7);
	action_reg[RAX] = hpa_of(table);
	action_reg[RCX] = 0;
	action_cr3 = read_cr3();
	pml4 = at_hpa(action_cr3);
	pdpt = at_hpa(pml4[0] & ~0xfffull);
	((uint64_t *)at_hpa(pdpt[1] & ~0xfffull))[EDGES >> 21 & 511] =
	    hpa_of(table) | PTE_P | PTE_W;
	run_action();
	*table = whole;
}

static void
triple_fault(void)
{
	static const uint8_t none[10];

	__asm__ volatile("lidt %0; int3" :: "m"(none));
}

/* What must end the machine, in the way it should. */
static void
end_by(uint64_t lethal)
{
	switch (lethal) {
	case 1:
		outb(0x64, 0xf0);
		break;
	case 2:
		outb(0x64, 0xd1);
		outb(0x60, 2);
		break;
	case 3:
		outb(0x92, 1);
		break;
	case 4:
		vmx_vmxoff();
		poke(APIC_COMMAND, MODE_INIT | TO_SELF);
		break;
	case 5:
		triple_fault();
		break;
	case 6:
		outb(0xcf9, 6);
		break;
	case 7:
		__asm__ volatile("cli; hlt");
	}
}

void
attacks(uint64_t lethal)
{
	uint64_t cr3 = action_cr3;

	world_interrupts();
	guest_wild();			/* enters VMX operation */
	attack_ports();
	attack_pci();
	attack_devices();
	attack_registers();
	attack_task();
	attack_fetches();
	attack_tlb();
	action_cr3 = cr3;
	poke(APIC_COMMAND, MODE_INIT | TO_SELF);	/* blocked */
	end_by(lethal);
}
