/*
 * Tests of the instruction decoder.
 *
 * Lengths are compared with GNU objdump's, instruction by instruction, for a
 * sweep of all opcodes and for random bytes; operands with those of lines
 * that GNU as assembles.  Both run while the test runs.
 */
#define _POSIX_C_SOURCE 200809L	/* mkdtemp, popen */

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "decode.h"
#include "decode_vectors.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char directory[] = "/tmp/test_decode.XXXXXX";

/* A file in the test's own directory. */
static const char *
scratch(const char *name)
{
	static char path[64];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	return path;
}

static void
make_directory(void)
{
	ck_assert_ptr_nonnull(mkdtemp(directory));
}

static void
remove_directory(void)
{
	static const char *const names[] = { "code", "asm.s", "asm.o" };

	for (size_t i = 0; i < COUNT(names); i++)
		unlink(scratch(names[i]));
	rmdir(directory);
	memcpy(strrchr(directory, '.'), ".XXXXXX", 7);
}

/* xorshift64: the same numbers on every host. */
static uint32_t
random_number(void)
{
	static uint64_t state = 0x4e6f6e726f6f7421;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 32;
}

/*
 * Lengths.  Each instruction lies at the start of a slot.  The chosen bytes
 * are followed by prefixes and a NOP, so many that whatever the last chosen
 * byte starts ends before the NOP.
 */
enum { SLOT = 24, CHOSEN = SLOT - INSN_MAX, FILL = 0x66, NOP = 0x90 };

static uint8_t *slots;
static size_t slot_count, slot_room;

static void
add_slot(const uint8_t *bytes, size_t size)
{
	uint8_t *slot;

	if (slot_count == slot_room) {
		slot_room = slot_room ? 2 * slot_room : 1024;
		slots = realloc(slots, slot_room * SLOT);
		ck_assert_ptr_nonnull(slots);
	}
	slot = slots + slot_count++ * SLOT;
	memcpy(slot, bytes, size);
	memset(slot + size, FILL, SLOT - size);
	slot[SLOT - 1] = NOP;
}

struct bytes {
	uint8_t size, byte[5];
};

/* Prefixes by mode: index 0 for 16 and 32 bits, 1 for 64. */
static const struct bytes prefix_sets[2][8] = {
	{
		{ 0, { 0 } }, { 1, { 0x66 } }, { 1, { 0x67 } },
		{ 2, { 0x66, 0x67 } }, { 1, { 0xf3 } }, { 1, { 0xf2 } },
		{ 2, { 0x2e, 0xf3 } }, { 2, { 0x64, 0x66 } },
	}, {
		{ 0, { 0 } }, { 1, { 0x66 } }, { 1, { 0x67 } },
		{ 1, { 0x48 } }, { 1, { 0xf3 } }, { 2, { 0xf2, 0x4f } },
		{ 2, { 0x66, 0x48 } }, { 2, { 0x65, 0x41 } },
	}
};

/* Escapes before the opcode; the bytes of VEX are in their plain form. */
static const struct bytes escapes[] = {
	{ 0, { 0 } }, { 1, { 0x0f } }, { 2, { 0x0f, 0x38 } },
	{ 2, { 0x0f, 0x3a } },
	{ 2, { 0xc5, 0xf8 } }, { 2, { 0xc5, 0xfd } },
	{ 3, { 0xc4, 0xe1, 0x7a } }, { 3, { 0xc4, 0xe2, 0x79 } },
	{ 3, { 0xc4, 0xe3, 0x7d } }, { 3, { 0xc4, 0xe3, 0xf9 } },
	{ 4, { 0x62, 0xf1, 0x7d, 0x48 } }, { 4, { 0x62, 0xf2, 0xfd, 0x48 } },
	{ 4, { 0x62, 0xf3, 0x7d, 0x48 } },
};

/* ModRM and SIB: every addressing form; the reg field varies. */
static const uint8_t modrm_sib[][2] = {
	{ 0x00, 0x90 }, { 0x04, 0x25 }, { 0x05, 0x90 }, { 0x06, 0x90 },
	{ 0x04, 0x58 }, { 0x45, 0x90 }, { 0x44, 0x24 }, { 0x87, 0x90 },
	{ 0x84, 0x65 }, { 0xc1, 0x90 }, { 0xe4, 0x90 },
};

/*
 * All opcodes after `escape`: with all addressing forms, or with a third of
 * them if there are prefixes.
 */
static void
sweep_map(const struct bytes *prefixes, const struct bytes *escape)
{
	size_t step = prefixes->size ? 3 : 1, forms = COUNT(modrm_sib);

	for (unsigned opcode = 0; opcode < 256; opcode++)
		for (size_t i = opcode % step; i < forms; i += step) {
			uint8_t code[CHOSEN], *end = code;
			unsigned reg = (opcode + i + prefixes->size) & 7;

			memcpy(end, prefixes->byte, prefixes->size);
			end += prefixes->size;
			memcpy(end, escape->byte, escape->size);
			end += escape->size;
			*end++ = opcode;
			*end++ = modrm_sib[i][0] ^ reg << 3;
			*end++ = modrm_sib[i][1];
			add_slot(code, end - code);
		}
}

static void
sweep(unsigned bits)
{
	const struct bytes *prefixes = prefix_sets[bits == 64];

	for (size_t e = 0; e < COUNT(escapes); e++)
		for (size_t p = 0; p < COUNT(prefix_sets[0]); p++)
			if (e < 4 || p == 0)
				sweep_map(&prefixes[p], &escapes[e]);
}

/* All members of the groups, with registers and memory. */
static void
sweep_groups(void)
{
	static const struct bytes groups[] = {
		{ 1, { 0x80 } }, { 1, { 0x81 } }, { 1, { 0x83 } },
		{ 1, { 0x8f } }, { 1, { 0xc0 } }, { 1, { 0xc6 } },
		{ 1, { 0xc7 } }, { 1, { 0xf6 } }, { 1, { 0xf7 } },
		{ 1, { 0xfe } }, { 1, { 0xff } }, { 2, { 0x0f, 0x00 } },
		{ 2, { 0x0f, 0x01 } }, { 2, { 0x0f, 0x71 } },
		{ 2, { 0x0f, 0xae } }, { 2, { 0x0f, 0xba } },
		{ 2, { 0x0f, 0xc7 } }, { 3, { 0x66, 0x0f, 0xc7 } },
		{ 3, { 0xf3, 0x0f, 0xc7 } }, { 2, { 0x66, 0xf7 } },
		{ 2, { 0x66, 0xc7 } }, { 2, { 0x66, 0x81 } },
	};

	for (size_t g = 0; g < COUNT(groups); g++)
		for (unsigned modrm = 0; modrm < 256; modrm++) {
			uint8_t code[CHOSEN];
			unsigned size = groups[g].size;

			memcpy(code, groups[g].byte, size);
			code[size++] = modrm;
			code[size++] = random_number();
			add_slot(code, size);
		}
}

static void
random_slots(unsigned count)
{
	while (count-- > 0) {
		uint8_t code[CHOSEN];

		for (unsigned i = 0; i < CHOSEN; i++)
			code[i] = random_number();
		if (count % 4 == 0)
			code[0] = 0x0f;
		add_slot(code, CHOSEN);
	}
}

static FILE *
start_objdump(unsigned bits)
{
	const char *machine = bits == 64 ? "i386:x86-64 -M intel64" :
	    bits == 32 ? "i386" : "i8086";
	FILE *file = fopen(scratch("code"), "w");
	char command[256];

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(slots, SLOT, slot_count, file), slot_count);
	ck_assert_int_eq(fclose(file), 0);
	snprintf(command, sizeof command,
	    "objdump -D -z -w -b binary --insn-width=15 -m %s %s",
	    machine, scratch("code"));
	file = popen(command, "r");
	ck_assert_ptr_nonnull(file);
	return file;
}

/*
 * Where objdump and an Intel processor disagree, by the bytes after the
 * prefixes: objdump knows what no Intel processor has, or joins what is two
 * instructions.  `next` selects bits of the byte after the opcode of which
 * at least one must be set; 0 means any byte will do.
 */
static const struct exception {
	uint8_t escape, opcode, next;
	bool undefined;		/* we say so; otherwise lengths may differ */
	const char *text;	/* in objdump's words; NULL: any */
} exceptions[] = {
	/* 3DNow! of AMD: FEMMS, and opcodes in a suffix. */
	{ 0x0f, 0x0e, 0, true, NULL }, { 0x0f, 0x0f, 0, true, NULL },
	/* Test registers went with the 80486. */
	{ 0x0f, 0x24, 0, true, "%tr" }, { 0x0f, 0x26, 0, true, "%tr" },
	/* PadLock of VIA. */
	{ 0x0f, 0xa6, 0, true, NULL }, { 0x0f, 0xa7, 0, true, NULL },
	/* SSE4a of AMD has two imm8 where Intel has VMREAD. */
	{ 0x0f, 0x78, 0, false, "extrq" }, { 0x0f, 0x78, 0, false, "insertq" },
	/* XOP of AMD; on Intel a POP with a reg field that is not 0. */
	{ 0, 0x8f, 0x18, false, NULL },
	/* EVEX maps 4 to 7 (FP16) are younger than our manual. */
	{ 0, 0x62, 0x04, true, "v" },
	/* FWAIT is an instruction; objdump joins it with the next. */
	{ 0, 0x9b, 0, false, NULL },
};

static bool
is_prefix(uint8_t byte, unsigned bits)
{
	return memchr("\x26\x2e\x36\x3e\x64\x65\x66\x67\xf0\xf2\xf3", byte,
	    11) != NULL || (bits == 64 && (byte & 0xf0) == 0x40);
}

/* The row of `exceptions` for an instruction, or NULL. */
static const struct exception *
find_exception(const uint8_t *code, unsigned bits, const char *text)
{
	const struct exception *e;
	uint8_t escape = 0;

	while (is_prefix(*code, bits))
		code++;
	if (*code == 0x0f)
		escape = *code++;
	for (e = exceptions; e < exceptions + COUNT(exceptions); e++)
		if (escape == e->escape && *code == e->opcode &&
		    (e->next == 0 || code[1] & e->next) &&
		    (e->text == NULL || strstr(text, e->text) != NULL))
			return e;
	return NULL;
}

/*
 * objdump gives no length if it finds the instruction bad, and ends it after
 * a REX prefix that another prefix follows and makes void.
 */
static bool
gives_length(const char *text)
{
	const char *rex = strstr(text, "rex");

	return strstr(text, "(bad)") == NULL &&
	    (rex == NULL || strchr(rex, ' ') != NULL);
}

/* Compare the decoder with what objdump says of the bytes at `code`. */
static void
compare(const uint8_t *code, unsigned bits, unsigned expected,
    const char *text)
{
	const struct exception *e = find_exception(code, bits, text);
	struct insn insn;
	unsigned length = insn_decode(&insn, code, SLOT, bits);

	if (e != NULL && e->undefined)
		expected = 0;
	else if (e != NULL)
		return;
	if (length != expected)
		ck_abort_msg("%u bits, %02x %02x %02x %02x %02x %02x %02x: "
		    "length is %u, but objdump has %u: %s", bits, code[0],
		    code[1], code[2], code[3], code[4], code[5], code[6],
		    length, expected, text);
}

/*
 * Compare one line, "address: TAB bytes TAB text", if it starts a slot.
 * Returns how many slots it starts, and counts those that could be compared.
 */
static unsigned
compare_line(char *line, unsigned bits, unsigned *compared)
{
	char *byte, *text, *end;
	size_t at = strtoul(line, &end, 16);
	unsigned length = 0;

	if (*end != ':' || at % SLOT != 0)
		return 0;
	byte = strtok(end + 1, "\t");
	text = strtok(NULL, "\n");
	if (!gives_length(text))
		return 1;
	for (; *byte != '\0'; byte++)
		length += *byte != ' ' && byte[1] == ' ';
	compare(slots + at, bits, length, text);
	++*compared;
	return 1;
}

static void
compare_with_objdump(unsigned bits)
{
	unsigned compared = 0;
	size_t found = 0;
	char line[512];
	FILE *objdump = start_objdump(bits);

	while (fgets(line, sizeof line, objdump) != NULL)
		found += compare_line(line, bits, &compared);
	ck_assert_int_eq(pclose(objdump), 0);
	ck_assert_uint_eq(found, slot_count);
	ck_assert_uint_gt(compared, slot_count / 3);
	free(slots);
	slots = NULL;
	slot_count = slot_room = 0;
}

static const unsigned modes[] = { 16, 32, 64 };

START_TEST(lengths_of_all_opcodes)
{
	sweep(modes[_i]);
	sweep_groups();
	compare_with_objdump(modes[_i]);
}
END_TEST

START_TEST(lengths_of_random_bytes)
{
	random_slots(15000);
	compare_with_objdump(modes[_i]);
}
END_TEST

/* Append to the string in `line`, which has room for LINE characters. */
enum { LINE = 128 };

static void __attribute__((format(printf, 2, 3)))
append(char *line, const char *format, ...)
{
	size_t used = strlen(line);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(line + used, LINE - used, format, arguments);
	va_end(arguments);
}

static void
describe_memory(char *line, const struct insn *insn)
{
	static const char *const segments[] = {
		"es", "cs", "ss", "ds", "fs", "gs"
	};

	append(line, ", %s:%lld(", segments[insn->segment],
	    (long long)insn->displacement);
	if (insn->rip_relative)
		append(line, "rip");
	if (insn->base != REG_NONE)
		append(line, "%u", insn->base);
	if (insn->index != REG_NONE)
		append(line, ",%u,%u", insn->index, insn->scale);
	append(line, ")");
}

/* Write an instruction in the form of the vectors. */
static void
describe(char *line, const struct insn *insn)
{
	static const char *const maps[] = { "", "0f ", "0f38 ", "0f3a " };

	*line = '\0';
	append(line, "%u: ", insn->length);
	if (insn->prefix)
		append(line, "%02x ", insn->prefix);
	append(line, "%s%02x, size %u", maps[insn->map], insn->opcode,
	    insn->operand_size);
	if (insn->has_modrm)
		append(line, ", reg %u", insn->reg);
	if (insn->memory)
		describe_memory(line, insn);
	else if (insn->has_modrm)
		append(line, ", rm %u", insn->rm);
	if (insn->immediate)
		append(line, ", imm %#llx",
		    (unsigned long long)insn->immediate);
}

/* Assemble all vectors, one every SLOT bytes, into `code`. */
static void
assemble(uint8_t *code, size_t size)
{
	char object[64], source[64], command[256];
	FILE *file;

	strcpy(source, scratch("asm.s"));
	strcpy(object, scratch("asm.o"));
	file = fopen(source, "w");
	ck_assert_ptr_nonnull(file);
	for (size_t i = 0; i < COUNT(vectors); i++)
		fprintf(file, ".code%u\n.org %zu\n%s\n", vectors[i].bits,
		    i * SLOT, vectors[i].text);
	fprintf(file, ".org %zu\n", size);
	ck_assert_int_eq(fclose(file), 0);
	snprintf(command, sizeof command, "as --64 -o %s %s && "
	    "objcopy -O binary -j .text %s %s", object, source, object,
	    scratch("code"));
	ck_assert_int_eq(system(command), 0);
	file = fopen(scratch("code"), "r");
	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fread(code, 1, size, file), size);
	fclose(file);
}

static void
check_vector(const struct vector *vector, const uint8_t *code)
{
	char line[LINE] = "invalid";
	uint64_t reg[16];
	struct insn insn;

	for (unsigned i = 0; i < 16; i++)
		reg[i] = i * 0x100000100;
	if (insn_decode(&insn, code, SLOT, vector->bits) != 0)
		describe(line, &insn);
	ck_assert_msg(strcmp(line, vector->expected) == 0,
	    "%u bits, %s:\n\texpected %s\n\tdecoded  %s", vector->bits,
	    vector->text, vector->expected, line);
	if (strchr(line, '(') == NULL)
		return;
	ck_assert_msg(insn_address(&insn, reg, 0x7000) == vector->address,
	    "%u bits, %s:\n\taddress is %#llx, not %#llx", vector->bits,
	    vector->text, (unsigned long long)insn_address(&insn, reg, 0x7000),
	    (unsigned long long)vector->address);
}

START_TEST(operands_as_assembled)
{
	static uint8_t code[COUNT(vectors) * SLOT];

	assemble(code, sizeof code);
	for (size_t i = 0; i < COUNT(vectors); i++)
		check_vector(&vectors[i], code + i * SLOT);
}
END_TEST

START_TEST(invalid_in_64_bit_mode)
{
	static const uint8_t opcodes[] = {
		0x06, 0x07, 0x0e, 0x16, 0x17, 0x1e, 0x1f, 0x27, 0x2f, 0x37,
		0x3f, 0x60, 0x61, 0x82, 0x9a, 0xce, 0xd4, 0xd5, 0xd6, 0xea
	};

	for (size_t i = 0; i < COUNT(opcodes); i++) {
		uint8_t code[INSN_MAX] = { opcodes[i] };
		struct insn insn;

		ck_assert_uint_eq(insn_decode(&insn, code, INSN_MAX, 64), 0);
		ck_assert_uint_ne(insn_decode(&insn, code, INSN_MAX, 32), 0);
	}
}
END_TEST

START_TEST(outsb_keeps_its_segment)
{
	static const uint8_t code[] = { 0x26, 0x6e };
	struct insn insn;

	ck_assert_uint_eq(insn_decode(&insn, code, 2, 32), 2);
	ck_assert_uint_eq(insn.segment, SEG_ES);
	ck_assert(insn.segment_override);
	ck_assert(!insn.memory);
	ck_assert_uint_eq(insn_decode(&insn, code, 2, 64), 2);
	ck_assert_uint_eq(insn.segment, SEG_DS);
	ck_assert(!insn.segment_override);
}
END_TEST

/*
 * Every beginning of `code` lies in memory of exactly its size, so that the
 * address sanitizer sees a byte too many.  It decodes to the whole length,
 * or, if it is shorter, to nothing.
 */
static void
check_beginnings(const uint8_t *code, unsigned bits)
{
	struct insn insn;
	unsigned whole = insn_decode(&insn, code, INSN_MAX, bits);

	for (unsigned size = 0; size <= INSN_MAX; size++) {
		uint8_t *exact = malloc(size);
		unsigned length;

		if (exact == NULL)
			ck_abort_msg("out of memory");
		memcpy(exact, code, size);
		length = insn_decode(&insn, exact, size, bits);
		free(exact);
		if (length != (size < whole ? 0 : whole))
			ck_abort_msg("%u of %u bytes have length %u", size,
			    whole, length);
	}
}

START_TEST(truncated)
{
	static const uint8_t prefixes[] = {
		0x2e, 0x48, 0x64, 0x66, 0x67, 0xf3
	};

	for (unsigned n = 0; n < 3000; n++) {
		uint8_t code[INSN_MAX];

		for (unsigned i = 0; i < INSN_MAX; i++)
			code[i] = random_number();
		for (unsigned i = 0; i < n % INSN_MAX; i++)
			code[i] = prefixes[random_number() % COUNT(prefixes)];
		if (n % 2)
			code[n % INSN_MAX] = 0x0f;
		check_beginnings(code, modes[_i]);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("decode");
	TCase *lengths = tcase_create("lengths");
	TCase *operands = tcase_create("operands");
	TCase *bounds = tcase_create("bounds");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(lengths, make_directory, remove_directory);
	tcase_add_loop_test(lengths, lengths_of_all_opcodes, 0, COUNT(modes));
	tcase_add_loop_test(lengths, lengths_of_random_bytes, 0, COUNT(modes));
	tcase_set_timeout(lengths, 60);
	suite_add_tcase(suite, lengths);
	tcase_add_checked_fixture(operands, make_directory, remove_directory);
	tcase_add_test(operands, operands_as_assembled);
	tcase_add_test(operands, invalid_in_64_bit_mode);
	tcase_add_test(operands, outsb_keeps_its_segment);
	suite_add_tcase(suite, operands);
	tcase_add_loop_test(bounds, truncated, 0, COUNT(modes));
	suite_add_tcase(suite, bounds);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
