/*
 * Symbols and lines, of this very test.
 */
#include <check.h>
#include <string.h>

#include "grading/symbols.h"

static struct symbols *symbols;
static char error[ERROR_MAX];

/* Something to be found by name, and to be read out of "memory". */
__attribute__((used)) uint32_t landmark = 0x12345678;

static void
set_up(void)
{
	symbols = symbols_open("/proc/self/exe", error);
	ck_assert_msg(symbols != NULL, "%s", error);
}

static void
tear_down(void)
{
	symbols_close(symbols);
}

START_TEST(by_name)
{
	struct symbol symbol;

	ck_assert_int_eq(symbols_find(symbols, "landmark", &symbol), 0);
	ck_assert_uint_ge(symbol.size, sizeof(landmark));
	ck_assert_int_eq(symbols_find(symbols, "no such name", &symbol), -1);
	ck_assert_int_eq(symbols_find(NULL, "landmark", &symbol), -1);
}
END_TEST

START_TEST(by_address)
{
	struct symbol symbol;
	struct place place;

	ck_assert_int_eq(symbols_find(symbols, "main", &symbol), 0);
	place = symbols_place(symbols, symbol.address + 1);
	ck_assert_str_eq(place.function, "main");
	ck_assert_uint_eq(place.offset, 1);
	ck_assert_ptr_nonnull(strstr(place.file, "test_symbols.c"));
	ck_assert_int_gt(place.line, 1);
	place = symbols_place(symbols, 0x7000000000000000);
	ck_assert_ptr_null(place.function);
	ck_assert_ptr_null(place.file);
	place = symbols_place(NULL, 1);
	ck_assert_ptr_null(place.function);
}
END_TEST

START_TEST(from_memory)
{
	static uint8_t ram[64 << 20];
	struct symbol symbol;
	uint32_t value = 0;

	ck_assert_int_eq(symbols_find(symbols, "landmark", &symbol), 0);
	ck_assert_uint_lt(symbol.address, sizeof(ram) - 4);
	memcpy(ram + symbol.address, &landmark, sizeof(landmark));
	ck_assert_int_eq(symbols_read(symbols, "landmark", ram, sizeof(ram),
	    &value, sizeof(value)), 0);
	ck_assert_uint_eq(value, landmark);
	ck_assert_int_eq(symbols_read(symbols, "landmark", ram, 16, &value,
	    sizeof(value)), -1);
	ck_assert_int_eq(symbols_read(symbols, "landmark", ram, sizeof(ram),
	    ram, 4096), -1);
}
END_TEST

START_TEST(no_symbols)
{
	ck_assert_ptr_null(symbols_open("no/such/file", error));
	ck_assert_ptr_nonnull(strstr(error, "no/such/file"));
	ck_assert_ptr_null(symbols_open("/dev/null", error));
	ck_assert_ptr_nonnull(strstr(error, "/dev/null"));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("symbols");
	TCase *tcase = tcase_create("symbols");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, by_name);
	tcase_add_test(tcase, by_address);
	tcase_add_test(tcase, from_memory);
	tcase_add_test(tcase, no_symbols);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
