/*
 * What the loader left for us: options and modules.
 */
#ifndef BOOT_H
#define BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "types.h"

struct module {
	const void *data;
	size_t bytes;
	const char *options;		/* its command line */
};

struct multiboot_info;

void boot_init(uint32_t magic, const struct multiboot_info *info);
const char *boot_options(void);
bool boot_module(unsigned index, struct module *module);
hpa_t boot_memory_end(void);
bool option_find(const char *options, const char *name, uint64_t *value);

#endif
