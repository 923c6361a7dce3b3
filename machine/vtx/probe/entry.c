/*
 * Try a VM entry with a VMCS that differs from a valid one in a few places,
 * and print how it ended and which fields changed.
 */
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "panic.h"
#include "pieces.h"
#include "probe.h"
#include "vmx_insn.h"

#define STACK_WORDS	512

extern uint64_t guest_stack[STACK_WORDS];

static uint64_t bases[BASES][FIELD_COUNT];
static uint64_t now[FIELD_COUNT];	/* what the VMCS holds */
static bool stale[FIELD_COUNT];		/* .. or may not hold any more */

/* Does a VM exit write this field, besides those that say why it happened? */
static bool
is_saved(enum field_index i)
{
	return i == FIELD_ENTRY_INTERRUPTION_INFO ||
	    VMCS_FIELD_TYPE(field_encodings[i]) == VMCS_TYPE_GUEST;
}

uint64_t
entry_read(enum field_index i)
{
	uint64_t value = 0;

	vmx_vmread(field_encodings[i], &value);
	return value;
}

/* Make the VMCS hold these values, writing what differs. */
void
entry_write(const uint64_t value[FIELD_COUNT])
{
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		if ((value[i] == now[i] && !stale[i]) || !field_present(i) ||
		    field_read_only(i))
			continue;
		vmx_vmwrite(field_encodings[i], value[i]);
		now[i] = value[i];
		stale[i] = false;
	}
}

/* A VM exit has changed what it saves: do not trust that it is as written. */
void
entry_forget(void)
{
	for (unsigned i = 0; i < FIELD_COUNT; i++)
		stale[i] |= is_saved(i);
}

void
base_copy(enum base base, uint64_t value[FIELD_COUNT])
{
	memcpy(value, bases[base], sizeof(bases[base]));
}

/* Prepare the valid VMCSs. */
void
entry_begin(void)
{
	for (enum base b = 0; b < BASES; b++)
		base_make(b, bases[b]);
	for (unsigned i = 0; i < FIELD_COUNT; i++)
		now[i] = entry_read(i);
}

void
op_apply(const struct op *op, uint64_t value[FIELD_COUNT])
{
	uint64_t *v = &value[op->field];
	uint64_t beyond = 1ull << physical_bits();

	switch (op->operation) {
	case OP_SET:
		*v = op->value;
		break;
	case OP_OR:
		*v |= op->value;
		break;
	case OP_CLEAR:
		*v &= ~op->value;
		break;
	case OP_XOR:
		*v ^= op->value;
		break;
	case OP_OR_BEYOND:
		*v |= beyond;
		break;
	case OP_SET_TOP:
		*v = beyond - op->value;
		break;
	}
}

static bool
need_met(const struct need *need)
{
	uint64_t controls;

	switch (need->kind) {
	case NEED_ONE:
		controls = allowed(need->field) >> 32;
		return (controls & need->bits) == need->bits;
	case NEED_ZERO:
		return ((uint32_t)allowed(need->field) & need->bits) == 0;
	case NEED_CR4:
		return (rdmsr(MSR_IA32_VMX_CR4_FIXED1) & need->bits) ==
		    need->bits;
	case NEED_NO_CR4:
		return (rdmsr(MSR_IA32_VMX_CR4_FIXED1) & need->bits) == 0;
	case NEED_MISC:
		return (rdmsr(MSR_IA32_VMX_MISC) & need->bits) == need->bits;
	case NEED_NO_MISC:
		return (rdmsr(MSR_IA32_VMX_MISC) & need->bits) == 0;
	case NEED_DARING:
		return !probe_careful;
	default:
		return true;
	}
}

/* Fields that say why the guest was left. */
static void
print_exit(void)
{
	uint64_t info = entry_read(FIELD_EXIT_INTERRUPTION_INFO);
	uint64_t vectoring = entry_read(FIELD_IDT_VECTORING_INFO);

	printf("entered exit=%lu qualification=%#lx",
	    entry_read(FIELD_EXIT_REASON),
	    entry_read(FIELD_EXIT_QUALIFICATION));
	if (info & INTERRUPTION_VALID)
		printf(" info=%#lx code=%#lx", info, info &
		    INTERRUPTION_ERROR_CODE ?
		    entry_read(FIELD_EXIT_INTERRUPTION_ERROR_CODE) : 0);
	else
		printf(" length=%lu",
		    entry_read(FIELD_EXIT_INSTRUCTION_LENGTH));
	if (vectoring & INTERRUPTION_VALID)
		printf(" vectoring=%#lx code=%#lx", vectoring, vectoring &
		    INTERRUPTION_ERROR_CODE ?
		    entry_read(FIELD_IDT_VECTORING_ERROR_CODE) : 0);
}

/*
 * The bits that a VM exit saves: some are undefined if the register was
 * unusable.  SDM Vol. 3C, 27.3.2, "Saving Segment Registers and Descriptor-
 * Table Registers".
 */
static uint64_t
saved_bits(enum field_index i, const uint64_t value[FIELD_COUNT])
{
	const uint64_t code = SEGMENT_L | SEGMENT_DB | SEGMENT_G;
	enum field_index first = i >= FIELD_GUEST_ES_BASE ?
	    FIELD_GUEST_ES_BASE : i >= FIELD_GUEST_ES_ACCESS_RIGHTS ?
	    FIELD_GUEST_ES_ACCESS_RIGHTS : FIELD_GUEST_ES_LIMIT;
	unsigned n = i - first;
	bool cs = n == 1, ss = n == 2, fs_gs = n == 4 || n == 5;

	if (i < FIELD_GUEST_ES_LIMIT || i > FIELD_GUEST_TR_BASE || n > 7 ||
	    !(value[FIELD_GUEST_ES_ACCESS_RIGHTS + n] & SEGMENT_UNUSABLE))
		return ~0ull;
	if (first == FIELD_GUEST_ES_BASE)
		return cs || fs_gs ? ~0ull : 0;
	if (first == FIELD_GUEST_ES_LIMIT)
		return cs ? ~0ull : 0;
	return ~0xf0ffull | (cs ? code : 0) |
	    (ss ? 3u << SEGMENT_DPL_SHIFT : 0);
}

/* What the exit saved, where it is not what was loaded. */
static void
print_changes(void)
{
	uint64_t old[FIELD_COUNT];

	memcpy(old, now, sizeof(old));
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		if (field_present(i) && is_saved(i))
			now[i] = entry_read(i);
	}
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		uint64_t bits = saved_bits(i, now);

		if ((now[i] ^ old[i]) & bits)
			printf(" %s=%#lx", field_names[i], now[i] & bits);
	}
	if (now[FIELD_GUEST_RSP] == old[FIELD_GUEST_RSP])
		return;
	for (unsigned i = 0; i < STACK_WORDS; i++) {
		if (guest_stack[i] != 0)
			printf(" stack[%u]=%#lx", i, guest_stack[i]);
	}
	memset(guest_stack, 0, sizeof(guest_stack));
}

static void
print_verdict(const struct run *run)
{
	uint64_t reason = entry_read(FIELD_EXIT_REASON);

	if (run->vector != RUN_EXITED)
		print_outcome(run);
	else if (reason & EXIT_REASON_ENTRY_FAILURE)
		printf("entry failure reason=%lu qualification=%#lx",
		    reason & EXIT_REASON_BASIC,
		    entry_read(FIELD_EXIT_QUALIFICATION));
	else
		print_exit();
	if (run->vector == RUN_EXITED)
		print_changes();
}

/* Tell whoever reads a trace which case this is and which fields it sets. */
static void
mark(const struct entry_case *c)
{
	static uint32_t number;

	cpuid(MARK, number++);
	for (unsigned i = 0; i < OPERATIONS; i++) {
		if (c->ops[i].operation != OP_END)
			cpuid(MARK_FIELD, field_encodings[c->ops[i].field]);
	}
}

/* Pass over a case. */
void
entry_skip(const struct entry_case *c, const char *reason)
{
	mark(c);
	printf("case %s: skip, %s\n", c->name, reason);
}

/* Try one case. */
void
entry_try(const struct entry_case *c)
{
	uint64_t value[FIELD_COUNT];
	struct run run = {
		.code = hpa_of(piece_vmlaunch),
		.cs = CODE_64, .ss = DATA, .rflags = ALL_FLAGS,
		.reg = { [RSP] = hpa_of(run_stack_top) },
	};

	if (!need_met(&c->need)) {
		entry_skip(c, "not offered");
		return;
	}
	mark(c);
	base_copy(c->base, value);
	for (unsigned i = 0; i < OPERATIONS; i++)
		op_apply(&c->ops[i], value);
	vmx_vmclear(hpa_of(vmcs_page));
	vmx_vmptrld(hpa_of(vmcs_page));
	entry_write(value);
	run_piece(&run);
	printf("case %s: ", c->name);
	print_verdict(&run);
	printf("\n");
}
