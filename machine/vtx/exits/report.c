/*
 * One line for a VM exit: what it says, and what the guest's registers and
 * memory have become.
 */
#include "exits.h"

#include "console.h"
#include "cpu.h"
#include "types.h"
#include "vmcs.h"

#define DR6_PLAIN	0xffff0ff0ull
#define CR2_PLAIN	0x1234000ull
#define STACK_WORDS	6

/* The bits that a register has in this mode. */
static uint64_t
width(enum mode mode)
{
	return mode == MODE_64 || mode == MODE_64user ? ~0ull : 0xffffffff;
}

/* Where the guest is: in its fragment, or in the handler of a vector. */
static void
print_place(const struct test *test)
{
	uint64_t rip = vmcs_read(VMCS_GUEST_RIP);
	uint64_t base = vmcs_read(VMCS_GUEST_CS_BASE);
	uint64_t size = test->code_end - test->code;

	if (test->mode == MODE_v86 && base + rip < 0x10000)
		base += REAL_BASE - REAL_CODE * 16 + CODE - REAL_BASE;
	if (base + rip - CODE <= size)
		printf(" at +%lx", base + rip - CODE);
	else if (base + rip - STUBS < 0x1000)
		printf(" at handler %lx", (base + rip - STUBS) / 16);
	else
		printf(" at %lx:%lx", vmcs_read(VMCS_GUEST_CS_SELECTOR), rip);
}

/* RFLAGS without RF, which QEMU and Bochs get wrong in different ways. */
static uint64_t
flags_shown(const struct test *test, uint64_t rflags)
{
	return test->show & SHOW_RF ? rflags : rflags & ~(uint64_t)RFLAGS_RF;
}

static void
print_registers(const struct test *test, const struct registers *before,
    const struct registers *now)
{
	static const char *const names[] = {
		"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
		"r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"
	};
	uint64_t bits = width(test->mode);

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		if ((before->reg[i] ^ now->reg[i]) & bits)
			printf(" %s=%lx", names[i], now->reg[i] & bits);
	}
}

/*
 * The words at the guest's stack pointer, as wide as its handlers' mode: the
 * frame of an exception, `flags` being the number of the word with RFLAGS.
 * RF in it counts only for SHOW_RF.
 */
static void
print_stack(const struct test *test, unsigned flags)
{
	uint64_t address = vmcs_read(VMCS_GUEST_RSP);
	bool wide = world_is_64(test->mode);

	if (address - WORLD >= WORLD_SIZE)
		return;
	printf(" stack");
	for (unsigned i = 0; i < STACK_WORDS; i++) {
		uint64_t word = wide ? ((uint64_t *)at_hpa(address))[i] :
		    ((uint32_t *)at_hpa(address))[i];

		printf(" %lx", i == flags ? flags_shown(test, word) : word);
	}
}

static bool
has_error_code(unsigned vector)
{
	return vector == VECTOR_DF || vector == VECTOR_AC ||
	    (vector >= VECTOR_TS && vector <= VECTOR_PF);
}

/* The first 16 bytes of the data page, if the guest changed them. */
static void
print_data(const struct test *test)
{
	const uint8_t *data = at_hpa(test->mode == MODE_v86 ?
	    REAL_BASE + REAL_DATA * 16 : DATA);
	bool changed = false;

	for (unsigned i = 0; i < 16; i++)
		changed |= data[i] != 0x40 + i;
	if (!changed)
		return;
	printf(" data ");
	for (unsigned i = 0; i < 16; i++)
		printf("%02x", data[i]);
}

static void
print_segments(void)
{
	static const char *const names[] = {
		"es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"
	};

	for (unsigned i = 0; i < ARRAY_SIZE(names); i++) {
		uint32_t rights = vmcs_read(VMCS_GUEST_ES_ACCESS_RIGHTS +
		    2 * i);

		printf(" %s=%lx", names[i],
		    vmcs_read(VMCS_GUEST_ES_SELECTOR + 2 * i));
		if (rights & SEGMENT_UNUSABLE)
			printf(",unusable");
		else
			printf(",%lx,%lx,%x",
			    vmcs_read(VMCS_GUEST_ES_BASE + 2 * i),
			    vmcs_read(VMCS_GUEST_ES_LIMIT + 2 * i), rights);
	}
	report_field("gdtr", VMCS_GUEST_GDTR_BASE);
	printf(",%lx", vmcs_read(VMCS_GUEST_GDTR_LIMIT));
	report_field("idtr", VMCS_GUEST_IDTR_BASE);
	printf(",%lx", vmcs_read(VMCS_GUEST_IDTR_LIMIT));
}

static uint64_t
read_dr6(void)
{
	uint64_t value;

	__asm__ volatile("mov %%dr6, %[value]" : [value] "=r"(value));
	return value;
}

static void
print_shown(const struct test *test)
{
	if (test->show & SHOW_CR) {
		report_field("cr0", VMCS_GUEST_CR0);
		report_field("cr3", VMCS_GUEST_CR3);
		report_field("cr4", VMCS_GUEST_CR4);
		report_field("efer", VMCS_GUEST_IA32_EFER);
	}
	if (test->show & SHOW_DEBUG) {
		report_field("dr7", VMCS_GUEST_DR7);
		report_field("debugctl", VMCS_GUEST_IA32_DEBUGCTL);
	}
	if (test->show & SHOW_MSRS) {
		report_field("sysenter", VMCS_GUEST_IA32_SYSENTER_CS);
		report_field("esp", VMCS_GUEST_IA32_SYSENTER_ESP);
		report_field("eip", VMCS_GUEST_IA32_SYSENTER_EIP);
		report_field("pat", VMCS_GUEST_IA32_PAT);
	}
	if (test->show & SHOW_SEGMENTS)
		print_segments();
	if (test->show & SHOW_HOST)
		events_report();
}

/* Print one VM exit; the registers were `before` at the entry. */
void
report_exit(const struct test *test, const struct registers *before,
    const struct registers *now)
{
	uint32_t reason = vmcs_read(VMCS_EXIT_REASON);
	uint64_t rip = vmcs_read(VMCS_GUEST_RIP);

	printf("%s: %x", test->name, reason);
	report_information(reason, test->show);
	if (reason & EXIT_REASON_ENTRY_FAILURE) {
		printf("\n");
		return;
	}
	print_place(test);
	printf(" rfl=%lx", flags_shown(test, vmcs_read(VMCS_GUEST_RFLAGS)));
	report_unless("rsp", VMCS_GUEST_RSP,
	    test->mode == MODE_v86 ? 0x8000 : STACK);
	report_unless("block", VMCS_GUEST_INTERRUPTIBILITY, 0);
	report_unless("activity", VMCS_GUEST_ACTIVITY_STATE, 0);
	report_unless("pending", VMCS_GUEST_PENDING_DEBUG, 0);
	print_registers(test, before, now);
	if (read_cr2() != CR2_PLAIN)
		printf(" cr2=%lx", read_cr2());
	if (read_dr6() != DR6_PLAIN)
		printf(" dr6=%lx", read_dr6());
	print_data(test);
	print_shown(test);
	if (rip - STUBS < 0x1000)
		print_stack(test, has_error_code((rip - STUBS) / 16) ? 3 : 2);
	printf("\n");
}
