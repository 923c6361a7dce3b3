/*
 * Code for the actions: random instructions, of the kinds that matter.
 */
#include "hostile.h"

#include "arch/vmx.h"
#include "bytes.h"
#include "types.h"

#define LONGEST		16
#define PIECE_MAX	256

/* What an instruction is made of, after random prefixes. */
enum form {
	PLAIN,			/* the bytes */
	MODRM,			/* a random ModRM byte, and what it needs */
	MEMORY,			/* the same, naming memory */
	PORT			/* behind MOV to DX of a port */
};

static const struct kind {
	uint8_t form, size;
	uint8_t bytes[5];
	uint8_t member;		/* 1 + ModRM.reg; 0: any */
	uint8_t immediate;	/* bytes */
} kinds[] = {
#define VMX(n)	{ PLAIN, 3, { 0x0f, 0x01, n }, 0, 0 }
	VMX(0xc1), VMX(0xc2), VMX(0xc3), VMX(0xc4), VMX(0xc2), VMX(0xc3),
	VMX(0xc8), VMX(0xc9), VMX(0xca), VMX(0xd0), VMX(0xd1), VMX(0xd4),
	VMX(0xd8), VMX(0xd9), VMX(0xda), VMX(0xdb), VMX(0xdc), VMX(0xdd),
	VMX(0xde), VMX(0xdf), VMX(0xf8), VMX(0xf9), VMX(0xee), VMX(0xef),
	{ MEMORY, 3, { 0x66, 0x0f, 0xc7 }, 7, 0 },	/* VMCLEAR */
	{ MEMORY, 2, { 0x0f, 0xc7 }, 7, 0 },		/* VMPTRLD */
	{ MEMORY, 2, { 0x0f, 0xc7 }, 8, 0 },		/* VMPTRST */
	{ MEMORY, 3, { 0xf3, 0x0f, 0xc7 }, 7, 0 },	/* VMXON */
	{ MODRM, 2, { 0x0f, 0x78 }, 0, 0 },
	{ MODRM, 2, { 0x0f, 0x79 }, 0, 0 },
	{ MODRM, 2, { 0x0f, 0x79 }, 0, 0 },
	{ MEMORY, 4, { 0x66, 0x0f, 0x38, 0x80 }, 0, 0 },
	{ MEMORY, 4, { 0x66, 0x0f, 0x38, 0x81 }, 0, 0 },
	{ MEMORY, 4, { 0x66, 0x0f, 0x38, 0x82 }, 0, 0 },
	{ MODRM, 2, { 0x0f, 0x20 }, 0, 0 }, { MODRM, 2, { 0x0f, 0x22 }, 0, 0 },
	{ MODRM, 2, { 0x0f, 0x22 }, 1, 0 }, { MODRM, 2, { 0x0f, 0x22 }, 5, 0 },
	{ MODRM, 2, { 0x0f, 0x21 }, 0, 0 }, { MODRM, 2, { 0x0f, 0x23 }, 0, 0 },
	{ MODRM, 2, { 0x0f, 0x23 }, 8, 0 },
	{ PLAIN, 2, { 0x0f, 0x06 }, 0, 0 }, { MODRM, 2, { 0x0f, 0x01 }, 0, 0 },
	{ MODRM, 2, { 0x0f, 0x00 }, 0, 0 },
	{ PLAIN, 2, { 0x0f, 0x30 }, 0, 0 }, { PLAIN, 2, { 0x0f, 0x30 }, 0, 0 },
	{ PLAIN, 2, { 0x0f, 0x32 }, 0, 0 }, { PLAIN, 2, { 0x0f, 0x31 }, 0, 0 },
	{ PLAIN, 2, { 0x0f, 0x33 }, 0, 0 }, { PLAIN, 2, { 0x0f, 0xa2 }, 0, 0 },
	{ PLAIN, 2, { 0x0f, 0x08 }, 0, 0 }, { PLAIN, 2, { 0x0f, 0x09 }, 0, 0 },
	{ PLAIN, 2, { 0x0f, 0x0b }, 0, 0 }, { PLAIN, 2, { 0x0f, 0xaa }, 0, 0 },
	{ PLAIN, 2, { 0x0f, 0x05 }, 0, 0 }, { PLAIN, 2, { 0x0f, 0x07 }, 0, 0 },
	{ PLAIN, 2, { 0x0f, 0x34 }, 0, 0 }, { PLAIN, 2, { 0x0f, 0x35 }, 0, 0 },
	{ PORT, 1, { 0xec }, 0, 0 }, { PORT, 1, { 0xed }, 0, 0 },
	{ PORT, 1, { 0xee }, 0, 0 }, { PORT, 1, { 0xef }, 0, 0 },
	{ PORT, 1, { 0x6c }, 0, 0 }, { PORT, 1, { 0x6e }, 0, 0 },
	{ PORT, 1, { 0x6f }, 0, 0 },
	{ MODRM, 1, { 0x8e }, 0, 0 }, { MODRM, 1, { 0x8c }, 0, 0 },
	{ MEMORY, 1, { 0xff }, 4, 0 }, { MEMORY, 1, { 0xff }, 6, 0 },
	{ PLAIN, 1, { 0xcf }, 0, 0 }, { PLAIN, 1, { 0xcb }, 0, 0 },
	{ PLAIN, 1, { 0xcd }, 0, 1 }, { PLAIN, 1, { 0xcc }, 0, 0 },
	{ PLAIN, 1, { 0xf1 }, 0, 0 }, { PLAIN, 1, { 0xce }, 0, 0 },
	{ PLAIN, 1, { 0xfb }, 0, 0 }, { PLAIN, 1, { 0x9d }, 0, 0 },
	{ PLAIN, 1, { 0x9c }, 0, 0 }, { PLAIN, 1, { 0xc3 }, 0, 0 },
	{ MODRM, 1, { 0x88 }, 0, 0 }, { MODRM, 1, { 0x89 }, 0, 0 },
	{ MODRM, 1, { 0x8b }, 0, 0 }, { MODRM, 1, { 0x01 }, 0, 0 },
	{ MODRM, 1, { 0x87 }, 0, 0 }, { MODRM, 1, { 0xc7 }, 1, 4 },
	{ MODRM, 1, { 0x8f }, 1, 0 }, { MODRM, 2, { 0x0f, 0xc7 }, 2, 0 },
	{ PLAIN, 1, { 0xa4 }, 0, 0 }, { PLAIN, 1, { 0xaa }, 0, 0 },
	{ PLAIN, 1, { 0xab }, 0, 0 }, { PLAIN, 1, { 0x50 }, 0, 0 },
	{ MODRM, 2, { 0x0f, 0xb2 }, 0, 0 }, { MODRM, 2, { 0x0f, 0xae }, 0, 0 },
};

static const uint16_t ports[] = {
	0x20, 0x21, 0x40, 0x43, 0x61, 0x70, 0x71, 0x80, 0x00, 0x08, 0x0f,
	0x87, 0xa0, 0xb2, 0xb3, 0xf0, 0xf5, 0xf6, 0xf7, 0x170, 0x177, 0x1f0,
	0x1f7, 0x376, 0x3f6, 0x3f9, 0x3fb, 0x402, 0x440, 0x441, 0x442, 0x443,
	0x444, 0x4d0, 0x510, 0x511, 0x514, 0x518, 0x600, 0x604, 0x5658, 0xae00,
	0xae08, 0xaf00, 0xc000, 0xc004, 0xcf8, 0xcf8, 0xcfc, 0xcfc, 0xcfd,
	0xcfe, 0xcff, 0xd0, 0xdf, 0x1ce, 0x1cf, 0x3c0, 0xffff
};

static uint8_t piece[PIECE_MAX + 2 * LONGEST];
static unsigned used;

static void
put(uint64_t value, unsigned size)
{
	for (; size > 0; size--, value >>= 8)
		piece[used++] = value;
}

static void
put_prefixes(void)
{
	static const uint8_t prefixes[] = {
		0x66, 0x67, 0xf0, 0xf2, 0x64, 0x65, 0x2e, 0x36
	};

	if (one_in(8))
		put(prefixes[random_below(sizeof(prefixes))], 1);
	if (one_in(4))
		put(0x40 | random_below(16), 1);
}

/* ModRM, SIB and displacement, as 64-bit and 32-bit code read them. */
static void
put_modrm(const struct kind *k)
{
	uint8_t modrm = random_below(256);

	if (k->member != 0)
		modrm = (modrm & 0xc7) | (k->member - 1) << 3;
	if ((k->form == MEMORY || one_in(2)) && modrm >= 0xc0)
		modrm &= 0x3f;
	put(modrm, 1);
	if (modrm >= 0xc0)
		return;
	if ((modrm & 7) == 4)
		put(random_below(256), 1);
	if (modrm >> 6 == 1)
		put(random_below(256), 1);
	else if (modrm >> 6 == 2 || (modrm & 7) == 5)
		put(one_in(2) ? random_below(0x2000) : random_value(), 4);
}

static void
put_instruction(void)
{
	const struct kind *k = &kinds[random_below(ARRAY_SIZE(kinds))];

	if (k->form == PORT) {
		put(0xba66, 2);		/* only in 32-bit and 64-bit code */
		put(ports[random_below(ARRAY_SIZE(ports))], 2);
	} else {
		put_prefixes();
	}
	for (unsigned i = 0; i < k->size; i++)
		put(k->bytes[i], 1);
	if (k->form == MODRM || k->form == MEMORY)
		put_modrm(k);
	put(k->immediate == 1 ? random64() : random_value(), k->immediate);
}

static uint64_t
random_rcx(void)
{
	static const uint32_t msrs[] = {
		MSR_IA32_TSC, MSR_IA32_APIC_BASE, MSR_IA32_FEATURE_CONTROL,
		MSR_IA32_SYSENTER_CS, MSR_IA32_SYSENTER_ESP, 0x1a0, 0x9e,
		MSR_IA32_DEBUGCTL, MSR_IA32_PAT, 0x2ff, 0x200, 0x400, 0x480,
		0x6e1, 0x800, 0x830, 0xd90, MSR_IA32_EFER, MSR_IA32_STAR,
		MSR_IA32_LSTAR, MSR_IA32_FMASK, MSR_IA32_FS_BASE,
		MSR_IA32_KERNEL_GS_BASE, 0xc0000103, 0xc0010114, 0xc0010117,
		0x40000000
	};
	uint64_t upper = one_in(4) ? random64() << 32 : 0;

	if (one_in(8))
		return random_value();
	return msrs[random_below(ARRAY_SIZE(msrs))] | upper;
}

/* Some mode in which to run code at this address, and registers. */
static void
choose_state(uint64_t rip)
{
	static const uint16_t codes[] = {
		CODE_64, CODE_64, CODE_64, CODE_64, CODE_32, CODE_16, USER_64,
		USER_32
	};
	uint16_t code = codes[random_below(ARRAY_SIZE(codes))];

	for (unsigned i = 0; i < 16; i++)
		action_reg[i] = random_value();
	action_reg[RCX] = random_rcx();
	action_frame[FRAME_RIP] = code == CODE_16 ? random_below(0x8000) : rip;
	action_frame[FRAME_CS] = code;
	action_frame[FRAME_SS] = code & 3 ? USER_DATA : DATA;
	action_frame[FRAME_RSP] = one_in(4) ? random_value() : ARENA + 0x70000;
	action_frame[FRAME_RFLAGS] = RFLAGS_FIXED |
	    (one_in(8) ? 0 : RFLAGS_IF) | (one_in(16) ? RFLAGS_TF : 0) |
	    (random64() & (RFLAGS_AC | 0x8d5)) | (one_in(8) ? RFLAGS_IOPL : 0);
}

/* Where the next piece is to lie: on a page of its own, or up to its edge. */
static uint64_t
choose_place(unsigned size)
{
	uint64_t edge = random_below(EDGE_COUNT);

	if (one_in(2))
		return EDGES + 2 * edge * PAGE_SIZE + random_below(0x800);
	return EDGES + (2 * edge + 1) * PAGE_SIZE - size +
	    random_below(LONGEST);
}

static void
place(uint64_t at, const uint8_t *bytes, unsigned size)
{
	uint64_t page = (at - EDGES) / (2 * PAGE_SIZE);
	uint8_t *to = at_hpa(ARENA + page * PAGE_SIZE);
	uint64_t offset = (at - EDGES) % (2 * PAGE_SIZE);

	for (uint64_t i = 0; i + 1 < PAGE_SIZE; i += 2) {
		to[i] = 0xcd;		/* INT: the way back */
		to[i + 1] = STOPPED;
	}
	for (unsigned i = 0; i < size && offset + i < PAGE_SIZE; i++)
		to[offset + i] = bytes[i];
}

/* Have the next run execute these bytes in 64-bit mode, CPL 0. */
void
code_piece(const void *bytes, size_t size)
{
	place(EDGES, bytes, size);
	choose_state(EDGES);
	action_frame[FRAME_CS] = CODE_64;
	action_frame[FRAME_SS] = DATA;
	action_frame[FRAME_RIP] = EDGES;
	action_frame[FRAME_RSP] = ARENA + 0x70000;
	action_frame[FRAME_RFLAGS] = RFLAGS_FIXED;
}

static void
generate(void)
{
	unsigned count = 1 + random_below(10);

	used = 0;
	for (unsigned i = 0; i < count; i++)
		put_instruction();
	if (one_in(8))
		for (unsigned i = 0; i < 16; i++)
			piece[random_below(used)] = random64();
}

/* Random instructions at this address, and behind them the way back. */
void
code_at(void *to)
{
	generate();
	for (unsigned i = 0; i < 2 * LONGEST; i += 2) {
		piece[used + i] = 0xcd;
		piece[used + i + 1] = STOPPED;
	}
	memcpy(to, piece, used + 2 * LONGEST);
}

/* Have it execute random instructions in a random mode. */
void
code_random(void)
{
	uint64_t at;

	generate();
	at = choose_place(used);
	place(at, piece, used);
	choose_state(at);
}
