/*
 * Try random VM entries, one short line each:
 *
 *	@NUMBER.MASK LACKS FIELD=VALUE,.. : RESULT
 *
 * MASK says which mutations were made, LACKS what this processor has not got
 * that the VMCS asks for, and the fields are the mutated ones, by their place
 * in arch/vmcs_fields.h.  RESULT is "fN" for VMfailValid, "eREASON/QUAL" for
 * a failed entry, "xREASON/QUAL" and the event, if any, for a VM exit.
 */
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "gdt.h"
#include "pieces.h"
#include "fuzz.h"
#include "vmx_insn.h"

#define STACK_TOP	(window(PAGE_STACK) + 0xf80)
#define TSS_32_ESP0	4

extern const char run_exit_repair[];

static const struct {
	uint16_t field;
	uint32_t encoding;
} controls[] = {
	{ FIELD_PIN_BASED_CONTROLS, VMCS_PIN_BASED_CONTROLS },
	{ FIELD_PRIMARY_CONTROLS, VMCS_PRIMARY_CONTROLS },
	{ FIELD_SECONDARY_CONTROLS, VMCS_SECONDARY_CONTROLS },
	{ FIELD_EXIT_CONTROLS, VMCS_EXIT_CONTROLS },
	{ FIELD_ENTRY_CONTROLS, VMCS_ENTRY_CONTROLS },
};

static uint64_t capabilities[ARRAY_SIZE(controls)], cr4_fixed1, misc;
static uint64_t root_cr0, root_cr4, root_efer;

/* Which fields are doubtful: bits of LACKS. */
static unsigned
lacks_controls(const uint64_t value[FIELD_COUNT])
{
	unsigned lacks = 0;

	for (unsigned i = 0; i < ARRAY_SIZE(controls); i++) {
		uint64_t capability = capabilities[i];
		uint32_t v = value[controls[i].field];

		if (v & ~(uint32_t)(capability >> 32))
			lacks |= 1 << i;
		if (~v & (uint32_t)capability)
			lacks |= 0x100 << i;
	}
	return lacks;
}

static unsigned
lacks(const uint64_t value[FIELD_COUNT])
{
	uint64_t activity = value[FIELD_GUEST_ACTIVITY_STATE];
	unsigned bits = lacks_controls(value);

	if (value[FIELD_GUEST_CR4] & ~cr4_fixed1)
		bits |= 0x20;
	if (value[FIELD_HOST_CR4] & ~cr4_fixed1)
		bits |= 0x40;
	if (activity > 0 && activity < 4 &&
	    !(misc & VMX_MISC_ACTIVITY_HLT << (activity - 1)))
		bits |= 0x80;
	if (value[FIELD_ENTRY_INSTRUCTION_LENGTH] == 0 &&
	    !(misc & VMX_MISC_INJECT_LENGTH_0))
		bits |= 0x2000;
	return bits;
}

/*
 * A guest that is not active runs only if something wakes it: give it an
 * event, for better or worse.
 */
static void
keep_awake(uint64_t value[FIELD_COUNT])
{
	uint64_t *event = &value[FIELD_ENTRY_INTERRUPTION_INFO];

	if (value[FIELD_GUEST_ACTIVITY_STATE] != ACTIVITY_ACTIVE &&
	    !(*event & INTERRUPTION_VALID))
		*event = EVENT(VECTOR_NMI, INTERRUPTION_NMI);
}

static void
apply_all(const struct op *ops, unsigned count, unsigned mask,
    uint64_t value[FIELD_COUNT])
{
	for (unsigned i = 0; i < count; i++)
		if (mask >> i & 1)
			op_apply(&ops[i], value);
}

static void
fill_in(const struct fuzz_case *c, unsigned mask, uint64_t value[FIELD_COUNT])
{
	base_copy(c->base, value);
	value[FIELD_ENTRY_MSR_LOAD_ADDRESS] = hpa_of(fuzz_msrs);
	value[FIELD_HOST_RIP] = hpa_of(run_exit_repair);
	if (c->base != BASE_V8086)
		value[FIELD_GUEST_RSP] = STACK_TOP;
	apply_all(fuzz_adornment(c->adornment), OPERATIONS, ~0u, value);
	apply_all(c->mutation, c->count, mask, value);
	keep_awake(value);
}

static bool
is_host(enum field_index field)
{
	return VMCS_FIELD_TYPE(field_encodings[field]) == VMCS_TYPE_HOST;
}

/* Undo what a VM exit may have loaded; run_exit_repair has begun. */
static void
repair(const struct fuzz_case *c)
{
	uint64_t *gdt = at_hpa(probe_gdt());

	for (unsigned i = 0; i < c->count; i++) {
		if (!is_host(c->mutation[i].field))
			continue;
		write_cr0(root_cr0);
		write_cr4(root_cr4);
		wrmsr(MSR_IA32_EFER, root_efer);
		gdt[TASK / 8] &= ~(2ull << 40);
		__asm__ volatile("ltr %w[task]" : : [task] "r"(TASK)
				 : "memory");
		return;
	}
}

static void
print_event(const char *mark, enum field_index field)
{
	uint64_t info = entry_read(field);

	if (info & INTERRUPTION_VALID)
		printf(" %s%lx", mark, info);
}

static void
print_result(const struct run *run)
{
	uint64_t reason = entry_read(FIELD_EXIT_REASON);

	if (run->vector != RUN_EXITED) {
		if (run->vector == VECTOR_BP && run->rflags & RFLAGS_ZF)
			printf("f%lu",
			    entry_read(FIELD_VM_INSTRUCTION_ERROR));
		else
			printf("t%lu/%lx", run->vector, run->rflags);
		return;
	}
	printf("%c%lu/%lx", reason & EXIT_REASON_ENTRY_FAILURE ? 'e' : 'x',
	    reason & EXIT_REASON_BASIC, entry_read(FIELD_EXIT_QUALIFICATION));
	if (reason & EXIT_REASON_ENTRY_FAILURE)
		return;
	print_event("i", FIELD_EXIT_INTERRUPTION_INFO);
	print_event("v", FIELD_IDT_VECTORING_INFO);
}

static void
print_case(uint64_t number, const struct fuzz_case *c, unsigned mask,
    const uint64_t value[FIELD_COUNT])
{
	const char *before = " ";

	printf("@%lu.%x %x", number, mask, lacks(value));
	for (unsigned i = 0; i < c->count; i++) {
		if (!(mask >> i & 1))
			continue;
		printf("%s%u=%lx", before, c->mutation[i].field,
		    value[c->mutation[i].field]);
		before = ",";
	}
	printf(" : ");
}

/* Tell whoever reads a trace or the log of Bochs which case this is. */
static void
mark(uint64_t number)
{
	cpuid(MARK, number);
	__asm__ volatile("outl %[number], %[port]"
			 :
			 : [port] "Nd"((uint16_t)MARK_PORT),
			 [number] "a"((uint32_t)number));
}

static void
try(uint64_t number, const struct fuzz_case *c, unsigned mask)
{
	static uint64_t value[FIELD_COUNT];
	struct run run = {
		.code = hpa_of(piece_vmlaunch),
		.cs = CODE_64, .ss = DATA, .rflags = RFLAGS_FIXED,
		.reg = { [RSP] = hpa_of(run_stack_top) },
	};

	fill_in(c, mask, value);
	vmx_vmclear(hpa_of(vmcs_page));
	vmx_vmptrld(hpa_of(vmcs_page));
	entry_write(value);
	mark(number);
	run_piece(&run);
	if (run.vector == RUN_EXITED)
		repair(c);
	print_case(number, c, mask, value);
	print_result(&run);
	printf("\n");
	if (run.vector == RUN_EXITED)
		entry_forget();
}

/*
 * Prepare the memory the cases use.  A guest that can do nothing but fault
 * must not push its frames over the probe: its stacks lie in the window.
 */
static void
begin(void)
{
	static uint64_t value[FIELD_COUNT];
	uint32_t esp0 = STACK_TOP;
	struct tss *task_64 = at_hpa(tss_base());

	base_copy(BASE_PROTECTED, value);
	memcpy((char *)at_hpa(value[FIELD_GUEST_TR_BASE]) + TSS_32_ESP0,
	    &esp0, sizeof(esp0));
	task_64->rsp[0] = STACK_TOP;
	for (unsigned i = 0; i < ARRAY_SIZE(controls); i++)
		capabilities[i] = allowed(controls[i].encoding);
	cr4_fixed1 = rdmsr(MSR_IA32_VMX_CR4_FIXED1);
	misc = rdmsr(MSR_IA32_VMX_MISC);
	root_cr0 = read_cr0();
	root_cr4 = read_cr4();
	root_efer = rdmsr(MSR_IA32_EFER);
	fuzz_menus_init();
}

void
fuzz_report(uint64_t seed, uint64_t first, uint64_t count)
{
	begin();
	for (uint64_t i = first; i < first + count; i++) {
		struct fuzz_case c;

		fuzz_make(&c, seed, i);
		try(i, &c, (1u << c.count) - 1);
	}
}

void
fuzz_replay(uint64_t seed, uint64_t number)
{
	struct fuzz_case c;

	begin();
	fuzz_make(&c, seed, number);
	for (unsigned mask = 0; mask < 1u << c.count; mask++)
		try(number, &c, mask);
}
