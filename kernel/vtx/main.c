/*
 * The story of the VMM, in the order of the labs.  What the labs' functions
 * answer is printed and noted in the journal; the first error ends it.
 *
 * An image holds the labs up to the one being worked on.  The functions of
 * later ones are absent: a weak reference to them is NULL.
 */
#include "boot.h"
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "drill.h"
#include "errors.h"
#include "exit.h"
#include "gdt.h"
#include "guest.h"
#include "journal.h"
#include "lab.h"
#include "page.h"
#include "power.h"
#include "trap.h"
#include "vcpu.h"

#pragma weak vmcs_load
#pragma weak vmcs_write_controls
#pragma weak vmcs_write_host_state
#pragma weak vmcs_write_guest_state
#pragma weak vmcs_entry_error
#pragma weak vcpu_run

void kernel_main(uint32_t magic, const struct multiboot_info *info);

#define PIC_1_MASK	0x21	/* of the two interrupt controllers; the VMM */
#define PIC_2_MASK	0xa1	/* and the guest use none of their lines */

static struct guest guest;
static struct vcpu vcpu;
static void *vmxon_region;

/* Note one result; values not named are 0. */
#define NOTE(step, result, ...)						\
	journal_note(step, result, (const uint64_t[JOURNAL_VALUES]){	\
				       __VA_ARGS__})

/* A function of a lab returned an error: say so and switch off. */
static _Noreturn void
stop(const char *function, int error, const char *meaning)
{
	printf("%s: %s (%s)\n", function, meaning, error_name(error));
	power_off(POWER_LAB_ERROR);
}

/* How many of the bytes behind the first 8 of a page are not 0. */
static unsigned
count_dirt(const void *page)
{
	const uint8_t *byte = page;
	unsigned i, dirt = 0;

	for (i = 8; i < PAGE_SIZE; i++)
		dirt += byte[i] != 0;
	return dirt;
}

/* Lab 1, up to VMXON: may we use VMX at all? */
static void
prepare_vmx(void)
{
	uint64_t feature, cr0 = read_cr0(), cr4 = read_cr4();
	bool supported = vmx_supported();
	int error;

	NOTE(JOURNAL_VMX_SUPPORTED, supported, 0);
	if (!supported) {
		printf("vmx_supported: this processor has no VMX\n");
		power_off(POWER_LAB_ERROR);
	}
	printf("vmx_supported: this processor has VMX\n");

	feature = rdmsr(MSR_IA32_FEATURE_CONTROL);
	error = vmx_unlock();
	NOTE(JOURNAL_VMX_UNLOCK, error, feature,
	    rdmsr(MSR_IA32_FEATURE_CONTROL));
	if (error)
		stop("vmx_unlock", error, "the firmware has locked VMX off");
	printf("vmx_unlock: IA32_FEATURE_CONTROL is %#lx, it was %#lx\n",
	    rdmsr(MSR_IA32_FEATURE_CONTROL), feature);

	error = vmx_fix_control_registers();
	NOTE(JOURNAL_FIX_REGISTERS, error, cr0, cr4, read_cr0(), read_cr4());
	if (error)
		stop("vmx_fix_control_registers", error,
		    "VMX forbids a bit of CR0 or CR4 that is needed");
	printf("vmx_fix_control_registers: CR0 is %#lx, CR4 is %#lx\n",
	    read_cr0(), read_cr4());
}

/* Lab 1: enter VMX operation. */
static void
begin_vmx(void)
{
	uint64_t first;
	int error;

	vmxon_region = page_alloc();
	memset(vmxon_region, 0xa5, PAGE_SIZE);
	vmxon_region_init(vmxon_region);
	memcpy(&first, vmxon_region, sizeof(first));
	NOTE(JOURNAL_VMXON_REGION, 0, hpa_of(vmxon_region), first,
	    count_dirt(vmxon_region));
	printf("vmxon_region_init: the region at %p begins with %#lx\n",
	    vmxon_region, first);

	drill_vmx_result();
	error = vmx_on(hpa_of(vmxon_region));
	NOTE(JOURNAL_VMX_ON, error, 0);
	if (error)
		stop("vmx_on", error, "VMXON failed");
	printf("vmx_on: VMX operation is on (revision %#x)\n",
	    (unsigned)first);
}

/* Lab 1: leave VMX operation, and end well. */
static void
end_vmx(void)
{
	int error = vmx_off();

	NOTE(JOURNAL_VMX_OFF, error, read_cr4());
	if (error)
		stop("vmx_off", error, "VMXOFF failed");
	printf("vmx_off: VMX operation is off\n");
}

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

/* Lab 2: write a VMCS.  The option dump=1 prints it. */
static void
fill_vmcs(void)
{
	uint64_t dump;
	uint32_t revision;
	int error = vmcs_load(vcpu.vmcs);

	memcpy(&revision, vcpu.vmcs, sizeof(revision));
	NOTE(JOURNAL_VMCS_LOAD, error, hpa_of(vcpu.vmcs), revision);
	if (error)
		stop("vmcs_load", error, "VMCLEAR or VMPTRLD failed");
	printf("vmcs_load: the VMCS at %p is current\n", vcpu.vmcs);

	drill_vmcs_adjust();
	error = vmcs_write_controls(&vcpu);
	NOTE(JOURNAL_WRITE_CONTROLS, error,
	    vcpu.control[vcpu.refused_group].field, vcpu.refused_bit);
	if (error) {
		printf("vmcs_write_controls: bit %d of the %s\n",
		    vcpu.refused_bit, vcpu.control[vcpu.refused_group].name);
		stop("vmcs_write_controls", error, "a bit cannot be had");
	}
	printf("vmcs_write_controls: pin %#x, primary %#x, secondary %#x, "
	       "exit %#x, entry %#x\n",
	    vcpu.control_value[CONTROL_PIN],
	    vcpu.control_value[CONTROL_PRIMARY],
	    vcpu.control_value[CONTROL_SECONDARY],
	    vcpu.control_value[CONTROL_EXIT],
	    vcpu.control_value[CONTROL_ENTRY]);

	vmcs_write_host_state(&vcpu);
	NOTE(JOURNAL_HOST_STATE, 0, vcpu.host_rip);
	printf("vmcs_write_host_state: VM exits continue at %#lx\n",
	    vcpu.host_rip);
	vmcs_write_guest_state(&vcpu);
	NOTE(JOURNAL_GUEST_STATE, 0, guest.rip, guest.rsp);
	printf("vmcs_write_guest_state: the guest starts at %#lx\n",
	    guest.rip);
	drill_entry_error(hpa_of(vmxon_region));
	if (option_find(boot_options(), "dump", &dump) && dump != 0)
		vmcs_dump();
}

/* Say why a VM entry failed that vmcs_entry_error() was asked about. */
static void
print_entry_error(int error, uint32_t number)
{
	if (error == -EFAILVALID)
		printf("  VM-instruction error %u: %s\n", number,
		    vmx_error_text(number));
	else
		printf("  %s\n", error_name(error));
}

/* Lab 2: enter the guest once, and look at its first VM exit. */
static void
try_guest(void)
{
	uint64_t rflags = first_launch(guest.seed);
	uint32_t number = 0, reason;
	int error;

	if (rflags != 0) {
		error = vmcs_entry_error(rflags, &number);
		NOTE(JOURNAL_FIRST_LAUNCH, error, rflags, number);
		printf("first_launch: VMLAUNCH failed\n");
		print_entry_error(error, number);
		power_off(POWER_LAB_ERROR);
	}
	reason = vmcs_read(VMCS_EXIT_REASON);
	NOTE(JOURNAL_FIRST_LAUNCH, 0, reason, vmcs_read(VMCS_GUEST_RIP));
	if (reason & EXIT_REASON_ENTRY_FAILURE) {
		printf("first_launch: the guest could not be entered: %s\n",
		    vmx_exit_name(reason));
		exit_print();
		power_off(POWER_LAB_ERROR);
	}
	printf("first_launch: the guest ran; its first VM exit is %u, %s, "
	       "at rip %#lx\n",
	    reason, vmx_exit_name(reason), vmcs_read(VMCS_GUEST_RIP));
}

/* Lab 3: run the guest until it ends.  Returns the status to end with. */
static enum power_status
run_guest(void)
{
	int error = vcpu_run(&vcpu);

	NOTE(JOURNAL_VCPU_RUN, error, vcpu.end, vcpu.status, vcpu.exit_reason,
	    vcpu.exits);
	if (error) {
		printf("vcpu_run: the guest could not be entered\n");
		if (vcpu.exit_reason & EXIT_REASON_ENTRY_FAILURE)
			printf("  %s\n", vmx_exit_name(vcpu.exit_reason));
		else
			print_entry_error(error, vcpu.entry_error);
		return POWER_LAB_ERROR;
	}
	switch (vcpu.end) {
	case VCPU_ENDED:
		printf("vcpu_run: the guest ended with status %lu",
		    vcpu.status);
		break;
	case VCPU_HALTED:
		printf("vcpu_run: the guest halted");
		break;
	case VCPU_KILLED:
		printf("vcpu_run: the guest was ended");
		break;
	default:
		printf("vcpu_run: came back, but the guest has not ended\n");
		return POWER_LAB_ERROR;
	}
	printf(" after %lu VM exits\n", vcpu.exits);
	if (vcpu.end == VCPU_KILLED || vcpu.status != 0)
		return POWER_GUEST;
	return POWER_OK;
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

	prepare_vmx();
	begin_vmx();
	if (vmcs_load != NULL) {
		load_guest();
		vcpu_init(&vcpu, &guest);
		fill_vmcs();
		if (vcpu_run != NULL)
			status = run_guest();
		else
			try_guest();
	}
	end_vmx();
	if (status == POWER_OK)
		printf("This is the end of lab %d.\n", last_lab());
	power_off(status);
}
