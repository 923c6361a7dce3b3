/*
 * VM entries of a VMM in 32-bit protected mode.
 *
 * Every VMWRITE is a piece of its own, since all that runs there is pieces;
 * only those with a name are printed.
 */
#include "cases.h"
#include "console.h"
#include "cpu.h"
#include "gdt.h"
#include "pieces.h"

#define STEPS		400

extern struct {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed)) run_idtr_32;

static struct run steps[STEPS];
static const char *names[STEPS];
static unsigned used;
static uint64_t to_vmxon, to_vmcs;

static void
add(const char *name, const char *piece, uint64_t rax, uint64_t rcx,
    uint64_t rdx)
{
	if (used == STEPS)
		return;
	names[used] = name;
	steps[used++] = (struct run){
		.code = hpa_of(piece), .cs = CODE_32, .ss = DATA,
		.rflags = ALL_FLAGS,
		.reg = { rax, rcx, rdx, 0, hpa_of(run_stack_top) },
	};
}

static void
write_field(enum field_index i, uint64_t value)
{
	uint32_t encoding = field_encodings[i];

	add(NULL, piece_vmwrite_32, 0, encoding, value);
	if (VMCS_FIELD_WIDTH(encoding) == VMCS_WIDTH_64)
		add(NULL, piece_vmwrite_32, 0, encoding | VMCS_FIELD_HIGH,
		    value >> 32);
}

static void
set_host(uint64_t *value)
{
	value[FIELD_EXIT_CONTROLS] &= ~(uint64_t)EXIT_HOST_ADDRESS_SPACE_SIZE;
	value[FIELD_HOST_CR3] = window_directory_32();
	value[FIELD_HOST_CR4] = (read_cr4() & ~(uint64_t)CR4_PAE) | CR4_PSE;
	value[FIELD_HOST_CS_SELECTOR] = CODE_32;
	value[FIELD_HOST_IDTR_BASE] = run_idtr_32.base;
	value[FIELD_HOST_IA32_EFER] = 0;
	value[FIELD_HOST_RSP] = hpa_of(run_exit_stack_32);
	value[FIELD_HOST_RIP] = hpa_of(run_exit_32);
}

static void
clear_and_load(void)
{
	add(NULL, piece_vmclear_32, hpa_of(&to_vmcs), 0, 0);
	add(NULL, piece_vmptrld_32, hpa_of(&to_vmcs), 0, 0);
}

/* Launch with one field changed, say how it went, and change it back. */
static void
launch(const char *name, enum field_index i, uint64_t value, uint64_t valid)
{
	clear_and_load();
	write_field(i, value);
	add(name, piece_vmlaunch_32, 0, 0, 0);
	add("its error", piece_vmread_32, 0, VMCS_VM_INSTRUCTION_ERROR, 0);
	add("its reason", piece_vmread_32, 0, VMCS_EXIT_REASON, 0);
	write_field(i, valid);
}

static void
write_all(const uint64_t value[FIELD_COUNT])
{
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		if (value[i] != 0)
			write_field(i, value[i]);
	}
}

static void
make_steps(const uint64_t value[FIELD_COUNT])
{
#define LAUNCH(name, field, v)						\
	launch(name, FIELD_##field, v, value[FIELD_##field])
	add("VMXON", piece_vmxon_32, hpa_of(&to_vmxon), 0, 0);
	clear_and_load();
	write_all(value);
	LAUNCH("valid", GUEST_RSP, value[FIELD_GUEST_RSP]);
	add("VMLAUNCH, launched", piece_vmlaunch_32, 0, 0, 0);
	add("its error", piece_vmread_32, 0, VMCS_VM_INSTRUCTION_ERROR, 0);
	add("VMRESUME", piece_vmresume_32, 0, 0, 0);
	LAUNCH("host address-space size 1", EXIT_CONTROLS,
	    value[FIELD_EXIT_CONTROLS] | EXIT_HOST_ADDRESS_SPACE_SIZE);
	LAUNCH("IA-32e mode guest", ENTRY_CONTROLS,
	    value[FIELD_ENTRY_CONTROLS] | ENTRY_IA32E_MODE_GUEST);
	LAUNCH("host SS null", HOST_SS_SELECTOR, 0);
	LAUNCH("host EFER LMA", HOST_IA32_EFER, EFER_LMA);
	LAUNCH("host EFER LME", HOST_IA32_EFER, EFER_LME);
	LAUNCH("guest RFLAGS 0", GUEST_RFLAGS, 0);
	LAUNCH("guest CR4 VMXE 0", GUEST_CR4,
	    value[FIELD_GUEST_CR4] & ~(uint64_t)CR4_VMXE);
	LAUNCH("load FS base, count 1", ENTRY_MSR_LOAD_COUNT, 1);
	add("VMXOFF", piece_vmxoff_32, 0, 0, 0);
#undef LAUNCH
}

void
entries_32_report(void)
{
	uint64_t value[FIELD_COUNT];

	printf("insn -- 32-bit entries\n");
	region_init(vmxon_page);
	region_init(vmcs_page);
	to_vmxon = hpa_of(vmxon_page);
	to_vmcs = hpa_of(vmcs_page);
	base_make(BASE_PROTECTED, value);
	set_host(value);
	value[FIELD_ENTRY_MSR_LOAD_ADDRESS] = hpa_of(list_fs_base);
	make_steps(value);
	run_pieces_32(steps, used, window_directory_32());
	for (unsigned i = 0; i < used; i++) {
		if (names[i] != NULL)
			print_outcome_32(names[i], 0, &steps[i]);
	}
}
