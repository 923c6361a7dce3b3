/*
 * What is timed, one function each.  All need a current VMCS.
 */
#ifndef METER_H
#define METER_H

#define METER_UNROLLED	100	/* VMREADs and VMWRITEs without a loop */

#ifndef __ASSEMBLER__

#include <stdint.h>

/* Execute METER_UNROLLED VMREADs, or VMWRITEs, `times` times. */
void meter_vmreads(uint64_t times);
void meter_vmwrites(uint64_t times);

/*
 * Enter the guest `times` times, at 1 or above, with a handler that does
 * nothing: so the guest executes one instruction that exits, again and
 * again.  Returns 0, or RFLAGS as a VM entry that failed left them.
 */
uint64_t meter_exits(uint64_t times);

#endif
#endif
