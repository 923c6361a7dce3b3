/*
 * VM entries with one bit of one field flipped, for every bit.
 */
#include "bytes.h"
#include "cases.h"
#include "console.h"
#include "cpu.h"

struct sweep {
	const char *name;
	enum base base;
	enum field_index field;
	unsigned bits;
	struct op ops[2];
};

#define SWEEP(text, base, field, bits, ...)				\
	{ text, BASE_##base, FIELD_##field, bits, { __VA_ARGS__ } }
#define RIGHTS(base, name)						\
	SWEEP(#name " rights " #base, base, GUEST_##name##_ACCESS_RIGHTS, 32)

static const struct sweep registers[] = {
	SWEEP("CR0", LONG, GUEST_CR0, 64),
	SWEEP("CR0 protected", PROTECTED, GUEST_CR0, 32),
	SWEEP("CR4", LONG, GUEST_CR4, 64),
	SWEEP("CR4 protected", PROTECTED, GUEST_CR4, 32),
	SWEEP("EFER", LONG, GUEST_IA32_EFER, 64),
	SWEEP("EFER protected", PROTECTED, GUEST_IA32_EFER, 16),
	SWEEP("host EFER", LONG, HOST_IA32_EFER, 16),
	SWEEP("PAT", LONG, GUEST_IA32_PAT, 64),
	SWEEP("DR7", LONG, GUEST_DR7, 64),
	SWEEP("DEBUGCTL", LONG, GUEST_IA32_DEBUGCTL, 64),
};

static const struct sweep state[] = {
	SWEEP("RFLAGS", LONG, GUEST_RFLAGS, 64),
	SWEEP("RFLAGS user", USER, GUEST_RFLAGS, 32),
	SWEEP("RFLAGS protected", PROTECTED, GUEST_RFLAGS, 32),
	SWEEP("RFLAGS v8086", V8086, GUEST_RFLAGS, 32),
	SWEEP("interruptibility", LONG, GUEST_INTERRUPTIBILITY, 32),
	SWEEP("interruptibility IF", LONG, GUEST_INTERRUPTIBILITY, 8,
	    ON(GUEST_RFLAGS, RFLAGS_IF)),
	SWEEP("pending", LONG, GUEST_PENDING_DEBUG, 64),
	SWEEP("pending MOV SS", LONG, GUEST_PENDING_DEBUG, 20,
	    SET(GUEST_INTERRUPTIBILITY, 2)),
	SWEEP("event", LONG, ENTRY_INTERRUPTION_INFO, 31,
	    SET(ENTRY_INTERRUPTION_INFO, EVENT(VECTOR_UD, HARDWARE))),
	SWEEP("event code", LONG, ENTRY_EXCEPTION_ERROR_CODE, 32,
	    SET(ENTRY_INTERRUPTION_INFO,
		EVENT(VECTOR_GP, HARDWARE | WITH_CODE))),
	SWEEP("CR3", LONG, GUEST_CR3, 12),
	SWEEP("GDTR limit", LONG, GUEST_GDTR_LIMIT, 32),
	SWEEP("SYSENTER_CS", LONG, GUEST_IA32_SYSENTER_CS, 32),
	SWEEP("CR0 mask", LONG, CR0_GUEST_HOST_MASK, 4),
	SWEEP("CR4 shadow", LONG, CR4_READ_SHADOW, 4),
};

static const struct sweep rights[] = {
	RIGHTS(LONG, ES), RIGHTS(LONG, CS), RIGHTS(LONG, SS),
	RIGHTS(LONG, DS), RIGHTS(LONG, FS), RIGHTS(LONG, GS),
	RIGHTS(LONG, TR), RIGHTS(USER, CS), RIGHTS(USER, SS),
	RIGHTS(USER, DS), RIGHTS(PROTECTED, CS), RIGHTS(PROTECTED, SS),
	RIGHTS(PROTECTED, DS), RIGHTS(PROTECTED, TR),
	RIGHTS(COMPATIBILITY, CS), RIGHTS(V8086, CS), RIGHTS(V8086, TR),
};

/* Add text to `to`, which has room. */
static char *
append(char *to, const char *text)
{
	size_t bytes = strlen(text);

	memcpy(to, text, bytes + 1);
	return to + bytes;
}

static const char *
name(const char *text, unsigned bit)
{
	static char buffer[64];
	char digits[] = { '0' + bit / 10, '0' + bit % 10, '\0' };

	append(append(append(buffer, text), " bit "), digits);
	return buffer;
}

/* Bits that a processor may have or not. */
static struct need
need_of(const struct sweep *s, unsigned bit)
{
	const uint64_t everywhere = CR4_TSD | CR4_DE |
	    CR4_PSE | CR4_PAE | CR4_MCE | CR4_PGE | CR4_PCE | CR4_OSFXSR |
	    CR4_OSXMMEXCPT | CR4_VMXE;

	if (s->field == FIELD_ENTRY_INTERRUPTION_INFO && bit == 10)
		return (struct need)DARING;	/* type 3 becomes 7 */
	if (s->field != FIELD_GUEST_CR4 || everywhere >> bit & 1)
		return (struct need){ 0 };
	return (struct need){ NEED_NO_CR4, 0, 1ull << bit };
}

static void
sweep(const struct sweep *s)
{
	for (unsigned bit = 0; bit < s->bits; bit++) {
		struct entry_case c = {
			.name = name(s->name, bit),
			.base = s->base,
			.need = need_of(s, bit),
			.ops = { { s->field, OP_END, 0 }, s->ops[0], s->ops[1],
			    { s->field, OP_XOR, 1ull << bit } },
		};

		entry_try(&c);
	}
}

/* Each bit of a group of controls that is fixed: the other way. */
static void
sweep_controls(const char *text, enum field_index field, uint32_t encoding)
{
	for (unsigned bit = 0; bit < 32; bit++) {
		uint64_t capability = allowed(encoding);
		uint32_t must = capability, may = capability >> 32;
		bool fixed = (must >> bit & 1) == (may >> bit & 1);
		struct entry_case c = {
			.name = name(text, bit),
			.ops = { { field, OP_XOR, 1ull << bit } },
		};

		if (fixed)
			entry_try(&c);
		else
			entry_skip(&c, "not fixed");
	}
}

static void
sweep_all_controls(void)
{
	sweep_controls("pin", FIELD_PIN_BASED_CONTROLS,
	    VMCS_PIN_BASED_CONTROLS);
	sweep_controls("primary", FIELD_PRIMARY_CONTROLS,
	    VMCS_PRIMARY_CONTROLS);
	sweep_controls("secondary", FIELD_SECONDARY_CONTROLS,
	    VMCS_SECONDARY_CONTROLS);
	sweep_controls("exit", FIELD_EXIT_CONTROLS, VMCS_EXIT_CONTROLS);
	sweep_controls("entry", FIELD_ENTRY_CONTROLS, VMCS_ENTRY_CONTROLS);
}

static void
sweep_list(const struct sweep *list, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		sweep(&list[i]);
}

/* Sweep one of three parts of the fields. */
void
sweeps_report(unsigned part)
{
	printf("case -- sweeps, part %u\n", part);
	if (part == 1) {
		sweep_all_controls();
		sweep_list(registers, ARRAY_SIZE(registers));
	} else if (part == 2) {
		sweep_list(state, ARRAY_SIZE(state));
	} else {
		sweep_list(rights, ARRAY_SIZE(rights));
	}
}
