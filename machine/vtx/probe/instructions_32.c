/*
 * The VMX instructions of a VMM in 32-bit protected mode.
 *
 * The list runs as a whole, VMXON to VMXOFF, before anything is printed.
 */
#include "console.h"
#include "cpu.h"
#include "pieces.h"
#include "probe.h"

#define EXTRA	0x5555aaaaull		/* a value that is easy to see */

struct instruction_32 {
	const char *name;
	const char *piece;
	uint64_t eax, ecx, edx, ebx, esi;
};

static uint64_t to_vmxon, to_vmcs, to_odd, to_wrong;
static uint32_t buffer[8];
static uint8_t wrong[4096] __attribute__((aligned(4096)));

#define A(object)	(uint64_t)(&(object))
#define I(text, code, ...)						\
	{ .name = text, .piece = piece_##code, __VA_ARGS__ }
#define ERROR_NUMBER	I("its error", vmread_32, 0, VMCS_VM_INSTRUCTION_ERROR)

static const struct instruction_32 list[] = {
	I("VMXOFF outside", vmxoff_32),
	I("VMXON, not mapped", vmxon_32, WINDOW + 0x2000),
	I("VMXON, not aligned", vmxon_32, A(to_odd)),
	I("VMXON, wrong revision", vmxon_32, A(to_wrong)),
	I("VMXON", vmxon_32, A(to_vmxon)),
	I("VMXON again, none", vmxon_32, A(to_vmxon)),
	I("VMREAD, none", vmread_32, 0, VMCS_GUEST_RIP),
	I("VMPTRST, none", vmptrst_32, A(buffer)),
	I("VMCLEAR", vmclear_32, A(to_vmcs)),
	I("VMPTRLD, wrong revision, none", vmptrld_32, A(to_wrong)),
	I("VMPTRLD", vmptrld_32, A(to_vmcs)),
	I("VMPTRST, SIB", vmptrst_sib_32, A(buffer), .ebx = 2),
	I("VMPTRST, not mapped", vmptrst_32, WINDOW + 0x2ffc),
	I("VMPTRST, read-only page", vmptrst_32, WINDOW + 0x3000),
	I("VMPTRST, across to not mapped", vmptrst_32,
	    WINDOW + 0x1ffc),
	I("VMPTRST, 16-bit address", vmptrst_16_32, 0, 0, 0, 0x7000,
	    0x10),
	I("VMXON again", vmxon_32, A(to_vmxon)),
	ERROR_NUMBER,
	I("VMCLEAR, not aligned", vmclear_32, A(to_odd)),
	ERROR_NUMBER,
	I("VMPTRLD, VMXON pointer", vmptrld_32, A(to_vmxon)),
	ERROR_NUMBER,
	I("VMPTRLD, wrong revision", vmptrld_32, A(to_wrong)),
	ERROR_NUMBER,
	I("VMRESUME, clear", vmresume_32),
	ERROR_NUMBER,
	I("VMLAUNCH, MOV SS", vmlaunch_mov_ss_32),
	ERROR_NUMBER,
	I("VMREAD, no field", vmread_32, 0, 0x6830),
	ERROR_NUMBER,
	I("VMWRITE, 16 bits", vmwrite_32, 0, VMCS_GUEST_CS_SELECTOR,
	    EXTRA),
	I("VMREAD, 16 bits", vmread_32, 0, VMCS_GUEST_CS_SELECTOR),
	I("VMWRITE, 64 bits", vmwrite_32, 0, VMCS_TSC_OFFSET, EXTRA),
	I("VMREAD, 64 bits", vmread_32, 0, VMCS_TSC_OFFSET),
	I("VMREAD, high half", vmread_32, 0,
	    VMCS_TSC_OFFSET | VMCS_FIELD_HIGH),
	I("VMWRITE, high half", vmwrite_32, 0,
	    VMCS_TSC_OFFSET | VMCS_FIELD_HIGH, ~EXTRA),
	I("VMREAD, low half after", vmread_32, 0, VMCS_TSC_OFFSET),
	I("VMREAD, high half after", vmread_32, 0,
	    VMCS_TSC_OFFSET | VMCS_FIELD_HIGH),
	I("VMWRITE, 64 bits clears the rest", vmwrite_32, 0,
	    VMCS_TSC_OFFSET, 1),
	I("VMREAD, high half then", vmread_32, 0,
	    VMCS_TSC_OFFSET | VMCS_FIELD_HIGH),
	I("VMWRITE, natural", vmwrite_32, 0, VMCS_GUEST_RIP, EXTRA),
	I("VMREAD, natural", vmread_32, 0, VMCS_GUEST_RIP),
	I("VMREAD, memory", vmread_memory_32, A(buffer[6]),
	    VMCS_GUEST_RIP),
	I("VMWRITE, memory", vmwrite_memory_32, A(buffer[7]),
	    VMCS_GUEST_RSP),
	I("VMREAD, from memory", vmread_32, 0, VMCS_GUEST_RSP),
	I("MOV CR4, VMXE 0", mov_to_cr4_32, 0, 0, CR4_PSE),
	I("MOV CR0, PG 0", mov_to_cr0_32, 0, 0, CR0_PE | CR0_NE),
	I("VMXOFF", vmxoff_32),
	I("VMXOFF again", vmxoff_32),
};

static struct run runs[ARRAY_SIZE(list)];

static void
prepare(void)
{
	uint32_t revision = rdmsr(MSR_IA32_VMX_BASIC) & VMX_BASIC_REVISION;

	region_init(vmxon_page);
	region_init(vmcs_page);
	*(uint32_t *)wrong = revision ^ 2;
	to_vmxon = hpa_of(vmxon_page);
	to_vmcs = hpa_of(vmcs_page);
	to_odd = to_vmcs + 16;
	to_wrong = hpa_of(wrong);
	buffer[7] = 0x77665544;
	for (unsigned i = 0; i < ARRAY_SIZE(list); i++)
		runs[i] = (struct run){
			.code = hpa_of(list[i].piece),
			.cs = CODE_32, .ss = DATA, .rflags = ALL_FLAGS,
			.reg = { list[i].eax, list[i].ecx, list[i].edx,
			    list[i].ebx, hpa_of(run_stack_top), 0,
			    list[i].esi },
		};
}

/* Print how a piece ended, and EDX if it changed. */
void
print_outcome_32(const char *name, uint32_t edx, const struct run *run)
{
	printf("insn 32-bit %s: ", name);
	if (run->vector == RUN_EXITED)
		printf("VM exit");
	else if (run->vector == VECTOR_BP)
		printf("%s flags=%#lx", run->rflags & RFLAGS_CF ?
		    "VMfailInvalid" : run->rflags & RFLAGS_ZF ? "VMfailValid" :
		    "VMsucceed", run->rflags & ALL_FLAGS & ~2u);
	else
		printf("vector=%lu error_code=%#lx", run->vector,
		    run->error_code);
	if (run->vector == VECTOR_PF)
		printf(" cr2=%#lx", run->cr2);
	if ((uint32_t)run->reg[RDX] != edx)
		printf(" edx=%#x", (unsigned)run->reg[RDX]);
	printf("\n");
}

void
instructions_32_report(void)
{
	printf("insn -- 32-bit\n");
	prepare();
	run_pieces_32(runs, ARRAY_SIZE(runs), window_directory_32());
	for (unsigned i = 0; i < ARRAY_SIZE(list); i++)
		print_outcome_32(list[i].name, list[i].edx, &runs[i]);
	printf("insn 32-bit VMPTRST, none, stored: %#x %#x\n", buffer[0],
	    buffer[1]);
	printf("insn 32-bit VMPTRST, SIB, stored: %s\n",
	    buffer[4] == to_vmcs && buffer[5] == 0 ? "the pointer" :
	    "something else");
	printf("insn 32-bit VMREAD, memory: %#x\n", buffer[6]);
	printf("insn 32-bit VMPTRST, 16-bit address, stored: %s\n",
	    *(uint64_t *)at_hpa(0x7010) == to_vmcs ? "the pointer" :
	    "something else");
}
