/*
 * Memory that cases refer to: MSR areas and linked VMCSs.
 */
#include "cpu.h"
#include "bytes.h"
#include "lists.h"
#include "probe.h"

#define LSTAR		0x123456ull

const struct msr_entry list_good[] = {
	{ MSR_IA32_LSTAR, 0, LSTAR }, { MSR_IA32_STAR, 0, 0 },
	{ MSR_IA32_KERNEL_GS_BASE, 0, 0 },
};
const struct msr_entry list_fs_base[] = { { MSR_IA32_FS_BASE, 0, 0 } };
const struct msr_entry list_gs_base[] = {
	{ MSR_IA32_LSTAR, 0, LSTAR }, { MSR_IA32_GS_BASE, 0, 0 },
};
const struct msr_entry list_x2apic[] = {
	{ MSR_IA32_LSTAR, 0, LSTAR }, { MSR_IA32_STAR, 0, 0 }, { 0x808, 0, 0 },
};
const struct msr_entry list_microcode[] = { { 0x79, 0, 0 } };
const struct msr_entry list_signature[] = { { MSR_IA32_BIOS_SIGN_ID, 0, 0 } };
const struct msr_entry list_smm[] = { { 0x9b, 0, 0 } };
const struct msr_entry list_reserved[] = { { MSR_IA32_LSTAR, 1, LSTAR } };
const struct msr_entry list_not_canonical[] = {
	{ MSR_IA32_LSTAR, 0, 0x0000800000000000ull },
};
const struct msr_entry list_read_only[] = { { MSR_IA32_VMX_BASIC, 0, 0 } };
const struct msr_entry list_bad_pat[] = { { MSR_IA32_PAT, 0, 2 } };
const struct msr_entry list_efer[] = {
	{ MSR_IA32_EFER, 0, EFER_LME | EFER_LMA | EFER_SCE },
};
const struct msr_entry list_bad_efer[] = { { MSR_IA32_EFER, 0, 1ull << 63 } };
const struct msr_entry list_bad_sysenter[] = {
	{ MSR_IA32_SYSENTER_EIP, 0, 0x0000800000000000ull },
};
const struct msr_entry list_debugctl[] = { { MSR_IA32_DEBUGCTL, 0, 1 } };
struct msr_entry list_stored[4] = {
	{ MSR_IA32_LSTAR, 0, 0 }, { MSR_IA32_PAT, 0, 0 },
	{ MSR_IA32_EFER, 0, 0 }, { MSR_IA32_SYSENTER_ESP, 0, 0 },
};

uint8_t linked_good[4096] __attribute__((aligned(4096)));
uint8_t linked_wrong[4096] __attribute__((aligned(4096)));
uint8_t linked_shadow[4096] __attribute__((aligned(4096)));
uint8_t bitmaps[3][4096] __attribute__((aligned(4096)));

/* Give the linked VMCSs their revisions. */
void
lists_init(void)
{
	uint32_t revision = rdmsr(MSR_IA32_VMX_BASIC) & VMX_BASIC_REVISION;
	uint32_t wrong = revision ^ 4, shadow = revision | 1u << 31;

	memcpy(linked_good, &revision, sizeof(revision));
	memcpy(linked_wrong, &wrong, sizeof(wrong));
	memcpy(linked_shadow, &shadow, sizeof(shadow));
}
