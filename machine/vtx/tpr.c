/*
 * The virtual task-priority register, in the virtual-APIC page.
 *
 * SDM Vol. 3C, 29.1, "Virtual APIC State"; 29.3, "Virtualizing CR8-Based
 * TPR Accesses".
 */
#include "guest.h"

#define VTPR		0x80

/* VTPR, 32 bits */
uint64_t
tpr_read(void)
{
	return (uint32_t)memory_read64(V(VIRTUAL_APIC_ADDRESS) + VTPR);
}

/* 29.1.2, "TPR Virtualization": is the priority class below the threshold? */
bool
tpr_below_threshold(void)
{
	return (V(TPR_THRESHOLD) & 15) > (tpr_read() >> 4 & 15);
}

/* Write VTPR, bits 7:0.  True: a VM exit is due after the instruction. */
bool
tpr_write(uint64_t value)
{
	uint64_t address = V(VIRTUAL_APIC_ADDRESS) + VTPR;

	memory_write64(address, (memory_read64(address) & ~0xffffffffull) |
	    (value & 0xff));
	return tpr_below_threshold();
}
