/*
 * What assembly needs of C: where a guest's registers lie in struct
 * guest_regs, and the encodings of the VMCS fields (as VMCS_name).
 * vcpu.h proves the offsets at compile time.
 */
#ifndef ASM_H
#define ASM_H

#define REGS_RAX	0x00
#define REGS_RCX	0x08
#define REGS_RDX	0x10
#define REGS_RBX	0x18
#define REGS_RBP	0x28
#define REGS_RSI	0x30
#define REGS_RDI	0x38
#define REGS_R8		0x40
#define REGS_R9		0x48
#define REGS_R10	0x50
#define REGS_R11	0x58
#define REGS_R12	0x60
#define REGS_R13	0x68
#define REGS_R14	0x70
#define REGS_R15	0x78

#ifdef __ASSEMBLER__
#define VMCS_FIELD(name, encoding, text)	.set VMCS_##name, encoding;
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
#endif

#endif
