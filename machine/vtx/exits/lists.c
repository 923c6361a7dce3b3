/*
 * The MSR areas of VM entry and VM exit that tests fill.
 * 24.7.2, "VM-Exit Controls for MSRs"; 24.8.2.
 */
#include "prepare.h"

#include "console.h"
#include "cpu.h"
#include "types.h"

#define MSR_X2APIC_ID	0x802

struct list_entry {
	uint32_t msr, reserved;
	uint64_t value;
};

static void
fill(hpa_t list, unsigned i, uint32_t msr, uint64_t value)
{
	struct list_entry *entry = at_hpa(list);

	entry[i] = (struct list_entry){ msr, 0, value };
}

/* STAR is the guest's and the VMM's; SYSENTER_CS only the guest's. */
void
prepare_load(struct registers *registers)
{
	(void)registers;
	fill(LISTS, 0, MSR_IA32_STAR, 0x1122334455667788);
	fill(LISTS, 1, MSR_IA32_SYSENTER_CS, 0x1234);
}

void
prepare_store(struct registers *registers)
{
	(void)registers;
	wrmsr(MSR_IA32_STAR, 0x8877665544332211);
	fill(LIST_STORE, 0, MSR_IA32_STAR, ~0ull);
	fill(LIST_STORE, 1, MSR_IA32_SYSENTER_ESP, ~0ull);
	fill(LIST_STORE, 2, MSR_IA32_EFER, ~0ull);
	fill(LIST_STORE, 3, MSR_IA32_GS_BASE, ~0ull);
}

void
finish_store(const struct test *test)
{
	struct list_entry *entry = at_hpa(LIST_STORE);

	printf("%s: stored", test->name);
	for (unsigned i = 0; i < 4; i++)
		printf(" %x=%lx", entry[i].msr, entry[i].value);
	printf("\n");
}

/* The second entry comes after HOST_IA32_SYSENTER_ESP was loaded. */
void
prepare_exit_load(struct registers *registers)
{
	(void)registers;
	fill(LIST_LOAD, 0, MSR_IA32_STAR, 0x1111222233334444);
	fill(LIST_LOAD, 1, MSR_IA32_SYSENTER_ESP, 0xffff888877776666);
}

void
finish_exit_load(const struct test *test)
{
	printf("%s: STAR %lx, SYSENTER_ESP %lx\n", test->name,
	    rdmsr(MSR_IA32_STAR), rdmsr(MSR_IA32_SYSENTER_ESP));
}

void
prepare_load_fs(struct registers *registers)
{
	prepare_load(registers);
	fill(LISTS, 1, MSR_IA32_FS_BASE, 0x1000);
}

void
prepare_load_unknown(struct registers *registers)
{
	prepare_load(registers);
	fill(LISTS, 2, 0x4000005f, 0);
}

void
prepare_load_reserved(struct registers *registers)
{
	struct list_entry *entry = at_hpa(LISTS);

	prepare_load(registers);
	entry[0].reserved = 1;
}

void
prepare_load_x2apic(struct registers *registers)
{
	(void)registers;
	fill(LISTS, 0, MSR_X2APIC_ID, 0);
}

/* A value that WRMSR would refuse. */
void
prepare_load_value(struct registers *registers)
{
	prepare_load(registers);
	fill(LISTS, 1, MSR_IA32_SYSENTER_EIP, 0x8000000000000000);
}

/* The entry fails late: the VM-exit MSR-load area counts, the other not. */
void
prepare_load_failure(struct registers *registers)
{
	prepare_store(registers);
	prepare_exit_load(registers);
	prepare_load_unknown(registers);
}
