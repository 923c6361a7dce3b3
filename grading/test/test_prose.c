/*
 * What people read: records, explanations, VMCS, table of exits, Bochs' log.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "grading/bochs.h"
#include "grading/fields.h"
#include "grading/names.h"
#include "grading/prose.h"
#include "grading/summary.h"
#include "machine/vtx/rules.h"

static struct fake fake;
static struct trace trace;
static struct prose prose;
static uint8_t *ram;
static char *text;
static size_t length;

static void
set_up(void)
{
	fake_init(&fake);
}

/* Open the trace made so far, and a stream into `text`. */
static void
begin(void)
{
	char error[ERROR_MAX];
	size_t size;

	ram = fake_ram(&fake, &size);
	ck_assert_msg(trace_open(&trace, ram, size, error) == 0, "%s", error);
	prose = (struct prose){ open_memstream(&text, &length), &trace, NULL,
	    NULL };
	ck_assert_ptr_nonnull(prose.out);
}

static void
end(void)
{
	fclose(prose.out);
	free(ram);
}

static void
contains(const char *part)
{
	ck_assert_msg(strstr(text, part) != NULL, "\"%s\" is not in:\n%s",
	    part, text);
}

static void
tear_down(void)
{
	free(text);
	text = NULL;
}

START_TEST(names)
{
	ck_assert_str_eq(exit_name(VMX_EXIT_CPUID), "CPUID");
	ck_assert_str_eq(exit_name(35), "unknown");
	ck_assert_str_eq(exit_name(0xffff), "unknown");
	ck_assert_str_eq(error_name(12),
	    "VMREAD/VMWRITE from/to unsupported VMCS component");
	ck_assert_str_eq(error_name(~0ull), "unknown");
	ck_assert_str_eq(vector_name(13), "#GP");
	ck_assert_str_eq(field_name(INDEX_GUEST_CR0), "Guest CR0");
	ck_assert_str_eq(field_name(-1), "unknown");
	ck_assert_str_eq(msr_name(MSR_IA32_VMX_BASIC), "IA32_VMX_BASIC");
	ck_assert_str_eq(msr_name(1), "unknown");
	ck_assert_int_eq(kind_by_name("exit"), TRACE_EXIT);
	ck_assert_int_eq(kind_by_name("nothing"), -1);
	ck_assert_ptr_null(why_text(WHY_NONE));
	ck_assert_ptr_null(why_text(WHY_COUNT));
}
END_TEST

/* Whatever a record holds, it can be printed. */
START_TEST(any_record)
{
	struct trace_record *r = fake_add(&fake, (enum trace_kind)_i, 0);

	memset(&r->detail, 0xff, sizeof(r->detail));
	memset(r->arg, 0xff, sizeof(r->arg));
	begin();
	prose_record(&prose, trace_at(&trace, 1));
	prose_explain(&prose, trace_at(&trace, 1));
	end();
	ck_assert_uint_gt(length, 0);
}
END_TEST

START_TEST(one_line)
{
	struct trace_record *r = fake_add(&fake, TRACE_EXIT,
	    VMX_EXIT_CR_ACCESS);

	r->arg[0] = 0x304;	/* MOV to CR4, RBX */
	r->arg[5] = 3;
	begin();
	prose_record(&prose, trace_at(&trace, 1));
	end();
	contains("VM exit 28, Control-register accesses");
	contains("MOV to CR4, RBX");
	contains("length 3");
}
END_TEST

static unsigned
row_of(const char *id)
{
	for (unsigned i = 0; i < rule_count; i++)
		if (strcmp(rules[i].id, id) == 0)
			return i;
	ck_abort_msg("there is no rule %s", id);
}

/* A refused entry names every broken rule, its value, and the manual. */
START_TEST(broken_rules)
{
	struct trace_record *r;
	unsigned row = row_of("pin_required");

	fake.header.capability[1] = 0x16 | 0x7full << 32;
	r = fake_add(&fake, TRACE_RULE, row);
	r->arg[0] = VMCS_PIN_BASED_CONTROLS;
	r->arg[1] = 0x106;
	r->arg[2] = 0x101234;
	r = fake_add(&fake, TRACE_RULE, row_of("pin_forbidden"));
	r->arg[0] = VMCS_PIN_BASED_CONTROLS;
	r->arg[1] = 0x106;
	r = fake_add(&fake, TRACE_RULE, row_of("host_cr0_required"));
	r->arg[0] = VMCS_HOST_CR0;
	r = fake_add(&fake, TRACE_INSN, VMX_EXIT_VMLAUNCH);
	r->arg[2] = OUTCOME_FAIL_VALID;
	r->arg[3] = VMX_ERROR_ENTRY_CONTROLS;
	begin();
	ck_assert_uint_eq(prose_failures(&prose, 5), 1);
	end();
	contains("VMLAUNCH failed: VM entry with invalid control field(s)");
	contains("PIN_BASED_CONTROLS");
	contains(rules[row].text);
	contains("0, but must be 1: bit 4");
	contains("1, but must be 0: bit 8");
	contains("address 0x101234");
	contains("HOST_CR0");
	contains("never; it needs a VMWRITE");
	contains(section_title[rules[row].section]);
}
END_TEST

START_TEST(refused_instruction)
{
	struct trace_record *r = fake_add(&fake, TRACE_INSN, VMX_EXIT_VMXON);

	r->arg[2] = OUTCOME_FAULT;
	r->arg[3] = VECTOR_GP;
	r->arg[4] = 1;
	fake_add(&fake, TRACE_END, END_TRIPLE_FAULT);
	begin();
	ck_assert(prose_last_failure(&prose));
	ck_assert_uint_eq(prose_failures(&prose, 1), 2);
	end();
	contains("VMXON raised #GP");
	contains(why_text(1));
	contains(".. and 1 more failures");
}
END_TEST

START_TEST(no_failure)
{
	fake_add(&fake, TRACE_INSN, VMX_EXIT_VMXON);
	fake_add(&fake, TRACE_END, END_POWER_OFF);
	begin();
	ck_assert(!prose_last_failure(&prose));
	ck_assert_uint_eq(prose_failures(&prose, 1), 0);
	end();
}
END_TEST

START_TEST(table)
{
	fake.header.exits[VMX_EXIT_HLT] = 3;
	fake.header.exits[VMX_EXIT_CPUID] = 40;
	fake.header.exits[TRACE_REASONS - 1] = 1;
	fake_add(&fake, TRACE_INSN, VMX_EXIT_VMXON);
	begin();
	summary_print(prose.out, &trace);
	end();
	contains("     40  CPUID\n      3  HLT\n      1  unknown\n"
	    "     44  in all\n");
	contains("VMX instructions: 1 (VMXON 1)");
}
END_TEST

START_TEST(vmcs)
{
	struct trace_vmcs *v = &fake.header.current;

	begin();
	vmcs_print(prose.out, v);
	v->address = 0x5000;
	v->value[INDEX_PRIMARY_CONTROLS] = PRIMARY_HLT_EXITING | 1;
	v->value[INDEX_GUEST_CS_ACCESS_RIGHTS] = 0xa09b;
	v->value[INDEX_GUEST_LDTR_ACCESS_RIGHTS] = SEGMENT_UNUSABLE;
	v->value[INDEX_GUEST_CR0] = 0x80000001;
	v->value[INDEX_ENTRY_INTERRUPTION_INFO] = 0x80000b0d;
	v->value[INDEX_EXIT_REASON] = VMX_EXIT_IO_INSTRUCTION;
	v->value[INDEX_EXIT_QUALIFICATION] = 0x3f80000;
	vmcs_print(prose.out, v);
	end();
	contains("There is no current VMCS");
	contains("(bit 0, HLT exiting)");
	contains("(code or data type 11, DPL 0, L, G)");
	contains("(unusable)");
	contains("(PE, PG)");
	contains("(#GP, hardware exception, with error code)");
	contains("OUT port 0x3f8, 1 bytes");
	contains("Host-state area");
}
END_TEST

START_TEST(bochs_log)
{
	static const char log[] =
	    "00000000123d[CPU0  ] VMEXIT reason = 28 (CR Access) qual..\n"
	    "00000000124e[CPU0  ] VMFAIL: VMCS host state invalid CR0\n"
	    "00000000125d[CPU0  ] VMEXIT reason = 10 (CPUID)\n"
	    "00000000126d[CPU0  ] VMEXIT reason = 10 (CPUID)\n"
	    "00000000127d[CPU0  ] VMEXIT reason = 4294967295 (?)";
	uint64_t exits[VMX_EXIT_COUNT];

	begin();
	ck_assert_uint_eq(bochs_exits(log, exits), 3);
	ck_assert_uint_eq(exits[VMX_EXIT_CPUID], 2);
	ck_assert_uint_eq(bochs_refusals(log, prose.out), 1);
	end();
	contains("VMCS host state invalid CR0\n");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("prose");
	TCase *tcase = tcase_create("prose");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, names);
	tcase_add_loop_test(tcase, any_record, 0, TRACE_KINDS);
	tcase_add_test(tcase, one_line);
	tcase_add_test(tcase, broken_rules);
	tcase_add_test(tcase, refused_instruction);
	tcase_add_test(tcase, no_failure);
	tcase_add_test(tcase, table);
	tcase_add_test(tcase, vmcs);
	tcase_add_test(tcase, bochs_log);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
