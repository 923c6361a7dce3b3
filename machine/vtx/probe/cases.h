/*
 * The words that tables of cases are written in.
 */
#ifndef PROBE_CASES_H
#define PROBE_CASES_H

#include "lists.h"
#include "probe.h"

#define SET(f, v)	{ FIELD_##f, OP_SET, (uint64_t)(v) }
#define ON(f, v)	{ FIELD_##f, OP_OR, (uint64_t)(v) }
#define OFF(f, v)	{ FIELD_##f, OP_CLEAR, (uint64_t)(v) }
#define FLIP(f, v)	{ FIELD_##f, OP_XOR, (uint64_t)(v) }
#define BEYOND(f)	{ FIELD_##f, OP_OR_BEYOND, 0 }
#define TOP(f, v)	{ FIELD_##f, OP_SET_TOP, v }

/* Controls that must be offered, as 1; not offered as 1; offered as 0. */
#define HAVE(f, bits)	{ NEED_ONE, VMCS_##f##_CONTROLS, bits }
#define MAY_BE_0(f, bits) { NEED_ZERO, VMCS_##f##_CONTROLS, bits }
#define HAVE_CR4(bits)	{ NEED_CR4, 0, bits }
#define HAVE_NO_MISC(bits) { NEED_NO_MISC, 0, bits }
#define DARING		{ NEED_DARING, 0, 0 }	/* see probe_careful */
#define HAVE_MISC(bits)	{ NEED_MISC, 0, bits }

#define CASE(text, mode, ...)						\
	{ .name = text, .base = BASE_##mode, .ops = { __VA_ARGS__ } },
#define CASE_IF(text, mode, needed, ...)				\
	{ .name = text, .base = BASE_##mode, .need = needed,		\
	    .ops = { __VA_ARGS__ } },

#define NOT_CANONICAL	0x0000800000000000ull
#define LOWEST_HIGH	0xffff800000000000ull	/* canonical */
#define BAD_PAT		0x0007040600070402ull
#define EVENT(vector, type)	(INTERRUPTION_VALID | (type) | (vector))
#define HARDWARE	INTERRUPTION_HARDWARE_EXCEPTION
#define WITH_CODE	INTERRUPTION_ERROR_CODE
#define LIST(name, list, count)						\
	SET(name##_ADDRESS, list), SET(name##_COUNT, count)

#endif
