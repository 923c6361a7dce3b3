/*
 * Names and source lines of a kernel image, from its ELF file.
 *
 * The kernels are linked where they run and map memory one to one, so an
 * address in the file is a physical address in the machine's RAM.
 */
#ifndef GRADING_SYMBOLS_H
#define GRADING_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct symbols;

struct symbol {
	uint64_t address, size;
};

struct place {			/* where in the source an address is */
	const char *function;	/* NULL: unknown */
	uint64_t offset;	/* from the function's start, bytes */
	const char *file;	/* NULL: unknown */
	int line;
};

/*
 * Read the symbols and lines of an ELF file.  Returns NULL and sets `error`
 * when that cannot be done.
 */
struct symbols *symbols_open(const char *path, char *error);
void symbols_close(struct symbols *symbols);

/* Look a name up; returns 0, or -1 when there is no such symbol. */
int symbols_find(const struct symbols *symbols, const char *name,
    struct symbol *symbol);

/* Where an address is; what is not known stays NULL. symbols may be NULL. */
struct place symbols_place(const struct symbols *symbols, uint64_t address);

/*
 * Copy the first `count` bytes of a variable out of the machine's RAM.
 * Returns 0, or -1 when there is no such variable, it is smaller, or it is
 * not in RAM.
 */
int symbols_read(const struct symbols *symbols, const char *name,
    const uint8_t *ram, size_t ram_size, void *value, size_t count);

#endif
