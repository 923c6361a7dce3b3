/*
 * Lab 2, exercise 4: the host-state area, compared with the registers that
 * the processor had at VMLAUNCH.  The kernel's drill has given values to
 * registers that it has no use for.
 */
#include "lab02.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

MILESTONE(host_control_registers)
{
	const struct scene *s = scenario("host");
	const struct trace_root *root = &first_vmcs(s)->root;
	const struct field_value fields[] = {
		{ INDEX_HOST_CR0, root->cr0 },
		{ INDEX_HOST_CR3, root->cr3 },
		{ INDEX_HOST_CR4, root->cr4 },
	};

	expect_fields(s, fields, COUNT(fields),
	    "host CR0, CR3 and CR4 as the registers were at VMLAUNCH");
}
END_MILESTONE

MILESTONE(host_selectors)
{
	const struct scene *s = scenario("host");
	const struct trace_root *root = &first_vmcs(s)->root;
	const struct field_value fields[] = {
		{ INDEX_HOST_ES_SELECTOR, root->es },
		{ INDEX_HOST_CS_SELECTOR, root->cs },
		{ INDEX_HOST_SS_SELECTOR, root->ss },
		{ INDEX_HOST_DS_SELECTOR, root->ds },
		{ INDEX_HOST_FS_SELECTOR, root->fs },
		{ INDEX_HOST_GS_SELECTOR, root->gs },
		{ INDEX_HOST_TR_SELECTOR, root->tr },
	};

	expect_fields(s, fields, COUNT(fields),
	    "seven host selectors as the registers were at VMLAUNCH");
}
END_MILESTONE

MILESTONE(host_bases)
{
	const struct scene *s = scenario("host");
	const struct trace_root *root = &first_vmcs(s)->root;
	const struct field_value fields[] = {
		{ INDEX_HOST_FS_BASE, root->fs_base },
		{ INDEX_HOST_GS_BASE, root->gs_base },
		{ INDEX_HOST_TR_BASE, root->tr_base },
		{ INDEX_HOST_GDTR_BASE, root->gdtr_base },
		{ INDEX_HOST_IDTR_BASE, root->idtr_base },
	};

	expect_fields(s, fields, COUNT(fields),
	    "the host's bases as the registers were at VMLAUNCH");
}
END_MILESTONE

MILESTONE(host_sysenter)
{
	const struct scene *s = scenario("host");
	const struct trace_root *root = &first_vmcs(s)->root;
	const struct field_value fields[] = {
		{ INDEX_HOST_IA32_SYSENTER_CS, root->sysenter_cs },
		{ INDEX_HOST_IA32_SYSENTER_ESP, root->sysenter_esp },
		{ INDEX_HOST_IA32_SYSENTER_EIP, root->sysenter_eip },
	};

	expect_fields(s, fields, COUNT(fields),
	    "the host's SYSENTER MSRs as they were at VMLAUNCH");
}
END_MILESTONE

MILESTONE(host_efer)
{
	const struct scene *s = scenario("host");
	const struct field_value field = {
		INDEX_HOST_IA32_EFER, first_vmcs(s)->root.efer
	};

	expect_fields(s, &field, 1,
	    "the host's IA32_EFER as it was at VMLAUNCH");
	expect_launch(scenario("host without efer"), "a VMLAUNCH also where VM "
	    "exits cannot load IA32_EFER, and the field does not exist");
}
END_MILESTONE

MILESTONE(host_rip)
{
	const struct scene *s = scenario("host");
	struct symbol first_exit = { 0, 0 };
	struct field_value field = { INDEX_HOST_RIP, 0 };

	expect(symbols_find(s->symbols, "first_exit", &first_exit) == 0,
	    "a label first_exit in the VMM", "none");
	field.value = first_exit.address;
	expect_fields(s, &field, 1,
	    "the host's RIP from vcpu->host_rip, which is first_exit");
}
END_MILESTONE

void
lab02_host(Suite *suite)
{
	TCase *host = exercise(suite, 4);

	milestone_add(host, host_control_registers);
	milestone_add(host, host_selectors);
	milestone_add(host, host_bases);
	milestone_add(host, host_sysenter);
	milestone_add(host, host_efer);
	milestone_add(host, host_rip);
}
