/*
 * Booting machines: every way a run can end, with kernels of a few bytes.
 */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "grading/boot.h"
#include "kernels.h"

enum { ORDINARY, FAILING, TRIPLE, LOOP, FLOOD, SILENT, MISSING, NO_QEMU,
    RUNS };

static struct run run[RUNS];

/* All machines at once: this is what boot_all() is for. */
static void
boot_them(void)
{
	char *path[RUNS] = {
		[ORDINARY] = kernel_build("ordinary", KERNEL_NORMAL, ""),
		[FAILING] = kernel_build("failing", KERNEL_NORMAL,
		    "-DSTATUS=3"),
		[TRIPLE] = kernel_build("triple", KERNEL_TRIPLE, ""),
		[LOOP] = kernel_build("loop", KERNEL_LOOP, ""),
		[FLOOD] = kernel_build("flood", KERNEL_FLOOD, ""),
		[SILENT] = kernel_build("silent", KERNEL_SILENT, ""),
	};
	struct boot boot[RUNS];

	memset(boot, 0, sizeof(boot));
	for (int i = 0; i < RUNS; i++) {
		boot[i].kernel = path[i] ? path[i] : path[ORDINARY];
		boot[i].icount = true;
		boot[i].shift = 4;
		boot[i].hang = 60;
	}
	boot[SILENT].hang = 1;
	boot[FLOOD].output_limit = 1000;
	boot[MISSING].kernel = "no/such/kernel";
	boot[NO_QEMU].emulator = "no-such-qemu";
	boot_all(boot, run, RUNS, 2);
	for (int i = 0; i < RUNS; i++)
		free(path[i]);
}

static void
release_them(void)
{
	for (int i = 0; i < RUNS; i++)
		run_release(&run[i]);
}

START_TEST(power_off)
{
	ck_assert_msg(run[ORDINARY].ending == ENDED_POWER_OFF, "%s",
	    run[ORDINARY].message);
	ck_assert_int_eq(run[ORDINARY].status, 0);
	ck_assert_str_eq(run[ORDINARY].console,
	    "hello from the test kernel\n");
	ck_assert_uint_eq(run[ORDINARY].ram_size, 256 << 20);
	/* The kernel's first bytes, at 1 MB */
	ck_assert_int_eq(run[ORDINARY].ram[0x100000], 0xba);
	ck_assert_int_eq(run[FAILING].ending, ENDED_POWER_OFF);
	ck_assert_int_eq(run[FAILING].status, 3);
}
END_TEST

START_TEST(triple_fault)
{
	ck_assert_int_eq(run[TRIPLE].ending, ENDED_RESET);
}
END_TEST

START_TEST(budget)
{
	ck_assert_int_eq(run[LOOP].ending, ENDED_BUDGET);
}
END_TEST

START_TEST(output_limit)
{
	ck_assert_int_eq(run[FLOOD].ending, ENDED_OUTPUT);
	ck_assert_uint_eq(run[FLOOD].console_size, 1000);
	ck_assert_uint_eq(strlen(run[FLOOD].console), 1000);
}
END_TEST

START_TEST(time_limit)
{
	ck_assert_int_eq(run[SILENT].ending, ENDED_HANG);
}
END_TEST

START_TEST(no_start)
{
	ck_assert_int_eq(run[MISSING].ending, ENDED_NO_START);
	ck_assert_ptr_nonnull(strstr(run[MISSING].message,
	    "cannot read the kernel no/such/kernel"));
	ck_assert_int_eq(run[NO_QEMU].ending, ENDED_NO_START);
	ck_assert_ptr_nonnull(strstr(run[NO_QEMU].message,
	    "cannot run no-such-qemu"));
}
END_TEST

/* A module's comma must not end its name. */
START_TEST(modules)
{
	char *kernel = kernel_build("ordinary", KERNEL_NORMAL, "");
	char *module;
	struct run one;

	ck_assert_int_gt(asprintf(&module, "%s a=1,2 b", kernel), 0);
	const char *const list[] = { module, module, NULL };
	struct boot boot = { .kernel = kernel, .modules = list, .hang = 60,
	    .append = "x=1,2" };
	boot_all(&boot, &one, 1, 1);
	ck_assert_msg(one.ending == ENDED_POWER_OFF, "%s", one.message);
	run_release(&one);
	free(module);
	free(kernel);
}
END_TEST

/* A second machine that is killed takes its emulator with it. */
START_TEST(terminated)
{
	char *kernel = kernel_build("silent", KERNEL_SILENT, "");
	pid_t child = fork();
	struct run one;
	int status;

	if (child == 0) {
		struct boot boot = { .kernel = kernel, .hang = 60 };

		boot_all(&boot, &one, 1, 1);
		_exit(0);
	}
	usleep(300000);
	kill(child, SIGTERM);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGTERM);
	free(kernel);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("boot");
	TCase *once = tcase_create("endings");
	TCase *each = tcase_create("single");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_set_timeout(once, 120);
	tcase_set_timeout(each, 120);
	scratch();
	tcase_add_unchecked_fixture(once, boot_them, release_them);
	tcase_add_test(once, power_off);
	tcase_add_test(once, triple_fault);
	tcase_add_test(once, budget);
	tcase_add_test(once, output_limit);
	tcase_add_test(once, time_limit);
	tcase_add_test(once, no_start);
	tcase_add_test(each, modules);
	tcase_add_test(each, terminated);
	suite_add_tcase(suite, once);
	suite_add_tcase(suite, each);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed != 0;
}
