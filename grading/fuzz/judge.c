#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "judge.h"
#include "machine/vtx/rules.h"
#include "messages.h"

/*
 * Rules that Bochs does not check, or not if value & mask == wanted; the
 * value is that of the field the rule is about.
 */
static const struct {
	const char *id, *rule;
	uint64_t mask, wanted;
} unchecked[] = {
	{ "debugctl", "guest_debugctl", 0, 0 },
	{ "rip-canonical", "guest_rip_64", 0, 0 },
	{ "data-type-11", "guest_[defg]s_dpl", 0xf, 0xb },
	{ "pending-step", "pending_bs_*", 0, 0 },
	{ "pending-high", "pending_reserved", 0xfffeaff0, 0 },
};

/* Guests that end differently; the field is mutated, value & mask == wanted. */
static const struct {
	const char *id, *vtx, *bochs;
	enum vmcs_index field;
	uint64_t mask, wanted;
} effects[] = {
	{ "stack-segment", "x18/0", "x2/0", INDEX_GUEST_SS_ACCESS_RIGHTS,
	    0, 0 },
	{ "stack-segment", "x18/0", "x2/0", INDEX_GUEST_SS_LIMIT, 0, 0 },
	{ "stack-segment", "x18/0", "x0/0 i80000b0c*",
	    INDEX_GUEST_SS_ACCESS_RIGHTS, 0, 0 },
	{ "stack-segment", "x18/0", "x0/0 i80000b0c*", INDEX_GUEST_SS_LIMIT,
	    0, 0 },
	{ "pending-enabled", "x0/0 i80000301", "x18/0",
	    INDEX_GUEST_PENDING_DEBUG, 0x500f, 0x1000 },
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* Does Bochs pass over this violation? */
static bool
is_unchecked(const struct violation *v)
{
	for (size_t i = 0; i < COUNT(unchecked); i++)
		if (fnmatch(unchecked[i].rule, rules[v->row].id, 0) == 0 &&
		    (v->value & unchecked[i].mask) == unchecked[i].wanted)
			return true;
	return false;
}

/* Does this result follow from these rules being broken, in any order? */
static bool
follows(const char *result, const struct violation *rule, unsigned count)
{
	enum rule_area area = AREA_COUNT;
	char text[24];

	for (unsigned i = 0; i < count; i++)
		if (rules[rule[i].row].area < area)
			area = rules[rule[i].row].area;
	switch (area) {
	case AREA_CONTROLS:
		return strcmp(result, "f7") == 0;
	case AREA_HOST:
		return strcmp(result, "f8") == 0;
	case AREA_GUEST:
		break;
	case AREA_MSR_LOADING:
		return strncmp(result, "e34/", 4) == 0;
	default:		/* it entered, or met a bad MSR */
		return result[0] == 'x' || strncmp(result, "e34/", 4) == 0;
	}
	for (unsigned i = 0; i < count; i++) {
		uint64_t qualification = rules[rule[i].row].area ==
		    AREA_GUEST ? rules_qualification(rule[i].row) : 0;

		if (qualification == 3)		/* nmi-sti */
			qualification = 0;
		snprintf(text, sizeof(text), "e33/%" PRIx64, qualification);
		if (strcmp(result, text) == 0)
			return true;
	}
	return false;
}

static bool
is_effect(const struct attempt *vtx, const struct attempt *bochs)
{
	for (size_t i = 0; i < COUNT(effects); i++) {
		uint64_t value;

		if (fnmatch(effects[i].vtx, vtx->result, 0) == 0 &&
		    fnmatch(effects[i].bochs, bochs->result, 0) == 0 &&
		    attempt_field(vtx, effects[i].field, &value) &&
		    (value & effects[i].mask) == effects[i].wanted)
			return true;
	}
	return false;
}

/* Would a processor that leaves out what Bochs does end like that? */
static bool
is_explained(const struct attempt *vtx, const struct attempt *bochs)
{
	struct violation checked[RULES_MAX];
	unsigned count = 0;

	for (unsigned i = 0; i < vtx->rules; i++)
		if (!is_unchecked(&vtx->rule[i]))
			checked[count++] = vtx->rule[i];
	if (vtx->rules > 0)
		return follows(bochs->result, checked, count);
	return is_effect(vtx, bochs);
}

enum judgement
judge(const struct attempt *vtx, const struct attempt *bochs)
{
	if (vtx->number != bochs->number || vtx->mask != bochs->mask ||
	    strcmp(vtx->fields, bochs->fields) != 0)
		return JUDGED_DIFFERENT;
	if (vtx->lacks != bochs->lacks)
		return JUDGED_NOT_COMPARABLE;
	if (strcmp(vtx->result, bochs->result) != 0)
		return is_explained(vtx, bochs) ? JUDGED_EXPLAINED :
		    JUDGED_DIFFERENT;
	if (bochs->message[0] && !message_fits(bochs->message, vtx))
		return JUDGED_OTHER_REASON;
	return JUDGED_SAME;
}

static bool
has_row(const char *page, const char *id)
{
	char text[64];

	snprintf(text, sizeof(text), "| `%s` |", id);
	if (strstr(page, text))
		return true;
	printf("  no row of the page explains %s\n", id);
	return false;
}

bool
judge_documented(const char *page)
{
	bool all = has_row(page, "nmi-sti") && has_row(page, "any-order");

	for (size_t i = 0; i < COUNT(unchecked); i++)
		all &= has_row(page, unchecked[i].id);
	for (size_t i = 0; i < COUNT(effects); i++)
		all &= has_row(page, effects[i].id);
	return all;
}
