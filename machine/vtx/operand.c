/*
 * The instruction that stopped the software above: what it is, where its
 * operand lies, and what is there.
 */
#include "ept.h"

/* Attributes as SVM packs them: bits 7:0 and 11:8 (AVL, L, D/B, G). */
#define ATTRIBUTE_L	(1 << 9)
#define ATTRIBUTE_DB	(1 << 10)

bool
in_64bit_mode(void)
{
	return cpu.vmcb->efer & EFER_LMA &&
	    cpu.vmcb->cs.attributes & ATTRIBUTE_L;
}

bool
in_virtual_8086_mode(void)
{
	return cpu.vmcb->cr0 & CR0_PE && cpu.vmcb->rflags & RFLAGS_VM;
}

/* Default operand and address size in bits: 16, 32 or 64. */
unsigned
current_bits(void)
{
	if (in_64bit_mode())
		return 64;
	if (in_virtual_8086_mode())
		return 16;
	return cpu.vmcb->cs.attributes & ATTRIBUTE_DB ? 32 : 16;
}

/* A segment register of the VMCB by the hardware's number. */
struct vmcb_segment *
segment_of(struct vmcb *vmcb, int segment)
{
	return &vmcb->es + segment;
}

/* Decode the instruction at RIP.  False if it cannot be fetched or is none. */
bool
instruction_decode(struct insn *insn)
{
	uint8_t bytes[INSN_MAX];
	unsigned n = memory_fetch(bytes);

	return insn_decode(insn, bytes, n, current_bits()) != 0;
}

/* Linear address of the memory operand. */
uint64_t
operand_linear(const struct insn *insn)
{
	uint64_t offset = insn_address(insn, cpu.reg, cpu.vmcb->rip);
	bool use_base = !in_64bit_mode() || insn->segment == SEG_FS ||
	    insn->segment == SEG_GS;

	if (use_base)
		offset += segment_of(cpu.vmcb, insn->segment)->base;
	return in_64bit_mode() ? offset : (uint32_t)offset;
}

static bool
is_canonical(uint64_t linear)
{
	return (uint64_t)((int64_t)(linear << 16) >> 16) == linear;
}

/* Raise #GP or #SS for a bad address; which one depends on the segment. */
static void
address_fault(const struct insn *insn, uint64_t linear)
{
	root_fault(insn->segment == SEG_SS ? VECTOR_SS : VECTOR_GP, linear, 0,
	    WHY_NOT_CANONICAL);
}

/* Is the operand inside its segment?  Only outside 64-bit mode. */
static bool
inside_segment(const struct insn *insn, unsigned size)
{
	struct vmcb_segment *s = segment_of(cpu.vmcb, insn->segment);
	uint64_t offset = insn_address(insn, cpu.reg, cpu.vmcb->rip);
	bool expand_down = (s->attributes & 0x1c) == 0x14;

	if (!(s->attributes & SEGMENT_P))
		return false;
	if (expand_down)
		return offset > s->limit && offset + size - 1 <=
		    (s->attributes & ATTRIBUTE_DB ? 0xffffffff : 0xffff);
	return offset + size - 1 <= s->limit;
}

/* Translate an address.  False: the page fault or VM exit has been made. */
static bool
page_translate(uint64_t linear, int access, uint64_t *physical)
{
	uint32_t error;

	if (!memory_translate(linear, access, physical, &error)) {
		event_page_fault(linear, error);
		return false;
	}
	return ept_access(*physical, access == ACCESS_WRITE ? EPT_WRITE :
	    EPT_READ, linear, physical);
}

/*
 * Translate the operand's bytes for an access of `size` bytes, which may
 * cross a page: physical[0] holds its first byte, physical[1] the first
 * byte of the second page.  False: the fault is raised.
 */
static bool
operand_translate(const struct insn *insn, unsigned size, int access,
    uint64_t physical[2])
{
	uint64_t linear = operand_linear(insn);
	uint64_t last = linear + size - 1;

	if (in_64bit_mode() ? !is_canonical(linear) || !is_canonical(last)
	    : !inside_segment(insn, size)) {
		address_fault(insn, linear);
		return false;
	}
	physical[1] = 0;
	if (!page_translate(linear, access, &physical[0]))
		return false;
	return (linear ^ last) >> 12 == 0 ||
	    page_translate(last & ~0xfffull, access, &physical[1]);
}

/* Where byte i of a translated operand is. */
static uint64_t
byte_address(const uint64_t physical[2], unsigned i)
{
	unsigned first = PAGE_SIZE - (physical[0] & (PAGE_SIZE - 1));

	return i < first ? physical[0] + i : physical[1] + (i - first);
}

/*
 * Read the memory operand, `size` bytes, zero-extended.  False: the fault
 * the read deserves has been raised.
 */
bool
operand_read(const struct insn *insn, unsigned size, uint64_t *value)
{
	uint64_t physical[2];

	if (!operand_translate(insn, size, ACCESS_READ, physical))
		return false;
	*value = 0;
	for (unsigned i = 0; i < size; i++) {
		uint64_t at = byte_address(physical, i);
		uint64_t byte = memory_is_ram(at, 1) ? *(uint8_t *)at : 0xff;

		*value |= byte << 8 * i;
	}
	return true;
}

/* Write the memory operand, like operand_read. */
bool
operand_write(const struct insn *insn, unsigned size, uint64_t value)
{
	uint64_t physical[2];

	if (!operand_translate(insn, size, ACCESS_WRITE, physical))
		return false;
	for (unsigned i = 0; i < size; i++) {
		uint64_t at = byte_address(physical, i);

		if (memory_is_ram(at, 1))
			*(uint8_t *)at = value >> 8 * i;
	}
	return true;
}
