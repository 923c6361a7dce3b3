/*
 * The APIC-access page: the nested tables do not map it while the guest
 * runs, so that every access of the guest's is a nested page fault.
 *
 * SDM Vol. 3C, 29.4, "Virtualizing Memory-Mapped APIC Accesses".
 */
#include "guest.h"

#define OFFSET		0xfffull
#define TPR		0x80
#define TPR_SIZE	4
#define TYPE_SHIFT	12
#define NPF_FETCH	(1ull << 4)
#define NPF_TABLE_WALK	(1ull << 33)
#define OPCODE_BYTE	1		/* of opcodes in pairs: not set */

enum access_type {	/* table 27-6 */
	TYPE_READ, TYPE_WRITE, TYPE_FETCH, TYPE_DELIVERY,
	TYPE_PHYSICAL_DELIVERY = 10, TYPE_PHYSICAL = 15
};

static bool
active(void)
{
	return secondary(SECONDARY_APIC_ACCESSES);
}

/* VM entry: the page goes. */
void
apic_enter(void)
{
	if (active())
		memory_page_replace(V(APIC_ACCESS_ADDRESS), 0);
}

/* VM exit: it comes back. */
void
apic_leave(void)
{
	if (active())
		memory_page_restore();
}

static enum access_type
access_type(uint64_t error)
{
	bool delivery = cpu.vectoring.info & INTERRUPTION_VALID;

	if (error & NPF_TABLE_WALK)
		return delivery ? TYPE_PHYSICAL_DELIVERY : TYPE_PHYSICAL;
	if (delivery)
		return TYPE_DELIVERY;
	if (error & NPF_FETCH)
		return TYPE_FETCH;
	return error & SVM_NPF_WRITE ? TYPE_WRITE : TYPE_READ;
}

/* 29.4.2, 29.4.3: may the access be virtualized, as one to the TPR? */
static bool
is_tpr(enum access_type type, uint64_t offset)
{
	struct insn insn;
	unsigned size;

	if (!(V(PRIMARY_CONTROLS) & PRIMARY_TPR_SHADOW) || type > TYPE_WRITE ||
	    offset != TPR || !instruction_decode(&insn))
		return false;
	size = insn.map == MAP_ONE_BYTE && !(insn.opcode & OPCODE_BYTE) ? 1 :
	    insn.operand_size;
	return size <= TPR_SIZE;
}

/*
 * A nested page fault of the guest at this physical address, behind EPT if
 * that is active.  False: not on the APIC-access page.  What may be
 * virtualized is executed again, on the virtual-APIC page.
 */
bool
apic_access(uint64_t address)
{
	enum access_type type = access_type(cpu.vmcb->exit_info1);

	if (!active() || (address & ~OFFSET) != V(APIC_ACCESS_ADDRESS))
		return false;
	if (is_tpr(type, address & OFFSET)) {
		memory_page_replace(V(APIC_ACCESS_ADDRESS),
		    V(VIRTUAL_APIC_ADDRESS));
		cpu.tpr_access = true;
		cpu.tpr_written = type == TYPE_WRITE;
		cpu.hold = true;
		return true;
	}
	vm_exit(&(struct exit_information){
	    .reason = VMX_EXIT_APIC_ACCESS,
	    .qualification = (address & OFFSET) |
	    (uint64_t)type << TYPE_SHIFT });
	return true;
}

/*
 * The access to the TPR is over, and the instruction `complete` or not.
 * 29.4.3.2, "APIC-Write Emulation", and 29.1.2, "TPR Virtualization".
 */
void
apic_access_end(bool complete)
{
	if (!cpu.tpr_access)
		return;
	cpu.tpr_access = false;
	memory_page_replace(V(APIC_ACCESS_ADDRESS), 0);
	if (complete && cpu.tpr_written)
		cpu.tpr_below = tpr_write(tpr_read());
}
