/*
 * Which linear address was it?  SVM gives the guest-physical address of a
 * nested page fault only, VT-x both.  So the linear addresses that the
 * instruction, or the delivery of an event, may have used are walked until
 * one leads there.
 *
 * SDM Vol. 3C, 27.2.1, "Basic VM-Exit Information": guest-linear address.
 */
#include "ept.h"

#define PAGE_BITS	((uint64_t)PAGE_SIZE - 1)
#define NEAR_STACK	64u	/* PUSHA, IRET; far pointers and operands */
#define WIDEST		512u	/* FXSAVE */
#define MOST_PAGES	17u	/* of a descriptor table */
#define OPCODE_XLAT	0xd7

struct search {
	uint64_t gpa;
	bool page_walk;
	uint64_t linear;	/* once found */
};

/* Did the access to this linear address, or one in its page, fault? */
static bool
leads_there(struct search *s, uint64_t linear)
{
	struct page_walk walk;
	bool present;

	if (!in_64bit_mode())
		linear = (uint32_t)linear;
	present = memory_walk(linear, &walk);
	s->linear = linear;
	for (unsigned i = 0; s->page_walk && i < walk.levels; i++) {
		if (walk.at[i] == s->gpa)
			return true;
	}
	s->linear = (linear & ~PAGE_BITS) | (s->gpa & PAGE_BITS);
	return !s->page_walk && present &&
	    ((walk.physical ^ s->gpa) & ~PAGE_BITS) == 0;
}

/* The same for any page of [linear, linear + size). */
static bool
range_leads_there(struct search *s, uint64_t linear, uint64_t size)
{
	uint64_t last = linear + size - 1;

	if (leads_there(s, linear))
		return true;
	for (unsigned i = 0; i < MOST_PAGES; i++) {
		linear = (linear | PAGE_BITS) + 1;
		if (linear > last)
			break;
		if (leads_there(s, linear))
			return true;
	}
	return false;
}

static uint64_t
segment_base(int segment)
{
	return in_64bit_mode() && segment != SEG_FS && segment != SEG_GS ? 0 :
	    segment_of(cpu.vmcb, segment)->base;
}

static uint64_t
truncated(uint64_t offset, unsigned address_size)
{
	return address_size == 8 ? offset :
	    offset & ((1ull << 8 * address_size) - 1);
}

/* MOVS, CMPS, STOS, LODS, SCAS, INS, OUTS */
static bool
is_string(const struct insn *insn)
{
	return insn->map == MAP_ONE_BYTE && ((insn->opcode >= 0x6c &&
	    insn->opcode <= 0x6f) || (insn->opcode >= 0xa4 &&
	    insn->opcode <= 0xaf && (insn->opcode & ~1) != 0xa8));
}

static bool
string_leads_there(struct search *s, const struct insn *insn)
{
	uint64_t source = segment_base(insn->segment) +
	    truncated(cpu.reg[RSI], insn->address_size);
	uint64_t target = segment_base(SEG_ES) +
	    truncated(cpu.reg[RDI], insn->address_size);

	return range_leads_there(s, source, 8) ||
	    range_leads_there(s, target, 8);
}

/* The operand in memory, that of a string instruction, or of XLAT. */
static bool
operand_leads_there(struct search *s, const struct insn *insn)
{
	if (insn->memory && range_leads_there(s, operand_linear(insn), WIDEST))
		return true;
	if (is_string(insn))
		return string_leads_there(s, insn);
	return insn->map == MAP_ONE_BYTE && insn->opcode == OPCODE_XLAT &&
	    leads_there(s, segment_base(insn->segment) +
	    truncated(cpu.reg[RBX] + (uint8_t)cpu.reg[RAX],
	    insn->address_size));
}

/* The stack: where this many bytes are pushed or popped; and LEAVE's. */
static bool
stack_leads_there(struct search *s, unsigned bytes)
{
	uint64_t base = segment_base(SEG_SS);
	bool wide = segment_of(cpu.vmcb, SEG_SS)->attributes & 1 << 10;
	unsigned size = in_64bit_mode() ? 8 : wide ? 4 : 2;
	uint64_t pushed = truncated(cpu.reg[RSP] - bytes, size);

	return leads_there(s, base + pushed) ||
	    range_leads_there(s, base + truncated(cpu.reg[RSP], size),
	    NEAR_STACK) ||
	    leads_there(s, base + truncated(pushed - NEAR_STACK, size)) ||
	    leads_there(s, base + truncated(cpu.reg[RBP], size));
}

/* The gate of the event being delivered, and the stacks of the task. */
static bool
delivery_leads_there(struct search *s)
{
	unsigned vector = cpu.vectoring.info & INTERRUPTION_VECTOR;
	const struct vmcb *v = cpu.vmcb;
	uint64_t size = v->efer & EFER_LMA ? 16 : v->cr0 & CR0_PE ? 8 : 4;
	uint64_t stack;

	if (!(cpu.vectoring.info & INTERRUPTION_VALID))
		return false;
	if (range_leads_there(s, v->idtr.base + vector * size, size))
		return true;
	for (uint64_t at = 4; v->cr0 & CR0_PE && at < 0x60; at += 8) {
		if (!memory_peek(v->tr.base + at, &stack))
			continue;
		if (!(v->efer & EFER_LMA))
			stack = (uint32_t)stack;
		if (stack > 8 && range_leads_there(s, stack - NEAR_STACK,
		    NEAR_STACK))
			return true;
	}
	return false;
}

/* Descriptor tables and the task, which many instructions look at. */
static bool
table_leads_there(struct search *s)
{
	const struct vmcb_segment *tables[] = {
		&cpu.vmcb->gdtr, &cpu.vmcb->tr, &cpu.vmcb->idtr,
		&cpu.vmcb->ldtr,
	};

	for (unsigned i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (range_leads_there(s, tables[i]->base,
		    tables[i]->limit + 1ull))
			return true;
	}
	return false;
}

static bool
code_leads_there(struct search *s)
{
	uint64_t rip = cpu.vmcb->cs.base + cpu.vmcb->rip;

	if (in_64bit_mode())
		rip = cpu.vmcb->rip;
	return range_leads_there(s, rip, INSN_MAX);
}

static bool
data_leads_there(struct search *s)
{
	struct insn insn = { .operand_size = in_64bit_mode() ? 8 : 4 };

	return (instruction_decode(&insn) && operand_leads_there(s, &insn)) ||
	    stack_leads_there(s, insn.operand_size) || table_leads_there(s);
}

/*
 * Find the linear address of an access that faulted at a guest-physical
 * address: a fetch or not; of the page itself, or of an entry of the page
 * tables on the way there.  False: none is known.
 */
bool
ept_linear(uint64_t gpa, bool fetch, bool page_walk, uint64_t *linear)
{
	struct search s = { .gpa = gpa, .page_walk = page_walk };
	bool found = delivery_leads_there(&s);

	if (!found && (fetch || page_walk))
		found = code_leads_there(&s);
	if (!found && !fetch)
		found = data_leads_there(&s);
	*linear = s.linear;
	return found;
}
