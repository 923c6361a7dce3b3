/*
 * Where a guest's things lie in its physical memory, which is the VMM's but
 * for the first 64 KB.  For C and for assembly.
 */
#ifndef MEMORY_WORLD_H
#define MEMORY_WORLD_H

#define WORLD		0x04000000
#define CODE		0x04000000	/* the fragment */
#define DATA		0x04002000
#define STACK		0x04006000	/* the first RSP */
#define GDT		0x04009000
#define IDT_64		0x0400a000
#define IDT_32		0x0400b000
#define STUBS		0x0400c000	/* vector n: VMCALL at STUBS + 16 * n */
#define TASK		0x04010000
#define IO_BITMAP_A	0x04012000
#define IO_BITMAP_B	0x04013000
#define MSR_BITMAP	0x04014000
#define EPT		0x04020000	/* PML4, PDPT, PD, PTs of 0 and PROBE */
#define REAL_MEMORY	0x04030000	/* guest-physical 0 to ffffH */
#define WORLD_SIZE	0x00040000

#define REAL_CODE	0x1000		/* the fragment in real mode */
#define REAL_STUBS	0x2000		/* and its handlers */
#define REAL_STACK	0x8000

/*
 * 2 MB of pages of 4 KB: page n is at PROBE + n * 1000H, and, for guests
 * with paging, at LINEAR + n * 1000H too.  Each is full of its number.
 */
#define PROBE		0x05000000
#define LINEAR		0x20000000
#define PROBE_PAGES	64

/* The guest's page tables are among them. */
#define TABLES_64	0x05100000	/* PML4, PDPT, PD, PT of LINEAR */
#define TABLES_PAE	0x05104000	/* PDPT, PD, PT */
#define TABLES_32	0x05107000	/* PD, PT */
#define TABLES_SIZE	0x9000

#define L0		0x20000000
#define L1		0x20001000
#define P0		0x05000000
#define P1		0x05001000
#define P2		0x05002000

#define SEL_CODE_64	0x08
#define SEL_DATA	0x10
#define SEL_CODE_32	0x18
#define SEL_CODE_16	0x20
#define SEL_DATA_16	0x28
#define SEL_TASK	0x40

#endif
