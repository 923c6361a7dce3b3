/*
 * The PDPTE registers of a guest behind EPT.
 *
 * With PAE paging a processor walks from four entries that it loaded when
 * CR3 was; QEMU reads them from memory each time, and writes to them.  So
 * such a guest gets a page of the machine's own, which holds just these
 * four, and a CR3 that points to it.  The guest's own CR3 waits in
 * cpu.guest_cr3; MOV to and from CR3 is intercepted.
 *
 * SDM Vol. 3A, 4.4.1, "PDPTE Registers"; Vol. 3C, 26.3.2, "Loading
 * Guest State"; 27.3.1.
 */
#include "ept.h"

#define PDPTES		4
#define PDPT_MASK	0xffffffe0ull
#define PDPTE_RESERVED	0x1e6ull	/* bits 2:1 and 8:5 */
#define CR0_RELOADS	((uint64_t)CR0_CD | CR0_NW | CR0_PG)
#define CR4_RELOADS	((uint64_t)CR4_PAE | CR4_PGE | CR4_PSE | CR4_SMEP)

static uint64_t page[PAGE_SIZE / 8] __attribute__((aligned(4096)));

static bool
needed(void)
{
	return ept_active() && cpu.vmcb->cr0 & CR0_PG &&
	    cpu.vmcb->cr4 & CR4_PAE && !(cpu.vmcb->efer & EFER_LMA);
}

/* Have QEMU walk from the registers. */
static void
use(const uint64_t pdpte[PDPTES])
{
	for (unsigned i = 0; i < PDPTES; i++)
		page[i] = pdpte[i];
	if (!cpu.pdptes)
		cpu.guest_cr3 = cpu.vmcb->cr3;
	cpu.pdptes = true;
	cpu.vmcb->cr3 = PDPT_GPA;
	ept_drop(PDPT_GPA);
}

/* CR3 as the software above sees it. */
uint64_t
cr3_read(void)
{
	return cpu.pdptes ? cpu.guest_cr3 : cpu.vmcb->cr3;
}

/* PDPTE register `n`.  QEMU sets bit 5 in them, as if it were "accessed". */
uint64_t
pdpte_read(unsigned n)
{
	return page[n] & ~(uint64_t)PTE_A;
}

/* VM entry: load the registers from the VMCS if the guest has them. */
void
pdptes_load(void)
{
	if (needed())
		use(&V(GUEST_PDPTE0));
}

/* Give the guest's own CR3 back: at VM exit, and when paging changes. */
static void
stop_using(void)
{
	if (!cpu.pdptes)
		return;
	cpu.vmcb->cr3 = cpu.guest_cr3;
	cpu.pdptes = false;
	ept_drop(PDPT_GPA);
}

/* VM exit: save the registers in the VMCS. */
void
pdptes_save(void)
{
	for (unsigned i = 0; cpu.pdptes && i < PDPTES; i++)
		(&V(GUEST_PDPTE0))[i] = pdpte_read(i);
	stop_using();
}

/* The nested page fault of a walk from the registers: true if it was one. */
bool
pdptes_fault(uint64_t gpa)
{
	if (!cpu.pdptes || (gpa ^ PDPT_GPA) >= PAGE_SIZE)
		return false;
	ept_place(PDPT_GPA, page);
	return true;
}

/*
 * Read the four entries that this CR3 names.  False: the #GP(0) or the VM
 * exit of an EPT violation that is due has been made.
 */
static bool
read_entries(uint64_t cr3, uint64_t pdpte[PDPTES])
{
	uint64_t reserved = PDPTE_RESERVED |
	    (~0ull << cpu.caps.physical_bits);
	uint64_t at;

	if (!ept_access(cr3 & PDPT_MASK, EPT_READ, ~0ull, &at))
		return false;
	for (unsigned i = 0; i < PDPTES; i++) {
		pdpte[i] = memory_read64(at + 8 * i);
		if (pdpte[i] & PTE_P && pdpte[i] & reserved) {
			event_exception(VECTOR_GP, true, 0);
			return false;
		}
	}
	return true;
}

/* What a write to CR0 or CR4 changes. */
struct cr_state
cr_state(void)
{
	return (struct cr_state){ cpu.vmcb->cr0, cpu.vmcb->cr4,
	    cpu.vmcb->efer };
}

static void
set_state(const struct cr_state *state)
{
	cpu.vmcb->cr0 = state->cr0;
	cpu.vmcb->cr4 = state->cr4;
	cpu.vmcb->efer = state->efer;
}

static bool
reloads(const struct cr_state *old)
{
	return ((old->cr0 ^ cpu.vmcb->cr0) & CR0_RELOADS) != 0 ||
	    ((old->cr4 ^ cpu.vmcb->cr4) & CR4_RELOADS) != 0;
}

/*
 * Follow the guest's write to CR0 or CR4, made already: load the registers
 * if the manual says so.  False: the write is undone, and the #GP(0) or the
 * VM exit it ends in has been made.
 */
bool
pdptes_follow(const struct cr_state *old)
{
	struct cr_state now = cr_state();
	uint64_t pdpte[PDPTES];

	if (!needed()) {
		stop_using();
	} else if (reloads(old)) {
		set_state(old);
		if (!read_entries(cr3_read(), pdpte))
			return false;
		set_state(&now);
		use(pdpte);
	}
	return true;
}

/*
 * The guest's MOV to CR3, with its entries if it has such.  False: the
 * #GP(0) or the VM exit it ends in has been made.
 */
bool
cr3_write(uint64_t value)
{
	uint64_t pdpte[PDPTES];

	if (!cpu.pdptes) {
		memory_clean_pdpt();
		if (!memory_pdpt_valid(value)) {
			event_exception(VECTOR_GP, true, 0);
			return false;
		}
		cpu.vmcb->cr3 = value;
		return true;
	}
	if (!read_entries(value, pdpte))
		return false;
	use(pdpte);
	cpu.guest_cr3 = value;
	return true;
}
