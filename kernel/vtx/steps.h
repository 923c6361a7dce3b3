/*
 * The steps of the story: for each lab, what calls its functions, prints what
 * they answer, notes it in the journal, and stops at the first error.
 */
#ifndef STEPS_H
#define STEPS_H

#include "journal.h"
#include "power.h"
#include "types.h"
#include "vcpu.h"

/* Note one result; values not named are 0. */
#define NOTE(step, result, ...)						\
	journal_note(step, result,					\
	    (const uint64_t[JOURNAL_VALUES]){ __VA_ARGS__ })

/* lab.c */
_Noreturn void lab_stop(const char *function, int error, const char *meaning);

/* lab1.c */
void vmx_prepare(void);
void *vmx_begin(void);
void vmx_end(void);

/* lab2.c */
void vmcs_fill(struct vcpu *vcpu, hpa_t vmxon_region);
void guest_try(struct vcpu *vcpu);
void print_entry_error(int error, uint32_t number);

/* lab3.c */
enum power_status guest_run(struct vcpu *vcpu);

#endif
