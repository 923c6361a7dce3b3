/*
 * The VMM's own side: its exceptions, and what it must not be able to do on
 * a processor that has VT-x and no other virtualization extension.
 */
#include "prepare.h"

#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "gdt.h"
#include "trap.h"
#include "types.h"

#define GATE		0x8e00ull
#define MSR_HSAVE	0xc0010117
#define MSR_VM_CR	0xc0010114
#define EFER_BIT_12	(1ul << 12)

static uint64_t idt[2 * TRAP_VECTORS];

static void
set_gate(unsigned vector, const char *code)
{
	uint64_t entry = hpa_of(code);

	idt[2 * vector] = (entry & 0xffff) | KERNEL_CS << 16 | GATE << 32 |
	    (entry & 0xffff0000) << 32;
	idt[2 * vector + 1] = entry >> 32;
}

/* A copy of the kernel's IDT, in which #UD and #GP end host_try(). */
static void
catch_faults(void)
{
	struct table_register idtr = read_idtr();

	memcpy(idt, at_hpa(idtr.base), sizeof(idt));
	set_gate(VECTOR_UD, host_try_ud);
	set_gate(VECTOR_GP, host_try_gp);
	idtr.base = hpa_of(idt);
	__asm__ volatile("lidt %[idtr]" : : [idtr] "m"(idtr) : "memory");
}

/* The operand of each, if any, is in RAX, and would be good. */
#define SVM(name, modrm)						\
	static void							\
	try_##name(void)						\
	{								\
		__asm__ volatile(".byte 0x0f, 1, " #modrm :: "a"(0ul));	\
	}

SVM(vmrun, 0xd8)
SVM(vmmcall, 0xd9)
SVM(vmload, 0xda)
SVM(vmsave, 0xdb)
SVM(stgi, 0xdc)
SVM(clgi, 0xdd)
SVM(skinit, 0xde)
SVM(invlpga, 0xdf)

static void
try_read_hsave(void)
{
	rdmsr(MSR_HSAVE);
}

static void
try_write_hsave(void)
{
	wrmsr(MSR_HSAVE, 0);
}

static void
try_read_vm_cr(void)
{
	rdmsr(MSR_VM_CR);
}

static void
try_write_efer(void)
{
	wrmsr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) | EFER_BIT_12);
}

static const struct {
	const char *name;
	void (*code)(void);
} tries[] = {
	{ "VMRUN", try_vmrun }, { "VMMCALL", try_vmmcall },
	{ "VMLOAD", try_vmload }, { "VMSAVE", try_vmsave },
	{ "STGI", try_stgi }, { "CLGI", try_clgi },
	{ "SKINIT", try_skinit }, { "INVLPGA", try_invlpga },
	{ "RDMSR of VM_HSAVE_PA", try_read_hsave },
	{ "WRMSR of VM_HSAVE_PA", try_write_hsave },
	{ "RDMSR of VM_CR", try_read_vm_cr },
	{ "WRMSR of EFER.SVME", try_write_efer },
};

static void
print_msr(const char *name, uint32_t msr)
{
	printf(" %s=%lx", name, rdmsr(msr));
}

static uint64_t
read_dr7(void)
{
	uint64_t value;

	__asm__ volatile("mov %%dr7, %[value]" : [value] "=r"(value));
	return value;
}

/* Every register that a VM exit loads; 27.5, "Loading Host State". */
void
finish_host(const struct test *test)
{
	struct table_register gdtr = read_gdtr(), idtr = read_idtr();
	uint16_t ldtr;

	__asm__ volatile("sldt %[ldtr]" : [ldtr] "=r"(ldtr));
	printf("%s: host rfl=%lx cr0=%lx cr3=%lx cr4=%lx dr7=%lx", test->name,
	    exit_rflags, read_cr0(), read_cr3(), read_cr4(), read_dr7());
	printf(" es=%x cs=%x ss=%x ds=%x fs=%x gs=%x ldtr=%x tr=%x",
	    read_es(), read_cs(), read_ss(), read_ds(), read_fs(), read_gs(),
	    ldtr, read_tr());
	printf(" gdtr=%lx,%x idtr=%lx,%x", gdtr.base, gdtr.limit, idtr.base,
	    idtr.limit);
	print_msr("fs.base", MSR_IA32_FS_BASE);
	print_msr("gs.base", MSR_IA32_GS_BASE);
	print_msr("sysenter", MSR_IA32_SYSENTER_CS);
	print_msr("esp", MSR_IA32_SYSENTER_ESP);
	print_msr("eip", MSR_IA32_SYSENTER_EIP);
	print_msr("pat", MSR_IA32_PAT);
	print_msr("efer", MSR_IA32_EFER);
	printf("\n");
}

/* The guest's IA32_EFER is still there: give the VMM its own again. */
void
finish_host_efer(const struct test *test)
{
	finish_host(test);
	wrmsr(MSR_IA32_EFER, rdmsr(MSR_IA32_EFER) &
	    ~(uint64_t)(EFER_SCE | EFER_NXE));
}

/* Nothing of SVM, and what CPUID and IA32_EFER say about it. */
void
host_tests(void)
{
	catch_faults();
	for (unsigned i = 0; i < ARRAY_SIZE(tries); i++)
		printf("root %s: vector %u\n", tries[i].name,
		    host_try(tries[i].code));
	printf("root SVM: CPUID %x, EFER %lx\n",
	    cpuid(0x80000001, 0).ecx >> 2 & 1,
	    rdmsr(MSR_IA32_EFER) & EFER_BIT_12);
}
