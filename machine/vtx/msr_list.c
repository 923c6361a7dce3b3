/*
 * The MSR areas of VM entry and VM exit: lists of {index, reserved, value}.
 *
 * SDM Vol. 3C, 24.7.2, "VM-Exit Controls for MSRs"; 26.4, "Loading MSRs";
 * 27.4, "Saving MSRs"; 27.6, "Loading MSRs".
 */
#include "processor.h"

#define ENTRY_SIZE	16

/* MSRs that the lists must not hold: some change only by other means. */
static bool
loadable(uint64_t index)
{
	return index >> 32 == 0 && index != MSR_IA32_FS_BASE &&
	    index != MSR_IA32_GS_BASE && index >> 8 != 8 &&
	    index != MSR_IA32_BIOS_SIGN_ID;
}

/*
 * Load `count` MSRs from the list at this physical address.  Returns 0, or
 * the number (from 1) of an entry that is not valid; those before it are
 * loaded.
 */
unsigned
msr_list_load(uint64_t address, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++, address += ENTRY_SIZE) {
		uint64_t index = memory_read64(address);

		if (!loadable(index) ||
		    msr_write(index, memory_read64(address + 8)) != WHY_NONE)
			return i + 1;
	}
	return 0;
}

/* Store `count` MSRs into the list, like msr_list_load. */
unsigned
msr_list_store(uint64_t address, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++, address += ENTRY_SIZE) {
		uint64_t index = memory_read64(address);
		uint64_t value;

		if (index >> 32 != 0 || msr_read(index, &value) != WHY_NONE)
			return i + 1;
		memory_write64(address + 8, value);
	}
	return 0;
}
