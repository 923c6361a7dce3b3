/*
 * Run all tests, or with `test=n` on the command line only number n.  The
 * power goes off with status 0 if all ended as they should.
 */
#include "memory.h"

#include "boot.h"
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "gdt.h"
#include "power.h"
#include "trap.h"
#include "vmcs.h"
#include "vmx_insn.h"

#define PIC_1_MASK	0x21
#define PIC_2_MASK	0xa1

void kernel_main(uint32_t magic, const struct multiboot_info *info);

static char vmxon_region[PAGE_SIZE] __attribute__((aligned(4096)));
static char vmcs_region[PAGE_SIZE] __attribute__((aligned(4096)));

static _Noreturn void
stop(const char *what)
{
	printf("memory: %s\n", what);
	power_off(POWER_PANIC);
}

/* Did the VMX instruction fail? */
static bool
failed(uint64_t rflags)
{
	return rflags & (RFLAGS_CF | RFLAGS_ZF);
}

/* Go on behind the instruction that caused the exit, if one did. */
static void
skip_instruction(void)
{
	uint32_t reason = vmcs_read(VMCS_EXIT_REASON);

	if (reason < VMX_EXIT_CPUID || reason == VMX_EXIT_EPT_VIOLATION ||
	    reason == VMX_EXIT_EPT_MISCONFIGURATION)
		return;
	vmcs_write(VMCS_GUEST_RIP, vmcs_read(VMCS_GUEST_RIP) +
	    vmcs_read(VMCS_EXIT_INSTRUCTION_LENGTH));
}

/* Run one test.  False: it did not end as it should. */
static bool
run(const struct test *test)
{
	unsigned most = test->exits != 0 ? test->exits : 1;
	struct registers registers = { .reg = { 0 } };

	if (failed(vmx_vmclear(hpa_of(vmcs_region))) ||
	    failed(vmx_vmptrld(hpa_of(vmcs_region))))
		stop("no VMCS can be had");
	world_reset(test);
	guest_reset(test);
	invept(2, 0, 0);
	report_begin();
	for (unsigned exits = 0; exits < most; exits++) {
		if (guest_enter(&registers, exits) != 0) {
			report_number("no entry, error ",
			    vmcs_read(VMCS_VM_INSTRUCTION_ERROR));
			break;
		}
		report_exit(test, &registers);
		skip_instruction();
		if (test->after != NULL)
			test->after(exits);
	}
	if (test->flags_of != 0)
		report_flags(test->flags_of);
	if (test->show_mode)
		report_mode();
	return report_end(test->name, test->line);
}

static void
begin_vmx(void)
{
	uint64_t feature = rdmsr(MSR_IA32_FEATURE_CONTROL);
	uint32_t revision = rdmsr(MSR_IA32_VMX_BASIC);

	if (!(feature & FEATURE_CONTROL_LOCK))
		wrmsr(MSR_IA32_FEATURE_CONTROL, feature |
		    FEATURE_CONTROL_LOCK | FEATURE_CONTROL_VMX_OUTSIDE_SMX);
	write_cr0(read_cr0() | rdmsr(MSR_IA32_VMX_CR0_FIXED0));
	write_cr4(read_cr4() | rdmsr(MSR_IA32_VMX_CR4_FIXED0));
	memcpy(vmxon_region, &revision, sizeof(revision));
	memcpy(vmcs_region, &revision, sizeof(revision));
	if (failed(vmx_vmxon(hpa_of(vmxon_region))))
		stop("VMXON failed");
}

void
kernel_main(uint32_t magic, const struct multiboot_info *info)
{
	uint64_t only = ~0ull;
	unsigned bad = 0;

	serial_init();
	gdt_init();
	trap_init();
	outb(PIC_1_MASK, 0xff);
	outb(PIC_2_MASK, 0xff);
	boot_init(magic, info);
	option_find(boot_options(), "test", &only);
	begin_vmx();
	for (unsigned i = 0; i < test_count; i++) {
		if (only == ~0ull || only == i)
			bad += !run(&tests[i]);
	}
	bad += invalidate_tests();
	if (bad != 0)
		printf("%u tests did not end as expected\n", bad);
	printf("memory: the end\n");
	power_off(bad == 0 ? POWER_OK : POWER_PANIC);
}
