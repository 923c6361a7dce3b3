/*
 * What a guest can ask of the VMM: VMCALL with one of these in RAX.  Plain
 * constants, for both sides.
 */
#ifndef HYPERCALLS_H
#define HYPERCALLS_H

#define HYPERCALL_END	0	/* RDI: status; does not return */
#define HYPERCALL_WRITE	1	/* RDI: guest-physical address of text,
				 * RSI: bytes; RAX becomes the bytes, or
				 * -EFAULT if they are not all in the guest's
				 * memory */

#endif
