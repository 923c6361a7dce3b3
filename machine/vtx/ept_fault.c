/*
 * Nested page faults of a guest behind EPT: missing copies are made, the
 * rest are VM exits.
 *
 * SDM Vol. 3C, 28.2.3, "EPT-Induced VM Exits"; 27.2.1, table 27-7.
 */
#include "ept.h"

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
 * and dirty flags, and then it is a read as well.
 */
static uint64_t
rights_wanted(uint64_t svm)
{
	if (svm & SVM_NPF_PAGE_WALK)
		return V(EPT_POINTER) & EPTP_ACCESSED_DIRTY ?
		    EPT_READ | EPT_WRITE : EPT_READ;
	return svm & SVM_NPF_FETCH ? EPT_EXECUTE :
	    svm & SVM_NPF_WRITE ? EPT_WRITE : EPT_READ;
}

/* Let the guest go on after a copy was made. */
static void
go_on(void)
{
	if (cpu.vectoring.info & INTERRUPTION_VALID)
		event_inject(cpu.vectoring);
}

/* The VM exit of a nested page fault. */
static void
exit_fault(enum ept_result result, uint64_t wanted, uint64_t rights)
{
	uint64_t svm = cpu.vmcb->exit_info1;
	struct ept_access access = {
		.gpa = cpu.vmcb->exit_info2,
		.wanted = wanted,
		.rights = rights,
		.page_walk = svm & SVM_NPF_PAGE_WALK,
	};

	access.linear_known = ept_linear(access.gpa, svm & SVM_NPF_FETCH,
	    access.page_walk, &access.linear);
	ept_exit(result, &access);
}

/*
 * A nested page fault of the guest.  False: its EPT allows the access, and
 * there is no memory where it leads.
 *
 * SVM walks the guest's page tables only where it could write to them.  So
 * a walk through a page that may not be written is a violation, even if no
 * flag were to be set there.
 */
bool
ept_fault(void)
{
	uint64_t gpa = cpu.vmcb->exit_info2, svm = cpu.vmcb->exit_info1;
	uint64_t wanted = rights_wanted(svm);
	struct ept_walk walk;
	enum ept_result result;

	if (pdptes_fault(gpa)) {
		go_on();
		return true;
	}
	result = ept_walk(gpa, wanted, &walk);
	if (result == EPT_OK && svm & SVM_NPF_PAGE_WALK &&
	    !(walk.rights & EPT_WRITE)) {
		result = EPT_VIOLATION;
		wanted = EPT_WRITE;
	}
	if (result != EPT_OK) {
		exit_fault(result, wanted, walk.rights);
		return true;
	}
	if (apic_access(walk.address))
		return true;
	if (!memory_allows(walk.address, svm))
		return false;
	ept_copy(gpa, &walk);
	go_on();
	return true;
}
