/*
 * What random cases may find in memory: MSRs to load, and page-directory-
 * pointer tables with one doubtful bit each.
 */
#include "bytes.h"
#include "cpu.h"
#include "fuzz.h"

#define LONG_EFER	(EFER_LME | EFER_LMA | EFER_SCE)

/* A list may begin at any entry; good ones stand before bad ones. */
const struct msr_entry fuzz_msrs[MENU_MSRS] = {
	{ MSR_IA32_LSTAR, 0, 0x1234 },
	{ MSR_IA32_STAR, 0, ~0ull },
	{ MSR_IA32_FS_BASE, 0, 0 },
	{ MSR_IA32_KERNEL_GS_BASE, 0, LOWEST_HIGH },
	{ MSR_IA32_LSTAR, 0, NOT_CANONICAL },
	{ MSR_IA32_SYSENTER_CS, 0, 0xffff },
	{ MSR_IA32_SYSENTER_ESP, 0, LOWEST_HIGH - 1 },
	{ MSR_IA32_PAT, 0, 0x0007040600070406ull },
	{ MSR_IA32_GS_BASE, 0, 0 },
	{ MSR_IA32_EFER, 0, LONG_EFER },
	{ MSR_IA32_PAT, 0, BAD_PAT },
	{ MSR_IA32_CSTAR, 0, 0x7fffffffffffull },
	{ 0x7ff, 0, 0 },
	{ MSR_IA32_FMASK, 0, 0xffffffff },
	{ 0x800, 0, 0 },
	{ MSR_IA32_EFER, 0, LONG_EFER | EFER_NXE },
	{ 0x8ff, 0, 0 },
	{ MSR_IA32_SYSENTER_EIP, 0, 0 },
	{ MSR_IA32_BIOS_SIGN_ID, 0, 0 },
	{ MSR_IA32_STAR, 0, 0 },
	{ 0x79, 0, 0 },
	{ MSR_IA32_LSTAR, 1u << 31, 0 },
	{ MSR_IA32_EFER, 0, 1ull << 63 },
	{ MSR_IA32_KERNEL_GS_BASE, 0, 0 },
	{ MSR_IA32_EFER, 0, 0 },
	{ MSR_IA32_VMX_BASIC, 0, 0 },
	{ 0x9b, 0, 0 },
	{ MSR_IA32_CSTAR, 0, 0x7fffffffffffull + 1 },
	{ MSR_IA32_EFER, 0, LONG_EFER | 2 },
	{ MSR_IA32_LSTAR, 1, 0 },
	{ MSR_IA32_PAT, 0, 3ull << 56 },
	{ MSR_IA32_SYSENTER_EIP, 0, 1ull << 63 },
};

uint64_t fuzz_pdpts[MENU_PDPTS][4] __attribute__((aligned(4096)));

/* Make the tables from the valid one of BASE_PAE. */
void
fuzz_menus_init(void)
{
	static const uint8_t bit[MENU_PDPTS] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
	    40, 41, 51, 52, 62, 63 };
	static uint64_t value[FIELD_COUNT];

	base_make(BASE_PAE, value);
	for (unsigned i = 0; i < MENU_PDPTS; i++) {
		memcpy(fuzz_pdpts[i], at_hpa(value[FIELD_GUEST_CR3]),
		    sizeof(fuzz_pdpts[i]));
		fuzz_pdpts[i][i % 4] |= 1ull << bit[i];
		if (i % 5 == 4)		/* not present: nothing is checked */
			fuzz_pdpts[i][i % 4] &= ~(uint64_t)PTE_P;
	}
}
