/*
 * A VMCS for a guest behind the plain EPT, with what a test wants changed.
 */
#include "memory.h"

#include "arch/x86.h"
#include "cpu.h"
#include "gdt.h"
#include "trap.h"
#include "types.h"
#include "vmcs.h"

#define EPTP_PLAIN	(3ull << 3 | 6)		/* 4 levels, write-back */
#define SEGMENT_STEP	2
#define RIGHTS_CODE_64	0xa09bu
#define RIGHTS_CODE_32	0xc09bu
#define RIGHTS_DATA	0xc093u
#define RIGHTS_REAL	0x93u
#define RIGHTS_TASK	0x8bu

static void
controls(bool ia32e)
{
	bool has_true = rdmsr(MSR_IA32_VMX_BASIC) & VMX_BASIC_TRUE_CTLS;
	uint32_t first = has_true ? MSR_IA32_VMX_TRUE_PINBASED_CTLS :
	    MSR_IA32_VMX_PINBASED_CTLS;

	vmcs_write(VMCS_PIN_BASED_CONTROLS, (uint32_t)rdmsr(first));
	vmcs_write(VMCS_PRIMARY_CONTROLS, (uint32_t)rdmsr(first + 1) |
	    PRIMARY_MSR_BITMAPS | PRIMARY_SECONDARY_CONTROLS);
	vmcs_write(VMCS_SECONDARY_CONTROLS, SECONDARY_EPT |
	    SECONDARY_UNRESTRICTED_GUEST);
	vmcs_write(VMCS_EXIT_CONTROLS, (uint32_t)rdmsr(first + 2) |
	    EXIT_HOST_ADDRESS_SPACE_SIZE | EXIT_SAVE_IA32_EFER |
	    EXIT_LOAD_IA32_EFER);
	vmcs_write(VMCS_ENTRY_CONTROLS, (uint32_t)rdmsr(first + 3) |
	    ENTRY_LOAD_IA32_EFER | (ia32e ? ENTRY_IA32E_MODE_GUEST : 0));
	vmcs_write(VMCS_EPT_POINTER, EPT | EPTP_PLAIN);
	vmcs_write(VMCS_VPID, 0);
	vmcs_write(VMCS_IO_BITMAP_A, IO_BITMAP_A);
	vmcs_write(VMCS_IO_BITMAP_B, IO_BITMAP_B);
	vmcs_write(VMCS_MSR_BITMAPS, MSR_BITMAP);
	vmcs_write(VMCS_ENTRY_MSR_LOAD_COUNT, 0);
	vmcs_write(VMCS_EXIT_MSR_STORE_COUNT, 0);
	vmcs_write(VMCS_EXIT_MSR_LOAD_COUNT, 0);
	vmcs_write(VMCS_EXCEPTION_BITMAP, 0);
	vmcs_write(VMCS_PAGE_FAULT_ERROR_MASK, 0);
	vmcs_write(VMCS_PAGE_FAULT_ERROR_MATCH, 0);
	vmcs_write(VMCS_CR3_TARGET_COUNT, 0);
	vmcs_write(VMCS_TSC_OFFSET, 0);
	vmcs_write(VMCS_ENTRY_INTERRUPTION_INFO, 0);
	vmcs_write(VMCS_CR0_GUEST_HOST_MASK, 0);
	vmcs_write(VMCS_CR4_GUEST_HOST_MASK, 0);
}

static void
host(void)
{
	vmcs_write(VMCS_HOST_CR0, read_cr0());
	vmcs_write(VMCS_HOST_CR3, read_cr3());
	vmcs_write(VMCS_HOST_CR4, read_cr4());
	vmcs_write(VMCS_HOST_ES_SELECTOR, read_ss());
	vmcs_write(VMCS_HOST_CS_SELECTOR, read_cs());
	vmcs_write(VMCS_HOST_SS_SELECTOR, read_ss());
	vmcs_write(VMCS_HOST_DS_SELECTOR, read_ss());
	vmcs_write(VMCS_HOST_FS_SELECTOR, 0);
	vmcs_write(VMCS_HOST_GS_SELECTOR, 0);
	vmcs_write(VMCS_HOST_TR_SELECTOR, read_tr());
	vmcs_write(VMCS_HOST_FS_BASE, 0);
	vmcs_write(VMCS_HOST_GS_BASE, 0);
	vmcs_write(VMCS_HOST_TR_BASE, tss_base());
	vmcs_write(VMCS_HOST_GDTR_BASE, read_gdtr().base);
	vmcs_write(VMCS_HOST_IDTR_BASE, read_idtr().base);
	vmcs_write(VMCS_HOST_IA32_SYSENTER_CS, 0);
	vmcs_write(VMCS_HOST_IA32_SYSENTER_ESP, 0);
	vmcs_write(VMCS_HOST_IA32_SYSENTER_EIP, 0);
	vmcs_write(VMCS_HOST_IA32_EFER, rdmsr(MSR_IA32_EFER));
	vmcs_write(VMCS_HOST_RIP, hpa_of(guest_exit));
}

/* Write a guest segment; `n` counts ES CS SS DS FS GS LDTR TR. */
static void
segment(unsigned n, unsigned selector, uint64_t base, uint32_t limit,
    uint32_t rights)
{
	n *= SEGMENT_STEP;
	vmcs_write(VMCS_GUEST_ES_SELECTOR + n, selector);
	vmcs_write(VMCS_GUEST_ES_BASE + n, base);
	vmcs_write(VMCS_GUEST_ES_LIMIT + n, limit);
	vmcs_write(VMCS_GUEST_ES_ACCESS_RIGHTS + n, rights);
}

static void
segments(enum mode mode)
{
	bool real = mode == MODE_real;

	for (unsigned i = 0; i < 6; i++)
		segment(i, real ? 0 : SEL_DATA, 0, real ? 0xffff : 0xffffffff,
		    real ? RIGHTS_REAL : RIGHTS_DATA);
	if (real)
		segment(1, REAL_CODE >> 4, REAL_CODE, 0xffff, RIGHTS_REAL);
	else
		segment(1, mode == MODE_64 ? SEL_CODE_64 : SEL_CODE_32, 0,
		    0xffffffff, mode == MODE_64 ? RIGHTS_CODE_64 :
		    RIGHTS_CODE_32);
	segment(6, 0, 0, 0, SEGMENT_UNUSABLE);
	segment(7, SEL_TASK, TASK, 0x67, RIGHTS_TASK);
	vmcs_write(VMCS_GUEST_GDTR_BASE, GDT);
	vmcs_write(VMCS_GUEST_GDTR_LIMIT, 0x4f);
	vmcs_write(VMCS_GUEST_IDTR_BASE, real ? 0 : mode == MODE_64 ? IDT_64 :
	    IDT_32);
	vmcs_write(VMCS_GUEST_IDTR_LIMIT, real ? 0x3ff : mode == MODE_64 ?
	    0xfff : 0x7ff);
}

static void
control_registers(enum mode mode)
{
	static const struct {
		uint64_t cr0, cr3, cr4, efer;
	} modes[] = {
		[MODE_64] = { CR0_PG | CR0_PE, TABLES_64, CR4_PAE,
		    EFER_LMA | EFER_LME | EFER_NXE },
		[MODE_32] = { CR0_PG | CR0_PE, TABLES_32, CR4_PSE, 0 },
		[MODE_pae] = { CR0_PG | CR0_PE, TABLES_PAE, CR4_PAE, 0 },
		[MODE_flat] = { CR0_PE, 0, 0, 0 },
		[MODE_real] = { 0, 0, 0, 0 },
	};

	vmcs_write(VMCS_GUEST_CR0, modes[mode].cr0 | CR0_NE | CR0_ET);
	vmcs_write(VMCS_GUEST_CR3, modes[mode].cr3);
	vmcs_write(VMCS_GUEST_CR4, modes[mode].cr4 | CR4_VMXE);
	vmcs_write(VMCS_GUEST_IA32_EFER, modes[mode].efer);
	vmcs_write(VMCS_GUEST_PDPTE0, (TABLES_PAE + 0x1000) | PTE_P);
	vmcs_write(VMCS_GUEST_PDPTE1, 0);
	vmcs_write(VMCS_GUEST_PDPTE2, 0);
	vmcs_write(VMCS_GUEST_PDPTE3, 0);
}

static void
other_state(enum mode mode)
{
	vmcs_write(VMCS_GUEST_DR7, 0x400);
	vmcs_write(VMCS_GUEST_RIP, mode == MODE_real ? 0 : CODE);
	vmcs_write(VMCS_GUEST_RSP, mode == MODE_real ? REAL_STACK : STACK);
	vmcs_write(VMCS_GUEST_RFLAGS, RFLAGS_FIXED);
	vmcs_write(VMCS_GUEST_IA32_DEBUGCTL, 0);
	vmcs_write(VMCS_GUEST_IA32_SYSENTER_CS, 0);
	vmcs_write(VMCS_GUEST_IA32_SYSENTER_ESP, 0);
	vmcs_write(VMCS_GUEST_IA32_SYSENTER_EIP, 0);
	vmcs_write(VMCS_GUEST_ACTIVITY_STATE, ACTIVITY_ACTIVE);
	vmcs_write(VMCS_GUEST_INTERRUPTIBILITY, 0);
	vmcs_write(VMCS_GUEST_PENDING_DEBUG, 0);
	vmcs_write(VMCS_VMCS_LINK_POINTER, ~0ull);
}

static bool
is_control(enum vmcs_field field)
{
	return field == VMCS_PRIMARY_CONTROLS ||
	    field == VMCS_SECONDARY_CONTROLS || field == VMCS_EPT_POINTER;
}

/* Write every field of the current VMCS for this test. */
void
guest_reset(const struct test *test)
{
	controls(test->mode == MODE_64);
	host();
	segments(test->mode);
	control_registers(test->mode);
	other_state(test->mode);
	for (unsigned i = 0; i < SETTINGS && test->set[i].value != 0; i++) {
		const struct setting *s = &test->set[i];

		vmcs_write(s->field, s->value |
		    (is_control(s->field) ? vmcs_read(s->field) : 0));
	}
}
