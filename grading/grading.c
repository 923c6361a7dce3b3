#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "file.h"
#include "grading.h"
#include "session.h"

static size_t
count_milestones(const struct milestones *all)
{
	size_t n = 0;

	for (size_t i = 0; i < all->count; i++)
		n += all->labs[i].count;
	return n;
}

static bool
is_chosen(const struct grading *grading, const struct milestone *m)
{
	if (grading->only && strcmp(m->id, grading->only) != 0)
		return false;
	return !grading->exercises || grading->exercises >> m->exercise & 1;
}

/* The results of one lab, in their order; findings are taken from *next. */
static void
make_graded(struct graded *graded, const struct lab *lab,
    const struct grading *grading, struct finding **next)
{
	graded->lab = lab;
	graded->results = calloc(lab->count, sizeof(*graded->results));
	if (!graded->results)
		abort();
	for (size_t i = 0; i < lab->count; i++) {
		if (!is_chosen(grading, &lab->milestones[i]))
			continue;
		graded->results[graded->count++] = (struct result){
			&lab->milestones[i], (*next)++ };
	}
}

static int
make_session(struct session *session, const struct grading *grading,
    const struct milestones *all, struct finding *findings, char *error)
{
	size_t chosen = 0;

	session->machine = grading->machine;
	session->guests = grading->guests;
	session->jobs = grading->jobs;
	session->exercises = grading->exercises;
	session->report.seed = grading->seed;
	session->labs = calloc(grading->count, sizeof(*session->labs));
	session->report.labs = calloc(grading->count,
	    sizeof(*session->report.labs));
	if (!session->labs || !session->report.labs)
		abort();
	for (size_t i = 0; i < grading->count; i++) {
		const struct lab_choice *choice = &grading->labs[i];
		const struct lab *lab = milestones_lab(all,
		    choice->suite->lab);

		if (!lab)
			return error_set(error, "%.300s has no lab %d",
			    grading->milestones, choice->suite->lab);
		session->labs[i] = (struct graded_lab){
			.suite = choice->suite, .weave = choice->weave };
		make_graded(&session->report.labs[i], lab, grading,
		    &findings);
		chosen += session->report.labs[i].count;
		session->lab_count = ++session->report.count;
	}
	if (!chosen)
		return error_set(error, "no milestone is called %.100s",
		    grading->only ? grading->only : "anything");
	return 0;
}

static void
free_session(struct session *session)
{
	for (size_t i = 0; i < session->report.count; i++)
		free(session->report.labs[i].results);
	free(session->report.labs);
	free(session->labs);
}

/* Check writes its TAP into a memory file, so that ours is whole. */
static int
write_tap(int fd, const char *path, char *error)
{
	off_t size = lseek(fd, 0, SEEK_END);
	char *text = calloc(1, size > 0 ? (size_t)size : 1);
	int result;

	if (!text)
		abort();
	if (size < 0 || pread(fd, text, (size_t)size, 0) != size)
		result = error_set(error, "cannot read Check's results");
	else
		result = file_write(path, text, (size_t)size, error);
	free(text);
	return result;
}

static SRunner *
make_runner(const struct session *session)
{
	SRunner *runner = srunner_create(NULL);

	for (size_t i = 0; i < session->lab_count; i++)
		srunner_add_suite(runner, session->labs[i].suite->suite());
	return runner;
}

/* Boot the machines, then let Check run the tests over what they left. */
static int
run_checks(struct session *session, const struct grading *grading,
    char *error)
{
	int tap = memfd_create("tap", 0), result = 0;
	char path[64];
	SRunner *runner;

	if (tap < 0)
		return error_set(error, "cannot make a memory file: %s",
		    strerror(errno));
	suite_use(session);
	runner = make_runner(session);
	if (suite_unchecked()) {
		srunner_free(runner);
		close(tap);
		return error_set(error, "milestone %.100s of %.300s has no "
		    "check in grading/checks", suite_unchecked()->id,
		    grading->milestones);
	}
	scenes_boot(session);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", tap);
	srunner_set_tap(runner, path);
	srunner_run_all(runner, CK_SILENT);
	srunner_free(runner);
	scenes_release(session);
	if (grading->tap)
		result = write_tap(tap, grading->tap, error);
	close(tap);
	return result;
}

/* The report, on the terminal and in files. */
static int
publish(const struct report *report, const struct grading *grading,
    char *error)
{
	report_print(stdout, report);
	if (fflush(stdout) != 0)
		return error_set(error, "cannot print the report");
	if (grading->json && report_json(report, grading->json, error) < 0)
		return -1;
	if (grading->junit && report_junit(report, grading->junit, error) < 0)
		return -1;
	return 0;
}

enum grade
grading_run(const struct grading *grading, char *error)
{
	struct session session = { 0 };
	enum grade grade = GRADE_ERROR;
	struct milestones all;
	struct finding *findings;
	size_t size;

	if (milestones_load(&all, grading->milestones, error) < 0)
		return GRADE_ERROR;
	size = (count_milestones(&all) + 1) * sizeof(*findings);
	findings = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (findings == MAP_FAILED)
		abort();
	if (make_session(&session, grading, &all, findings, error) == 0 &&
	    run_checks(&session, grading, error) == 0 &&
	    publish(&session.report, grading, error) == 0) {
		struct score score = report_score(&session.report);

		grade = score.earned == score.total ? GRADE_FULL : GRADE_PART;
	}
	free_session(&session);
	munmap(findings, size);
	milestones_free(&all);
	return grade;
}
