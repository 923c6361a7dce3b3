/*
 * VMCSs that break no rule of VM entry, for tests to break.
 */
#ifndef TEST_VALID_VMCS_H
#define TEST_VALID_VMCS_H

#include "rules.h"

/* What kind of guest and root software a VMCS is for. */
enum variant {
	GUEST_64,		/* 64-bit guest, every optional control 0 */
	GUEST_32,		/* 32-bit guest with 32-bit paging */
	GUEST_PAE,		/* 32-bit guest with PAE paging */
	GUEST_V8086,		/* virtual-8086 mode */
	GUEST_EPT,		/* 64-bit guest with EPT and VPID */
	GUEST_EPT_PAE,		/* PAE paging with EPT */
	GUEST_REAL,		/* unrestricted guest in real mode */
	GUEST_UNRESTRICTED,	/* unrestricted guest, protected mode */
	GUEST_UNUSABLE,		/* 64-bit guest with unusable segments */
	GUEST_TPR,		/* TPR shadow and TPR threshold */
	GUEST_MSRS,		/* the three MSR areas are not empty */
	GUEST_LOADS,		/* entry and exit load every MSR they can */
	GUEST_FEATURES,		/* every structure in memory is used */
	GUEST_LINKED,		/* VMCS link pointer to another VMCS */
	HOST_32,		/* root software and guest are 32-bit */
	HOST_SMM,		/* root software is in SMM */
	VARIANT_COUNT
};

/* Physical memory that VM entry looks at: what is not set reads as 0. */
void memory_set(uint64_t address, uint64_t value);

/* The one entry, made afresh; its parts may then be changed. */
extern struct vmcs valid_vmcs;
extern struct capabilities valid_caps;
extern struct entry valid_entry;

/* The processor lets IA32_LSTAR have canonical values only. */
void valid_make(enum variant variant);

#endif
