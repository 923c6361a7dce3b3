/*
 * Random VM entries near the border of validity, made from a seed.
 */
#ifndef PROBE_FUZZ_H
#define PROBE_FUZZ_H

#include "cases.h"

#define MUTATIONS	4

/* A case: a base, what adorns it and is valid, and what may break it. */
struct fuzz_case {
	enum base base;
	unsigned adornment;
	unsigned count;			/* of mutations, from 1 */
	struct op mutation[MUTATIONS];
};

/* Random numbers: the next one, and one below `limit`. */
struct random {
	uint64_t state;
};
uint64_t random_next(struct random *r);
uint64_t random_below(struct random *r, uint64_t limit);

/* generate.c: case `number` of a seed, the same on every processor. */
void fuzz_make(struct fuzz_case *c, uint64_t seed, uint64_t number);
const struct op *fuzz_adornment(unsigned number);

/* mutate.c: one mutation of any field */
struct op fuzz_mutate(struct random *r, enum base base);

/* menus.c: memory that the cases refer to */
#define MENU_MSRS	32
#define MENU_PDPTS	16
extern const struct msr_entry fuzz_msrs[MENU_MSRS];
extern uint64_t fuzz_pdpts[MENU_PDPTS][4];
void fuzz_menus_init(void);

/* fuzz.c: try `count` cases from number `first` on */
void fuzz_report(uint64_t seed, uint64_t first, uint64_t count);
/* The same for one case, with every choice of its mutations. */
void fuzz_replay(uint64_t seed, uint64_t number);

/* programs.c: random programs, with the memory that fuzz_report() prepares */
void programs_report(uint64_t seed, uint64_t first, uint64_t count);

#endif
