/*
 * Device registers in memory that the software above may read but not
 * write unseen: by them devices write to memory anywhere (HPET), or signal
 * INIT and SMI, which QEMU's processor would obey under the machine.
 *
 * SDM Vol. 3A, chapter 10, "Advanced Programmable Interrupt Controller
 * (APIC)".
 */
#include "processor.h"

#define REGION		0xfec00000ull	/* two large pages: */
#define IO_APIC		0xfec00000ull
#define HPET		((uint64_t)HPET_BASE)
#define LOCAL_APIC	0xfee00000ull
#define MESSAGES_END	0xfef00000ull	/* writes below it are interrupts */
#define ENTRIES		512
#define NESTED_RU	(PTE_P | PTE_U | PTE_NX)
#define NESTED_RWU	(NESTED_RU | PTE_W)

#define IO_APIC_WINDOW	0x10
#define APIC_ID		0x20
#define APIC_COMMAND	0x300
#define APIC_TARGET	0x310
#define APIC_LVT_CMCI	0x2f0
#define APIC_LVT_FIRST	0x320
#define APIC_LVT_LAST	0x370
#define APIC_END	0x400

#define MODE_SHIFT	8
#define MODE_MASK	7u
enum { MODE_FIXED, MODE_LOWEST, MODE_SMI, MODE_NMI = 4, MODE_INIT,
    MODE_STARTUP, MODE_EXTERNAL };
#define LOGICAL		(1u << 11)
#define ASSERT		(1u << 14)
#define MASKED		(1u << 16)
#define SHORTHAND_SHIFT	18
enum { TO_TARGET, TO_SELF, TO_ALL, TO_OTHERS };

static uint64_t tables[2][ENTRIES] __attribute__((aligned(4096)));

static uint64_t
nested_entry(uint64_t page, uint64_t void_page)
{
	if (page == IO_APIC || page == LOCAL_APIC)
		return page | NESTED_RU;
	if (page == HPET || (page > LOCAL_APIC && page < MESSAGES_END))
		return void_page | NESTED_RU;
	return page | NESTED_RWU;
}

/*
 * Take the region of these devices out of the nested page directory of the
 * fourth GB: some pages only for reading, some the void.
 */
void
guard_init(uint64_t *directory, uint64_t void_page)
{
	for (uint64_t i = 0; i < 2 * ENTRIES; i++)
		tables[i / ENTRIES][i % ENTRIES] =
		    nested_entry(REGION + i * PAGE_SIZE, void_page);
	for (uint64_t i = 0; i < 2; i++)
		directory[(REGION >> 21) % ENTRIES + i] =
		    (uint64_t)tables[i] | NESTED_RWU;
}

static volatile uint32_t *
device(uint64_t physical)
{
	return (volatile uint32_t *)physical;
}

/* Of an entry that routes interrupts, the modes that are none are masked. */
static uint32_t
without_signals(uint32_t entry)
{
	unsigned mode = entry >> MODE_SHIFT & MODE_MASK;

	if (mode == MODE_FIXED || mode == MODE_LOWEST || mode == MODE_NMI ||
	    mode == MODE_EXTERNAL)
		return entry;
	return (entry & ~(MODE_MASK << MODE_SHIFT)) | MASKED;
}

static bool
is_to_self(uint32_t command)
{
	uint32_t target = *device(LOCAL_APIC + APIC_TARGET) >> 24;

	switch (command >> SHORTHAND_SHIFT & 3) {
	case TO_TARGET:
		return command & LOGICAL || target == 0xff ||
		    target == *device(LOCAL_APIC + APIC_ID) >> 24;
	case TO_OTHERS:
		return false;
	}
	return true;
}

/*
 * INIT: a reset; but blocked in root operation, and a VM exit in non-root.
 * Vol. 3C, 25.2, "Other Causes of VM Exits".
 */
static void
signal_init(void)
{
	if (!cpu.vmx_on)
		machine_end(END_RESET, 0, LOCAL_APIC + APIC_COMMAND);
	if (cpu.non_root)
		vm_exit(&(struct exit_information){ .reason = VMX_EXIT_INIT });
}

/* Write a register of the local APIC.  True: it signals INIT to itself. */
static bool
local_apic_write(unsigned offset, uint32_t value)
{
	unsigned mode = value >> MODE_SHIFT & MODE_MASK;

	if (offset % 16 != 0 || offset < APIC_ID || offset >= APIC_END)
		return false;
	if (offset == APIC_COMMAND && mode != MODE_FIXED &&
	    mode != MODE_LOWEST && mode != MODE_NMI)
		return mode == MODE_INIT && value & ASSERT &&
		    is_to_self(value);
	if (offset == APIC_LVT_CMCI ||
	    (offset >= APIC_LVT_FIRST && offset <= APIC_LVT_LAST))
		value = without_signals(value);
	*device(LOCAL_APIC + offset) = value;
	return false;
}

static void
io_apic_write(unsigned offset, uint32_t value)
{
	if (offset == IO_APIC_WINDOW && *device(IO_APIC) >= IO_APIC_WINDOW &&
	    !(*device(IO_APIC) & 1))
		value = without_signals(value);
	if (offset == 0 || offset == IO_APIC_WINDOW)
		*device(IO_APIC + offset) = value;
}

/* What MOV of a doubleword to memory stores.  False: it is none. */
static bool
stored_value(const struct insn *insn, uint32_t *value)
{
	if (insn->map != MAP_ONE_BYTE || !insn->memory ||
	    insn->operand_size != 4)
		return false;
	if (insn->opcode == 0x89)
		*value = cpu.reg[insn->reg];
	else if (insn->opcode == 0xc7)
		*value = insn->immediate;
	else if (insn->opcode == 0xa3)
		*value = cpu.reg[RAX];
	else
		return false;
	return true;
}

/*
 * A nested page fault at this physical address: is it a write to a device
 * guarded here?  MOV of 32 bits is carried out; false is returned for all
 * else.
 */
bool
guard_write(uint64_t physical)
{
	uint64_t page = physical & ~(uint64_t)(PAGE_SIZE - 1);
	struct insn insn;
	uint32_t value;
	bool init = false;

	if ((page != IO_APIC && page != LOCAL_APIC) ||
	    !(cpu.vmcb->exit_info1 & SVM_NPF_FINAL) ||
	    cpu.vectoring.info & INTERRUPTION_VALID ||
	    !instruction_decode(&insn) || !stored_value(&insn, &value))
		return false;
	if (page == LOCAL_APIC)
		init = local_apic_write(physical % PAGE_SIZE, value);
	else
		io_apic_write(physical % PAGE_SIZE, value);
	instruction_skip(insn.length);
	if (init)
		signal_init();
	return true;
}
