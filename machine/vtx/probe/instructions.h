/*
 * Lists of instructions to try.
 */
#ifndef PROBE_INSTRUCTIONS_H
#define PROBE_INSTRUCTIONS_H

#include "probe.h"

#define NOT_CANONICAL	0x0000800000000000ull

/* Which code segment an instruction runs in. */
enum mode { KERNEL, USER, COMPATIBILITY };

struct instruction {
	const char *name;
	const char *piece;
	uint64_t rax, rcx, rdx;
	enum mode mode;
};

void try_all(const struct instruction *list, unsigned count);

/* A row of a list: name, piece, and then RAX, RCX, RDX, mode. */
#define I(text, code, ...)						\
	{ .name = text, .piece = piece_##code, __VA_ARGS__ }
#define TRY(...) do {							\
	const struct instruction list[] = { __VA_ARGS__ };		\
									\
	try_all(list, ARRAY_SIZE(list));				\
} while (0)

/* operands.c */
void operands_report(void);
void registers_report(void);

#endif
