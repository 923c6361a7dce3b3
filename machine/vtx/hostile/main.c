/*
 * The hostile kernel: so many actions from a seed, then the power off.
 *
 *	seed=N actions=N	random ones
 *	lethal=N		the attacks, and then the Nth deadly one
 */
#include "hostile.h"

#include "arch/vmx.h"
#include "boot.h"
#include "console.h"
#include "cpu.h"
#include "gdt.h"
#include "power.h"
#include "trap.h"

void kernel_main(uint32_t magic, const struct multiboot_info *info);

/* Let VMX operation be entered. */
static void
allow_vmx(void)
{
	wrmsr(MSR_IA32_FEATURE_CONTROL, FEATURE_CONTROL_LOCK |
	    FEATURE_CONTROL_VMX_OUTSIDE_SMX);
	write_cr0(read_cr0() | rdmsr(MSR_IA32_VMX_CR0_FIXED0));
	write_cr4(read_cr4() | CR4_VMXE | rdmsr(MSR_IA32_VMX_CR4_FIXED0));
}

static void
random_actions(uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		if (i % 16 == 0)
			world_interrupts();
		if (one_in(8)) {
			guest_wild();
		} else if (one_in(6)) {
			legacy_random();
		} else {
			code_random();
			run_action();
		}
	}
}

/* Called by start.S. */
void
kernel_main(uint32_t magic, const struct multiboot_info *info)
{
	uint64_t seed = 1, actions = 0, lethal = 0;

	serial_init();
	gdt_init();
	trap_init();
	boot_init(magic, info);
	option_find(boot_options(), "seed", &seed);
	option_find(boot_options(), "actions", &actions);
	option_find(boot_options(), "lethal", &lethal);
	random_start(seed);
	world_init();
	legacy_init();
	allow_vmx();
	if (actions == 0)
		attacks(lethal);
	else
		random_actions(actions);
	printf("hostile: done\n");
	power_off(POWER_OK);
}
