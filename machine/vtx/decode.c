/*
 * The instruction decoder: prefixes, opcode, ModRM and SIB, displacement,
 * immediate, in the order in which they lie in memory.
 */
#include "decode.h"
#include "decode_tables.h"

struct fetch {			/* the bytes not decoded yet */
	const uint8_t *bytes;
	unsigned at, size;
	bool overrun;		/* somebody asked for more than there is */
};

/* The next `count` bytes as a little-endian number; 0 after an overrun. */
static uint64_t
fetch(struct fetch *f, unsigned count)
{
	uint64_t value = 0;

	if (count > f->size - f->at)
		f->overrun = true;
	if (f->overrun)
		return 0;
	for (unsigned i = 0; i < count; i++)
		value |= (uint64_t)f->bytes[f->at++] << (8 * i);
	return value;
}

/* The next `count` bytes, 1 to 8, as a two's complement number. */
static int64_t
fetch_signed(struct fetch *f, unsigned count)
{
	uint64_t sign = (uint64_t)1 << (8 * count - 1);

	return (int64_t)((fetch(f, count) ^ sign) - sign);
}

/* Take note of a prefix other than REX; false if `byte` is none. */
static bool
legacy_prefix(struct insn *insn, uint8_t byte, unsigned bits)
{
	switch (byte) {
	case 0x26: case 0x2e: case 0x36: case 0x3e:
		if (bits == 64)		/* which ignores them */
			return true;
		insn->segment = byte >> 3 & 3;
		insn->segment_override = true;
		return true;
	case 0x64: case 0x65:
		insn->segment = byte - 0x64 + SEG_FS;
		insn->segment_override = true;
		return true;
	case 0x66:
		insn->operand_size_prefix = true;
		if (!insn->rep)
			insn->prefix = byte;
		return true;
	case 0x67:
		insn->address_size = bits == 32 ? 2 : 4;
		return true;
	case 0xf0:
		insn->lock = true;
		return true;
	case 0xf2: case 0xf3:
		insn->rep = true;
		insn->prefix = byte;
		return true;
	}
	return false;
}

/*
 * Decode the prefixes; returns the byte after them.  A REX prefix counts
 * only if it is the last.
 */
static uint8_t
decode_prefixes(struct insn *insn, struct fetch *f, unsigned bits)
{
	for (;;) {
		uint8_t byte = fetch(f, 1);

		if (bits == 64 && (byte & 0xf0) == 0x40)
			insn->rex = byte;
		else if (legacy_prefix(insn, byte, bits))
			insn->rex = 0;
		else
			return byte;
	}
}

/*
 * Is `byte` the first of a VEX (c4, c5) or EVEX (62) prefix?  Outside 64-bit
 * mode it is LES, LDS or BOUND unless the next byte would be a ModRM that
 * names a register.
 */
static bool
is_vex(uint8_t byte, const struct fetch *f, unsigned bits)
{
	if (byte != 0xc4 && byte != 0xc5 && byte != 0x62)
		return false;
	if (bits == 64)
		return true;
	return f->at < f->size && f->bytes[f->at] >= 0xc0;
}

/*
 * Decode the rest of a VEX or EVEX prefix and the opcode.  Their inverted
 * R, X and B become a REX prefix.  False if the prefix is invalid.
 */
static bool
decode_vex(struct insn *insn, struct fetch *f, uint8_t first, unsigned bits)
{
	static const uint8_t prefixes[4] = { 0, 0x66, 0xf3, 0xf2 };
	uint8_t inverted, wide, map = MAP_0F;

	if (insn->prefix || insn->lock || insn->rex)
		return false;
	inverted = fetch(f, 1);
	if (first == 0xc5) {
		wide = inverted & 0x7f;
		inverted |= 0x60;
	} else {
		wide = fetch(f, 1);
		map = inverted & (first == 0x62 ? 0x0f : 0x1f);
	}
	if (first == 0x62) {
		if (!(wide & 4))
			return false;
		fetch(f, 1);
	}
	insn->vex = true;
	insn->prefix = prefixes[wide & 3];
	if (bits == 64)
		insn->rex = 0x40 | (wide >> 7) << 3 | (~inverted >> 5 & 7);
	insn->map = map;
	insn->opcode = fetch(f, 1);
	return map >= MAP_0F && map <= MAP_0F3A;
}

/* Decode the opcode that starts with `byte`; false if it is invalid. */
static bool
decode_opcode(struct insn *insn, struct fetch *f, uint8_t byte, unsigned bits)
{
	if (is_vex(byte, f, bits))
		return decode_vex(insn, f, byte, bits);
	insn->map = MAP_ONE_BYTE;
	if (byte == 0x0f) {
		insn->map = MAP_0F;
		byte = fetch(f, 1);
		if (byte == 0x38 || byte == 0x3a) {
			insn->map = byte == 0x38 ? MAP_0F38 : MAP_0F3A;
			byte = fetch(f, 1);
		}
	}
	insn->opcode = byte;
	return bits != 64 || insn->map != MAP_ONE_BYTE ||
	    one_byte_64[byte] != 'x';
}

/* The letter of decode_tables.h that says what follows the opcode. */
static char
opcode_shape(const struct insn *insn)
{
	switch (insn->map) {
	case MAP_ONE_BYTE:
		return one_byte[insn->opcode];
	case MAP_0F:
		if (!insn->vex)
			return two_byte[insn->opcode];
		if (insn->opcode == 0x77)	/* VZEROUPPER, VZEROALL */
			return '.';
		return two_byte[insn->opcode] == 'B' ? 'B' : 'm';
	case MAP_0F38:
		return 'm';
	default:
		return 'B';
	}
}

/* 16-bit addressing; SDM Vol. 2A, table 2-1. */
static void
decode_memory_16(struct insn *insn, struct fetch *f)
{
	enum { BX = 3, BP = 5, SI = 6, DI = 7 };
	static const uint8_t base[8] = { BX, BX, BP, BP, SI, DI, BP, BX };
	static const uint8_t index[4] = { SI, DI, SI, DI };
	unsigned mod = insn->modrm >> 6, rm = insn->modrm & 7;

	if (mod == 0 && rm == 6) {
		insn->displacement = fetch_signed(f, 2);
		return;
	}
	insn->base = base[rm];
	if (rm < 4)
		insn->index = index[rm];
	if (mod != 0)
		insn->displacement = fetch_signed(f, mod);
}

/* The SIB byte; returns its base, with 5 for none if mod is 0. */
static unsigned
decode_sib(struct insn *insn, struct fetch *f)
{
	uint8_t sib = fetch(f, 1);
	uint8_t index = (sib >> 3 & 7) | (insn->rex & 2) << 2;

	if (index != 4) {
		insn->index = index;
		insn->scale = 1 << (sib >> 6);
	}
	return sib & 7;
}

/* 32-bit and 64-bit addressing; SDM Vol. 2A, tables 2-2 and 2-3. */
static void
decode_memory_32(struct insn *insn, struct fetch *f, unsigned bits)
{
	unsigned mod = insn->modrm >> 6, base = insn->modrm & 7;
	bool sib = base == 4;

	if (sib)
		base = decode_sib(insn, f);
	if (mod == 0 && base == 5) {
		insn->rip_relative = bits == 64 && !sib;
		insn->displacement = fetch_signed(f, 4);
		return;
	}
	insn->base = base | (insn->rex & 1) << 3;
	if (mod != 0)
		insn->displacement = fetch_signed(f, mod == 1 ? 1 : 4);
}

/* ModRM and all that depends on it. */
static void
decode_modrm(struct insn *insn, struct fetch *f, unsigned bits)
{
	bool register_only = insn->map == MAP_0F && !insn->vex &&
	    insn->opcode >= 0x20 && insn->opcode <= 0x23;

	insn->has_modrm = true;
	insn->modrm = fetch(f, 1);
	insn->reg = (insn->modrm >> 3 & 7) | (insn->rex & 4) << 1;
	if (insn->modrm >= 0xc0 || register_only) {
		insn->rm = (insn->modrm & 7) | (insn->rex & 1) << 3;
		return;
	}
	insn->memory = true;
	if (insn->address_size == 2)
		decode_memory_16(insn, f);
	else
		decode_memory_32(insn, f, bits);
	if (!insn->segment_override && (insn->base == 4 || insn->base == 5))
		insn->segment = SEG_SS;
}

/*
 * How the operand size is found: '.', 'd' and 'f' as in one_byte_64; 'r' if
 * it is that of a register, 4 bytes or 8, whatever the prefixes.
 */
static char
size_rule(const struct insn *insn)
{
	unsigned opcode = insn->opcode, member = insn->reg & 7;

	if (insn->map == MAP_0F38 && opcode >= 0x80 && opcode <= 0x82)
		return 'r';		/* INVEPT INVVPID INVPCID */
	if (insn->map == MAP_ONE_BYTE && opcode == 0xff)
		return member == 6 ? 'd' : member == 2 || member == 4 ?
		    'f' : '.';		/* PUSH; near CALL, JMP */
	if (insn->map == MAP_ONE_BYTE)
		return one_byte_64[opcode];
	if (insn->map != MAP_0F)
		return '.';
	switch (opcode) {
	case 0x01:			/* but SMSW and LMSW */
		return insn->memory && member != 4 && member != 6 ? 'f' : '.';
	case 0x20: case 0x21: case 0x22: case 0x23:	/* MOV CR, DR */
	case 0x78: case 0x79:				/* VMREAD VMWRITE */
		return 'r';
	case 0xa0: case 0xa1: case 0xa8: case 0xa9:	/* PUSH POP FS GS */
		return 'd';
	}
	return (opcode & 0xf0) == 0x80 ? 'f' : '.';	/* Jcc */
}

static unsigned
operand_size(const struct insn *insn, unsigned bits)
{
	char rule = insn->vex ? '.' : size_rule(insn);

	if (rule == 'r')
		return bits == 64 ? 8 : 4;
	if (bits == 64 && (rule == 'f' || insn->rex & 8))
		return 8;
	if (bits == 64 && rule == 'd')
		return insn->operand_size_prefix ? 2 : 8;
	return insn->operand_size_prefix == (bits == 16) ? 4 : 2;
}

/* Size of the immediate that `shape` announces; of two, the last. */
static unsigned
immediate_size(const struct insn *insn, char shape)
{
	unsigned size = insn->operand_size == 2 ? 2 : 4;
	bool test = (insn->reg & 7) < 2;

	switch (shape) {
	case 'b': case 'B': case 'e':
		return 1;
	case 'w': case 'f':
		return 2;
	case 'z': case 'Z':
		return size;
	case 'v':
		return insn->operand_size;
	case 'g':
		return test ? 1 : 0;
	case 'G':
		return test ? size : 0;
	}
	return 0;
}

unsigned
insn_decode(struct insn *insn, const uint8_t *bytes, size_t size,
    unsigned bits)
{
	struct fetch f = {
		.bytes = bytes, .size = size < INSN_MAX ? size : INSN_MAX
	};
	char shape;

	*insn = (struct insn){
		.address_size = bits / 8, .segment = SEG_DS,
		.base = REG_NONE, .index = REG_NONE, .scale = 1
	};
	if (!decode_opcode(insn, &f, decode_prefixes(insn, &f, bits), bits))
		return 0;
	shape = opcode_shape(insn);
	if (shape == '-')
		return 0;
	if (shape == 'm' || (shape >= 'A' && shape <= 'Z') || shape == 'g')
		decode_modrm(insn, &f, bits);
	if (shape == 'a') {
		insn->memory = true;
		insn->displacement = fetch_signed(&f, insn->address_size);
	}
	insn->operand_size = operand_size(insn, bits);
	if (shape == 'e')
		fetch(&f, 2);
	if (shape == 'f')
		fetch(&f, insn->operand_size);
	insn->immediate = fetch(&f, immediate_size(insn, shape));
	if (f.overrun)
		return 0;
	insn->length = f.at;
	return insn->length;
}

uint64_t
insn_address(const struct insn *insn, const uint64_t reg[16], uint64_t rip)
{
	uint64_t address = (uint64_t)insn->displacement;

	if (insn->base != REG_NONE)
		address += reg[insn->base];
	if (insn->index != REG_NONE)
		address += reg[insn->index] * insn->scale;
	if (insn->rip_relative)
		address += rip + insn->length;
	if (insn->address_size < 8)
		address &= ((uint64_t)1 << (8 * insn->address_size)) - 1;
	return address;
}
