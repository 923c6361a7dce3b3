/*
 * What the checks of several labs ask of a scene.
 */
#ifndef CHECKS_H
#define CHECKS_H

#include <inttypes.h>

#include "grading/suite.h"
#include "journal.h"
#include "machine/vtx/vmcs.h"

/* Errors of the kernel; errors.h would clash with the host's own. */
enum {
	KERNEL_EPERM = 1,
	KERNEL_ENOTSUP = 95,
	KERNEL_EFAILINVALID = 200,
	KERNEL_EFAILVALID = 201
};

/* The capability MSR `msr` of the scene's processor. */
uint64_t capability_of(const struct scene *scene, uint32_t msr);

/* The first VMX instruction of this kind with this outcome, or NULL. */
const struct trace_record *insn_with(const struct scene *scene,
    enum vmx_exit which, enum trace_outcome outcome);

/* What the journal says about a step; all zeros when it cannot be read. */
struct journal_entry journal_step(const struct scene *scene,
    enum journal_step step);

/*
 * How the scene ended, for a reader: the last failure explained, unless a
 * drill asked for it, or else the end and the VMM's last words.
 */
const char *outcome(const struct scene *scene);

/* Fail the milestone unless the VMM ended with POWER_LAB_ERROR and without
 * any fault: the lab's function returned an error. */
void expect_lab_error(const struct scene *scene, const char *expected);

/*
 * The drills of one function: draw what the kernel's drill.c draws, and
 * fail the milestone unless the noted inputs are these.
 */
struct drills {
	struct journal_drill row[JOURNAL_DRILLS];
	unsigned count;
	uint64_t state;		/* of the random numbers */
};

void drills_open(struct drills *drills, const struct scene *scene,
    enum drill_function function);
uint64_t drills_draw(struct drills *drills);

#endif
