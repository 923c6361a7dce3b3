/*
 * Instructions of the processor that C has no words for, one function
 * each.  Those of VMX are in vmx_insn.h.
 */
#ifndef CPU_H
#define CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "arch/x86.h"

struct cpuid_regs {
	uint32_t eax, ebx, ecx, edx;
};

/* Base and limit, as LGDT, LIDT, SGDT and SIDT use them. */
struct table_register {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

static inline struct cpuid_regs
cpuid(uint32_t leaf, uint32_t subleaf)
{
	struct cpuid_regs r;

	__asm__ volatile("cpuid"
			 : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
			 : "a"(leaf), "c"(subleaf));
	return r;
}

static inline uint64_t
rdmsr(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (uint64_t)high << 32 | low;
}

static inline void
wrmsr(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr"
			 :
			 : "c"(msr), "a"((uint32_t)value),
			   "d"((uint32_t)(value >> 32))
			 : "memory");
}

#define CONTROL_REGISTER(name)						\
	static inline uint64_t						\
	read_##name(void)						\
	{								\
		uint64_t value;						\
									\
		__asm__ volatile("mov %%" #name ", %[value]"		\
				 : [value] "=r"(value));		\
		return value;						\
	}								\
	static inline void						\
	write_##name(uint64_t value)					\
	{								\
		__asm__ volatile("mov %[value], %%" #name		\
				 :					\
				 : [value] "r"(value)			\
				 : "memory");				\
	}

CONTROL_REGISTER(cr0)	/* read_cr0(), write_cr0(value) */
CONTROL_REGISTER(cr2)
CONTROL_REGISTER(cr3)
CONTROL_REGISTER(cr4)

#define SEGMENT_REGISTER(name)						\
	static inline uint16_t						\
	read_##name(void)						\
	{								\
		uint16_t selector;					\
									\
		__asm__ volatile("mov %%" #name ", %[selector]"		\
				 : [selector] "=r"(selector));		\
		return selector;					\
	}

SEGMENT_REGISTER(es)	/* read_es() */
SEGMENT_REGISTER(cs)
SEGMENT_REGISTER(ss)
SEGMENT_REGISTER(ds)
SEGMENT_REGISTER(fs)
SEGMENT_REGISTER(gs)

/* The task register's selector. */
static inline uint16_t
read_tr(void)
{
	uint16_t selector;

	__asm__ volatile("str %[selector]" : [selector] "=r"(selector));
	return selector;
}

/* The GDTR. */
static inline struct table_register
read_gdtr(void)
{
	struct table_register r;

	__asm__ volatile("sgdt %[r]" : [r] "=m"(r));
	return r;
}

/* The IDTR. */
static inline struct table_register
read_idtr(void)
{
	struct table_register r;

	__asm__ volatile("sidt %[r]" : [r] "=m"(r));
	return r;
}

static inline void
outb(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %[value], %[port]"
			 :
			 : [port] "Nd"(port), [value] "a"(value));
}

static inline uint8_t
inb(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %[port], %[value]"
			 : [value] "=a"(value)
			 : [port] "Nd"(port));
	return value;
}

/* Whether bits 63:47 of a linear address are equal, as they must be. */
static inline bool
is_canonical(uint64_t address)
{
	return (int64_t)(address << 16) >> 16 == (int64_t)address;
}

#endif
