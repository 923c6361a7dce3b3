/*
 * What some tests do to the guest's world before the first entry, or print
 * after the last exit.
 */
#ifndef EXITS_PREPARE_H
#define EXITS_PREPARE_H

#include "exits.h"

#define PREPARE(name)	void name(struct registers *registers);
#define FINISH(name)	void name(const struct test *test);

/* prepare.c: bitmaps, gates, segments, tasks */
PREPARE(prepare_io)
PREPARE(prepare_io_denied)
PREPARE(prepare_msr)
PREPARE(prepare_step_cr0)
PREPARE(prepare_step_msr)
PREPARE(prepare_breakpoints)
PREPARE(prepare_no_idt)
PREPARE(prepare_short_idt)
PREPARE(prepare_gate_dpl)
PREPARE(prepare_ist)
PREPARE(prepare_task_gate)
PREPARE(prepare_task_absent)
PREPARE(prepare_task_call)
PREPARE(prepare_task_iret)
PREPARE(prepare_unusable)
PREPARE(prepare_limits)
PREPARE(prepare_ldt)
PREPARE(prepare_fresh_segment)
PREPARE(prepare_sysexit)

/* lists.c: MSR areas */
PREPARE(prepare_load)
PREPARE(prepare_store)
PREPARE(prepare_exit_load)
PREPARE(prepare_load_fs)
PREPARE(prepare_load_unknown)
PREPARE(prepare_load_reserved)
PREPARE(prepare_load_x2apic)
PREPARE(prepare_load_value)
PREPARE(prepare_load_failure)
FINISH(finish_store)
FINISH(finish_exit_load)

/* events.c: interrupts, timers, the task-priority register */
PREPARE(prepare_interrupt)
PREPARE(prepare_interrupts)
PREPARE(prepare_apic_timer)
PREPARE(prepare_time_0)
PREPARE(prepare_iret)
PREPARE(prepare_nop)
PREPARE(prepare_iret_interrupt)
PREPARE(prepare_vtpr)
PREPARE(prepare_vtpr_dirty)
PREPARE(prepare_vtpr_time_0)
PREPARE(prepare_selector)
PREPARE(prepare_vtpr_step)
FINISH(finish_vtpr)
FINISH(finish_apic)
FINISH(finish_timer)

/* host.c */
FINISH(finish_host)
FINISH(finish_host_efer)

#undef PREPARE
#undef FINISH

#endif
