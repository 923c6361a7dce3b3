/*
 * Tests of the rules of VM entry: valid VMCSs break none, and each rule has
 * a change to a valid VMCS that breaks it and nothing else.
 *
 * BREAK(rule, variant, changes...) says so for one rule; BREAK_WITH lists
 * other rules that the manual makes such a VMCS break too.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "valid_vmcs.h"

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

enum { CHANGES = 6 };		/* to one VMCS, at most */

enum change_kind {
	CHANGE_NONE, CHANGE_SET, CHANGE_ON, CHANGE_OFF, CHANGE_MEMORY,
	CHANGE_CAPABILITY_OFF, CHANGE_ROOT_IA32E
};

struct change {
	enum change_kind kind;
	uint64_t where;		/* field, address or MSR */
	uint64_t value;
};

struct breakage {
	const char *rule;
	enum variant variant;
	struct change change[CHANGES];
	const char *also[3];
};

#define SET(field, value)	{ CHANGE_SET, INDEX_##field, value }
#define ON(field, value)	{ CHANGE_ON, INDEX_##field, value }
#define OFF(field, value)	{ CHANGE_OFF, INDEX_##field, value }
#define MEMORY(address, value)	{ CHANGE_MEMORY, address, value }
#define CAPABILITY_OFF(msr, value) { CHANGE_CAPABILITY_OFF, msr, value }
#define ROOT_IA32E		{ CHANGE_ROOT_IA32E, 0, 0 }
#define INJECT(type, vector, error_code)				\
	SET(ENTRY_INTERRUPTION_INFO, 1u << 31 | (error_code) << 11 |	\
	    (type) << 8 | (vector))
#define LIST(...)		__VA_ARGS__

#define BREAK(rule, variant, ...)					\
	{ #rule, variant, { __VA_ARGS__ }, { 0 } },
#define BREAK_WITH(rule, others, variant, ...)				\
	{ #rule, variant, { __VA_ARGS__ }, { LIST others } },

static const struct breakage breakages[] = {
#include "broken_controls.h"
#include "broken_host.h"
#include "broken_guest.h"
#include "broken_segments.h"
};

static void
apply(const struct change *change)
{
	switch (change->kind) {
	case CHANGE_NONE:
		break;
	case CHANGE_SET:
		valid_vmcs.value[change->where] = change->value;
		break;
	case CHANGE_ON:
		valid_vmcs.value[change->where] |= change->value;
		break;
	case CHANGE_OFF:
		valid_vmcs.value[change->where] &= ~change->value;
		break;
	case CHANGE_MEMORY:
		memory_set(change->where, change->value);
		break;
	case CHANGE_CAPABILITY_OFF:
		valid_caps.msr[change->where - MSR_IA32_VMX_BASIC] &=
		    ~change->value;
		break;
	case CHANGE_ROOT_IA32E:
		valid_entry.host_ia32e = true;
		break;
	}
}

static void
make_and_change(enum variant variant, const struct change change[CHANGES])
{
	valid_make(variant);
	for (unsigned i = 0; i < CHANGES; i++)
		apply(&change[i]);
}

/* Is this row of the table expected to be broken? */
static bool
expected(const struct breakage *breakage, const char *id)
{
	if (strcmp(breakage->rule, id) == 0)
		return true;
	for (unsigned i = 0; i < COUNT(breakage->also); i++) {
		if (breakage->also[i] && strcmp(breakage->also[i], id) == 0)
			return true;
	}
	return false;
}

static int
row_of(const char *id)
{
	for (unsigned i = 0; i < rule_count; i++) {
		if (strcmp(rules[i].id, id) == 0)
			return i;
	}
	ck_abort_msg("the table has no rule \"%s\"", id);
	return -1;
}

/* What the manual allows though it looks wrong; nothing is broken. */
static const struct {
	enum variant variant;
	struct change change[CHANGES];
} allowed[] = {
#define ALLOW(variant, ...)	{ variant, { __VA_ARGS__ } },
#include "allowed.h"
#undef ALLOW
};

/* The broken rules of all areas, one after another. */
static unsigned
check_all(uint16_t *broken, unsigned max)
{
	unsigned count = 0;

	for (int area = 0; area < AREA_COUNT; area++)
		count += rules_check(&valid_entry, area, broken + count,
		    max - count);
	ck_assert_uint_le(count, max);
	return count;
}

START_TEST(valid_breaks_none)
{
	uint16_t broken[8];

	valid_make(_i);
	for (unsigned i = 0; i < rule_count; i++)
		ck_assert_msg(rules[i].holds(&valid_entry),
		    "variant %d breaks %s", _i, rules[i].id);
	ck_assert_uint_eq(check_all(broken, COUNT(broken)), 0);
	ck_assert_uint_eq(rules_failing_msr(&valid_entry), 0);
}
END_TEST

START_TEST(allowed_breaks_none)
{
	uint16_t broken[8];

	make_and_change(allowed[_i].variant, allowed[_i].change);
	for (unsigned i = 0; i < rule_count; i++)
		ck_assert_msg(rules[i].holds(&valid_entry),
		    "row %d of allowed.h breaks %s", _i, rules[i].id);
	ck_assert_uint_eq(check_all(broken, COUNT(broken)), 0);
}
END_TEST

START_TEST(breaks_exactly)
{
	const struct breakage *breakage = &breakages[_i];
	uint16_t broken[8];
	unsigned count = 1;

	row_of(breakage->rule);
	make_and_change(breakage->variant, breakage->change);
	for (unsigned i = 0; i < rule_count; i++)
		ck_assert_msg(rules[i].holds(&valid_entry) !=
		    expected(breakage, rules[i].id), "%s: %s %s",
		    breakage->rule, rules[i].id,
		    rules[i].holds(&valid_entry) ? "holds" : "is broken");
	for (unsigned i = 0; i < COUNT(breakage->also); i++)
		count += breakage->also[i] && row_of(breakage->also[i]) >= 0;
	ck_assert_uint_eq(check_all(broken, COUNT(broken)), count);
	for (unsigned i = 0; i < count; i++)
		ck_assert(expected(breakage, rules[broken[i]].id));
}
END_TEST

START_TEST(every_rule_is_broken)
{
	for (unsigned i = 0; i < rule_count; i++) {
		unsigned rows = 0;

		for (unsigned j = 0; j < COUNT(breakages); j++)
			rows += strcmp(breakages[j].rule, rules[i].id) == 0;
		ck_assert_msg(rows > 0, "%s has no test", rules[i].id);
	}
}
END_TEST

START_TEST(table_is_sorted_and_filled)
{
	for (unsigned i = 0; i < rule_count; i++) {
		const struct rule *rule = &rules[i];
		size_t length = strlen(rule->text);

		ck_assert(i == 0 || rules[i - 1].area <= rule->area);
		ck_assert_msg(length > 0 && rule->text[length - 1] == '.' &&
		    rule->lab[0] != '\0' && rule->needs, "%s", rule->id);
	}
}
END_TEST

/* Without the TRUE MSRs, the controls of the first processors are needed. */
START_TEST(true_capabilities)
{
	valid_make(GUEST_64);
	valid_caps.msr[0] &= ~VMX_BASIC_TRUE_CTLS;
	ck_assert(rules[row_of("pin_required")].holds(&valid_entry));
	ck_assert(!rules[row_of("primary_required")].holds(&valid_entry));
	ck_assert(!rules[row_of("exit_required")].holds(&valid_entry));
	ck_assert(!rules[row_of("entry_required")].holds(&valid_entry));
}
END_TEST

/* Secondary controls count as 0 while they are not activated. */
START_TEST(secondary_not_activated)
{
	uint16_t broken[1];

	valid_make(GUEST_64);
	valid_vmcs.value[INDEX_SECONDARY_CONTROLS] = ~0u;
	ck_assert_uint_eq(check_all(broken, 1), 0);
}
END_TEST

/* IA32_VMX_BASIC[48] limits what the VMCS refers to to 4 GB. */
START_TEST(addresses_of_32_bits)
{
	valid_make(GUEST_FEATURES);
	valid_vmcs.value[INDEX_MSR_BITMAPS] |= 1ull << 32;
	ck_assert(rules[row_of("msr_bitmaps_physical")].holds(&valid_entry));
	valid_caps.msr[0] |= VMX_BASIC_32BIT_ADDRESSES;
	ck_assert(!rules[row_of("msr_bitmaps_physical")].holds(&valid_entry));
}
END_TEST

START_TEST(counts_more_than_fit)
{
	uint16_t broken[2] = { 0, 0xffff };

	valid_make(GUEST_64);
	valid_vmcs.value[INDEX_HOST_CR0] = 0;
	valid_vmcs.value[INDEX_HOST_CR4] = 0;
	ck_assert_uint_eq(rules_check(&valid_entry, AREA_HOST, broken, 1), 3);
	ck_assert_str_eq(rules[broken[0]].id, "host_cr0_required");
	ck_assert_uint_eq(broken[1], 0xffff);
}
END_TEST

/* 26.7: 2 for PDPTEs, 3 for NMI under STI, 4 for the link pointer. */
START_TEST(qualification)
{
	ck_assert_uint_eq(rules_qualification(row_of("guest_cr3_physical")), 0);
	ck_assert_uint_eq(rules_qualification(row_of("pdpte0_in_memory")), 2);
	ck_assert_uint_eq(rules_qualification(row_of("pdpte3")), 2);
	ck_assert_uint_eq(rules_qualification(row_of("nmi_sti")), 3);
	ck_assert_uint_eq(rules_qualification(row_of("nmi_mov_ss")), 0);
	ck_assert_uint_eq(rules_qualification(row_of("link_aligned")), 4);
	ck_assert_uint_eq(rules_qualification(row_of("link_current")), 4);
}
END_TEST

START_TEST(failing_msr)
{
	valid_make(GUEST_MSRS);
	memory_set(0x7040, 0xc0000100);
	ck_assert_uint_eq(rules_failing_msr(&valid_entry), 2);
	memory_set(0x7030, 0x800);
	ck_assert_uint_eq(rules_failing_msr(&valid_entry), 1);
	valid_vmcs.value[INDEX_ENTRY_MSR_LOAD_COUNT] = 0;
	ck_assert_uint_eq(rules_failing_msr(&valid_entry), 0);
}
END_TEST

START_TEST(field_encodings)
{
	static const uint32_t unknown[] = {
		0x0006, 0x0801, 0x2034, 0x4001, 0x482c, 0x6001, 0x7000,
		0x8000, 0x10000, 0xffffffff
	};

	for (int i = 0; i < VMCS_FIELD_COUNT; i++)
		ck_assert_int_eq(vmcs_index(vmcs_encoding(i)), i);
	ck_assert_int_eq(vmcs_index(0x2801), INDEX_VMCS_LINK_POINTER);
	for (unsigned i = 0; i < COUNT(unknown); i++)
		ck_assert_int_eq(vmcs_index(unknown[i]), -1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("rules");
	TCase *rows = tcase_create("rows");
	TCase *rest = tcase_create("rest");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(rows, valid_breaks_none, 0, VARIANT_COUNT);
	tcase_add_loop_test(rows, allowed_breaks_none, 0, COUNT(allowed));
	tcase_add_loop_test(rows, breaks_exactly, 0, COUNT(breakages));
	tcase_add_test(rest, every_rule_is_broken);
	tcase_add_test(rest, table_is_sorted_and_filled);
	tcase_add_test(rest, true_capabilities);
	tcase_add_test(rest, secondary_not_activated);
	tcase_add_test(rest, addresses_of_32_bits);
	tcase_add_test(rest, counts_more_than_fit);
	tcase_add_test(rest, qualification);
	tcase_add_test(rest, failing_msr);
	tcase_add_test(rest, field_encodings);
	suite_add_tcase(suite, rows);
	suite_add_tcase(suite, rest);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
