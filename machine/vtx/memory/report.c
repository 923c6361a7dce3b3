/*
 * The line of a test: for each VM exit its basic reason and
 *
 *	q=	the exit qualification, if it is not 0
 *	l= p=	the guest-linear and guest-physical address, if there is one
 *	at=	the low half of RIP
 *	v= e=	IDT-vectoring information, and its error code
 *	i=	the VM-exit interruption information
 *	info=	the instruction information
 *	rf	RFLAGS.RF is 1, if the test asks
 *	ax=	of VMCALL, RAX
 */
#include "memory.h"

#include "bytes.h"
#include "console.h"
#include "vmcs.h"

#define QUALIFICATION	0x1ffull	/* the defined bits */
#define LINEAR_VALID	0x80ull
#define FINAL		0x100ull
#define INFO_DEFINED	(~(0x7cull | 0xfull << 11))

static char line[1024];
static unsigned used;

void
report_begin(void)
{
	used = 0;
}

void
report_text(const char *text)
{
	while (*text != '\0' && used < sizeof(line) - 1)
		line[used++] = *text++;
	line[used] = '\0';
}

static void
number(uint64_t value, unsigned base)
{
	char digits[21];
	unsigned at = sizeof(digits) - 1;

	digits[at] = '\0';
	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value != 0);
	report_text(digits + at);
}

void
report_number(const char *name, uint64_t value)
{
	report_text(name);
	number(value, 16);
}

static void
report_violation(void)
{
	uint64_t q = vmcs_read(VMCS_EXIT_QUALIFICATION) & QUALIFICATION;

	if (!(q & LINEAR_VALID))
		q &= ~FINAL;
	report_number(" q=", q);
	if (q & LINEAR_VALID)
		report_number(" l=", vmcs_read(VMCS_GUEST_LINEAR_ADDRESS));
}

static void
report_delivery(void)
{
	uint32_t info = vmcs_read(VMCS_IDT_VECTORING_INFO);

	if (!(info & INTERRUPTION_VALID))
		return;
	report_number(" v=", info);
	if (info & INTERRUPTION_ERROR_CODE)
		report_number(" e=", vmcs_read(VMCS_IDT_VECTORING_ERROR_CODE));
}

/* The current VMCS after a VM exit. */
void
report_exit(const struct test *test, const struct registers *registers)
{
	uint32_t reason = vmcs_read(VMCS_EXIT_REASON);

	if (used != 0)
		report_text("; ");
	if (reason & EXIT_REASON_ENTRY_FAILURE)
		report_text("no entry ");
	reason &= EXIT_REASON_BASIC;
	number(reason, 10);
	if (reason == VMX_EXIT_EPT_VIOLATION)
		report_violation();
	else if (reason != VMX_EXIT_EPT_MISCONFIGURATION &&
	    vmcs_read(VMCS_EXIT_QUALIFICATION) != 0)
		report_number(" q=", vmcs_read(VMCS_EXIT_QUALIFICATION));
	if (reason == VMX_EXIT_EPT_VIOLATION ||
	    reason == VMX_EXIT_EPT_MISCONFIGURATION)
		report_number(" p=", vmcs_read(VMCS_GUEST_PHYSICAL_ADDRESS));
	if (reason == VMX_EXIT_EXCEPTION_OR_NMI)
		report_number(" i=", vmcs_read(VMCS_EXIT_INTERRUPTION_INFO));
	if (reason == VMX_EXIT_INVEPT || reason == VMX_EXIT_INVVPID)
		report_number(" info=", vmcs_read(VMCS_EXIT_INSTRUCTION_INFO) &
		    INFO_DEFINED);
	report_number(" at=", vmcs_read(VMCS_GUEST_RIP) & 0xffff);
	report_delivery();
	if (test->show_rf && vmcs_read(VMCS_GUEST_RFLAGS) & RFLAGS_RF)
		report_text(" rf");
	if (reason == VMX_EXIT_VMCALL)
		report_number(" ax=", registers->reg[0]);
}

/* Accessed (1) and dirty (2) of the EPT entries, from the PML4 down. */
void
report_flags(uint64_t gpa)
{
	report_text(" flags=");
	for (unsigned level = 4; level > 0; level--) {
		uint64_t entry = *ept_entry(gpa, level);

		number(entry >> 8 & 3, 10);
		if (level < 4 && entry & 0x80)
			break;
	}
}

/* The guest's paging mode, and what follows it. */
void
report_mode(void)
{
	static const enum vmcs_field pdptes[] = {
		VMCS_GUEST_PDPTE0, VMCS_GUEST_PDPTE1, VMCS_GUEST_PDPTE2,
		VMCS_GUEST_PDPTE3,
	};
	uint64_t cr0 = vmcs_read(VMCS_GUEST_CR0);
	uint64_t cr4 = vmcs_read(VMCS_GUEST_CR4);
	uint64_t efer = vmcs_read(VMCS_GUEST_IA32_EFER);

	report_number(" cr0=", cr0);
	report_number(" cr3=", vmcs_read(VMCS_GUEST_CR3));
	report_number(" cr4=", cr4);
	report_number(" efer=", efer);
	if (vmcs_read(VMCS_ENTRY_CONTROLS) & ENTRY_IA32E_MODE_GUEST)
		report_text(" ia32e");
	report_number(" cs=", vmcs_read(VMCS_GUEST_CS_SELECTOR));
	report_number(",", vmcs_read(VMCS_GUEST_CS_BASE));
	report_number(",", vmcs_read(VMCS_GUEST_CS_LIMIT));
	report_number(",", vmcs_read(VMCS_GUEST_CS_ACCESS_RIGHTS));
	report_number(" ds=", vmcs_read(VMCS_GUEST_DS_SELECTOR));
	report_number(",", vmcs_read(VMCS_GUEST_DS_BASE));
	report_number(",", vmcs_read(VMCS_GUEST_DS_LIMIT));
	report_number(",", vmcs_read(VMCS_GUEST_DS_ACCESS_RIGHTS));
	if (!(cr0 & CR0_PG) || !(cr4 & CR4_PAE) || efer & EFER_LMA)
		return;
	for (unsigned i = 0; i < 4; i++)
		report_number(i == 0 ? " pdptes=" : ",",
		    vmcs_read(pdptes[i]));
}

/* Print the line.  Is it the expected one? */
bool
report_end(const char *name, const char *expected)
{
	bool same = strlen(expected) == used &&
	    memcmp(line, expected, used) == 0;

	printf("%s: %s\n", name, line);
	if (!same)
		printf("\tnot as expected: %s\n", expected);
	return same;
}
