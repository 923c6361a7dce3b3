/*
 * The probe's way through its groups of cases.
 */
#include "boot.h"
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "gdt.h"
#include "lab.h"
#include "panic.h"
#include "power.h"
#include "probe.h"
#include "trap.h"

#define PIC_1_MASK	0x21
#define PIC_2_MASK	0xa1

void kernel_main(uint32_t magic, const struct multiboot_info *info);

static uint8_t regions[2][PAGE_SIZE] __attribute__((aligned(4096)));
void *vmxon_page = regions[0], *vmcs_page = regions[1];
bool probe_careful;

/* CPUID.80000008H:EAX[7:0] */
unsigned
physical_bits(void)
{
	return cpuid(0x80000008, 0).eax & 0xff;
}

/* An exception outside any piece: a bug of the probe.  Called by run.S. */
_Noreturn void
probe_lost(uint64_t vector, uint64_t rip)
{
	panic("vector %lu at rip %#lx, cr2 %#lx", vector, rip, read_cr2());
}

/* VMXON and a fresh, current VMCS. */
void
probe_begin(void)
{
	vmxon_region_init(vmxon_page);
	if (vmx_on(hpa_of(vmxon_page)) != 0 || vmcs_load(vmcs_page) != 0)
		panic("VMX operation cannot be entered");
}

/* VMXOFF, leaving CR4.VMXE. */
void
probe_end(void)
{
	__asm__ volatile("vmxoff" : : : "cc", "memory");
}

static void
prepare(void)
{
	if (!vmx_supported() || vmx_unlock() != 0 ||
	    vmx_fix_control_registers() != 0)
		panic("this processor offers no VMX");
	traps_init();
	window_init();
	guests_init();
	lists_init();
}

static void
report(uint64_t groups)
{
	if (groups & GROUP_INSTRUCTIONS) {
		instructions_report();
		instructions_32_report();
	}
	probe_begin();
	fields_find();
	if (groups & GROUP_CAPABILITIES)
		capabilities_report();
	if (groups & GROUP_INSTRUCTIONS)
		forms_report();
	entry_begin();
	if (groups & GROUP_ENTRIES)
		entries_report();
	if (groups & GROUP_SWEEPS_1)
		sweeps_report(1);
	if (groups & GROUP_SWEEPS_2)
		sweeps_report(2);
	probe_end();
}

/* Called by start.S. */
void
kernel_main(uint32_t magic, const struct multiboot_info *info)
{
	uint64_t groups = 0, careful = 0;

	serial_init();
	gdt_init();
	trap_init();
	outb(PIC_1_MASK, 0xff);
	outb(PIC_2_MASK, 0xff);
	boot_init(magic, info);
	option_find(boot_options(), "groups", &groups);
	option_find(boot_options(), "careful", &careful);
	probe_careful = careful != 0;
	prepare();
	report(groups != 0 ? groups : ~0ull);
	printf("probe: done\n");
	power_off(POWER_OK);
}
