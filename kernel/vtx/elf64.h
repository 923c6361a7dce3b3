/*
 * What is needed of ELF to load a program.
 */
#ifndef ELF64_H
#define ELF64_H

#include <stdint.h>

#define ELF_MAGIC	0x464c457f
#define ELF_CLASS_64	2
#define ELF_X86_64	62
#define ELF_PT_LOAD	1

struct elf64_header {
	uint32_t magic;
	uint8_t class, data, version, abi;
	uint64_t padding;
	uint16_t type, machine;
	uint32_t version2;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf64_segment {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

#endif
