/*
 * Lab 2: a VMCS to work with.
 */
#include "arch/vmx.h"
#include "bytes.h"
#include "cpu.h"
#include "errors.h"
#include "lab.h"
#include "vmcs.h"
#include "vmx_insn.h"

/*
 * Make `region`, a page of PAGE_SIZE bytes, a VMCS region and its VMCS the
 * current one:
 *
 *	fill the page with 0, but its first four bytes with the VMCS revision
 *	identifier (as in a VMXON region)
 *	VMCLEAR it: this initialises what the processor keeps in it, and puts
 *	its launch state to "clear"
 *	VMPTRLD it
 *
 * Returns 0, or what vmx_result() says of the first instruction that fails.
 *
 * SDM Vol. 3C, 24.2, "Format of the VMCS Region", and 24.11.3,
 * "Initializing a VMCS".
 */
EXERCISE(2, 1)
int
vmcs_load(void *region)
{
	TODO(2, 1);
}

/*
 * Find out why a VM entry (or another VMX instruction) failed, from RFLAGS
 * as the instruction left them.
 *
 *	VMsucceed	returns 0, *error = 0
 *	VMfailInvalid	returns -EFAILINVALID, *error = 0: without a current
 *			VMCS there is no field to read
 *	VMfailValid	returns -EFAILVALID, *error = the VM-instruction error
 *			field of the current VMCS
 *
 * SDM Vol. 3C, 30.2, "Conventions", and 30.4, "VM Instruction Error Numbers".
 */
EXERCISE(2, 6)
int
vmcs_entry_error(uint64_t rflags, uint32_t *error)
{
	TODO(2, 6);
}
