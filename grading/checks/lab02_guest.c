/*
 * Lab 2, exercise 5: the guest-state area, compared with what the kernel
 * said about its guest.
 */
#include "lab02.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* A value with the bits that VMX fixes in CR0 or CR4 as VMX wants them. */
static uint64_t
fixed(const struct scene *s, uint64_t value, uint32_t fixed0)
{
	return (value | capability_of(s, fixed0)) &
	    capability_of(s, fixed0 + 1);
}

MILESTONE(guest_control_registers)
{
	const struct scene *s = scenario("guest");
	struct guest g = guest_of(s);
	const struct field_value fields[] = {
		{ INDEX_GUEST_CR0, fixed(s, g.cr0, MSR_IA32_VMX_CR0_FIXED0) },
		{ INDEX_GUEST_CR3, g.cr3 },
		{ INDEX_GUEST_CR4, fixed(s, g.cr4, MSR_IA32_VMX_CR4_FIXED0) },
		{ INDEX_GUEST_DR7, 0x400 },
	};

	expect_fields(s, fields, COUNT(fields), "the guest's control "
	    "registers with the fixed bits applied, and DR7 after reset");
}
END_MILESTONE

MILESTONE(guest_start)
{
	const struct scene *s = scenario("guest");
	struct guest g = guest_of(s);
	const struct field_value fields[] = {
		{ INDEX_GUEST_RIP, g.rip },
		{ INDEX_GUEST_RSP, g.rsp },
		{ INDEX_GUEST_RFLAGS, 2 },
	};

	expect_fields(s, fields, COUNT(fields),
	    "RIP, RSP and RFLAGS with which the guest starts");
}
END_MILESTONE

/* The four fields of a segment register. */
#define SEGMENT(name, selector, base, limit, rights)			\
	{ INDEX_GUEST_##name##_SELECTOR, selector },			\
	{ INDEX_GUEST_##name##_BASE, base },				\
	{ INDEX_GUEST_##name##_LIMIT, limit },				\
	{ INDEX_GUEST_##name##_ACCESS_RIGHTS, rights }
#define DATA(name)	SEGMENT(name, g.ds, 0, 0xffffffff, 0xc093)

MILESTONE(guest_code)
{
	const struct scene *s = scenario("guest");
	struct guest g = guest_of(s);
	const struct field_value fields[] = {
		SEGMENT(CS, g.cs, 0, 0xffffffff, 0xa09b),
	};

	expect_fields(s, fields, COUNT(fields), "CS: flat 64-bit code");
}
END_MILESTONE

MILESTONE(guest_data)
{
	const struct scene *s = scenario("guest");
	struct guest g = guest_of(s);
	const struct field_value fields[] = {
		DATA(ES), DATA(SS), DATA(DS), DATA(FS), DATA(GS),
	};

	expect_fields(s, fields, COUNT(fields),
	    "ES, SS, DS, FS and GS: flat writable data");
}
END_MILESTONE

MILESTONE(guest_system)
{
	const struct scene *s = scenario("guest");
	struct guest g = guest_of(s);
	const struct field_value fields[] = {
		SEGMENT(LDTR, 0, 0, 0, SEGMENT_UNUSABLE),
		SEGMENT(TR, g.tr, g.tss_base, g.tss_limit, 0x8b),
	};

	expect_fields(s, fields, COUNT(fields),
	    "LDTR unusable, and TR a busy 64-bit task");
}
END_MILESTONE

MILESTONE(guest_tables)
{
	const struct scene *s = scenario("guest");
	struct guest g = guest_of(s);
	const struct field_value fields[] = {
		{ INDEX_GUEST_GDTR_BASE, g.gdt_base },
		{ INDEX_GUEST_GDTR_LIMIT, g.gdt_limit },
		{ INDEX_GUEST_IDTR_BASE, 0 },
		{ INDEX_GUEST_IDTR_LIMIT, 0 },
	};

	expect_fields(s, fields, COUNT(fields),
	    "the GDT that the guest starts with, and an empty IDT");
}
END_MILESTONE

MILESTONE(guest_msrs)
{
	static const struct field_value fields[] = {
		{ INDEX_GUEST_IA32_DEBUGCTL, 0 },
		{ INDEX_GUEST_IA32_SYSENTER_CS, 0 },
		{ INDEX_GUEST_IA32_SYSENTER_ESP, 0 },
		{ INDEX_GUEST_IA32_SYSENTER_EIP, 0 },
	};

	expect_fields(scenario("guest"), fields, COUNT(fields),
	    "IA32_DEBUGCTL and the SYSENTER MSRs 0");
}
END_MILESTONE

MILESTONE(guest_efer)
{
	static const struct field_value field = {
		INDEX_GUEST_IA32_EFER, EFER_LME | EFER_LMA
	};

	expect_fields(scenario("guest"), &field, 1,
	    "the guest's IA32_EFER from vcpu->efer");
	expect_launch(scenario("guest without efer"), "a VMLAUNCH also where "
	    "VM entries cannot load IA32_EFER, and the field does not exist");
}
END_MILESTONE

MILESTONE(guest_activity)
{
	static const struct field_value fields[] = {
		{ INDEX_GUEST_ACTIVITY_STATE, ACTIVITY_ACTIVE },
		{ INDEX_GUEST_INTERRUPTIBILITY, 0 },
		{ INDEX_GUEST_PENDING_DEBUG, 0 },
		{ INDEX_VMCS_LINK_POINTER, UINT64_MAX },
	};

	expect_fields(scenario("guest"), fields, COUNT(fields),
	    "an active guest that nothing blocks, and no linked VMCS");
}
END_MILESTONE

void
lab02_guest(Suite *suite)
{
	TCase *guest = exercise(suite, 5);

	milestone_add(guest, guest_control_registers);
	milestone_add(guest, guest_start);
	milestone_add(guest, guest_code);
	milestone_add(guest, guest_data);
	milestone_add(guest, guest_system);
	milestone_add(guest, guest_tables);
	milestone_add(guest, guest_msrs);
	milestone_add(guest, guest_efer);
	milestone_add(guest, guest_activity);
}
