/*
 * Memory that cases refer to; see lists.c.
 */
#ifndef PROBE_LISTS_H
#define PROBE_LISTS_H

#include <stdint.h>

/* An entry of an MSR area; SDM Vol. 3C, 24.7.2. */
struct msr_entry {
	uint32_t index, reserved;
	uint64_t value;
} __attribute__((aligned(16)));

extern const struct msr_entry list_good[], list_fs_base[], list_gs_base[],
    list_x2apic[], list_microcode[], list_signature[], list_smm[],
    list_reserved[], list_not_canonical[], list_read_only[], list_bad_pat[],
    list_efer[], list_bad_efer[], list_bad_sysenter[], list_debugctl[];
extern struct msr_entry list_stored[];
extern uint8_t linked_good[], linked_wrong[], linked_shadow[];
extern uint8_t bitmaps[][4096];
extern uint64_t guest_pdpt_bad[];
extern void *vmcs_page;

#endif
