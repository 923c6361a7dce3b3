/*
 * The VMCSs that cases start from: valid, one for each mode of a guest.
 */
#include "bytes.h"
#include "cpu.h"
#include "gdt.h"
#include "probe.h"

#define LOW_PAGE	0x7000u		/* for virtual-8086 mode */
#define VECTORS		256
#define VECTOR_SIZE	4
#define STACK_WORDS	512
#define PAT		0x0007040600070406ull
#define DR7		0x400

/* Access rights */
#define RIGHTS_CODE	0x009bu
#define RIGHTS_DATA	0xc093u
#define RIGHTS_LARGE	(SEGMENT_G | SEGMENT_DB)
#define RIGHTS_TASK	0x008bu
#define RIGHTS_V8086	0x00f3u
#define RIGHTS_USER	(3u << SEGMENT_DPL_SHIFT)

extern const char guest_code[], guest_code_end[], guest_vectors[];

struct gate {
	uint64_t low, high;
};

struct tss_32 {
	uint32_t link, esp0, ss0;
	uint32_t others[22];
	uint16_t trap, io_map;
};

static struct gate idt_64[VECTORS];
static uint64_t idt_32[VECTORS];
static struct tss_32 task_32;
static uint64_t pdpt[4] __attribute__((aligned(32)));
static uint64_t pae_directory[4][512] __attribute__((aligned(4096)));
uint64_t guest_stack[STACK_WORDS];
uint64_t guest_pdpt_bad[4] __attribute__((aligned(32)));

static void
make_idts(void)
{
	for (unsigned i = 0; i < VECTORS; i++) {
		uint64_t entry = hpa_of(guest_vectors + i * VECTOR_SIZE);
		uint64_t gate = (entry & 0xffff) | 0xee00ull << 32 |
		    (entry & 0xffff0000) << 32;

		idt_64[i].low = gate | CODE_64 << 16;
		idt_32[i] = gate | CODE_32 << 16;
	}
}

/* Make tables, tasks and code of the guests. */
void
guests_init(void)
{
	struct tss *task_64 = at_hpa(tss_base());

	make_idts();
	memcpy(at_hpa(LOW_PAGE), guest_code, guest_code_end - guest_code);
	task_64->rsp[0] = hpa_of(&guest_stack[STACK_WORDS / 2]);
	task_32.esp0 = hpa_of(&guest_stack[STACK_WORDS / 2]);
	task_32.ss0 = DATA;
	task_32.io_map = sizeof(task_32);
	for (uint64_t i = 0; i < 4; i++) {
		pdpt[i] = hpa_of(pae_directory[i]) | PTE_P;
		guest_pdpt_bad[i] = pdpt[i];
		for (uint64_t j = 0; j < 512; j++)
			pae_directory[i][j] = i << 30 | j << 21 | PTE_P |
			    PTE_W | PTE_U | PTE_PS;
	}
	guest_pdpt_bad[2] |= 2;
	pae_directory[WINDOW >> 30][WINDOW >> 21 & 511] = window_table_64() |
	    PTE_P | PTE_W | PTE_U;
}

#define SET(name, v)	(value[FIELD_##name] = (v))

static void
set_controls(uint64_t *value)
{
	SET(PIN_BASED_CONTROLS, (uint32_t)allowed(VMCS_PIN_BASED_CONTROLS));
	SET(PRIMARY_CONTROLS, (uint32_t)allowed(VMCS_PRIMARY_CONTROLS) |
	    PRIMARY_HLT_EXITING | PRIMARY_SECONDARY_CONTROLS);
	SET(EXIT_CONTROLS, (uint32_t)allowed(VMCS_EXIT_CONTROLS) |
	    EXIT_HOST_ADDRESS_SPACE_SIZE | EXIT_SAVE_IA32_PAT |
	    EXIT_LOAD_IA32_PAT | EXIT_SAVE_IA32_EFER | EXIT_LOAD_IA32_EFER |
	    EXIT_SAVE_DEBUG_CONTROLS);
	SET(ENTRY_CONTROLS, (uint32_t)allowed(VMCS_ENTRY_CONTROLS) |
	    ENTRY_IA32E_MODE_GUEST | ENTRY_LOAD_IA32_PAT |
	    ENTRY_LOAD_IA32_EFER | ENTRY_LOAD_DEBUG_CONTROLS);
	SET(ENTRY_INSTRUCTION_LENGTH, 1);
	SET(CR0_GUEST_HOST_MASK, ~0ull);
	SET(CR4_GUEST_HOST_MASK, ~0ull);
}

static void
set_host(uint64_t *value)
{
	SET(HOST_CR0, read_cr0());
	SET(HOST_CR3, read_cr3());
	SET(HOST_CR4, read_cr4());
	SET(HOST_CS_SELECTOR, CODE_64);
	SET(HOST_SS_SELECTOR, DATA);
	SET(HOST_DS_SELECTOR, DATA);
	SET(HOST_ES_SELECTOR, DATA);
	SET(HOST_FS_SELECTOR, DATA);
	SET(HOST_GS_SELECTOR, DATA);
	SET(HOST_TR_SELECTOR, TASK);
	SET(HOST_TR_BASE, tss_base());
	SET(HOST_GDTR_BASE, read_gdtr().base);
	SET(HOST_IDTR_BASE, read_idtr().base);
	SET(HOST_IA32_PAT, PAT);
	SET(HOST_IA32_EFER, rdmsr(MSR_IA32_EFER));
	SET(HOST_RSP, hpa_of(run_exit_stack_top));
	SET(HOST_RIP, hpa_of(run_exit));
}

/* The four fields of the segment register that `first` is the selector of. */
static void
set_segment(uint64_t *value, enum field_index first, uint64_t selector,
    uint64_t base, uint64_t limit, uint64_t rights)
{
	unsigned n = first - FIELD_GUEST_ES_SELECTOR;

	value[first] = selector;
	value[FIELD_GUEST_ES_BASE + n] = base;
	value[FIELD_GUEST_ES_LIMIT + n] = limit;
	value[FIELD_GUEST_ES_ACCESS_RIGHTS + n] = rights;
}

static void
set_segments(uint64_t *value, uint16_t code, uint16_t data, uint64_t mode)
{
	uint64_t user = code & 3 ? RIGHTS_USER : 0;

	for (enum field_index i = FIELD_GUEST_ES_SELECTOR;
	    i <= FIELD_GUEST_GS_SELECTOR; i++)
		set_segment(value, i, data, 0, 0xffffffff, RIGHTS_DATA | user);
	set_segment(value, FIELD_GUEST_CS_SELECTOR, code, 0, 0xffffffff,
	    RIGHTS_CODE | SEGMENT_G | mode | user);
	set_segment(value, FIELD_GUEST_LDTR_SELECTOR, 0, 0, 0,
	    SEGMENT_UNUSABLE);
	set_segment(value, FIELD_GUEST_TR_SELECTOR, TASK, tss_base(),
	    sizeof(struct tss) - 1, RIGHTS_TASK);
}

/* A guest in 64-bit mode. */
static void
set_guest(uint64_t *value)
{
	SET(GUEST_CR0, read_cr0());
	SET(GUEST_CR3, read_cr3());
	SET(GUEST_CR4, read_cr4());
	SET(GUEST_DR7, DR7);
	SET(GUEST_IA32_EFER, rdmsr(MSR_IA32_EFER));
	SET(GUEST_IA32_PAT, PAT);
	SET(GUEST_RIP, hpa_of(guest_code));
	SET(GUEST_RSP, hpa_of(&guest_stack[STACK_WORDS - 16]));
	SET(GUEST_RFLAGS, RFLAGS_FIXED);
	SET(GUEST_GDTR_BASE, probe_gdt());
	SET(GUEST_GDTR_LIMIT, PROBE_GDT * 8 - 1);
	SET(GUEST_IDTR_BASE, hpa_of(idt_64));
	SET(GUEST_IDTR_LIMIT, sizeof(idt_64) - 1);
	SET(VMCS_LINK_POINTER, ~0ull);
	set_segments(value, CODE_64, DATA, SEGMENT_L);
}

/* A guest outside IA-32e mode. */
static void
set_guest_32(uint64_t *value, bool pae)
{
	value[FIELD_ENTRY_CONTROLS] &= ~(uint64_t)ENTRY_IA32E_MODE_GUEST;
	SET(GUEST_IA32_EFER, 0);
	SET(GUEST_CR4, (read_cr4() & ~(uint64_t)CR4_PAE) | CR4_PSE |
	    (pae ? CR4_PAE : 0));
	SET(GUEST_CR3, pae ? hpa_of(pdpt) : window_directory_32());
	SET(GUEST_IDTR_BASE, hpa_of(idt_32));
	SET(GUEST_IDTR_LIMIT, sizeof(idt_32) - 1);
	set_segments(value, CODE_32, DATA, SEGMENT_DB);
	set_segment(value, FIELD_GUEST_TR_SELECTOR, TASK, hpa_of(&task_32),
	    sizeof(task_32) - 1, RIGHTS_TASK);
}

static void
set_guest_v8086(uint64_t *value)
{
	for (enum field_index i = FIELD_GUEST_ES_SELECTOR;
	    i <= FIELD_GUEST_GS_SELECTOR; i++)
		set_segment(value, i, LOW_PAGE >> 4, LOW_PAGE, 0xffff,
		    RIGHTS_V8086);
	SET(GUEST_RFLAGS, RFLAGS_FIXED | RFLAGS_VM);
	SET(GUEST_RIP, 0);
	SET(GUEST_RSP, 0x800);
}

/* Fill in the fields of a valid VMCS. */
void
base_make(enum base base, uint64_t value[FIELD_COUNT])
{
	memset(value, 0, FIELD_COUNT * sizeof(value[0]));
	set_controls(value);
	set_host(value);
	set_guest(value);
	switch (base) {
	case BASE_USER:
		set_segments(value, USER_CODE_64, USER_DATA, SEGMENT_L);
		break;
	case BASE_COMPATIBILITY:
		set_segments(value, CODE_32, DATA, SEGMENT_DB);
		break;
	case BASE_PROTECTED:
	case BASE_PAE:
		set_guest_32(value, base == BASE_PAE);
		break;
	case BASE_V8086:
		set_guest_32(value, false);
		set_guest_v8086(value);
		break;
	default:
		break;
	}
}
