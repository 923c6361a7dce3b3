/*
 * The points file: a good one, and what is said about broken ones.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grading/file.h"
#include "grading/milestones.h"
#include "kernels.h"

static struct milestones all;
static char error[ERROR_MAX];
static char path[256];

static int
load(const char *text)
{
	snprintf(path, sizeof(path), "%s/milestones.json", scratch());
	ck_assert_int_eq(file_write(path, text, strlen(text), error), 0);
	return milestones_load(&all, path, error);
}

#define ROW(id, points)							\
	"{\"id\": " id ", \"exercise\": 1, \"points\": " points ", "	\
	"\"title\": \"t\", \"means\": \"m\", \"read\": \"r\"}"
#define LAB(n, rows)							\
	"{\"lab\": " n ", \"name\": \"x\", \"milestones\": [" rows "]}"
#define FILE_OF(labs)	"{\"labs\": [" labs "]}"

START_TEST(good)
{
	const struct lab *lab;

	ck_assert_msg(load(FILE_OF(LAB("1", ROW("\"a\"", "2") ","
	    ROW("\"b_2\"", "3")) "," LAB("3", ROW("\"c\"", "1")))) == 0, "%s",
	    error);
	ck_assert_uint_eq(all.count, 2);
	lab = milestones_lab(&all, 1);
	ck_assert_uint_eq(lab->count, 2);
	ck_assert_str_eq(lab->milestones[1].id, "b_2");
	ck_assert_int_eq(lab->milestones[1].points, 3);
	ck_assert_ptr_null(milestones_lab(&all, 2));
	milestones_free(&all);
}
END_TEST

static const struct bad {
	const char *text, *complaint;
} bad[] = {
	{ "", "milestones.json:1: " },
	{ "{", "milestones.json:1: " },
	{ "[]", "\"labs\" must be a list" },
	{ FILE_OF("7"), "\"lab\" must be a whole number" },
	{ FILE_OF(LAB("1", "")), "lab 1, milestone ?: \"milestones\"" },
	{ FILE_OF(LAB("0", ROW("\"a\"", "1"))), "\"lab\" must be" },
	{ FILE_OF(LAB("1", ROW("\"a\"", "0"))),
	    "lab 1, milestone a: \"points\" must be a whole number" },
	{ FILE_OF(LAB("1", ROW("\"a\"", "\"1\""))), "\"points\" must be" },
	{ FILE_OF(LAB("1", ROW("\"A b\"", "1"))), "lower-case letters" },
	{ FILE_OF(LAB("1", ROW("\"\"", "1"))), "not empty" },
	{ FILE_OF(LAB("1", ROW("\"a\"", "1") "," ROW("\"a\"", "1"))),
	    "\"id\" must be used once only" },
	{ FILE_OF(LAB("1", ROW("\"a\"", "1")) "," LAB("1",
	    ROW("\"b\"", "1"))), "\"lab\" must be used once only" },
	{ FILE_OF(LAB("1", ROW("\"a\"", "1")) "," LAB("2",
	    ROW("\"a\"", "1"))), "lab 2, milestone a: \"id\" must be" },
	{ FILE_OF("{\"lab\": 1, \"lab\": 1}"), "duplicate" },
};

START_TEST(broken)
{
	ck_assert_int_eq(load(bad[_i].text), -1);
	ck_assert_msg(strstr(error, bad[_i].complaint) != NULL,
	    "\"%s\" is not in: %s", bad[_i].complaint, error);
}
END_TEST

START_TEST(missing)
{
	ck_assert_int_eq(milestones_load(&all, "no/such/file", error), -1);
	ck_assert_ptr_nonnull(strstr(error, "no/such/file"));
}
END_TEST

/* A result that cannot be written leaves nothing behind. */
START_TEST(full_disk)
{
	ck_assert_int_eq(file_write("/no/such/dir/file", "x", 1, error), -1);
	ck_assert_ptr_nonnull(strstr(error, "cannot write /no/such/dir/file"));
	ck_assert_int_eq(file_write("/dev/full", "x", 1, error), -1);
	ck_assert_ptr_nonnull(strstr(error, "No space left"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("milestones");
	TCase *tcase = tcase_create("milestones");
	SRunner *runner = srunner_create(suite);
	int failed;

	scratch();
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, good);
	tcase_add_loop_test(tcase, broken, 0, sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(tcase, missing);
	tcase_add_test(tcase, full_disk);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
