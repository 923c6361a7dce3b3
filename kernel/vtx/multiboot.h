/*
 * Multiboot, version 1: what the loader hands over.
 */
#ifndef MULTIBOOT_H
#define MULTIBOOT_H

#define MULTIBOOT_HEADER_MAGIC	0x1badb002	/* in the image */
#define MULTIBOOT_HEADER_FLAGS	0x00000003	/* align modules, tell memory */
#define MULTIBOOT_LOADER_MAGIC	0x2badb002	/* in EAX */

#define MULTIBOOT_INFO_MEMORY	(1 << 0)
#define MULTIBOOT_INFO_CMDLINE	(1 << 2)
#define MULTIBOOT_INFO_MODULES	(1 << 3)

#ifndef __ASSEMBLER__

#include <stdint.h>

struct multiboot_info {
	uint32_t flags;
	uint32_t mem_lower;		/* KB below 1 MB */
	uint32_t mem_upper;		/* KB from 1 MB up to the first hole */
	uint32_t boot_device;
	uint32_t cmdline;		/* address of a string */
	uint32_t mods_count;
	uint32_t mods_addr;		/* address of the first module */
};

struct multiboot_module {
	uint32_t start;			/* address of the first byte */
	uint32_t end;			/* and of the byte after the last */
	uint32_t string;		/* address of its command line */
	uint32_t reserved;
};

#endif
#endif
