/*
 * The VMM's own segments and task.
 */
#ifndef GDT_H
#define GDT_H

#include <stdint.h>

#define KERNEL_CS	0x08
#define KERNEL_DS	0x10
#define KERNEL_TR	0x18

#define IST_DOUBLE_FAULT 1		/* which stack a #DF gets */

/* The 64-bit task-state segment; SDM Vol. 3A, 7.7, "Task Management in
 * 64-bit Mode". */
struct tss {
	uint32_t reserved0;
	uint64_t rsp[3];
	uint64_t reserved1;
	uint64_t ist[7];
	uint64_t reserved2;
	uint16_t reserved3;
	uint16_t io_map;
} __attribute__((packed));

/* A GDT of null, code, data and a task: what VMM and guest start with. */
#define GDT_ENTRIES	5
#define GDT_CODE	0x00af9b000000ffffull	/* 64-bit, DPL 0 */
#define GDT_DATA	0x00cf93000000ffffull	/* writable, DPL 0 */
#define GDT_TSS		0x0000890000000000ull	/* available, DPL 0 */

void gdt_fill(uint64_t gdt[GDT_ENTRIES], const struct tss *tss);
void gdt_init(void);
uint64_t tss_base(void);

#endif
