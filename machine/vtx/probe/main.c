/*
 * The probe's way through its groups of cases.
 */
#include "boot.h"
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "fuzz.h"
#include "gdt.h"
#include "panic.h"
#include "power.h"
#include "probe.h"
#include "trap.h"
#include "vmx_insn.h"

#define PIC_1_MASK	0x21
#define PIC_2_MASK	0xa1

void kernel_main(uint32_t magic, const struct multiboot_info *info);

static uint8_t regions[2][PAGE_SIZE] __attribute__((aligned(4096)));
void *vmxon_page = regions[0], *vmcs_page = regions[1];
bool probe_careful, probe_broken;

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

/* Make a page a VMXON or VMCS region. */
void
region_init(void *region)
{
	uint32_t revision = rdmsr(MSR_IA32_VMX_BASIC) & VMX_BASIC_REVISION;

	memset(region, 0, PAGE_SIZE);
	memcpy(region, &revision, sizeof(revision));
}

static bool
failed(uint64_t rflags)
{
	return rflags & (RFLAGS_CF | RFLAGS_ZF);
}

/* VMXON and a fresh, current VMCS. */
void
probe_begin(void)
{
	region_init(vmxon_page);
	region_init(vmcs_page);
	if (failed(vmx_vmxon(hpa_of(vmxon_page))) ||
	    failed(vmx_vmclear(hpa_of(vmcs_page))) ||
	    failed(vmx_vmptrld(hpa_of(vmcs_page))))
		panic("VMX operation cannot be entered");
}

/* VMXOFF, leaving CR4.VMXE. */
void
probe_end(void)
{
	vmx_vmxoff();
}

/* Allow VMX, and give CR0 and CR4 the bits it fixes. */
static void
allow_vmx(void)
{
	const uint64_t on = FEATURE_CONTROL_LOCK |
	    FEATURE_CONTROL_VMX_OUTSIDE_SMX;

	if (!(cpuid(1, 0).ecx & CPUID_1_ECX_VMX))
		panic("this processor offers no VMX");
	if (!(rdmsr(MSR_IA32_FEATURE_CONTROL) & FEATURE_CONTROL_LOCK))
		wrmsr(MSR_IA32_FEATURE_CONTROL, on);
	write_cr0(read_cr0() | rdmsr(MSR_IA32_VMX_CR0_FIXED0));
	write_cr4(read_cr4() | CR4_VMXE | rdmsr(MSR_IA32_VMX_CR4_FIXED0));
}

static void
prepare(void)
{
	allow_vmx();
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
		entries_32_report();
	}
	probe_begin();
	fields_find();
	if (groups & GROUP_CAPABILITIES)
		capabilities_report();
	if (groups & GROUP_INSTRUCTIONS)
		forms_report();
	entry_begin();
	if (groups & GROUP_INSTRUCTIONS)
		instructions_launched_report();
	if (groups & GROUP_ENTRIES)
		entries_report();
	if (groups & GROUP_SWEEPS_1)
		sweeps_report(1);
	if (groups & GROUP_SWEEPS_2)
		sweeps_report(2);
	if (groups & GROUP_SWEEPS_3)
		sweeps_report(3);
	probe_end();
}

static uint64_t
option(const char *name)
{
	uint64_t value = 0;

	option_find(boot_options(), name, &value);
	return value;
}

/*
 * Options fuzz=COUNT programs=COUNT seed=N first=N, or replay0=NUMBER
 * replay1=NUMBER ..
 */
static bool
fuzz(void)
{
	char name[] = "replay?";
	uint64_t number;

	if (!option_find(boot_options(), "seed", &number))
		return false;
	probe_begin();
	fields_find();
	entry_begin();
	fuzz_report(option("seed"), option("first"), option("fuzz"));
	programs_report(option("seed"), option("first"), option("programs"));
	for (name[6] = '0'; name[6] <= '9'; name[6]++)
		if (option_find(boot_options(), name, &number))
			fuzz_replay(option("seed"), number);
	probe_end();
	return true;
}

/* Called by start.S. */
void
kernel_main(uint32_t magic, const struct multiboot_info *info)
{
	serial_init();
	gdt_init();
	trap_init();
	outb(PIC_1_MASK, 0xff);
	outb(PIC_2_MASK, 0xff);
	boot_init(magic, info);
	probe_careful = option("careful") != 0;
	prepare();
	if (!fuzz())
		report(option("groups") ? option("groups") : ~0ull);
	printf("probe: done\n");
	power_off(probe_broken ? POWER_LAB_ERROR : POWER_OK);
}
