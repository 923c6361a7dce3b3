/*
 * A VMCS with nothing special in it, but what a test asks for.
 */
#include "exits.h"

#include "cpu.h"
#include "gdt.h"
#include "types.h"
#include "vmcs.h"

#define FLAT		0xffffffffu
#define REAL_LIMIT	0xffffu
#define RIGHTS_REAL	0xf3u
#define RIGHTS_CODE_64	0xa09bu
#define RIGHTS_CODE_32	0xc09bu
#define RIGHTS_CODE_16	0x009bu
#define RIGHTS_DATA	0xc093u
#define RIGHTS_DPL3	0x60u
#define RIGHTS_TASK	0x8bu
#define RIGHTS_LDT	0x82u
#define SEGMENT_STEP	2	/* from a field to the next segment's */

static bool
is_user(enum mode mode)
{
	return mode == MODE_64user || mode == MODE_32user || mode == MODE_v86;
}

/* The controls that the processor insists on, and those that we want. */
static void
plain_controls(bool ia32e)
{
	bool has_true = rdmsr(MSR_IA32_VMX_BASIC) & VMX_BASIC_TRUE_CTLS;
	uint32_t first = has_true ? MSR_IA32_VMX_TRUE_PINBASED_CTLS :
	    MSR_IA32_VMX_PINBASED_CTLS;

	vmcs_write(VMCS_PIN_BASED_CONTROLS, (uint32_t)rdmsr(first));
	vmcs_write(VMCS_PRIMARY_CONTROLS, (uint32_t)rdmsr(first + 1));
	vmcs_write(VMCS_SECONDARY_CONTROLS, 0);
	vmcs_write(VMCS_EXIT_CONTROLS, (uint32_t)rdmsr(first + 2) |
	    EXIT_HOST_ADDRESS_SPACE_SIZE | EXIT_SAVE_DEBUG_CONTROLS |
	    EXIT_SAVE_IA32_EFER | EXIT_LOAD_IA32_EFER);
	vmcs_write(VMCS_ENTRY_CONTROLS, (uint32_t)rdmsr(first + 3) |
	    ENTRY_LOAD_DEBUG_CONTROLS | ENTRY_LOAD_IA32_EFER |
	    (ia32e ? ENTRY_IA32E_MODE_GUEST : 0));
	for (unsigned i = 0; i < 4; i++)
		vmcs_write(VMCS_CR3_TARGET_VALUE_0 + 2 * i, 0);
	vmcs_write(VMCS_IO_BITMAP_A, IO_BITMAP_A);
	vmcs_write(VMCS_IO_BITMAP_B, IO_BITMAP_B);
	vmcs_write(VMCS_MSR_BITMAPS, MSR_BITMAP);
	vmcs_write(VMCS_ENTRY_MSR_LOAD_ADDRESS, LISTS);
	vmcs_write(VMCS_EXIT_MSR_STORE_ADDRESS, LIST_STORE);
	vmcs_write(VMCS_EXIT_MSR_LOAD_ADDRESS, LIST_LOAD);
	vmcs_write(VMCS_ENTRY_MSR_LOAD_COUNT, 0);
	vmcs_write(VMCS_EXIT_MSR_STORE_COUNT, 0);
	vmcs_write(VMCS_EXIT_MSR_LOAD_COUNT, 0);
	vmcs_write(VMCS_EXCEPTION_BITMAP, 0);
	vmcs_write(VMCS_PAGE_FAULT_ERROR_MASK, 0);
	vmcs_write(VMCS_PAGE_FAULT_ERROR_MATCH, 0);
	vmcs_write(VMCS_CR3_TARGET_COUNT, 0);
	vmcs_write(VMCS_TSC_OFFSET, 0);
	vmcs_write(VMCS_ENTRY_INTERRUPTION_INFO, 0);
	vmcs_write(VMCS_ENTRY_EXCEPTION_ERROR_CODE, 0);
	vmcs_write(VMCS_ENTRY_INSTRUCTION_LENGTH, 0);
	vmcs_write(VMCS_CR0_GUEST_HOST_MASK, 0);
	vmcs_write(VMCS_CR4_GUEST_HOST_MASK, 0);
	vmcs_write(VMCS_CR0_READ_SHADOW, 0);
	vmcs_write(VMCS_CR4_READ_SHADOW, 0);
}

/* Distinct values, so that a mix-up shows. */
static void
plain_host(void)
{
	vmcs_write(VMCS_HOST_CR0, read_cr0());
	vmcs_write(VMCS_HOST_CR3, read_cr3());
	vmcs_write(VMCS_HOST_CR4, read_cr4());
	vmcs_write(VMCS_HOST_ES_SELECTOR, 0);
	vmcs_write(VMCS_HOST_CS_SELECTOR, read_cs());
	vmcs_write(VMCS_HOST_SS_SELECTOR, read_ss());
	vmcs_write(VMCS_HOST_DS_SELECTOR, read_ss());
	vmcs_write(VMCS_HOST_FS_SELECTOR, 0);
	vmcs_write(VMCS_HOST_GS_SELECTOR, read_ss());
	vmcs_write(VMCS_HOST_TR_SELECTOR, read_tr());
	vmcs_write(VMCS_HOST_FS_BASE, 0x123456000);
	vmcs_write(VMCS_HOST_GS_BASE, 0xffff800000654000);
	vmcs_write(VMCS_HOST_TR_BASE, tss_base());
	vmcs_write(VMCS_HOST_GDTR_BASE, read_gdtr().base);
	vmcs_write(VMCS_HOST_IDTR_BASE, read_idtr().base);
	vmcs_write(VMCS_HOST_IA32_SYSENTER_CS, 0x28);
	vmcs_write(VMCS_HOST_IA32_SYSENTER_ESP, 0x765000);
	vmcs_write(VMCS_HOST_IA32_SYSENTER_EIP, 0x876000);
	vmcs_write(VMCS_HOST_IA32_EFER, rdmsr(MSR_IA32_EFER) & ~0ull);
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
real_segments(void)
{
	static const uint16_t selectors[] = {
		0x300, REAL_CODE, 0, REAL_DATA, 0x400, 0x500
	};

	for (unsigned i = 0; i < ARRAY_SIZE(selectors); i++)
		segment(i, selectors[i], selectors[i] * 16, REAL_LIMIT,
		    RIGHTS_REAL);
}

static void
flat_segments(enum mode mode)
{
	uint32_t dpl = is_user(mode) ? RIGHTS_DPL3 : 0;
	unsigned data = dpl ? SEL_USER_DATA : SEL_DATA;

	for (unsigned i = 0; i < 6; i++)
		segment(i, data, i == 4 ? DATA : i == 5 ? DATA + 0x100 : 0,
		    FLAT, RIGHTS_DATA | dpl);
	if (mode == MODE_64 || mode == MODE_64user)
		segment(1, dpl ? SEL_USER_64 : SEL_CODE_64, 0, FLAT,
		    RIGHTS_CODE_64 | dpl);
	else if (mode == MODE_16)
		segment(1, SEL_CODE_16, CODE, REAL_LIMIT, RIGHTS_CODE_16);
	else
		segment(1, dpl ? SEL_USER_32 : SEL_CODE_32, 0, FLAT,
		    RIGHTS_CODE_32 | dpl);
}

static void
plain_registers(enum mode mode)
{
	bool ia32e = world_is_64(mode);
	uint64_t cr3 = ia32e ? TABLES_64 : mode == MODE_pae ? TABLES_PAE :
	    TABLES_32;

	vmcs_write(VMCS_GUEST_CR0, CR0_PG | CR0_WP | CR0_NE | CR0_ET | CR0_PE);
	vmcs_write(VMCS_GUEST_CR3, cr3);
	vmcs_write(VMCS_GUEST_CR4, CR4_VMXE |
	    (ia32e || mode == MODE_pae ? CR4_PAE : CR4_PSE));
	vmcs_write(VMCS_GUEST_IA32_EFER, ia32e ? EFER_LMA | EFER_LME |
	    EFER_NXE : 0);
	vmcs_write(VMCS_GUEST_DR7, 0x400);
	vmcs_write(VMCS_GUEST_RIP, mode == MODE_v86 || mode == MODE_16 ? 0 :
	    CODE);
	vmcs_write(VMCS_GUEST_RSP, mode == MODE_v86 ? 0x8000 : STACK);
	vmcs_write(VMCS_GUEST_RFLAGS, RFLAGS_FIXED |
	    (mode == MODE_v86 ? RFLAGS_VM | RFLAGS_IOPL : 0));
	vmcs_write(VMCS_GUEST_IA32_DEBUGCTL, 0);
	vmcs_write(VMCS_GUEST_IA32_SYSENTER_CS, SEL_CODE_64);
	vmcs_write(VMCS_GUEST_IA32_SYSENTER_ESP, STACK_0);
	vmcs_write(VMCS_GUEST_IA32_SYSENTER_EIP, STUBS + 16 * 0x80);
	vmcs_write(VMCS_GUEST_ACTIVITY_STATE, ACTIVITY_ACTIVE);
	vmcs_write(VMCS_GUEST_INTERRUPTIBILITY, 0);
	vmcs_write(VMCS_GUEST_PENDING_DEBUG, 0);
	vmcs_write(VMCS_VMCS_LINK_POINTER, ~0ull);
}

static void
apply_settings(const struct test *test)
{
	for (unsigned i = 0; i < SETTINGS && test->set[i].value; i++) {
		enum vmcs_field field = test->set[i].field;
		uint64_t value = test->set[i].value;

		if (field == VMCS_PIN_BASED_CONTROLS ||
		    field == VMCS_PRIMARY_CONTROLS ||
		    field == VMCS_EXIT_CONTROLS ||
		    field == VMCS_ENTRY_CONTROLS || field == VMCS_GUEST_RFLAGS)
			value |= vmcs_read(field);
		if (field == VMCS_SECONDARY_CONTROLS)
			vmcs_write(VMCS_PRIMARY_CONTROLS,
			    vmcs_read(VMCS_PRIMARY_CONTROLS) |
			    PRIMARY_SECONDARY_CONTROLS);
		vmcs_write(field, value);
	}
	for (unsigned i = 0; i < ARRAY_SIZE(test->clear); i++) {
		if (test->clear[i].value != 0)
			vmcs_write(test->clear[i].field,
			    vmcs_read(test->clear[i].field) &
			    ~test->clear[i].value);
	}
}

/* Write every field of the current VMCS for this test. */
void
vmcs_reset(const struct test *test)
{
	bool ia32e = world_is_64(test->mode);

	plain_controls(ia32e);
	plain_host();
	plain_registers(test->mode);
	if (test->mode == MODE_v86)
		real_segments();
	else
		flat_segments(test->mode);
	segment(6, 0, 0, 0, SEGMENT_UNUSABLE);
	segment(7, SEL_TASK, ia32e ? TSS_64 : TSS_32, TASK_SIZE - 1,
	    RIGHTS_TASK);
	vmcs_write(VMCS_GUEST_GDTR_BASE, GDT);
	vmcs_write(VMCS_GUEST_GDTR_LIMIT, 0x7f);
	vmcs_write(VMCS_GUEST_IDTR_BASE, ia32e ? IDT_64 : IDT_32);
	vmcs_write(VMCS_GUEST_IDTR_LIMIT, ia32e ? 0xfff : 0x7ff);
	apply_settings(test);
}
