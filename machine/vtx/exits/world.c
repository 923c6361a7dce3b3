/*
 * The guest's world, made anew for each test: page tables, descriptor
 * tables, handlers; and a VMCS with nothing special in it.
 */
#include "exits.h"

#include "bytes.h"
#include "cpu.h"
#include "gdt.h"
#include "types.h"
#include "vmcs.h"

#define GATE_DPL3	0xee00ull	/* interrupt gate, 32-bit or 64-bit */
#define GATE_P		0x8000ull
#define VECTORS		256
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

bool
world_is_64(enum mode mode)
{
	return mode <= MODE_compat;
}

static bool
is_user(enum mode mode)
{
	return mode == MODE_64user || mode == MODE_32user || mode == MODE_v86;
}

static uint64_t *
table(hpa_t address)
{
	return at_hpa(address);
}

/* Put a descriptor in the GDT. */
void
world_segment(unsigned selector, uint64_t descriptor)
{
	table(GDT)[selector / 8] = descriptor;
}

static void
make_gdt(void)
{
	uint64_t task = 0x00008b0000000000ull | (TASK_SIZE - 1);
	uint64_t ldt = 0x0000820000000000ull | 0xfff;

	world_segment(SEL_CODE_64, 0x00af9b000000ffff);
	world_segment(SEL_DATA, 0x00cf93000000ffff);
	world_segment(SEL_CODE_32, 0x00cf9b000000ffff);
	world_segment(SEL_CODE_16, 0x04009b000000ffff);
	world_segment(SEL_USER_64, 0x00affb000000ffff);
	world_segment(SEL_USER_DATA, 0x00cff3000000ffff);
	world_segment(SEL_USER_32, 0x00cffb000000ffff);
	world_segment(SEL_ABSENT, 0x00cf13000000ffff);
	world_segment(SEL_SMALL, 0x00409300000000ff);
	world_segment(SEL_CONFORMING, 0x00cf9f000000ffff);
	world_segment(SEL_TASK, task | (TSS_32 & 0xffffffull) << 16 |
	    (TSS_32 >> 24 & 0xffull) << 56);
	world_segment(SEL_LDT, ldt | (LDT & 0xffffffull) << 16 |
	    (LDT >> 24 & 0xffull) << 56);
}

/* Make one gate of both IDTs present or not. */
static void
make_gate(unsigned vector, bool present)
{
	uint64_t stub = STUBS + 16 * vector;
	uint64_t gate = (stub & 0xffff) | (stub & 0xffff0000) << 32 |
	    (GATE_DPL3 & (present ? ~0ull : ~GATE_P)) << 32;

	table(IDT_64)[2 * vector] = gate | SEL_CODE_64 << 16;
	table(IDT_64)[2 * vector + 1] = 0;
	table(IDT_32)[vector] = gate | SEL_CODE_32 << 16;
}

static void
make_handlers(uint64_t absent)
{
	for (unsigned i = 0; i < VECTORS; i++) {
		make_gate(i, i >= 64 || !(absent >> i & 1));
		memcpy(at_hpa(STUBS + 16 * i), "\x0f\x01\xc1", 3);
	}
}

static void
make_tasks(void)
{
	uint64_t stack = STACK_0;
	uint32_t *task_32 = at_hpa(TSS_32);
	uint16_t io_map = 0x68;

	memcpy(at_hpa(TSS_64 + 4), &stack, sizeof(stack));
	memcpy(at_hpa(TSS_64 + 0x66), &io_map, sizeof(io_map));
	task_32[1] = STACK_0;
	task_32[2] = SEL_DATA;
	memcpy(at_hpa(TSS_32 + 0x66), &io_map, sizeof(io_map));
	*(uint8_t *)at_hpa(TSS_64 + TASK_SIZE - 1) = 0xff;
	*(uint8_t *)at_hpa(TSS_32 + TASK_SIZE - 1) = 0xff;
}

/* The flags of the large page at this address. */
static uint64_t
page_flags(uint64_t address, bool wide)
{
	uint64_t flags = PTE_P | PTE_W | PTE_U | PTE_A | PTE_D | PTE_PS;

	switch (address & ~0x3fffffull) {
	case HOLE:
		return 0;
	case READ_ONLY:
		return flags & ~(uint64_t)PTE_W;
	case SUPERVISOR:
		return flags & ~(uint64_t)PTE_U;
	case NO_EXECUTE:
		return flags | (wide ? PTE_NX : 0);
	}
	return flags;
}

static void
make_page_tables(void)
{
	const uint64_t flags = PTE_P | PTE_W | PTE_U | PTE_A;
	uint32_t *pd = at_hpa(TABLES_32), *pt = at_hpa(TABLES_32 + 0x1000);

	table(TABLES_64)[0] = (TABLES_64 + 0x1000) | flags;
	table(TABLES_64 + 0x1000)[0] = (TABLES_64 + 0x2000) | flags;
	table(TABLES_PAE)[0] = (TABLES_PAE + 0x1000) | PTE_P;
	for (uint64_t i = 0; i < 128; i++) {
		uint64_t entry = i << 21 | page_flags(i << 21, true);

		table(TABLES_64 + 0x2000)[i] = entry;
		table(TABLES_PAE + 0x1000)[i] = entry & ~PTE_NX;
	}
	for (uint64_t i = 1; i < 64; i++)
		pd[i] = i << 22 | page_flags(i << 22, false);
	pd[0] = (TABLES_32 + 0x1000) | flags;
	for (uint64_t i = 0; i < 16; i++)
		pt[i] = (REAL_BASE + i * PAGE_SIZE) | flags | PTE_D;
	pt[REAL_HOLE / PAGE_SIZE] = 0;
}

/* Everything the guest of this test finds in memory. */
void
world_reset(const struct test *test)
{
	size_t size = test->code_end - test->code;

	memset(at_hpa(WORLD), 0, WORLD_SIZE);
	make_gdt();
	make_handlers(test->absent);
	make_tasks();
	make_page_tables();
	for (unsigned i = 0; i < PAGE_SIZE; i++) {
		*(uint8_t *)at_hpa(DATA + i) = 0x40 + i % 64;
		*(uint8_t *)at_hpa(REAL_BASE + REAL_DATA * 16 + i) =
		    0x40 + i % 64;
	}
	memcpy(at_hpa(test->mode == MODE_v86 ? REAL_BASE + REAL_CODE * 16 :
	    CODE), test->code, size);
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

		if (field == VMCS_PRIMARY_CONTROLS ||
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
