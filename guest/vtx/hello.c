/*
 * A guest that looks around, says where it is, and ends well.
 */
#include "hypercall.h"
#include "instructions.h"
#include "report.h"

uint64_t guest_main(uint64_t seed);

/* Print a name and a number, in hexadecimal. */
static void
print_number(const char *name, uint64_t value)
{
	char digits[] = "0x0000000000000000\n";
	unsigned i;

	for (i = 17; i > 1; i--, value >>= 4)
		digits[i] = "0123456789abcdef"[value & 0xf];
	print(name);
	print(digits);
}

/* Print the 12 letters that CPUID leaves in EBX, ECX and EDX. */
static void
print_signature(const char *name, const struct answer *r)
{
	char text[14] = {0};
	uint32_t part[3] = {r->rbx, r->rcx, r->rdx};
	unsigned i;

	for (i = 0; i < 12; i++)
		text[i] = part[i / 4] >> (i % 4 * 8);
	print(name);
	print(text);
	print("\n");
}

uint64_t
guest_main(uint64_t seed)
{
	struct answer hypervisor = cpuid(0x40000000, 0);
	uint32_t low, high;

	print("Hello from the guest.\n");
	print_signature("  the hypervisor calls itself ", &hypervisor);
	__asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(0xc0000080));
	print_number("  IA32_EFER is ", (uint64_t)high << 32 | low);
	print_number("  CR0 is ", read_cr0());
	print_number("  CR4 is ", read_cr4());
	print_number("  the seed is ", seed);
	return 0;
}
