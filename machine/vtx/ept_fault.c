/*
 * Nested page faults of a guest behind EPT: missing copies are made, the
 * rest are VM exits.
 *
 * SDM Vol. 3C, 28.2.3, "EPT-Induced VM Exits"; 27.2.1, table 27-7.
 */
#include "ept.h"

#define NPF_WRITE		(1ull << 1)
#define NPF_FETCH		(1ull << 4)
#define NPF_PAGE_WALK		(1ull << 33)	/* of the guest's tables */

#define VIOLATION_RIGHTS_SHIFT	3
#define VIOLATION_LINEAR	(1u << 7)
#define VIOLATION_FINAL		(1u << 8)

/* 27.3.3: an access saves RF as 1, delivery of an event what it would push. */
static void
set_resume_flag(void)
{
	if (!(cpu.vectoring.info & INTERRUPTION_VALID))
		cpu.vmcb->rflags |= RFLAGS_RF;
}

/* The VM exit that a failed access is. */
void
ept_exit(enum ept_result result, const struct ept_access *access)
{
	uint64_t q = access->wanted | access->rights << VIOLATION_RIGHTS_SHIFT;

	set_resume_flag();
	if (access->linear_known)
		q |= VIOLATION_LINEAR |
		    (access->page_walk ? 0 : VIOLATION_FINAL);
	if (result == EPT_MISCONFIGURATION)
		vm_exit(&(struct exit_information){
		    .reason = VMX_EXIT_EPT_MISCONFIGURATION,
		    .physical = access->gpa });
	else
		vm_exit(&(struct exit_information){
		    .reason = VMX_EXIT_EPT_VIOLATION,
		    .qualification = q,
		    .linear = access->linear_known ? access->linear : 0,
		    .physical = access->gpa });
}

/*
 * The rights that the access of a nested page fault wants.  SVM calls each
 * access to the guest's page tables a write; VT-x only if EPT has accessed
 * and dirty flags, or the walk has to set such a flag of the guest's.
 */
static uint64_t
rights_wanted(uint64_t svm)
{
	if (svm & NPF_PAGE_WALK)
		return V(EPT_POINTER) & EPTP_ACCESSED_DIRTY ?
		    EPT_READ | EPT_WRITE : EPT_READ;
	return svm & NPF_FETCH ? EPT_EXECUTE :
	    svm & NPF_WRITE ? EPT_WRITE : EPT_READ;
}

/* Let the guest go on after a copy was made. */
static void
go_on(void)
{
	if (cpu.vectoring.info & INTERRUPTION_VALID)
		event_inject(cpu.vectoring);
}

/*
 * A nested page fault of the guest.  False: its EPT allows the access, and
 * there is no memory where it leads.
 */
bool
ept_fault(void)
{
	uint64_t gpa = cpu.vmcb->exit_info2, svm = cpu.vmcb->exit_info1;
	struct ept_access access = {
		.gpa = gpa,
		.wanted = rights_wanted(svm),
		.page_walk = svm & NPF_PAGE_WALK,
	};
	struct ept_walk walk;
	enum ept_result result;

	if (pdptes_fault(gpa)) {
		go_on();
		return true;
	}
	result = ept_walk(gpa, access.wanted, &walk);
	if (result != EPT_OK) {
		access.rights = walk.rights;
		access.linear_known = ept_linear(gpa, svm & NPF_FETCH,
		    access.page_walk, &access.linear);
		ept_exit(result, &access);
		return true;
	}
	if (access.page_walk && !(walk.rights & EPT_WRITE)) {
		access.wanted = EPT_WRITE;
		access.rights = walk.rights;
		access.linear_known = ept_linear(gpa, false, true,
		    &access.linear);
		ept_exit(EPT_VIOLATION, &access);
		return true;
	}
	if (svm & NPF_WRITE && !memory_is_writable(walk.address))
		return false;
	ept_copy(gpa, &walk);
	go_on();
	return true;
}
