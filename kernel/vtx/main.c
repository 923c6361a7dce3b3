/*
 * The story of the VMM, in the order of the labs.
 *
 * An image holds the labs up to the one being worked on.  The functions of
 * later ones are absent: a weak reference to them is NULL.
 */
#include "boot.h"
#include "console.h"
#include "cpu.h"
#include "drill.h"
#include "errors.h"
#include "gdt.h"
#include "guest.h"
#include "lab.h"
#include "page.h"
#include "power.h"
#include "steps.h"
#include "trap.h"

#pragma weak vmcs_load
#pragma weak vcpu_run

void kernel_main(uint32_t magic, const struct multiboot_info *info);

#define PIC_1_MASK	0x21	/* of the two interrupt controllers; the VMM */
#define PIC_2_MASK	0xa1	/* and the guest use none of their lines */

static struct guest guest;
static struct vcpu vcpu;

/* Load the guest, which is the first module. */
static void
load_guest(void)
{
	struct module module;
	int error;

	if (!boot_module(0, &module)) {
		printf("guest: there is no module to run as the guest\n");
		power_off(POWER_PANIC);
	}
	error = guest_load(&guest, &module);
	if (error) {
		printf("guest: %s\n", error_name(error));
		power_off(POWER_PANIC);
	}
	printf("guest: \"%s\" begins at %#lx\n", guest.options, guest.rip);
}

/* The last lab whose functions are in this image. */
static int
last_lab(void)
{
	if (vcpu_run != NULL)
		return 3;
	return vmcs_load != NULL ? 2 : 1;
}

/* Where the loader's work ends (start.S) and ours begins. */
void
kernel_main(uint32_t magic, const struct multiboot_info *info)
{
	enum power_status status = POWER_OK;
	uint64_t seed = 0;
	void *vmxon_region;

	serial_init();
	gdt_init();
	trap_init();
	outb(PIC_1_MASK, 0xff);
	outb(PIC_2_MASK, 0xff);
	boot_init(magic, info);
	page_init();
	option_find(boot_options(), "drill", &seed);
	drill_init(seed);
	printf("Nonroot, a virtual-machine monitor.  Memory: %u MB\n",
	    (unsigned)(boot_memory_end() / MB));

	vmx_prepare();
	vmxon_region = vmx_begin();
	if (vmcs_load != NULL) {
		load_guest();
		vcpu_init(&vcpu, &guest);
		vmcs_fill(&vcpu, hpa_of(vmxon_region));
		if (vcpu_run != NULL)
			status = guest_run(&vcpu);
		else
			guest_try(&vcpu);
	}
	vmx_end();
	if (status == POWER_OK)
		printf("This is the end of lab %d.\n", last_lab());
	power_off(status);
}
