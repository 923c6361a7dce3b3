/*
 * VMX instructions with operands they cannot use, and what VMX operation
 * does to registers.
 */
#include "console.h"
#include "cpu.h"
#include "instructions.h"
#include "pieces.h"

/* Memory operands that cannot be used. */
static void
operands(void)
{
	uint64_t absent = window(PAGE_ABSENT);
	uint64_t read_only = window(PAGE_READ_ONLY);
	uint64_t last = 0x00007ffffffffffcull;

	printf("insn -- operands\n");
	TRY(I("VMCLEAR, not mapped", vmclear, absent),
	    I("VMPTRLD, not mapped", vmptrld, absent),
	    I("VMPTRST, not mapped", vmptrst, absent),
	    I("VMREAD, not mapped", vmread_memory, absent,
	    VMCS_GUEST_RIP),
	    I("VMWRITE, not mapped", vmwrite_memory, absent,
	    VMCS_GUEST_RIP),
	    I("VMPTRST, read-only page", vmptrst, read_only),
	    I("VMREAD, read-only page", vmread_memory, read_only,
	    VMCS_GUEST_RIP),
	    I("VMWRITE, read-only page", vmwrite_memory, read_only,
	    VMCS_GUEST_RIP),
	    I("VMCLEAR, across to not mapped", vmclear, absent - 1),
	    I("VMPTRST, across to not mapped", vmptrst, absent - 3),
	    I("VMREAD, across to not mapped", vmread_memory,
	    absent - 7, VMCS_GUEST_RIP),
	    I("VMREAD, not canonical", vmread_memory, NOT_CANONICAL,
	    VMCS_GUEST_RIP),
	    I("VMWRITE, not canonical", vmwrite_memory, NOT_CANONICAL,
	    VMCS_GUEST_RIP),
	    I("VMPTRST, not canonical", vmptrst, NOT_CANONICAL),
	    I("VMPTRLD, end not canonical", vmptrld, last),
	    I("VMREAD, not mapped, no field", vmread_memory, absent,
	    0x6830),
	    I("VMREAD, not canonical, no field", vmread_memory,
	    NOT_CANONICAL, 0x6830),
	    I("VMWRITE, not mapped, no field", vmwrite_memory, absent,
	    0x6830),
	    I("VMWRITE, not mapped, read-only", vmwrite_memory, absent,
	    VMCS_EXIT_REASON),
	    I("VMREAD, CPL 3", vmread, 0, VMCS_GUEST_RIP,
	    .mode = USER),
	    I("VMREAD, CPL 3, not mapped", vmread_memory, absent,
	    VMCS_GUEST_RIP, .mode = USER),
	    I("VMWRITE, CPL 3", vmwrite, 0, VMCS_GUEST_RIP,
	    .mode = USER),
	    I("VMCLEAR, CPL 3", vmclear, 0, .mode = USER),
	    I("VMPTRLD, CPL 3", vmptrld, 0, .mode = USER),
	    I("VMPTRST, CPL 3", vmptrst, 0, .mode = USER),
	    I("VMLAUNCH, CPL 3", vmlaunch, .mode = USER),
	    I("VMRESUME, CPL 3", vmresume, .mode = USER),
	    I("VMXOFF, CPL 3", vmxoff, .mode = USER));
	TRY(I("VMREAD, compatibility mode", vmread_32,
	    .mode = COMPATIBILITY),
	    I("VMWRITE, compatibility mode", vmwrite_32,
	    .mode = COMPATIBILITY),
	    I("VMCLEAR, compatibility mode", vmclear_32,
	    .mode = COMPATIBILITY),
	    I("VMPTRLD, compatibility mode", vmptrld_32,
	    .mode = COMPATIBILITY),
	    I("VMPTRST, compatibility mode", vmptrst_32,
	    .mode = COMPATIBILITY),
	    I("VMLAUNCH, compatibility mode", vmlaunch_32,
	    .mode = COMPATIBILITY),
	    I("VMRESUME, compatibility mode", vmresume_32,
	    .mode = COMPATIBILITY),
	    I("VMCALL, compatibility mode", vmcall_32,
	    .mode = COMPATIBILITY),
	    I("VMXOFF, compatibility mode", vmxoff_32,
	    .mode = COMPATIBILITY));
}

/* Encodings, widths, halves. */
static void
fields(void)
{
	uint64_t value = 0x123456789abcdef0ull;

	printf("insn -- fields\n");
	TRY(I("VMREAD, no field", vmread, 0, 0x6830),
	    I("VMREAD, reserved bit 12", vmread, 0, 0x1800),
	    I("VMREAD, reserved bit 15", vmread, 0, 0xe81e),
	    I("VMREAD, bit 31", vmread, 0, 0x8000681eu),
	    I("VMREAD, bit 32", vmread, 0, 0x10000681eull),
	    I("VMREAD, high half of 16 bits", vmread, 0, 0x0801),
	    I("VMREAD, high half of 32 bits", vmread, 0, 0x4001),
	    I("VMREAD, high half of natural", vmread, 0, 0x6801),
	    I("VMWRITE, no field", vmwrite, 0, 0x6830),
	    I("VMWRITE, bit 32", vmwrite, 0, 0x10000681eull),
	    I("VMWRITE, 16 bits", vmwrite, 0, VMCS_GUEST_CS_SELECTOR,
	    value),
	    I("VMREAD, 16 bits", vmread, 0, VMCS_GUEST_CS_SELECTOR),
	    I("VMWRITE, 32 bits", vmwrite, 0, VMCS_GUEST_CS_LIMIT,
	    value),
	    I("VMREAD, 32 bits", vmread, 0, VMCS_GUEST_CS_LIMIT),
	    I("VMWRITE, 64 bits", vmwrite, 0, VMCS_TSC_OFFSET, value),
	    I("VMREAD, 64 bits", vmread, 0, VMCS_TSC_OFFSET),
	    I("VMREAD, its high half", vmread, 0,
	    VMCS_TSC_OFFSET | VMCS_FIELD_HIGH),
	    I("VMWRITE, its high half", vmwrite, 0,
	    VMCS_TSC_OFFSET | VMCS_FIELD_HIGH, value),
	    I("VMREAD, both halves", vmread, 0, VMCS_TSC_OFFSET),
	    I("VMWRITE, natural", vmwrite, 0, VMCS_GUEST_RIP, value),
	    I("VMREAD, natural", vmread, 0, VMCS_GUEST_RIP),
	    I("VMREAD to its field's register", vmread_to_field, 0,
	    VMCS_GUEST_RIP));
}

static void
read_only_fields(void)
{
	if (rdmsr(MSR_IA32_VMX_MISC) & VMX_MISC_VMWRITE_READ_ONLY) {
		printf("insn VMWRITE, read-only: skip, IA32_VMX_MISC[29]\n"
		    "insn VMWRITE, read-only error: skip, the same\n"
		    "insn VMWRITE, read-only natural: skip, the same\n");
		return;
	}
	TRY(I("VMWRITE, read-only", vmwrite, 0, VMCS_EXIT_REASON),
	    I("VMWRITE, read-only error", vmwrite, 0,
	    VMCS_VM_INSTRUCTION_ERROR),
	    I("VMWRITE, read-only natural", vmwrite, 0,
	    VMCS_EXIT_QUALIFICATION));
}

/* With a current VMCS. */
void
operands_report(void)
{
	operands();
	fields();
	read_only_fields();
}

/* What VMX operation forbids to registers. */
void
registers_report(void)
{
	uint64_t cr0 = read_cr0(), cr4 = read_cr4();

	printf("insn -- registers\n");
	TRY(I("MOV CR0, NE 0", mov_to_cr0, 0, 0, cr0 & ~(uint64_t)CR0_NE),
	    I("MOV CR0, PG 0", mov_to_cr0, 0, 0, cr0 & ~(uint64_t)CR0_PG),
	    I("MOV CR0, PE 0", mov_to_cr0, 0, 0, cr0 & ~(uint64_t)CR0_PE),
	    I("MOV CR0, TS 1", mov_to_cr0, 0, 0, cr0 | CR0_TS),
	    I("MOV CR0, as it was", mov_to_cr0, 0, 0, cr0),
	    I("MOV CR0, bit 32", mov_to_cr0, 0, 0, cr0 | 1ull << 32),
	    I("MOV CR4, VMXE 0", mov_to_cr4, 0, 0,
	    cr4 & ~(uint64_t)CR4_VMXE),
	    I("MOV CR4, PAE 0", mov_to_cr4, 0, 0,
	    cr4 & ~(uint64_t)CR4_PAE),
	    I("MOV CR4, bit 31", mov_to_cr4, 0, 0, cr4 | 1ull << 31),
	    I("MOV CR4, PGE 1", mov_to_cr4, 0, 0, cr4 | CR4_PGE),
	    I("MOV CR4, as it was", mov_to_cr4, 0, 0, cr4),
	    I("WRMSR, IA32_VMX_BASIC", wrmsr, 0, MSR_IA32_VMX_BASIC),
	    I("WRMSR, IA32_VMX_MISC", wrmsr, 0, MSR_IA32_VMX_MISC),
	    I("WRMSR, IA32_FEATURE_CONTROL", wrmsr, 5,
	    MSR_IA32_FEATURE_CONTROL));
}
