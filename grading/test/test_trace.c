/*
 * Reading the trace: whole ones, wrapped ones, and damaged ones.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "fake.h"
#include "grading/trace.h"
#include "machine/vtx/layout.h"

static struct fake fake;
static struct trace trace;
static uint8_t *ram;
static size_t size;
static char error[ERROR_MAX];

static void
set_up(void)
{
	fake_init(&fake);
}

static void
tear_down(void)
{
	free(ram);
	ram = NULL;
}

static int
open_fake(void)
{
	free(ram);
	ram = fake_ram(&fake, &size);
	return trace_open(&trace, ram, size, error);
}

START_TEST(empty)
{
	ck_assert_int_eq(open_fake(), 0);
	ck_assert_ptr_null(trace_next(&trace, NULL, TRACE_NONE));
	ck_assert_ptr_null(trace_last(&trace, TRACE_EXIT));
	ck_assert_ptr_null(trace_at(&trace, 0));
	ck_assert_ptr_null(trace_at(&trace, 1));
}
END_TEST

START_TEST(in_order)
{
	const struct trace_record *r;

	fake_add(&fake, TRACE_BOOT, 0);
	fake_add(&fake, TRACE_EXIT, 10);
	fake_add(&fake, TRACE_EXIT, 12);
	fake_add(&fake, TRACE_EXIT, 10);
	ck_assert_int_eq(open_fake(), 0);
	r = trace_next(&trace, NULL, TRACE_NONE);
	ck_assert_int_eq(r->kind, TRACE_BOOT);
	r = trace_find(&trace, NULL, TRACE_EXIT, 10);
	ck_assert_uint_eq(r->seq, 2);
	r = trace_find(&trace, r, TRACE_EXIT, 10);
	ck_assert_uint_eq(r->seq, 4);
	ck_assert_ptr_null(trace_find(&trace, r, TRACE_EXIT, 10));
	ck_assert_uint_eq(trace_count(&trace, TRACE_EXIT, 10), 2);
	ck_assert_uint_eq(trace_last(&trace, TRACE_BOOT)->seq, 1);
}
END_TEST

START_TEST(wrapped)
{
	const struct trace_record *r = NULL;
	unsigned n = 0;

	for (uint32_t i = 1; i <= 2 * FAKE_RECORDS + 3; i++)
		fake_add(&fake, TRACE_EXIT, i);
	ck_assert_int_eq(open_fake(), 0);
	ck_assert_uint_eq(trace.first, FAKE_RECORDS + 4);
	while ((r = trace_next(&trace, r, TRACE_NONE))) {
		ck_assert_uint_eq(r->detail, r->seq);
		n++;
	}
	ck_assert_uint_eq(n, FAKE_RECORDS);
	ck_assert_ptr_null(trace_at(&trace, 1));
}
END_TEST

/* A record that does not carry its own number is left out. */
START_TEST(torn_record)
{
	fake_add(&fake, TRACE_EXIT, 1);
	fake_add(&fake, TRACE_EXIT, 2)->seq = 77;
	fake_add(&fake, TRACE_EXIT, 3);
	ck_assert_int_eq(open_fake(), 0);
	ck_assert_uint_eq(trace_next(&trace, trace_at(&trace, 1),
	    TRACE_NONE)->detail, 3);
}
END_TEST

/* No number in the header may lead outside memory, or into a long loop. */
static const struct damage {
	size_t offset;
	uint64_t value;
	int size;
} damages[] = {
	{ offsetof(struct trace_header, magic), 0, 8 },
	{ offsetof(struct trace_header, version), 99, 4 },
	{ offsetof(struct trace_header, record_size), 8, 4 },
	{ offsetof(struct trace_header, ring), ~0ull, 8 },
	{ offsetof(struct trace_header, ring), MACHINE_TRACE + 1, 8 },
	{ offsetof(struct trace_header, ring), ~0ull << 8, 8 },
	{ offsetof(struct trace_header, capacity), 0, 8 },
	{ offsetof(struct trace_header, capacity), ~0ull, 8 },
	{ offsetof(struct trace_header, capacity), 1ull << 56, 8 },
	{ offsetof(struct trace_header, written), ~0ull, 8 },
};

START_TEST(damaged)
{
	const struct damage *d = &damages[_i];

	fake_add(&fake, TRACE_EXIT, 1);
	memcpy((char *)&fake.header + d->offset, &d->value, (size_t)d->size);
	ck_assert_int_eq(open_fake(), -1);
	ck_assert_uint_gt(strlen(error), 0);
}
END_TEST

START_TEST(small_memory)
{
	char few[16] = { 0 };

	ck_assert_int_eq(trace_open(&trace, few, sizeof(few), error), -1);
	ck_assert_int_eq(trace_open(&trace, NULL, 0, error), -1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("trace");
	TCase *tcase = tcase_create("trace");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, empty);
	tcase_add_test(tcase, in_order);
	tcase_add_test(tcase, wrapped);
	tcase_add_test(tcase, torn_record);
	tcase_add_loop_test(tcase, damaged, 0,
	    sizeof(damages) / sizeof(damages[0]));
	tcase_add_test(tcase, small_memory);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
