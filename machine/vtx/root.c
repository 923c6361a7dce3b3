/*
 * A #VMEXIT of the software in root operation, or before VMXON: the VMM.
 */
#include "native.h"
#include "processor.h"

#define OPCODE_MOV_FROM_CR	0x20
#define OPCODE_MOV_TO_CR	0x22
#define OPCODE_CLTS		0x06
#define OPCODE_GROUP_7		0x01	/* LMSW is /6 */
#define LMSW_BITS		(CR0_PE | CR0_MP | CR0_EM | CR0_TS)

/* What the machine must see of a VMM; everything else runs as it is. */
void
intercepts_root(void)
{
	struct vmcb *v = cpu.vmcb;

	v->cr_read_intercepts = 1 << 4;
	v->cr_write_intercepts = 1 << 0 | 1 << 4;
	debug_intercepts(false);
	v->exception_intercepts = 1u << VECTOR_UD | 1u << VECTOR_DF;
	v->intercepts1 = SVM_CPUID | SVM_INVLPGA | SVM_IOIO | SVM_MSR |
	    SVM_SHUTDOWN | SVM_HLT | SVM_TR_WRITE | SVM_NMI;
	v->intercepts2 = SVM_SVM_INSTRUCTIONS;
	v->virtual_interrupt = 0;
}

static void
do_cpuid(unsigned length)
{
	uint32_t leaf = cpu.reg[RAX], subleaf = cpu.reg[RCX], out[4];
	struct trace_record *r;

	cpuid_read(leaf, subleaf, out);
	r = trace_add(TRACE_CPUID, leaf);
	r->arg[0] = subleaf;
	for (int i = 0; i < 4; i++)
		r->arg[1 + i] = out[i];
	cpu.reg[RAX] = out[0];
	cpu.reg[RBX] = out[1];
	cpu.reg[RCX] = out[2];
	cpu.reg[RDX] = out[3];
	instruction_skip(length);
}

static bool
is_vmx_msr(uint32_t msr)
{
	return msr == MSR_IA32_FEATURE_CONTROL ||
	    (msr >= MSR_IA32_VMX_BASIC && msr <= MSR_IA32_VMX_VMFUNC);
}

static void
do_msr(unsigned length)
{
	uint32_t msr = cpu.reg[RCX];
	bool write = cpu.vmcb->exit_info1 & 1;
	uint64_t value = (uint32_t)cpu.reg[RAX] | cpu.reg[RDX] << 32;
	enum why why;

	if (write)
		why = msr_write(msr, value);
	else
		why = msr_read(msr, &value);
	if (why != WHY_NONE) {
		root_fault(VECTOR_GP, msr, write ? value : 0, why);
		return;
	}
	if (is_vmx_msr(msr)) {
		struct trace_record *r = trace_add(TRACE_MSR, msr);

		r->arg[0] = value;
		r->arg[1] = write;
	}
	if (!write) {
		cpu.reg[RAX] = (uint32_t)value;
		cpu.reg[RDX] = value >> 32;
	}
	instruction_skip(length);
}

static void
write_cr(unsigned number, uint64_t value, unsigned length)
{
	uint64_t old = number == 0 ? cpu.vmcb->cr0 : cr4_read();
	enum why why = number == 0 ? cr0_write(value) : cr4_write(value);
	struct trace_record *r;

	if (why != WHY_NONE) {
		root_fault(VECTOR_GP, number, value, why);
		return;
	}
	r = trace_add(TRACE_CR, number);
	r->arg[0] = old;
	r->arg[1] = number == 0 ? cpu.vmcb->cr0 : cr4_read();
	instruction_skip(length);
}

static void
do_control_register(const struct insn *insn)
{
	uint64_t cr0 = cpu.vmcb->cr0;
	uint64_t source;

	if (insn->opcode == OPCODE_MOV_FROM_CR) {
		cpu.reg[insn->rm] = cr4_read();
		instruction_skip(insn->length);
	} else if (insn->opcode == OPCODE_MOV_TO_CR) {
		source = cpu.reg[insn->rm];
		if (!in_64bit_mode())
			source = (uint32_t)source;
		write_cr(insn->reg, source, insn->length);
	} else if (insn->opcode == OPCODE_CLTS) {
		write_cr(0, cr0 & ~(uint64_t)CR0_TS, insn->length);
	} else if (insn->memory) {
		if (operand_read(insn, 2, &source))
			write_cr(0, (cr0 & ~(uint64_t)(LMSW_BITS & ~CR0_PE)) |
			    (source & LMSW_BITS), insn->length);
	} else {
		write_cr(0, (cr0 & ~(uint64_t)(LMSW_BITS & ~CR0_PE)) |
		    (cpu.reg[insn->rm] & LMSW_BITS), insn->length);
	}
}

/*
 * HLT.  With interrupts off it never ends: report that.  Otherwise execute
 * it with interrupts intercepted, so that one which is due already, and
 * would have been held back by STI, ends the HLT and is not delivered
 * before it.
 */
static void
do_hlt(unsigned length)
{
	struct vmcb *v = cpu.vmcb;

	if (!(v->rflags & RFLAGS_IF))
		machine_end(END_HALTED, 0, v->rip);
	cpu.halt_end = v->rip + length;
	v->intercepts1 &= ~SVM_HLT;
	v->intercepts1 |= SVM_INTR;
	v->virtual_interrupt = SVM_V_INTR_MASKING;
}

/* The HLT of do_hlt is over. */
static void
end_hlt(void)
{
	if (cpu.vmcb->exit_code == SVM_EXIT_INTR)
		cpu.vmcb->rip = cpu.halt_end;
	cpu.halt_end = 0;
	intercepts_root();
}

/* #UD: a VMX instruction for us to carry out, or really none. */
static void
do_invalid_opcode(void)
{
	struct insn insn;
	enum vmx_exit which;

	if (!instruction_decode(&insn))
		event_exception(VECTOR_UD, false, 0);
	else if (vmx_instruction(&insn, &which))
		vmx_execute(&insn, which);
	else if (!sysenter_execute(&insn))
		event_exception(VECTOR_UD, false, 0);
}

/* #DF: the VMM is lost; note where before its handler, if any, runs. */
static void
do_double_fault(void)
{
	struct trace_record *r = trace_add(TRACE_FAULT, VECTOR_DF);

	r->arg[1] = cpu.vectoring.info;
	r->arg[2] = cpu.vmcb->cr2;
	event_exception(VECTOR_DF, true, 0);
}

/* Handle one #VMEXIT of the software in root operation. */
void
root_exit(void)
{
	struct vmcb *v = cpu.vmcb;
	struct insn insn;

	if (cpu.halt_end != 0)
		end_hlt();
	if (common_exit())
		return;
	switch (v->exit_code) {
	case SVM_EXIT_EXCEPTION + VECTOR_UD:
		do_invalid_opcode();
		return;
	case SVM_EXIT_EXCEPTION + VECTOR_DF:
		do_double_fault();
		return;
	case SVM_EXIT_INTR:
		return;
	case SVM_EXIT_NMI:
		nmi_root();
		return;
	case SVM_EXIT_SHUTDOWN:
		machine_end(END_TRIPLE_FAULT, 0, v->cr2);
	case SVM_EXIT_INVLPGA:
	case SVM_EXIT_VMRUN ... SVM_EXIT_SKINIT:
		event_exception(VECTOR_UD, false, 0);
		return;
	}
	if (!instruction_decode(&insn)) {
		instruction_unreadable();
		return;
	}
	switch (v->exit_code) {
	case SVM_EXIT_CPUID:
		do_cpuid(insn.length);
		break;
	case SVM_EXIT_HLT:
		do_hlt(insn.length);
		break;
	case SVM_EXIT_TR_WRITE:
		ltr_execute(&insn);
		break;
	case SVM_EXIT_MSR:
		do_msr(insn.length);
		break;
	case SVM_EXIT_CR_READ + 4:
	case SVM_EXIT_CR_WRITE + 0:
	case SVM_EXIT_CR_WRITE + 4:
		do_control_register(&insn);
		break;
	case SVM_EXIT_DR_READ ... SVM_EXIT_DR_READ + 15:
	case SVM_EXIT_DR_WRITE ... SVM_EXIT_DR_WRITE + 15:
		debug_execute(&insn);
		break;
	default:
		machine_end(END_MACHINE_ERROR, v->exit_code, v->rip);
	}
}
