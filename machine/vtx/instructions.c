/*
 * The VMX instructions in root operation, and before VMXON.
 *
 * SDM Vol. 3C, 30.2, "Conventions", and 30.3, "VMX Instructions".
 */
#include "processor.h"

#define ARITHMETIC_FLAGS ((uint64_t)(RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | \
	RFLAGS_ZF | RFLAGS_SF | RFLAGS_OF))

/* What became of one instruction; it ends up in the trace. */
struct outcome {
	uint64_t operand, value;
	uint64_t linear;
	enum trace_outcome result;
	uint32_t number;	/* error number, or vector of the fault */
	enum why why;
};

static void
record(enum vmx_exit which, const struct outcome *o)
{
	struct trace_record *r = trace_add(TRACE_INSN, which);

	r->arg[0] = o->operand;
	r->arg[1] = o->value;
	r->arg[2] = o->result;
	r->arg[3] = o->number;
	r->arg[4] = o->why;
	r->arg[5] = o->linear;
}

static void
succeed(struct outcome *o)
{
	cpu.vmcb->rflags &= ~ARITHMETIC_FLAGS;
	o->result = OUTCOME_SUCCEED;
}

static void
fail_invalid(struct outcome *o, enum why why)
{
	cpu.vmcb->rflags &= ~ARITHMETIC_FLAGS;
	cpu.vmcb->rflags |= RFLAGS_CF;
	o->result = OUTCOME_FAIL_INVALID;
	o->why = why;
}

/* VMfail: VMfailValid with an error number if there is a current VMCS. */
static void
fail(struct outcome *o, enum vmx_error error, enum why why)
{
	o->number = error;
	fail_invalid(o, why);
	if (cpu.vmcs_pointer == NO_VMCS)
		return;
	cpu.vmcb->rflags &= ~ARITHMETIC_FLAGS;
	cpu.vmcb->rflags |= RFLAGS_ZF;
	V(VM_INSTRUCTION_ERROR) = error;
	o->result = OUTCOME_FAIL_VALID;
}

/* Which VMX instruction is this?  False: none. */
bool
vmx_instruction(const struct insn *insn, enum vmx_exit *which)
{
	unsigned extension = insn->modrm >> 3 & 7;

	if (insn->lock)
		return false;
	if (insn->map == MAP_0F && insn->opcode == 0x01 && !insn->memory &&
	    insn->prefix == 0) {
		switch (insn->modrm) {
		case 0xc1:
			*which = VMX_EXIT_VMCALL;
			return true;
		case 0xc2:
			*which = VMX_EXIT_VMLAUNCH;
			return true;
		case 0xc3:
			*which = VMX_EXIT_VMRESUME;
			return true;
		case 0xc4:
			*which = VMX_EXIT_VMXOFF;
			return true;
		}
	}
	if (insn->map == MAP_0F && insn->opcode == 0x78 && insn->prefix == 0) {
		*which = VMX_EXIT_VMREAD;
		return true;
	}
	if (insn->map == MAP_0F && insn->opcode == 0x79 && insn->prefix == 0) {
		*which = VMX_EXIT_VMWRITE;
		return true;
	}
	if (insn->map == MAP_0F38 && (insn->opcode & ~1) == 0x80 &&
	    insn->prefix == 0x66 && insn->memory) {
		*which = insn->opcode == 0x80 ? VMX_EXIT_INVEPT :
		    VMX_EXIT_INVVPID;
		return true;
	}
	if (insn->map != MAP_0F || insn->opcode != 0xc7 || !insn->memory)
		return false;
	if (extension == 7 && insn->prefix == 0) {
		*which = VMX_EXIT_VMPTRST;
		return true;
	}
	if (extension != 6)
		return false;
	*which = insn->prefix == 0xf3 ? VMX_EXIT_VMXON :
	    insn->prefix == 0x66 ? VMX_EXIT_VMCLEAR : VMX_EXIT_VMPTRLD;
	return insn->prefix != 0xf2;
}

/* Read the 64-bit pointer that is the operand. */
static bool
read_pointer(const struct insn *insn, struct outcome *o)
{
	o->linear = operand_linear(insn);
	return operand_read(insn, 8, &o->operand);
}

/* Is this physical address one that a VMX region may have? */
static enum why
pointer_why(uint64_t pointer)
{
	if (pointer & (PAGE_SIZE - 1))
		return WHY_POINTER_ALIGNMENT;
	if (pointer >> cpu.caps.physical_bits != 0)
		return WHY_POINTER_WIDTH;
	return WHY_NONE;
}

/* Why VMXON would raise #GP(0) outside VMX operation. */
static enum why
vmxon_fault(void)
{
	if (cpu.vmcb->cpl != 0)
		return WHY_CPL;
	if (!cr_fixed_bits_hold(cpu.vmcb->cr0, MSR_IA32_VMX_CR0_FIXED0,
	    MSR_IA32_VMX_CR0_FIXED1))
		return WHY_CR0_FIXED;
	if (!cr_fixed_bits_hold(cr4_read(), MSR_IA32_VMX_CR4_FIXED0,
	    MSR_IA32_VMX_CR4_FIXED1))
		return WHY_CR4_FIXED;
	if (!(cpu.feature_control & FEATURE_CONTROL_LOCK))
		return WHY_FEATURE_UNLOCKED;
	if (!(cpu.feature_control & FEATURE_CONTROL_VMX_OUTSIDE_SMX))
		return WHY_FEATURE_OFF;
	return WHY_NONE;
}

static uint32_t
our_revision(void)
{
	return capability(&cpu.caps, MSR_IA32_VMX_BASIC) & VMX_BASIC_REVISION;
}

static void
do_vmxon(struct outcome *o)
{
	enum why why = pointer_why(o->operand);

	o->value = (uint32_t)memory_read64(o->operand);
	if (cpu.vmx_on) {
		fail(o, VMX_ERROR_VMXON_IN_ROOT, WHY_ALREADY_ON);
	} else if (why != WHY_NONE) {
		fail_invalid(o, why);
	} else if (o->value != our_revision()) {
		fail_invalid(o, WHY_VMXON_REVISION);
	} else {
		cpu.vmx_on = true;
		cpu.vmxon_pointer = o->operand;
		cpu.vmcs_pointer = NO_VMCS;
		trace->current.address = NO_VMCS;
		succeed(o);
	}
}

static void
do_vmxoff(struct outcome *o)
{
	region_flush();
	cpu.vmx_on = false;
	cpu.vmcs_pointer = NO_VMCS;
	trace->current.address = NO_VMCS;
	succeed(o);
}

static void
do_vmclear(struct outcome *o)
{
	enum why why = pointer_why(o->operand);

	if (why != WHY_NONE) {
		fail(o, VMX_ERROR_VMCLEAR_ADDRESS, why);
	} else if (o->operand == cpu.vmxon_pointer) {
		fail(o, VMX_ERROR_VMCLEAR_VMXON_POINTER, WHY_VMXON_POINTER);
	} else {
		region_clear(o->operand);
		succeed(o);
	}
}

static void
do_vmptrld(struct outcome *o)
{
	enum why why = pointer_why(o->operand);

	o->value = (uint32_t)memory_read64(o->operand);
	if (why != WHY_NONE) {
		fail(o, VMX_ERROR_VMPTRLD_ADDRESS, why);
	} else if (o->operand == cpu.vmxon_pointer) {
		fail(o, VMX_ERROR_VMPTRLD_VMXON_POINTER, WHY_VMXON_POINTER);
	} else if (o->value != our_revision()) {
		fail(o, VMX_ERROR_VMPTRLD_REVISION, WHY_VMCS_REVISION);
	} else {
		if (o->operand != cpu.vmcs_pointer)
			region_load(o->operand);
		succeed(o);
	}
}

static bool
do_vmptrst(const struct insn *insn, struct outcome *o)
{
	o->linear = operand_linear(insn);
	o->operand = cpu.vmcs_pointer;
	if (!operand_write(insn, 8, cpu.vmcs_pointer))
		return false;
	succeed(o);
	return true;
}

/* The field that an encoding names on this processor, or -1. */
static int
find_field(uint64_t encoding)
{
	int index;

	if (encoding >> 32 != 0)
		return -1;
	index = vmcs_index(encoding);
	return index >= 0 && field_supported(&cpu.caps, index) ? index : -1;
}

static uint64_t
field_read(int index, uint32_t encoding)
{
	uint64_t value = cpu.vmcs->value[index];

	return encoding & VMCS_FIELD_HIGH ? value >> 32 : value;
}

static void
field_write(int index, uint32_t encoding, uint64_t value)
{
	uint64_t *field = &cpu.vmcs->value[index];

	if (encoding & VMCS_FIELD_HIGH)
		*field = (uint32_t)*field | value << 32;
	else
		*field = value & vmcs_width_mask(encoding);
	cpu.vmcs->writer[index] = cpu.vmcb->rip;
}

static unsigned
operand_bytes(void)
{
	return in_64bit_mode() ? 8 : 4;
}

/* A register operand of the current mode's size. */
static uint64_t
register_operand(unsigned number)
{
	return in_64bit_mode() ? cpu.reg[number] : (uint32_t)cpu.reg[number];
}

static bool
do_vmread(const struct insn *insn, struct outcome *o)
{
	int index;

	o->operand = register_operand(insn->reg);
	if (cpu.vmcs_pointer == NO_VMCS) {
		fail_invalid(o, WHY_NO_CURRENT_VMCS);
		return true;
	}
	index = find_field(o->operand);
	if (index < 0) {
		fail(o, VMX_ERROR_UNSUPPORTED_FIELD, WHY_NO_SUCH_FIELD);
		return true;
	}
	o->value = field_read(index, o->operand);
	if (!in_64bit_mode())
		o->value = (uint32_t)o->value;
	if (insn->memory) {
		o->linear = operand_linear(insn);
		if (!operand_write(insn, operand_bytes(), o->value))
			return false;
	} else {
		cpu.reg[insn->rm] = o->value;
	}
	succeed(o);
	return true;
}

static bool
do_vmwrite(const struct insn *insn, struct outcome *o)
{
	int index;

	o->operand = register_operand(insn->reg);
	if (cpu.vmcs_pointer == NO_VMCS) {
		fail_invalid(o, WHY_NO_CURRENT_VMCS);
		return true;
	}
	if (insn->memory) {
		o->linear = operand_linear(insn);
		if (!operand_read(insn, operand_bytes(), &o->value))
			return false;
	} else {
		o->value = register_operand(insn->rm);
	}
	index = find_field(o->operand);
	if (index < 0) {
		fail(o, VMX_ERROR_UNSUPPORTED_FIELD, WHY_NO_SUCH_FIELD);
	} else if (VMCS_FIELD_TYPE(o->operand) == VMCS_TYPE_READ_ONLY &&
	    !(capability(&cpu.caps, MSR_IA32_VMX_MISC) &
	    VMX_MISC_VMWRITE_READ_ONLY)) {
		fail(o, VMX_ERROR_READ_ONLY_FIELD, WHY_READ_ONLY);
	} else {
		field_write(index, o->operand, o->value);
		succeed(o);
	}
	return true;
}

static bool
is_invalidation(enum vmx_exit which)
{
	return which == VMX_EXIT_INVEPT || which == VMX_EXIT_INVVPID;
}

static bool
do_invalidate(const struct insn *insn, enum vmx_exit which, struct outcome *o)
{
	uint64_t type = register_operand(insn->reg), descriptor[2];
	struct insn second = *insn;
	enum why why = invalidate_type(which, type);

	second.displacement += 8;
	o->linear = operand_linear(insn);
	o->value = type;
	if (why == WHY_NONE) {
		if (!operand_read(insn, 8, &descriptor[0]) ||
		    !operand_read(&second, 8, &descriptor[1]))
			return false;
		o->operand = descriptor[0];
		why = invalidate(which, type, descriptor);
	}
	if (why == WHY_NONE)
		succeed(o);
	else
		fail(o, VMX_ERROR_INVALID_OPERAND, why);
	return true;
}

/* The checks that come before VM entry proper; true: go on. */
static bool
entry_allowed(enum vmx_exit which, struct outcome *o)
{
	o->operand = cpu.vmcs_pointer;
	if (cpu.vmcs_pointer == NO_VMCS)
		fail_invalid(o, WHY_NO_CURRENT_VMCS);
	else if (interrupt_blocking() & INTERRUPTIBILITY_MOV_SS)
		fail(o, VMX_ERROR_ENTRY_MOV_SS, WHY_MOV_SS_BLOCKING);
	else if (which == VMX_EXIT_VMLAUNCH && cpu.launched)
		fail(o, VMX_ERROR_VMLAUNCH_NOT_CLEAR, WHY_NOT_CLEAR);
	else if (which == VMX_EXIT_VMRESUME && !cpu.launched)
		fail(o, VMX_ERROR_VMRESUME_NOT_LAUNCHED, WHY_NOT_LAUNCHED);
	else
		return true;
	return false;
}

/* Conditions of #UD common to all, in the manual's order. */
static enum why
invalid_why(enum vmx_exit which)
{
	if (!cpu.vmx_supported)
		return WHY_NO_VMX;
	if (!(cpu.vmcb->cr0 & CR0_PE))
		return WHY_NOT_PROTECTED;
	if (in_virtual_8086_mode())
		return WHY_VIRTUAL_8086;
	if (cpu.vmcb->efer & EFER_LMA && !in_64bit_mode())
		return WHY_COMPATIBILITY;
	if (which == VMX_EXIT_VMXON && !cpu.cr4_vmxe)
		return WHY_VMXE_CLEAR;
	if (which != VMX_EXIT_VMXON && !cpu.vmx_on)
		return WHY_OUTSIDE_VMX;
	if (is_invalidation(which) && !invalidate_offered(which))
		return WHY_NOT_OFFERED;
	return WHY_NONE;
}

static bool
takes_pointer(enum vmx_exit which)
{
	return which == VMX_EXIT_VMXON || which == VMX_EXIT_VMCLEAR ||
	    which == VMX_EXIT_VMPTRLD;
}

/* Carry out an instruction past its faults.  False: its operand faulted. */
static bool
execute(const struct insn *insn, enum vmx_exit which, struct outcome *o)
{
	if (takes_pointer(which) && !read_pointer(insn, o))
		return false;
	switch (which) {
	case VMX_EXIT_VMXON:
		do_vmxon(o);
		return true;
	case VMX_EXIT_VMXOFF:
		do_vmxoff(o);
		return true;
	case VMX_EXIT_VMCLEAR:
		do_vmclear(o);
		return true;
	case VMX_EXIT_VMPTRLD:
		do_vmptrld(o);
		return true;
	case VMX_EXIT_VMPTRST:
		return do_vmptrst(insn, o);
	case VMX_EXIT_VMREAD:
		return do_vmread(insn, o);
	case VMX_EXIT_VMWRITE:
		return do_vmwrite(insn, o);
	case VMX_EXIT_INVEPT:
	case VMX_EXIT_INVVPID:
		return do_invalidate(insn, which, o);
	default:
		fail(o, VMX_ERROR_VMCALL_IN_ROOT, WHY_VMCALL_IN_ROOT);
		return true;
	}
}

/* For the trace: the pointer operand of an instruction that gets a fault. */
static void
peek_pointer(const struct insn *insn, struct outcome *o)
{
	uint64_t physical;
	uint32_t error;

	o->linear = operand_linear(insn);
	if (!memory_translate(o->linear, ACCESS_READ, &physical, &error))
		return;
	o->operand = memory_read64(physical);
	o->value = (uint32_t)memory_read64(o->operand);
}

/* Raise a fault instead of carrying the instruction out. */
static void
refuse(const struct insn *insn, enum vmx_exit which, unsigned vector,
    enum why why)
{
	struct outcome o = {
		.result = OUTCOME_FAULT, .number = vector, .why = why
	};

	if (takes_pointer(which))
		peek_pointer(insn, &o);
	record(which, &o);
	event_exception(vector, vector == VECTOR_GP, 0);
}

/* VMLAUNCH and VMRESUME: either fail here or go on in entry.c. */
static void
execute_entry(enum vmx_exit which, unsigned length)
{
	struct outcome o = { 0 };

	if (entry_allowed(which, &o)) {
		vm_entry(which, length);
		return;
	}
	record(which, &o);
	instruction_skip(length);
}

/* Carry out a VMX instruction that the software in root executed. */
void
vmx_execute(const struct insn *insn, enum vmx_exit which)
{
	struct outcome o = { 0 };
	enum why why = invalid_why(which);

	if (why != WHY_NONE) {
		refuse(insn, which, VECTOR_UD, why);
		return;
	}
	why = which == VMX_EXIT_VMXON && !cpu.vmx_on ? vmxon_fault() :
	    cpu.vmcb->cpl != 0 ? WHY_CPL : WHY_NONE;
	if (why != WHY_NONE) {
		refuse(insn, which, VECTOR_GP, why);
		return;
	}
	if (which == VMX_EXIT_VMLAUNCH || which == VMX_EXIT_VMRESUME) {
		execute_entry(which, insn->length);
		return;
	}
	if (!execute(insn, which, &o)) {
		o.result = OUTCOME_FAULT;
		o.number = VECTOR_PF;
		o.why = WHY_NOT_MAPPED;
		record(which, &o);
		return;
	}
	record(which, &o);
	instruction_skip(insn->length);
}

/*
 * Record a VM entry that the rules refused with VMfailValid, and complete
 * the instruction of `length` bytes.  Called by entry.c.
 */
void
vmx_entry_failed(enum vmx_exit which, enum vmx_error error, enum why why,
    unsigned length)
{
	struct outcome o = { .operand = cpu.vmcs_pointer };

	fail(&o, error, why);
	record(which, &o);
	instruction_skip(length);
}
