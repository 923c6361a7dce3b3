/*
 * Privileged instructions the machine itself executes.
 */
#ifndef MACHINE_NATIVE_H
#define MACHINE_NATIVE_H

#include <stdint.h>

static inline uint64_t
native_rdmsr(uint32_t msr)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return low | (uint64_t)high << 32;
}

static inline void
native_wrmsr(uint32_t msr, uint64_t value)
{
	__asm__ volatile("wrmsr"
	    :: "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32))
	    : "memory");
}

static inline uint64_t
native_rdtsc(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	return low | (uint64_t)high << 32;
}

static inline void
native_write_dr7(uint64_t value)
{
	__asm__ volatile("mov %0, %%dr7" :: "r"(value) : "memory");
}

static inline uint64_t
native_read_dr0(void)
{
	uint64_t value;

	__asm__ volatile("mov %%dr0, %0" : "=r"(value));
	return value;
}

static inline void
native_write_dr0(uint64_t value)
{
	__asm__ volatile("mov %0, %%dr0" :: "r"(value));
}

static inline uint64_t
native_read_cr8(void)
{
	uint64_t value;

	__asm__ volatile("mov %%cr8, %0" : "=r"(value));
	return value;
}

static inline void
native_write_dr(unsigned number, uint64_t value)
{
	if (number == 0)
		__asm__ volatile("mov %0, %%dr0" :: "r"(value));
	else if (number == 1)
		__asm__ volatile("mov %0, %%dr1" :: "r"(value));
	else if (number == 2)
		__asm__ volatile("mov %0, %%dr2" :: "r"(value));
	else
		__asm__ volatile("mov %0, %%dr3" :: "r"(value));
}

static inline void
native_read_breakpoints(uint64_t address[4])
{
	__asm__ volatile("mov %%dr0, %0; mov %%dr1, %1; mov %%dr2, %2; "
	    "mov %%dr3, %3"
	    : "=r"(address[0]), "=r"(address[1]), "=r"(address[2]),
	    "=r"(address[3]));
}

static inline void
native_write_cr8(uint64_t value)
{
	__asm__ volatile("mov %0, %%cr8" :: "r"(value) : "memory");
}

static inline uint64_t
native_cr3(void)
{
	uint64_t value;

	__asm__ volatile("mov %%cr3, %0" : "=r"(value));
	return value;
}

static inline void
native_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t out[4])
{
	__asm__ volatile("cpuid"
	    : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3])
	    : "a"(leaf), "c"(subleaf));
}

static inline void
native_out8(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" :: "a"(value), "Nd"(port));
}

static inline void
native_out16(uint16_t port, uint16_t value)
{
	__asm__ volatile("outw %0, %1" :: "a"(value), "Nd"(port));
}

static inline void
native_out32(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" :: "a"(value), "Nd"(port));
}

static inline uint8_t
native_in8(uint16_t port)
{
	uint8_t value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint16_t
native_in16(uint16_t port)
{
	uint16_t value;

	__asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline uint32_t
native_in32(uint16_t port)
{
	uint32_t value;

	__asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

#endif
