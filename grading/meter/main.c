/*
 * A VMM that only measures: the reference's labs up to a VMCS that can be
 * entered, then loops.  A line on the console begins each, so that whoever
 * looks on from outside can tell how long it took.
 *
 * The options say how often: exits= VM exits, reads= VMREADs and as many
 * VMWRITEs, in hundreds.  The guest must exit at once; guest/vtx/many.c does.
 */
#include "boot.h"
#include "console.h"
#include "cpu.h"
#include "gdt.h"
#include "guest.h"
#include "meter.h"
#include "page.h"
#include "power.h"
#include "steps.h"
#include "trap.h"

void kernel_main(uint32_t magic, const struct multiboot_info *info);

#define PIC_1_MASK	0x21
#define PIC_2_MASK	0xa1

static struct guest guest;
static struct vcpu vcpu;

/* Begin a measurement, or end the last. */
static void
mark(const char *name)
{
	printf("meter: %s\n", name);
	serial_flush();
}

/* Make a current VMCS for the guest, which is the first module. */
static void
prepare(void)
{
	struct module module;
	void *vmxon_region;

	vmx_prepare();
	vmxon_region = vmx_begin();
	if (!boot_module(0, &module) || guest_load(&guest, &module) != 0) {
		printf("meter: there is no guest\n");
		power_off(POWER_PANIC);
	}
	vcpu_init(&vcpu, &guest);
	vmcs_fill(&vcpu, hpa_of(vmxon_region));
}

void
kernel_main(uint32_t magic, const struct multiboot_info *info)
{
	uint64_t exits = METER_UNROLLED, reads = METER_UNROLLED;

	serial_init();
	gdt_init();
	trap_init();
	outb(PIC_1_MASK, 0xff);
	outb(PIC_2_MASK, 0xff);
	boot_init(magic, info);
	page_init();
	option_find(boot_options(), "exits", &exits);
	option_find(boot_options(), "reads", &reads);
	prepare();

	mark("VMREAD");
	meter_vmreads(reads / METER_UNROLLED);
	mark("VMWRITE");
	meter_vmwrites(reads / METER_UNROLLED);
	mark("exits");
	if (meter_exits(exits) != 0) {
		printf("meter: the guest could not be entered\n");
		power_off(POWER_LAB_ERROR);
	}
	mark("end");
	power_off(POWER_OK);
}
