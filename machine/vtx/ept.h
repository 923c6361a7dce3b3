/*
 * EPT, as its parts see it: ept.c walks and copies, ept_fault.c handles what
 * the copies do not allow, ept_linear.c finds the linear address.
 */
#ifndef MACHINE_EPT_H
#define MACHINE_EPT_H

#include "guest.h"

#define EPT_READ		(1ull << 0)
#define EPT_WRITE		(1ull << 1)
#define EPT_EXECUTE		(1ull << 2)
#define EPT_RIGHTS		7ull
#define EPTP_ACCESSED_DIRTY	(1ull << 6)

enum ept_result { EPT_OK, EPT_VIOLATION, EPT_MISCONFIGURATION };

struct ept_walk {
	uint64_t address;	/* physical, of the byte asked for */
	uint64_t rights;	/* EPT_RIGHTS that every level grants */
	uint64_t at[4];		/* the entries used: where, */
	uint64_t entry[4];	/* what */
	unsigned levels;
	unsigned shift;		/* of the page: 12, 21 or 30 */
	bool dirty;		/* writes need no flag any more */
};

/* An access that did not succeed. */
struct ept_access {
	uint64_t gpa;
	uint64_t wanted;	/* EPT_RIGHTS */
	uint64_t rights;	/* those that the tables grant */
	uint64_t linear;
	bool linear_known;
	bool page_walk;		/* of the guest's page tables */
};

/* ept.c */
enum ept_result ept_walk(uint64_t gpa, uint64_t wanted, struct ept_walk *walk);
void ept_copy(uint64_t gpa, const struct ept_walk *walk);
void ept_place(uint64_t gpa, void *page);

/* ept_fault.c */
void ept_exit(enum ept_result result, const struct ept_access *access);

/* ept_linear.c */
bool ept_linear(uint64_t gpa, bool fetch, bool page_walk, uint64_t *linear);

#endif
