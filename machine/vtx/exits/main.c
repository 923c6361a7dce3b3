/*
 * Run all tests, or with `test=n` on the command line only number n, or with
 * `from=n` those from n on.
 */
#include "exits.h"

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
#define EXITS_MAX	8
#define PAT_PLAIN	0x0007040600070406ull

void kernel_main(uint32_t magic, const struct multiboot_info *info);

static char vmxon_region[PAGE_SIZE] __attribute__((aligned(4096)));
static char vmcs_region[PAGE_SIZE] __attribute__((aligned(4096)));

static _Noreturn void
stop(const char *what, uint64_t value)
{
	printf("exits: %s (%#lx)\n", what, value);
	power_off(POWER_PANIC);
}

/* An NMI that a test injected blocks others until IRET. */
void
unblock_nmis(void)
{
	__asm__ volatile("mov %%rsp, %%rax\n\t"
			 "pushq %[data]\n\t"
			 "push %%rax\n\t"
			 "pushfq\n\t"
			 "pushq %[code]\n\t"
			 "lea 1f(%%rip), %%rax\n\t"
			 "push %%rax\n\t"
			 "iretq\n"
			 "1:"
			 : : [data] "i"(KERNEL_DS), [code] "i"(KERNEL_CS)
			 : "rax", "cc", "memory");
}

/* Registers that no VM exit or entry touches, as each test finds them. */
static void
reset_native(struct registers *registers)
{
	uint64_t dr6 = 0xffff0ff0, zero = 0;

	write_cr2(0x1234000);
	unblock_nmis();
	events_reset();
	__asm__ volatile("mov %[zero], %%dr0\n\t"
			 "mov %[zero], %%dr1\n\t"
			 "mov %[dr6], %%dr6"
			 : : [dr6] "r"(dr6), [zero] "r"(zero));
	wrmsr(MSR_IA32_PAT, PAT_PLAIN);
	wrmsr(MSR_IA32_STAR, 0);
	wrmsr(MSR_IA32_LSTAR, 0);
	wrmsr(MSR_IA32_FMASK, 0);
	for (unsigned i = 0; i < 16; i++)
		registers->reg[i] = 0x1111111111111111ul * i;
}

/* Go on behind the instruction that caused the exit, if one did. */
static bool
can_go_on(const struct test *test, unsigned exits)
{
	uint32_t reason = vmcs_read(VMCS_EXIT_REASON);
	uint64_t length = vmcs_read(VMCS_EXIT_INSTRUCTION_LENGTH);
	uint64_t rip = vmcs_read(VMCS_GUEST_RIP);
	uint64_t end = CODE + (test->code_end - test->code);

	if (exits <= test->again)
		return true;
	if (!exit_by_instruction(reason) || reason == VMX_EXIT_VMCALL)
		return false;
	if (test->mode == MODE_v86 || test->mode == MODE_16)
		end -= CODE;
	if (length == 0 || length > 15 || rip >= end)
		return false;
	vmcs_write(VMCS_GUEST_RIP, rip + length);
	vmcs_write(VMCS_GUEST_INTERRUPTIBILITY, 0);
	return true;
}

/* Does RFLAGS say that a VMX instruction failed? */
static bool
failed(uint64_t rflags)
{
	return rflags & (RFLAGS_CF | RFLAGS_ZF);
}

static void
run(const struct test *test)
{
	struct registers before, now;
	unsigned exits = 0;
	uint64_t rflags;

	if (failed(vmx_vmclear(hpa_of(vmcs_region))) ||
	    failed(vmx_vmptrld(hpa_of(vmcs_region))))
		stop("no VMCS can be had", 0);
	world_reset(test);
	vmcs_reset(test);
	reset_native(&before);
	if (test->prepare != NULL)
		test->prepare(&before);
	now = before;
	do {
		before = now;
		rflags = guest_enter(&now, exits);
		if (rflags != 0) {
			printf("%s: no entry, error %lu\n", test->name,
			    vmcs_read(VMCS_VM_INSTRUCTION_ERROR));
			return;
		}
		report_exit(test, &before, &now);
		exits++;
	} while (exits < (test->stop ? test->stop : EXITS_MAX) &&
	    can_go_on(test, exits));
	if (test->finish != NULL)
		test->finish(test);
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
		stop("VMXON failed", revision);
}

/* What tells machine/vtx from Bochs 2.7. */
static bool
offers_monitor_trap(void)
{
	return rdmsr(MSR_IA32_VMX_PROCBASED_CTLS) >> 32 &
	    PRIMARY_MONITOR_TRAP_FLAG;
}

void
kernel_main(uint32_t magic, const struct multiboot_info *info)
{
	uint64_t only = ~0ull, from = 0;

	serial_init();
	gdt_init();
	trap_init();
	outb(PIC_1_MASK, 0xff);
	outb(PIC_2_MASK, 0xff);
	boot_init(magic, info);
	option_find(boot_options(), "test", &only);
	option_find(boot_options(), "from", &from);
	begin_vmx();
	events_init();
	for (unsigned i = from; i < test_count; i++) {
		if (tests[i].daring && !offers_monitor_trap())
			printf("%s: skipped\n", tests[i].name);
		else if (only == ~0ull || only == i)
			run(&tests[i]);
	}
	host_tests();
	printf("exits: the end\n");
	power_off(POWER_OK);
}
