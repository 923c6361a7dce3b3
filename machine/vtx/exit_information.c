/*
 * What a VM exit says about the instruction that caused it.
 *
 * SDM Vol. 3C, 27.2.1, "Basic VM-Exit Information", and 27.2.5,
 * "Information for VM Exits Due to Instruction Execution".
 */
#include "exit_information.h"

#define INFO_REGISTER		(1u << 10)
#define INFO_REG1_SHIFT		3
#define INFO_ADDRESS_SHIFT	7
#define INFO_OPERAND_32		(1u << 11)
#define INFO_SEGMENT_SHIFT	15
#define INFO_INDEX_SHIFT	18
#define INFO_NO_INDEX		(1u << 22)
#define INFO_BASE_SHIFT		23
#define INFO_NO_BASE		(1u << 27)
#define INFO_REG2_SHIFT		28
#define INFO_IDENTITY_SHIFT	28

/* Powers of two as the tables count them: 1, 2, 4, 8 are 0, 1, 2, 3. */
static uint32_t
log2_of(unsigned n)
{
	return n == 8 ? 3 : n / 2;
}

static uint32_t
address_size(const struct insn *insn)
{
	return (log2_of(insn->address_size) - 1) << INFO_ADDRESS_SHIFT;
}

/* The memory operand: scale, address size, segment, index, base. */
static uint32_t
memory_operand(const struct insn *insn)
{
	uint32_t info = address_size(insn) |
	    (uint32_t)insn->segment << INFO_SEGMENT_SHIFT;

	if (insn->index == REG_NONE)
		info |= INFO_NO_INDEX;
	else
		info |= log2_of(insn->scale) |
		    (uint32_t)insn->index << INFO_INDEX_SHIFT;
	if (insn->base == REG_NONE)
		info |= INFO_NO_BASE;
	else
		info |= (uint32_t)insn->base << INFO_BASE_SHIFT;
	return info;
}

/* Tables 27-9, 27-13 and 27-14: the VMX instructions. */
uint32_t
information_vmx(const struct insn *insn, enum vmx_exit which)
{
	uint32_t info;

	switch (which) {
	case VMX_EXIT_VMREAD:
	case VMX_EXIT_VMWRITE:
		info = insn->memory ? memory_operand(insn) : INFO_REGISTER |
		    (uint32_t)insn->rm << INFO_REG1_SHIFT;
		return info | (uint32_t)insn->reg << INFO_REG2_SHIFT;
	case VMX_EXIT_INVEPT:
	case VMX_EXIT_INVVPID:
		return memory_operand(insn) |
		    (uint32_t)insn->reg << INFO_REG2_SHIFT;
	case VMX_EXIT_VMCLEAR:
	case VMX_EXIT_VMPTRLD:
	case VMX_EXIT_VMPTRST:
	case VMX_EXIT_VMXON:
		return memory_operand(insn);
	default:
		return 0;
	}
}

/* Tables 27-10 and 27-11: SGDT and its kin, SLDT and its kin. */
uint32_t
information_table(const struct insn *insn, bool gdtr_idtr, unsigned identity)
{
	uint32_t info = insn->memory ? memory_operand(insn) : INFO_REGISTER |
	    (uint32_t)insn->rm << INFO_REG1_SHIFT;

	if (gdtr_idtr && insn->operand_size >= 4)
		info |= INFO_OPERAND_32;
	return info | identity << INFO_IDENTITY_SHIFT;
}

/* Table 27-8: INS and OUTS. */
uint32_t
information_string(const struct insn *insn, bool in)
{
	return address_size(insn) | (in ? SEG_ES :
	    (uint32_t)insn->segment) << INFO_SEGMENT_SHIFT;
}

/* The displacement of the memory operand, as a qualification gives it. */
uint64_t
qualification_displacement(const struct insn *insn)
{
	uint64_t value;

	if (!insn->memory)
		return 0;
	value = insn->displacement;
	if (insn->rip_relative)
		value += cpu.vmcb->rip + insn->length;
	return insn->address_size == 8 ? value :
	    insn->address_size == 4 ? (uint32_t)value : (uint16_t)value;
}

/* Table 27-3: control registers. `source` is that of LMSW. */
uint64_t
qualification_cr(const struct insn *insn, unsigned number, unsigned type,
    uint64_t source)
{
	uint64_t q = number | type << CR_ACCESS_TYPE_SHIFT;

	if (type <= CR_ACCESS_FROM_CR)
		return q | (uint64_t)insn->rm << CR_ACCESS_REGISTER_SHIFT;
	if (type == CR_ACCESS_LMSW)
		q |= (source & 0xffff) << CR_ACCESS_LMSW_SHIFT |
		    (insn->memory ? CR_ACCESS_LMSW_MEMORY : 0);
	return q;
}

/* Table 27-5: I/O instructions, from SVM's own information. */
uint64_t
qualification_io(const struct insn *insn, uint32_t svm)
{
	uint64_t q = (svm >> SVM_IO_SIZE_SHIFT & 7) - 1;
	bool immediate = insn->opcode >= 0xe4 && insn->opcode <= 0xe7;

	return q | (svm & SVM_IO_IN ? IO_IN : 0) |
	    (svm & SVM_IO_STRING ? IO_STRING : 0) |
	    (svm & SVM_IO_STRING && insn->rep ? IO_REP : 0) |
	    (immediate ? IO_IMMEDIATE : 0) |
	    (uint64_t)(svm >> 16) << IO_PORT_SHIFT;
}

/* The guest-linear address of INS or OUTS. */
uint64_t
string_linear(const struct insn *insn, bool in)
{
	struct vmcb_segment *s = segment_of(cpu.vmcb,
	    in ? SEG_ES : insn->segment);
	uint64_t offset = cpu.reg[in ? RDI : RSI];
	bool flat = in_64bit_mode() && (in || (insn->segment != SEG_FS &&
	    insn->segment != SEG_GS));

	if (insn->address_size == 4)
		offset = (uint32_t)offset;
	else if (insn->address_size == 2)
		offset = (uint16_t)offset;
	if (!flat)
		offset += s->base;
	return in_64bit_mode() ? offset : (uint32_t)offset;
}
