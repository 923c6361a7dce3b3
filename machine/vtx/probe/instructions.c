/*
 * Every way the VMX instructions end, in IA-32e mode.
 */
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "instructions.h"
#include "pieces.h"
#include "vmx_insn.h"

/* Memory operands: 64-bit pointers, and what they point to. */
static uint8_t pages[3][4096] __attribute__((aligned(4096)));
static uint64_t to_vmxon, to_vmcs, to_odd, to_beyond, to_wrong, to_shadow,
    to_high, to_garbage = 0x12345;
static uint64_t buffer[4];

/* Print how a piece ended, as VMX instructions do or by an exception. */
void
print_outcome(const struct run *run)
{
	uint64_t number = 0;

	if (run->vector == RUN_EXITED) {
		printf("VM exit");
		return;
	}
	if (run->vector == VECTOR_BP) {
		if (run->rflags & RFLAGS_CF) {
			printf("VMfailInvalid");
		} else if (run->rflags & RFLAGS_ZF) {
			vmx_vmread(VMCS_VM_INSTRUCTION_ERROR, &number);
			printf("VMfailValid error=%lu", number);
		} else {
			printf("VMsucceed");
		}
		printf(" flags=%#lx", run->rflags & ALL_FLAGS & ~2u);
		return;
	}
	printf("vector=%lu error_code=%#lx", run->vector, run->error_code);
	if (run->vector == VECTOR_PF)
		printf(" cr2=%#lx", run->cr2);
}

static void
set_mode(struct run *run, enum mode mode)
{
	run->cs = mode == USER ? USER_CODE_64 :
	    mode == COMPATIBILITY ? CODE_32 : CODE_64;
	run->ss = mode == USER ? USER_DATA : DATA;
}

static void
try(const struct instruction *i)
{
	struct run run = {
		.code = hpa_of(i->piece),
		.rflags = ALL_FLAGS,
		.reg = { [RAX] = i->rax, [RCX] = i->rcx, [RDX] = i->rdx,
		    [RSP] = hpa_of(run_stack_top) },
	};

	set_mode(&run, i->mode);
	run_piece(&run);
	printf("insn %s: ", i->name);
	print_outcome(&run);
	if (run.reg[RDX] != i->rdx)
		printf(" rdx=%#lx", run.reg[RDX]);
	printf("\n");
}

void
try_all(const struct instruction *list, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		try(&list[i]);
}

static void
make_regions(void)
{
	uint32_t revision = rdmsr(MSR_IA32_VMX_BASIC) & VMX_BASIC_REVISION;
	uint32_t wrong = revision ^ 1, shadow = revision | 1u << 31;

	region_init(vmxon_page);
	region_init(vmcs_page);
	memcpy(pages[0], &wrong, sizeof(wrong));
	memcpy(pages[1], &shadow, sizeof(shadow));
	memcpy(pages[2] + 2048, &revision, sizeof(revision));
	to_vmxon = hpa_of(vmxon_page);
	to_vmcs = hpa_of(vmcs_page);
	to_odd = hpa_of(pages[2]) + 2048;
	to_beyond = hpa_of(vmcs_page) | 1ull << physical_bits();
	to_high = hpa_of(vmcs_page) | 1ull << 63;
	to_wrong = hpa_of(pages[0]);
	to_shadow = hpa_of(pages[1]);
}

/* Before CR4.VMXE, and before VMXON. */
static void
outside(const char *when)
{
	printf("insn -- %s\n", when);
	TRY(I("VMXOFF outside", vmxoff),
	    I("VMCLEAR outside", vmclear, hpa_of(&to_vmcs)),
	    I("VMPTRLD outside", vmptrld, hpa_of(&to_vmcs)),
	    I("VMPTRST outside", vmptrst, hpa_of(buffer)),
	    I("VMREAD outside", vmread, 0, VMCS_GUEST_RIP),
	    I("VMWRITE outside", vmwrite, 0, VMCS_GUEST_RIP),
	    I("VMLAUNCH outside", vmlaunch),
	    I("VMRESUME outside", vmresume),
	    I("VMCALL outside", vmcall),
	    I("VMREAD outside, CPL 3", vmread, .mode = USER),
	    I("VMXOFF outside, CPL 3", vmxoff, .mode = USER));
}

/* VMXON with one register as it must not be. */
static void
vmxon_fixed_bits(void)
{
	uint64_t cr0 = read_cr0(), cr4 = read_cr4();

	write_cr4(cr4 & ~(uint64_t)CR4_VMXE);
	TRY(I("VMXON, VMXE 0", vmxon, hpa_of(&to_vmxon)),
	    I("VMXON, VMXE 0, CPL 3", vmxon, hpa_of(&to_vmxon),
	    .mode = USER));
	write_cr4(cr4);
	write_cr0(cr0 & ~(uint64_t)CR0_NE);
	TRY(I("VMXON, NE 0", vmxon, hpa_of(&to_vmxon)),
	    I("VMXON, NE 0, not mapped", vmxon, window(PAGE_ABSENT)));
	write_cr0(cr0);
}

static void
vmxon_refused(void)
{
	printf("insn -- VMXON refused\n");
	vmxon_fixed_bits();
	TRY(I("VMXON, CPL 3", vmxon, hpa_of(&to_vmxon), .mode = USER),
	    I("VMXON, compatibility mode", vmxon, hpa_of(&to_vmxon),
	    .mode = COMPATIBILITY),
	    I("VMXON, not mapped", vmxon, window(PAGE_ABSENT)),
	    I("VMXON, not canonical", vmxon, NOT_CANONICAL),
	    I("VMXON, across to not mapped", vmxon,
	    window(PAGE_ABSENT) - 4),
	    I("VMXON, not aligned", vmxon, hpa_of(&to_odd)),
	    I("VMXON, beyond width", vmxon, hpa_of(&to_beyond)),
	    I("VMXON, bit 63", vmxon, hpa_of(&to_high)),
	    I("VMXON, wrong revision", vmxon, hpa_of(&to_wrong)),
	    I("VMXON, revision bit 31", vmxon, hpa_of(&to_shadow)));
}

/* In VMX operation; with and without a current VMCS. */
static void
pointers(const char *when)
{
	printf("insn -- pointers, %s\n", when);
	TRY(I("VMXON again", vmxon, hpa_of(&to_vmxon)),
	    I("VMXON again, not aligned", vmxon, hpa_of(&to_odd)),
	    I("VMXON again, CPL 3", vmxon, hpa_of(&to_vmxon),
	    .mode = USER),
	    I("VMCLEAR, VMXON pointer", vmclear, hpa_of(&to_vmxon)),
	    I("VMCLEAR, not aligned", vmclear, hpa_of(&to_odd)),
	    I("VMCLEAR, beyond width", vmclear, hpa_of(&to_beyond)),
	    I("VMCLEAR, bit 63", vmclear, hpa_of(&to_high)),
	    I("VMCLEAR, garbage", vmclear, hpa_of(&to_garbage)),
	    I("VMCLEAR, wrong revision", vmclear, hpa_of(&to_wrong)),
	    I("VMCLEAR, shadow", vmclear, hpa_of(&to_shadow)),
	    I("VMPTRLD, VMXON pointer", vmptrld, hpa_of(&to_vmxon)),
	    I("VMPTRLD, not aligned", vmptrld, hpa_of(&to_odd)),
	    I("VMPTRLD, beyond width", vmptrld, hpa_of(&to_beyond)),
	    I("VMPTRLD, bit 63", vmptrld, hpa_of(&to_high)),
	    I("VMPTRLD, wrong revision", vmptrld, hpa_of(&to_wrong)),
	    I("VMCALL in root, CPL 3", vmcall, .mode = USER),
	    I("VMLAUNCH locked", lock_vmlaunch));
}

static void
no_current(void)
{
	printf("insn -- no current VMCS\n");
	TRY(I("VMREAD, none", vmread, 0, VMCS_GUEST_RIP),
	    I("VMREAD, none, no field", vmread, 0, 0x6830),
	    I("VMREAD, none, not mapped", vmread_memory,
	    window(PAGE_ABSENT), VMCS_GUEST_RIP),
	    I("VMWRITE, none", vmwrite, 0, VMCS_GUEST_RIP),
	    I("VMWRITE, none, read-only", vmwrite, 0, VMCS_EXIT_REASON),
	    I("VMWRITE, none, not mapped", vmwrite_memory,
	    window(PAGE_ABSENT), VMCS_GUEST_RIP),
	    I("VMLAUNCH, none", vmlaunch),
	    I("VMRESUME, none", vmresume),
	    I("VMLAUNCH, none, MOV SS", vmlaunch_mov_ss));
	buffer[0] = 0;
	TRY(I("VMPTRST, none", vmptrst, hpa_of(buffer)));
	printf("insn VMPTRST, none, stored: %#lx\n", buffer[0]);
}

static void
entries(void)
{
	printf("insn -- entries\n");
	TRY(I("VMRESUME, clear", vmresume),
	    I("VMLAUNCH, MOV SS", vmlaunch_mov_ss),
	    I("VMRESUME, clear, MOV SS", vmresume_mov_ss),
	    I("VMLAUNCH, empty", vmlaunch));
	vmx_vmclear(hpa_of(vmcs_page));
	TRY(I("VMLAUNCH, after VMCLEAR", vmlaunch),
	    I("VMREAD, after VMCLEAR", vmread, 0, VMCS_GUEST_RIP));
	vmx_vmptrld(hpa_of(vmcs_page));
}

static void
with_current(void)
{
	TRY(I("VMPTRLD", vmptrld, hpa_of(&to_vmcs)));
	vmx_vmclear(hpa_of(vmcs_page));
	TRY(I("VMPTRLD, after VMCLEAR", vmptrld, hpa_of(&to_vmcs)),
	    I("VMPTRLD again", vmptrld, hpa_of(&to_vmcs)),
	    I("VMPTRST", vmptrst, hpa_of(buffer)));
	printf("insn VMPTRST, stored: %s\n", buffer[0] == to_vmcs ?
	    "the pointer" : "something else");
	pointers("with a current VMCS");
	if (probe_careful)
		printf("insn VMCALL in root: skip, it stops the emulator\n");
	else
		TRY(I("VMCALL in root", vmcall));
	TRY(I("VMPTRLD back", vmptrld, hpa_of(&to_vmcs)));
	operands_report();
	entries();
}

/* After a VM entry: the launch state, which VMPTRLD keeps. */
void
instructions_launched_report(void)
{
	static const struct entry_case valid = { .name = "to be launched" };
	static uint8_t other[4096] __attribute__((aligned(4096)));

	printf("insn -- launch state\n");
	region_init(other);
	entry_try(&valid);
	TRY(I("VMLAUNCH, launched", vmlaunch), I("VMRESUME", vmresume),
	    I("VMRESUME, MOV SS", vmresume_mov_ss),
	    I("VMLAUNCH, launched, MOV SS", vmlaunch_mov_ss),
	    I("VMRESUME, STI", vmresume_sti));
	vmx_vmclear(hpa_of(other));
	vmx_vmptrld(hpa_of(other));
	TRY(I("VMRESUME, another", vmresume));
	vmx_vmptrld(hpa_of(vmcs_page));
	TRY(I("VMRESUME, back", vmresume));
	vmx_vmclear(hpa_of(vmcs_page));
	vmx_vmptrld(hpa_of(vmcs_page));
	TRY(I("VMRESUME, cleared", vmresume), I("VMLAUNCH again", vmlaunch));
	entry_begin();
}

void
instructions_report(void)
{
	uint64_t cr4 = read_cr4();

	make_regions();
	write_cr4(cr4 & ~(uint64_t)CR4_VMXE);
	outside("CR4.VMXE 0");
	write_cr4(cr4);
	outside("before VMXON");
	vmxon_refused();
	TRY(I("VMXON", vmxon, hpa_of(&to_vmxon)));
	pointers("no current VMCS");
	no_current();
	TRY(I("VMCALL in root, none", vmcall));
	with_current();
	registers_report();
	TRY(I("VMXOFF", vmxoff), I("VMXOFF again", vmxoff));
}
