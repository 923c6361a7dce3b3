/*
 * Lab 1, the kernel's side: into VMX operation, and out of it.
 */
#include "arch/vmx.h"
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "drill.h"
#include "lab.h"
#include "page.h"
#include "steps.h"

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

/* Up to VMXON: may we use VMX at all? */
void
vmx_prepare(void)
{
	uint64_t feature, cr0, cr4;
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
		lab_stop("vmx_unlock", error,
		    "the firmware has locked VMX off");
	printf("vmx_unlock: IA32_FEATURE_CONTROL is %#lx, it was %#lx\n",
	    rdmsr(MSR_IA32_FEATURE_CONTROL), feature);

	drill_control_registers();
	cr0 = read_cr0();
	cr4 = read_cr4();
	error = vmx_fix_control_registers();
	NOTE(JOURNAL_FIX_REGISTERS, error, cr0, cr4, read_cr0(), read_cr4());
	if (error)
		lab_stop("vmx_fix_control_registers", error,
		    "VMX forbids a bit of CR0 or CR4 that is needed");
	printf("vmx_fix_control_registers: CR0 is %#lx, CR4 is %#lx\n",
	    read_cr0(), read_cr4());
}

/* Enter VMX operation.  Returns the VMXON region. */
void *
vmx_begin(void)
{
	void *region = page_alloc();
	uint64_t first;
	int error;

	memset(region, 0xa5, PAGE_SIZE);
	vmxon_region_init(region);
	memcpy(&first, region, sizeof(first));
	NOTE(JOURNAL_VMXON_REGION, 0, hpa_of(region), first,
	    count_dirt(region));
	printf("vmxon_region_init: the region at %p begins with %#lx\n",
	    region, first);

	drill_vmx_result();
	drill_vmx_on(hpa_of(region));
	error = vmx_on(hpa_of(region));
	NOTE(JOURNAL_VMX_ON, error, 0);
	if (error)
		lab_stop("vmx_on", error, "VMXON failed");
	printf("vmx_on: VMX operation is on (revision %#x)\n",
	    (unsigned)first);
	return region;
}

/* Leave VMX operation. */
void
vmx_end(void)
{
	int error = vmx_off();

	NOTE(JOURNAL_VMX_OFF, error, read_cr4());
	if (error)
		lab_stop("vmx_off", error, "VMXOFF failed");
	printf("vmx_off: VMX operation is off\n");
}
