/*
 * Where things lie in the machine's physical memory: the VMM sees RAM
 * below MACHINE_BASE only.
 */
#ifndef MACHINE_LAYOUT_H
#define MACHINE_LAYOUT_H

#define MACHINE_RAM_SIZE	0x10000000	/* QEMU's -m 256 */
#define MACHINE_BASE		0x0c000000	/* of the machine */
#define MACHINE_TRACE		0x0e000000	/* struct trace_header */

#define PDPT_GPA		0xfecff000	/* of a guest; see pdptes.c */
#define HPET_BASE		0xfed00000	/* the machine's alone */

#define POWER_PORT		0xf4		/* a byte: 0 is success */

#endif
