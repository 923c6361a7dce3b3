/*
 * The table of all tests, from the files tests_*.h.  Each line there is
 *
 *	T(id, mode, "guest code", .member = ... of struct test)
 *
 * and comes in twice: once for the assembler, once for the table.
 */
#include "exits.h"
#include "prepare.h"
#include "types.h"

#define TEXT_OF(x)	#x
#define TEXT(x)		TEXT_OF(x)
#define KNOWN(name)	".set " #name ", " TEXT(name) "\n\t"

/* The constants of world.h that fragments use. */
__asm__(KNOWN(CODE) KNOWN(DATA) KNOWN(STACK) KNOWN(GDT) KNOWN(LDT) KNOWN(STUBS)
    KNOWN(IDT_32) KNOWN(HOLE) KNOWN(READ_ONLY) KNOWN(SUPERVISOR)
    KNOWN(NO_EXECUTE) KNOWN(SEL_DATA) KNOWN(SEL_CODE_64) KNOWN(SEL_CODE_32)
    KNOWN(SEL_ABSENT) KNOWN(SEL_SMALL) KNOWN(SEL_LDT) KNOWN(SEL_TASK)
    KNOWN(SEL_USER_DATA) KNOWN(SEL_USER_64) KNOWN(SEL_USER_32)
    KNOWN(APIC) KNOWN(TABLES_64) KNOWN(TABLES_PAE)
    KNOWN(TABLES_32) KNOWN(REAL_HOLE));

#define BITS_64		"64"
#define BITS_64user	"64"
#define BITS_compat	"32"
#define BITS_32		"32"
#define BITS_32user	"32"
#define BITS_pae	"32"
#define BITS_16		"16"
#define BITS_v86	"16"

#define T(id, m, text, ...)						\
	__asm__(".pushsection .rodata\n.code" BITS_##m "\n"		\
		".globl fragment_" #id "_" #m "\n"			\
		"fragment_" #id "_" #m ": " text "\n\tvmcall\n"		\
		".globl fragment_end_" #id "_" #m "\n"			\
		"fragment_end_" #id "_" #m ":\n.code64\n.popsection");	\
	extern const char fragment_##id##_##m[], fragment_end_##id##_##m[];

/* The same in several modes. */
#define T32(id, ...)							\
	T(id, 32, __VA_ARGS__)						\
	T(id, pae, __VA_ARGS__)
#define T4(id, ...)							\
	T(id, 64, __VA_ARGS__)						\
	T32(id, __VA_ARGS__)						\
	T(id, v86, __VA_ARGS__)
#define TUSER(id, ...)							\
	T(id, 64user, __VA_ARGS__)					\
	T(id, 32user, __VA_ARGS__)					\
	T(id, v86, __VA_ARGS__)

#define SET(...)	.set = {__VA_ARGS__}
#define CLEAR(...)	.clear = {__VA_ARGS__}
#define PIN(bit)	{VMCS_PIN_BASED_CONTROLS, PIN_##bit}
#define PRIMARY(bit)	{VMCS_PRIMARY_CONTROLS, PRIMARY_##bit}
#define SECONDARY(bit)	{VMCS_SECONDARY_CONTROLS, SECONDARY_##bit}
#define EXIT(bit)	{VMCS_EXIT_CONTROLS, EXIT_##bit}
#define ENTRY(bit)	{VMCS_ENTRY_CONTROLS, ENTRY_##bit}
#define BITMAP(bits)	{VMCS_EXCEPTION_BITMAP, bits}
#define FIELD(name, value) {VMCS_##name, value}

#include "tests_all.h"
#undef T

#define T(id, m, text, ...)						\
	{ .name = #id "/" #m, .mode = MODE_##m,				\
	  .code = fragment_##id##_##m,					\
	  .code_end = fragment_end_##id##_##m, __VA_ARGS__ },

const struct test tests[] = {
#include "tests_all.h"
};

const unsigned test_count = ARRAY_SIZE(tests);
