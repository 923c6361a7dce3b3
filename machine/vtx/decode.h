/*
 * Instruction decoder: length, operands and effective address of any
 * instruction that makes the machine stop.
 *
 * Pure functions, compiled into the machine and into host tests.
 * SDM Vol. 2A, chapter 2, "Instruction Format"; Vol. 2D, appendix A.
 */
#ifndef MACHINE_DECODE_H
#define MACHINE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INSN_MAX = 15 };		/* bytes in the longest instruction */

enum insn_map {			/* which opcode table `opcode` is in */
	MAP_ONE_BYTE, MAP_0F, MAP_0F38, MAP_0F3A
};

enum insn_segment {		/* the hardware's numbering */
	SEG_ES, SEG_CS, SEG_SS, SEG_DS, SEG_FS, SEG_GS
};

enum { REG_NONE = 255 };

struct insn {
	uint8_t length;		/* bytes, prefixes included */
	uint8_t map;		/* enum insn_map */
	uint8_t opcode;		/* last opcode byte */
	uint8_t prefix;		/* last of f2, f3, or else 66; 0: none */
	bool operand_size_prefix;	/* 66 seen */
	bool rep;		/* f2 or f3 seen */
	bool lock;
	bool vex;		/* VEX or EVEX encoded */
	uint8_t rex;		/* 0: none; or W, R, X, B of the VEX */
	uint8_t operand_size;	/* bytes: 2, 4, 8 */
	uint8_t address_size;	/* bytes: 2, 4, 8 */
	bool has_modrm;
	uint8_t modrm;
	uint8_t reg;		/* modrm.reg with REX.R */
	uint8_t rm;		/* modrm.rm with REX.B, when not memory */
	bool memory;		/* modrm names memory, or moffs (a0-a3) */
	uint8_t segment;	/* enum insn_segment; also of a string */
	bool segment_override;
	uint8_t base, index;	/* register numbers or REG_NONE */
	uint8_t scale;		/* 1, 2, 4, 8 */
	bool rip_relative;
	int64_t displacement;	/* sign-extended */
	uint64_t immediate;	/* zero-extended as encoded; last one */
};

/*
 * Decode one instruction.  `bits` is 16, 32 or 64: the code segment's
 * default.  Returns its length, or 0 when the bytes are not a whole valid
 * instruction within `size` bytes (at most INSN_MAX count).
 *
 * Invalid are the opcodes that the manual leaves undefined in the one-byte
 * and 0f maps or in 64-bit mode.  Undefined opcodes of 0f38 and 0f3a,
 * undefined members of a group, and misused lock prefixes get the length
 * that their neighbours have.  Of a VEX or EVEX instruction only the length
 * and the general registers are meant: vector registers above 15, vector
 * indexes and scaled disp8 are not worked out.
 */
unsigned insn_decode(struct insn *insn, const uint8_t *bytes, size_t size,
    unsigned bits);

/*
 * Effective address (offset in its segment) of the memory operand, from the
 * 16 general registers in hardware order and the RIP of the instruction.
 * Truncated to the address size.
 */
uint64_t insn_address(const struct insn *insn, const uint64_t reg[16],
    uint64_t rip);

#endif
