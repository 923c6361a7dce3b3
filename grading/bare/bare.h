/*
 * What a guest meets where no VMM is: two exceptions, answered for it.
 */
#ifndef BARE_H
#define BARE_H

#include <stdint.h>

/* What entry.S leaves on the stack; `next` is where it goes on. */
struct bare_frame {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8;
	uint64_t rdi, rsi, rbp, rbx, rdx, rcx, rax;
	uint64_t next;
	uint64_t rip, cs, rflags, rsp, ss;
};

/* What entry.S loads to start the guest. */
struct bare_start {
	uint64_t rdi;
	uint64_t rip, cs, rflags, rsp, ss;	/* as IRETQ wants them */
};

/* entry.S */
extern const char bare_on_debug[], bare_on_invalid_opcode[];
_Noreturn void bare_go(const struct bare_start *start, uint16_t data);

/* bare.c: #DB and #UD */
void bare_debug(struct bare_frame *frame);
void bare_invalid_opcode(struct bare_frame *frame);

#endif
