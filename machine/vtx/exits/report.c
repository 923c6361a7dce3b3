/*
 * One line for a VM exit: every field the manual defines for it, and what
 * the guest's registers and memory have become.
 *
 * SDM Vol. 3C, 27.2, "Recording VM-Exit Information and Updating VM-Entry
 * Control Fields", says which fields are defined when.
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

static void
print_field(const char *name, enum vmcs_field field)
{
	printf(" %s=%lx", name, vmcs_read(field));
}

static void
print_unless(const char *name, enum vmcs_field field, uint64_t usual)
{
	if (vmcs_read(field) != usual)
		print_field(name, field);
}

static bool
is_software(uint32_t info)
{
	uint32_t type = info &
	    INTERRUPTION_TYPE_MASK << INTERRUPTION_TYPE_SHIFT;

	return info & INTERRUPTION_VALID &&
	    (type == INTERRUPTION_SOFTWARE_INTERRUPT ||
	    type == INTERRUPTION_PRIVILEGED_SOFTWARE ||
	    type == INTERRUPTION_SOFTWARE_EXCEPTION);
}

/* Is the exit one by an instruction, or by the delivery of one's event? */
static bool
has_length(uint32_t reason)
{
	if (is_software(vmcs_read(VMCS_IDT_VECTORING_INFO)))
		return true;
	if (reason == VMX_EXIT_EXCEPTION_OR_NMI)
		return is_software(vmcs_read(VMCS_EXIT_INTERRUPTION_INFO));
	return reason >= VMX_EXIT_CPUID && reason <= VMX_EXIT_WBINVD;
}

/* Which reasons have VM-exit instruction information. */
static bool
has_information(uint32_t reason)
{
	switch (reason) {
	case VMX_EXIT_VMCLEAR:
	case VMX_EXIT_VMPTRLD:
	case VMX_EXIT_VMPTRST:
	case VMX_EXIT_VMREAD:
	case VMX_EXIT_VMWRITE:
	case VMX_EXIT_VMXON:
	case VMX_EXIT_GDTR_IDTR_ACCESS:
	case VMX_EXIT_LDTR_TR_ACCESS:
		return true;
	case VMX_EXIT_IO_INSTRUCTION:
		return vmcs_read(VMCS_EXIT_QUALIFICATION) & IO_STRING;
	}
	return false;
}

static bool
has_linear(uint32_t reason)
{
	uint64_t qualification = vmcs_read(VMCS_EXIT_QUALIFICATION);

	if (reason == VMX_EXIT_CR_ACCESS)
		return qualification & CR_ACCESS_LMSW_MEMORY;
	return reason == VMX_EXIT_IO_INSTRUCTION && qualification & IO_STRING;
}

static bool
in_64bit_mode(void)
{
	return vmcs_read(VMCS_ENTRY_CONTROLS) & ENTRY_IA32E_MODE_GUEST &&
	    vmcs_read(VMCS_GUEST_CS_ACCESS_RIGHTS) & SEGMENT_L;
}

/*
 * The bits of the instruction information that the manual defines: scale
 * and index only with an index, nothing of memory for a register.
 */
static uint32_t
defined_information(uint32_t reason, uint32_t info)
{
	bool vmx = reason >= VMX_EXIT_VMCLEAR && reason <= VMX_EXIT_VMXON;
	bool reg1 = reason == VMX_EXIT_VMREAD || reason == VMX_EXIT_VMWRITE ||
	    reason == VMX_EXIT_LDTR_TR_ACCESS;
	uint32_t mask = 0x0fff8783;	/* tables 27-9 to 27-14 */

	if (reason == VMX_EXIT_IO_INSTRUCTION)	/* OUTS has a segment */
		return info & (vmcs_read(VMCS_EXIT_QUALIFICATION) & IO_IN ?
		    0x380 : 0x38380);
	if (reg1 && info & 1 << 10)
		mask = 0x478;
	else if (info & 1 << 22)
		mask &= ~0x3c0003u;
	if (info & 1 << 27)
		mask &= ~0x7800000u;
	if (reason == VMX_EXIT_VMREAD || reason == VMX_EXIT_VMWRITE)
		mask |= 0xf0000000;
	if (!vmx)
		mask |= 0x30000000;
	if (reason == VMX_EXIT_GDTR_IDTR_ACCESS && !in_64bit_mode())
		mask |= 0x800;
	return info & mask;
}

/* A displacement counts up to the instruction's address size. */
static uint64_t
defined_qualification(uint32_t reason)
{
	uint64_t qualification = vmcs_read(VMCS_EXIT_QUALIFICATION);
	unsigned size = vmcs_read(VMCS_EXIT_INSTRUCTION_INFO) >> 7 & 7;

	if (!has_information(reason) || reason == VMX_EXIT_IO_INSTRUCTION ||
	    size > 1)
		return qualification;
	return qualification & (size == 1 ? 0xffffffff : 0xffff);
}

static void
print_event(const char *name, enum vmcs_field info_field,
    enum vmcs_field error_field)
{
	uint32_t info = vmcs_read(info_field);

	if (!(info & INTERRUPTION_VALID))
		return;
	printf(" %s=%x", name, info & ~(uint32_t)INTERRUPTION_NMI_UNBLOCKING);
	if (info & INTERRUPTION_ERROR_CODE)
		printf(":%lx", vmcs_read(error_field));
}

static void
print_information(uint32_t reason)
{
	if (defined_qualification(reason) != 0)
		printf(" qual=%lx", defined_qualification(reason));
	if (has_length(reason))
		print_field("len", VMCS_EXIT_INSTRUCTION_LENGTH);
	if (has_information(reason))
		printf(" info=%x", defined_information(reason,
		    vmcs_read(VMCS_EXIT_INSTRUCTION_INFO)));
	if (has_linear(reason))
		print_field("linear", VMCS_GUEST_LINEAR_ADDRESS);
	print_event("int", VMCS_EXIT_INTERRUPTION_INFO,
	    VMCS_EXIT_INTERRUPTION_ERROR_CODE);
	print_event("idt", VMCS_IDT_VECTORING_INFO,
	    VMCS_IDT_VECTORING_ERROR_CODE);
	if (vmcs_read(VMCS_ENTRY_INTERRUPTION_INFO) & INTERRUPTION_VALID)
		print_field("entry", VMCS_ENTRY_INTERRUPTION_INFO);
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
	print_field("gdtr", VMCS_GUEST_GDTR_BASE);
	printf(",%lx", vmcs_read(VMCS_GUEST_GDTR_LIMIT));
	print_field("idtr", VMCS_GUEST_IDTR_BASE);
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
		print_field("cr0", VMCS_GUEST_CR0);
		print_field("cr3", VMCS_GUEST_CR3);
		print_field("cr4", VMCS_GUEST_CR4);
		print_field("efer", VMCS_GUEST_IA32_EFER);
	}
	if (test->show & SHOW_DEBUG) {
		print_field("dr7", VMCS_GUEST_DR7);
		print_field("debugctl", VMCS_GUEST_IA32_DEBUGCTL);
	}
	if (test->show & SHOW_MSRS) {
		print_field("sysenter", VMCS_GUEST_IA32_SYSENTER_CS);
		print_field("esp", VMCS_GUEST_IA32_SYSENTER_ESP);
		print_field("eip", VMCS_GUEST_IA32_SYSENTER_EIP);
		print_field("pat", VMCS_GUEST_IA32_PAT);
	}
	if (test->show & SHOW_SEGMENTS)
		print_segments();
}

/* Print one VM exit; the registers were `before` at the entry. */
void
report_exit(const struct test *test, const struct registers *before,
    const struct registers *now)
{
	uint32_t reason = vmcs_read(VMCS_EXIT_REASON);
	uint64_t rip = vmcs_read(VMCS_GUEST_RIP);

	printf("%s: %x", test->name, reason);
	print_information(reason);
	if (reason & EXIT_REASON_ENTRY_FAILURE) {
		printf("\n");
		return;
	}
	print_place(test);
	printf(" rfl=%lx", flags_shown(test, vmcs_read(VMCS_GUEST_RFLAGS)));
	print_unless("rsp", VMCS_GUEST_RSP,
	    test->mode == MODE_v86 ? 0x8000 : STACK);
	print_unless("block", VMCS_GUEST_INTERRUPTIBILITY, 0);
	print_unless("activity", VMCS_GUEST_ACTIVITY_STATE, 0);
	print_unless("pending", VMCS_GUEST_PENDING_DEBUG, 0);
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
