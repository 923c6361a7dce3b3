/*
 * The table of all tests, from the files tests_*.h.  Each line there is
 *
 *	T(id, mode, "guest code", "line", .member = ... of struct test)
 *
 * and comes in twice: once for the assembler, once for the table.
 */
#include "memory.h"

#include "arch/x86.h"
#include "bytes.h"
#include "types.h"
#include "vmcs.h"

#define TEXT_OF(x)	#x
#define TEXT(x)		TEXT_OF(x)
#define KNOWN(name)	".set " #name ", " TEXT(name) "\n\t"

/* The constants of world.h that fragments use. */
__asm__(KNOWN(CODE) KNOWN(DATA) KNOWN(STACK) KNOWN(GDT) KNOWN(STUBS)
    KNOWN(L0) KNOWN(L1) KNOWN(P0) KNOWN(P1) KNOWN(P2) KNOWN(PROBE)
    KNOWN(SEL_DATA) KNOWN(SEL_CODE_64) KNOWN(SEL_CODE_32) KNOWN(SEL_CODE_16)
    KNOWN(SEL_DATA_16) KNOWN(TABLES_64) KNOWN(TABLES_PAE) KNOWN(TABLES_32)
    KNOWN(REAL_CODE));

#define BITS_64		"64"
#define BITS_32		"32"
#define BITS_pae	"32"
#define BITS_flat	"32"
#define BITS_real	"16"

#define T(id, m, text, ...)						\
	__asm__(".pushsection .rodata\n.code" BITS_##m "\n"		\
		".globl fragment_" #id "_" #m "\n"			\
		"fragment_" #id "_" #m ": " text "\n\tvmcall\n"		\
		".globl fragment_end_" #id "_" #m "\n"			\
		"fragment_end_" #id "_" #m ":\n.code64\n.popsection");	\
	extern const char fragment_##id##_##m[], fragment_end_##id##_##m[];

#define SET(...)	.set = {__VA_ARGS__}
#define PRIMARY(bit)	{VMCS_PRIMARY_CONTROLS, PRIMARY_##bit}
#define SECONDARY(bit)	{VMCS_SECONDARY_CONTROLS, SECONDARY_##bit}
#define FIELD(name, value) {VMCS_##name, value}
#define ACCESSED_DIRTY	{VMCS_EPT_POINTER, 1 << 6}

/* Rights and memory type of an EPT entry; LARGE. */
#define R	1
#define W	2
#define X	4
#define WB	0x30
#define LARGE	0x80
#define EDIT(...)	.edit = {__VA_ARGS__}
#define E(level, gpa, flags)	{level, gpa, flags, ~0ull}
#define TO(level, gpa, flags, to) {level, gpa, flags, to}

/* Page tables of the guest that need their flags set. */
static void
prepare_not_accessed(void)
{
	*(uint64_t *)at_hpa(TABLES_64 + 0x3000) &= ~(uint64_t)(PTE_A | PTE_D);
}

/* CODE in page 0 so that its last instruction goes on in page 1. */
static void
prepare_straddling(void)
{
	memcpy(at_hpa(P0 + 0xffe), "\xb8\x01\x02\x03\x04", 5);
}

static void
prepare_code(void)
{
	memcpy(at_hpa(P0), "\x0f\x01\xc1", 3);
}

/* What a real-mode guest goes on with in protected mode. */
static void
prepare_flat_code(void)
{
	memcpy(at_hpa(CODE), at_hpa(REAL_MEMORY + REAL_CODE), PAGE_SIZE);
}

/* Entries of CR3 that are unlike those of the VMCS. */
static void
prepare_other_pdpt(void)
{
	*(uint64_t *)at_hpa(TABLES_PAE) = 0;
	((uint64_t *)at_hpa(P2))[0] = (TABLES_PAE + 0x1000) | PTE_P;
	((uint64_t *)at_hpa(P2))[1] = 0;
	((uint64_t *)at_hpa(P2))[2] = (TABLES_PAE + 0x1000) | PTE_P | 1 << 9;
	((uint64_t *)at_hpa(P2))[3] = 0;
}

static void
prepare_bad_pdpt(void)
{
	memset(at_hpa(P2), 0, 32);
	((uint64_t *)at_hpa(P2))[3] = PTE_P | PTE_W;
}

/* Ports 80H and MSR 174H (reading) exit. */
static void
prepare_bitmaps(void)
{
	((uint8_t *)at_hpa(IO_BITMAP_A))[0x80 / 8] = 1;
	((uint8_t *)at_hpa(MSR_BITMAP))[0x174 / 8] = 1 << 0x174 % 8;
}

/* What the VMM does after an exit. */
static void
after_grant(unsigned exits)
{
	(void)exits;
	*ept_entry(P0, 1) |= R | W | X;
}

static void
after_revoke(unsigned exits)
{
	if (exits == 0)
		*ept_entry(P0, 1) = 0;
	invept(1, vmcs_read(VMCS_EPT_POINTER), 0);
}

static void
after_remap(unsigned exits)
{
	if (exits == 0)
		*ept_entry(P0, 1) = P1 | R | W | X | WB;
	invept(2, 0, 0);
}

static void
after_clear_flags(unsigned exits)
{
	if (exits == 0)
		*ept_entry(P0, 1) &= ~0x300ull;
	invept(1, vmcs_read(VMCS_EPT_POINTER), 0);
}

#include "tests_all.h"
#undef T

#define T(id, m, text, said, ...)					\
	{ .name = "memory_" #id "/" #m, .mode = MODE_##m,		\
	  .line = said,							\
	  .code = fragment_##id##_##m,					\
	  .code_end = fragment_end_##id##_##m, __VA_ARGS__ },

const struct test tests[] = {
#include "tests_all.h"
};

const unsigned test_count = ARRAY_SIZE(tests);
