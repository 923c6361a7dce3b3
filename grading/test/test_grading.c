/*
 * A whole grading, with a machine that plays a few records and powers off.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arch/vmx.h"
#include "demo.h"
#include "fake.h"
#include "grading/file.h"
#include "grading/grading.h"
#include "kernels.h"

static char error[ERROR_MAX];

/* A name in the scratch directory; to be freed. */
static char *
in_scratch(const char *name)
{
	char *path;

	ck_assert_int_gt(asprintf(&path, "%s/%s", scratch(), name), 0);
	return path;
}

static void
put(const char *name, const void *data, size_t size)
{
	char *path = in_scratch(name);

	ck_assert_msg(file_write(path, data, size, error) == 0, "%s", error);
	free(path);
}

static char *
get(const char *name)
{
	char *path = in_scratch(name), *text = calloc(1, 1 << 20);
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(text, 1, (1 << 20) - 1, file), 0);
	fclose(file);
	free(path);
	return text;
}

/* Everything a grading needs, in the scratch directory. */
static void
set_up(void)
{
	static struct fake fake;
	char *define;

	fake_init(&fake);
	fake.header.exits[VMX_EXIT_CPUID] = 7;
	fake_add(&fake, TRACE_INSN, VMX_EXIT_VMXON);
	fake_add(&fake, TRACE_END, END_POWER_OFF);
	fake.header.end = END_POWER_OFF;
	put("trace", &fake, sizeof(fake));
	put("vmm", "not read", 8);
	put("milestones.json", demo_milestones, strlen(demo_milestones));
	ck_assert_int_gt(asprintf(&define, "'-DTRACE_FILE=\"%s/trace\"'",
	    scratch()), 0);
	free(kernel_build("machine", KERNEL_NORMAL, define));
	free(define);
}

static enum grade
run(const char *only, const char *suffix)
{
	char *paths[] = { in_scratch("machine"), in_scratch("milestones.json"),
	    in_scratch("json"), in_scratch("junit"), in_scratch("tap") };
	const struct lab_choice lab = { &demo_checks, scratch() };
	char *json;
	enum grade grade;

	ck_assert_int_gt(asprintf(&json, "%s%s", paths[2], suffix), 0);
	grade = grading_run(&(struct grading){ .labs = &lab, .count = 1,
	    .machine = paths[0], .guests = scratch(), .milestones = paths[1],
	    .only = only, .seed = 0x1234, .json = json, .junit = paths[3],
	    .tap = paths[4] }, error);
	free(json);
	for (int i = 0; i < 5; i++)
		free(paths[i]);
	return grade;
}

static void
contains(const char *name, const char *part)
{
	char *text = get(name);

	ck_assert_msg(strstr(text, part) != NULL, "\"%s\" is not in %s:\n%s",
	    part, name, text);
	free(text);
}

START_TEST(part)
{
	ck_assert_int_eq(run(NULL, ""), GRADE_PART);
	contains("json", "\"earned\": 5,\n");
	contains("json", "\"points\": 20,\n");
	contains("json", "\"seed\": \"0x1234\"");
	contains("json", "\"seen\": \"nothing of the kind\"");
	contains("json", "cannot read the module");
	contains("junit", "tests=\"5\" failures=\"3\"");
	contains("junit", "a &lt;mistake&gt; &amp; its reason");
	contains("tap", "1..5");
	contains("tap", "demo_vmxon");
}
END_TEST

START_TEST(full)
{
	ck_assert_int_eq(run("demo_exits", ""), GRADE_FULL);
	contains("json", "\"earned\": 2,\n");
}
END_TEST

START_TEST(unknown_milestone)
{
	ck_assert_int_eq(run("no_such", ""), GRADE_ERROR);
	ck_assert_str_eq(error, "no milestone is called no_such");
}
END_TEST

START_TEST(same_seed_same_bytes)
{
	char *first, *second;

	ck_assert_msg(run(NULL, ".1") == GRADE_PART, "%s", error);
	ck_assert_msg(run(NULL, ".2") == GRADE_PART, "%s", error);
	first = get("json.1");
	second = get("json.2");
	ck_assert_str_eq(first, second);
	free(first);
	free(second);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("grading");
	TCase *tcase = tcase_create("grading");
	SRunner *runner = srunner_create(suite);
	int failed;

	scratch();
	tcase_add_unchecked_fixture(tcase, set_up, NULL);
	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, part);
	tcase_add_test(tcase, full);
	tcase_add_test(tcase, unknown_milestone);
	tcase_add_test(tcase, same_seed_same_bytes);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
