/*
 * Where a guest's things lie; all addresses are physical and linear, but
 * that a virtual-8086 guest sees REAL_BASE at linear 0.  For C and assembly.
 */
#ifndef EXITS_WORLD_H
#define EXITS_WORLD_H

#define WORLD		0x04000000
#define CODE		0x04000000	/* the fragment */
#define DATA		0x04002000	/* two pages for it to play with */
#define STACK		0x04006000	/* the first RSP */
#define STACK_0		0x04008000	/* RSP0, ESP0 of the task */
#define GDT		0x04009000
#define IDT_64		0x0400a000
#define IDT_32		0x0400b000
#define STUBS		0x0400c000	/* vector n: VMCALL at STUBS + 16 * n */
#define LDT		0x0400d000
#define TSS_64		0x04010000
#define TSS_32		0x04014000
#define TASK_SIZE	0x2069		/* 68H, the I/O permissions, one FFH */
#define TABLES_64	0x04020000	/* PML4, PDPT, PD */
#define TABLES_PAE	0x04024000	/* PDPT, PD */
#define TABLES_32	0x04028000	/* PD, PT of the first 4 MB */
#define LISTS		0x04030000	/* a page each: MSRs for entry, */
#define LIST_STORE	0x04031000	/* to store at exit, */
#define LIST_LOAD	0x04032000	/* to load at exit */
#define MSR_BITMAP	0x04034000
#define IO_BITMAP_A	0x04035000
#define IO_BITMAP_B	0x04036000
#define REAL_BASE	0x04080000	/* 64 KB, of a virtual-8086 guest */
#define WORLD_SIZE	0x00090000

/* Of a virtual-8086 guest: segments, and offsets in them. */
#define REAL_CODE	0x0100
#define REAL_DATA	0x0200
#define REAL_HOLE	0xf000		/* linear; not present */

/* 4 MB each: not present, read-only, supervisor, not for execution. */
#define HOLE		0x05000000
#define READ_ONLY	0x05400000
#define SUPERVISOR	0x05800000
#define NO_EXECUTE	0x05c00000

/* The local APIC, in 64-bit mode; 2 MB */
#define APIC		0x06000000

/* Selectors; a TSS and an LDT take two entries. */
#define SEL_CODE_64	0x08
#define SEL_DATA	0x10
#define SEL_CODE_32	0x18
#define SEL_CODE_16	0x20
#define SEL_USER_64	0x2b
#define SEL_USER_DATA	0x33
#define SEL_USER_32	0x3b
#define SEL_TASK	0x40
#define SEL_LDT		0x50
#define SEL_ABSENT	0x60		/* data, not present */
#define SEL_SMALL	0x68		/* data, limit 0FFH */
#define SEL_CONFORMING	0x70

#endif
