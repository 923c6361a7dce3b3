/*
 * Do the capability MSRs agree with each other, with CPUID and with the
 * fields of the VMCS?
 */
#include "console.h"
#include "cpu.h"
#include "probe.h"
#include "vmx_insn.h"

/* A capability MSR. */
uint64_t
capability(uint32_t msr)
{
	return rdmsr(msr);
}

static bool
has_true(void)
{
	return rdmsr(MSR_IA32_VMX_BASIC) & VMX_BASIC_TRUE_CTLS;
}

/* The capability MSR that counts for a field of controls; 0: there is none. */
uint64_t
allowed(enum vmcs_field controls)
{
	unsigned group;

	switch (controls) {
	case VMCS_PIN_BASED_CONTROLS:
		group = 0;
		break;
	case VMCS_PRIMARY_CONTROLS:
		group = 1;
		break;
	case VMCS_EXIT_CONTROLS:
		group = 2;
		break;
	case VMCS_ENTRY_CONTROLS:
		group = 3;
		break;
	default:
		if (!(allowed(VMCS_PRIMARY_CONTROLS) >> 32 &
		    PRIMARY_SECONDARY_CONTROLS))
			return 0;
		return rdmsr(MSR_IA32_VMX_PROCBASED_CTLS2);
	}
	return rdmsr((has_true() ? MSR_IA32_VMX_TRUE_PINBASED_CTLS :
	    MSR_IA32_VMX_PINBASED_CTLS) + group);
}

static void
check(const char *name, bool good)
{
	probe_broken |= !good;
	printf("msr %s: %s\n", name, good ? "holds" : "broken");
}

/* Each group of controls, in the MSRs with and without TRUE. */
static void
check_controls(void)
{
	static const char *const names[] = {
		"pin", "primary", "exit", "entry"
	};

	for (unsigned i = 0; i < 4; i++) {
		uint64_t plain = rdmsr(MSR_IA32_VMX_PINBASED_CTLS + i);

		printf("msr %s controls: required %#x\n", names[i],
		    (unsigned)plain);
		check("allowed-0 within allowed-1",
		    ((uint32_t)plain & ~(plain >> 32)) == 0);
		if (!has_true())
			continue;
		uint64_t real = rdmsr(MSR_IA32_VMX_TRUE_PINBASED_CTLS + i);

		printf("msr true %s controls: required %#x\n", names[i],
		    (unsigned)real);
		check("true allowed-1 equals plain",
		    real >> 32 == plain >> 32);
		check("true allowed-0 within plain",
		    ((uint32_t)real & ~(uint32_t)plain) == 0);
	}
}

#define CPUID_HAS	"CR4 fixed-1 is as CPUID says, "

/* CR4 bits come with features that CPUID reports. */
static void
check_cr4(void)
{
	static const struct {
		const char *name;
		uint32_t cr4, leaf;
		unsigned output, bit;
	} rows[] = {
		{ CPUID_HAS "VME", CR4_VME, 1, 3, 1 },
		{ CPUID_HAS "DE", CR4_DE, 1, 3, 2 },
		{ CPUID_HAS "PSE", CR4_PSE, 1, 3, 3 },
		{ CPUID_HAS "TSD", CR4_TSD, 1, 3, 4 },
		{ CPUID_HAS "PAE", CR4_PAE, 1, 3, 6 },
		{ CPUID_HAS "MCE", CR4_MCE, 1, 3, 7 },
		{ CPUID_HAS "PGE", CR4_PGE, 1, 3, 13 },
		{ CPUID_HAS "OSFXSR", CR4_OSFXSR, 1, 3, 24 },
		{ CPUID_HAS "VMXE", CR4_VMXE, 1, 2, 5 },
		{ CPUID_HAS "SMXE", CR4_SMXE, 1, 2, 6 },
		{ CPUID_HAS "PCIDE", CR4_PCIDE, 1, 2, 17 },
		{ CPUID_HAS "OSXSAVE", CR4_OSXSAVE, 1, 2, 26 },
		{ CPUID_HAS "FSGSBASE", CR4_FSGSBASE, 7, 1, 0 },
		{ CPUID_HAS "SMEP", CR4_SMEP, 7, 1, 7 },
		{ CPUID_HAS "SMAP", CR4_SMAP, 7, 1, 20 },
		{ CPUID_HAS "UMIP", CR4_UMIP, 7, 2, 2 },
		{ CPUID_HAS "LA57", CR4_LA57, 7, 2, 16 },
	};
	uint64_t fixed1 = rdmsr(MSR_IA32_VMX_CR4_FIXED1);

	for (unsigned i = 0; i < ARRAY_SIZE(rows); i++) {
		struct cpuid_regs r = cpuid(rows[i].leaf, 0);
		uint32_t out[] = { r.eax, r.ebx, r.ecx, r.edx };
		bool reported = out[rows[i].output] >> rows[i].bit & 1;

		check(rows[i].name, reported ==
		    ((fixed1 & rows[i].cr4) != 0));
	}
}

static void
check_fixed(void)
{
	uint64_t zero0 = rdmsr(MSR_IA32_VMX_CR0_FIXED0);
	uint64_t one0 = rdmsr(MSR_IA32_VMX_CR0_FIXED1);
	uint64_t zero4 = rdmsr(MSR_IA32_VMX_CR4_FIXED0);
	uint64_t one4 = rdmsr(MSR_IA32_VMX_CR4_FIXED1);

	check("CR0 fixed-0 within fixed-1", (zero0 & ~one0) == 0);
	check("CR4 fixed-0 within fixed-1", (zero4 & ~one4) == 0);
	check("CR0 is allowed", (read_cr0() & zero0) == zero0 &&
	    (read_cr0() & ~one0) == 0);
	check("CR4 is allowed", (read_cr4() & zero4) == zero4 &&
	    (read_cr4() & ~one4) == 0);
	printf("msr CR0 fixed-0: %#lx\nmsr CR0 fixed-1: %#lx\n", zero0, one0);
	printf("msr CR4 fixed-0: %#lx\n", zero4);
	check_cr4();
}

static void
check_basic(void)
{
	uint64_t basic = rdmsr(MSR_IA32_VMX_BASIC);
	uint64_t size = basic >> VMX_BASIC_SIZE_SHIFT & VMX_BASIC_SIZE_MASK;
	unsigned highest = 0;

	check("revision bit 31 is 0", !(basic >> 31 & 1));
	check("region size is 1 to 4096", size >= 1 && size <= 4096);
	check("no 32-bit limit for regions",
	    !(basic & VMX_BASIC_32BIT_ADDRESSES));
	printf("msr memory type: %lu\n", basic >> VMX_BASIC_MEMORY_TYPE_SHIFT
	    & 0xf);
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		if (field_present(i) && (field_encodings[i] & 0x3fe) > highest)
			highest = field_encodings[i] & 0x3fe;
	}
	check("VMCS_ENUM is the highest index of a field",
	    rdmsr(MSR_IA32_VMX_VMCS_ENUM) == highest);
}

/* What a field needs; 0: every processor has it.  SDM Vol. 3D, appendix B. */
static bool
field_promised(enum field_index i)
{
	uint64_t pin = allowed(VMCS_PIN_BASED_CONTROLS) >> 32;
	uint64_t primary = allowed(VMCS_PRIMARY_CONTROLS) >> 32;
	uint64_t secondary = allowed(VMCS_SECONDARY_CONTROLS) >> 32;
	uint64_t exit = allowed(VMCS_EXIT_CONTROLS) >> 32;
	uint64_t entry = allowed(VMCS_ENTRY_CONTROLS) >> 32;

	switch (i) {
	case FIELD_VPID:
		return secondary & SECONDARY_VPID;
	case FIELD_POSTED_INTERRUPT_VECTOR:
	case FIELD_POSTED_INTERRUPT_DESCRIPTOR:
		return pin & PIN_POSTED_INTERRUPTS;
	case FIELD_EPTP_INDEX:
	case FIELD_VE_INFORMATION_ADDRESS:
		return secondary & SECONDARY_EPT_VE;
	case FIELD_GUEST_INTERRUPT_STATUS:
	case FIELD_EOI_EXIT_BITMAP_0 ... FIELD_EOI_EXIT_BITMAP_3:
		return secondary & SECONDARY_VIRTUAL_INTERRUPTS;
	case FIELD_PML_INDEX:
	case FIELD_PML_ADDRESS:
		return secondary & SECONDARY_PML;
	case FIELD_MSR_BITMAPS:
		return primary & PRIMARY_MSR_BITMAPS;
	case FIELD_VIRTUAL_APIC_ADDRESS:
	case FIELD_TPR_THRESHOLD:
		return primary & PRIMARY_TPR_SHADOW;
	case FIELD_APIC_ACCESS_ADDRESS:
		return secondary & SECONDARY_APIC_ACCESSES;
	case FIELD_VM_FUNCTION_CONTROLS:
		return secondary & SECONDARY_VM_FUNCTIONS;
	case FIELD_EPTP_LIST_ADDRESS:
		return secondary & SECONDARY_VM_FUNCTIONS &&
		    rdmsr(MSR_IA32_VMX_VMFUNC) & 1;
	case FIELD_EPT_POINTER:
	case FIELD_GUEST_PHYSICAL_ADDRESS:
	case FIELD_GUEST_PDPTE0 ... FIELD_GUEST_PDPTE3:
		return secondary & SECONDARY_EPT;
	case FIELD_VMREAD_BITMAP:
	case FIELD_VMWRITE_BITMAP:
		return secondary & SECONDARY_VMCS_SHADOWING;
	case FIELD_XSS_EXITING_BITMAP:
		return secondary & SECONDARY_XSAVES;
	case FIELD_ENCLS_EXITING_BITMAP:
		return secondary & SECONDARY_ENCLS_EXITING;
	case FIELD_TSC_MULTIPLIER:
		return secondary & SECONDARY_TSC_SCALING;
	case FIELD_SPP_TABLE_POINTER:
		return secondary & SECONDARY_EPT_SUB_PAGE;
	case FIELD_SECONDARY_CONTROLS:
		return primary & PRIMARY_SECONDARY_CONTROLS;
	case FIELD_PLE_GAP:
	case FIELD_PLE_WINDOW:
		return secondary & SECONDARY_PAUSE_LOOP_EXITING;
	case FIELD_PREEMPTION_TIMER_VALUE:
		return pin & PIN_PREEMPTION_TIMER;
	case FIELD_GUEST_IA32_PAT:
		return exit & EXIT_SAVE_IA32_PAT || entry & ENTRY_LOAD_IA32_PAT;
	case FIELD_HOST_IA32_PAT:
		return exit & EXIT_LOAD_IA32_PAT;
	case FIELD_GUEST_IA32_EFER:
		return exit & EXIT_SAVE_IA32_EFER ||
		    entry & ENTRY_LOAD_IA32_EFER;
	case FIELD_HOST_IA32_EFER:
		return exit & EXIT_LOAD_IA32_EFER;
	case FIELD_GUEST_IA32_PERF_GLOBAL_CTRL:
		return entry & ENTRY_LOAD_PERF_GLOBAL_CTRL;
	case FIELD_HOST_IA32_PERF_GLOBAL_CTRL:
		return exit & EXIT_LOAD_PERF_GLOBAL_CTRL;
	case FIELD_GUEST_IA32_BNDCFGS:
		return exit & EXIT_CLEAR_IA32_BNDCFGS ||
		    entry & ENTRY_LOAD_IA32_BNDCFGS;
	case FIELD_GUEST_IA32_RTIT_CTL:
		return exit & EXIT_CLEAR_IA32_RTIT_CTL ||
		    entry & ENTRY_LOAD_IA32_RTIT_CTL;
	default:
		return true;
	}
}

/* VM-instruction error of the VMfailValid that these flags mean, else 0. */
static uint64_t
error_of(uint64_t rflags)
{
	uint64_t error = 0;

	if (rflags & RFLAGS_ZF)
		vmx_vmread(VMCS_VM_INSTRUCTION_ERROR, &error);
	return error;
}

/* What VMWRITE makes of a field that is there. */
static uint64_t
write_error(enum field_index i)
{
	bool writable = !field_read_only(i) ||
	    rdmsr(MSR_IA32_VMX_MISC) & VMX_MISC_VMWRITE_READ_ONLY;

	return writable ? 0 : VMX_ERROR_READ_ONLY_FIELD;
}

static void
check_field(const char *name, bool good)
{
	probe_broken |= !good;
	printf("field %s: %s\n", name, good ? "holds" : "broken");
}

/* Every field exists exactly if its feature does; fails with 12 if not. */
static void
check_fields(void)
{
	for (unsigned i = 0; i < FIELD_COUNT; i++) {
		const char *name = field_names[i];
		uint64_t value = 0;
		uint64_t read = error_of(vmx_vmread(field_encodings[i],
		    &value));
		uint64_t write = error_of(vmx_vmwrite(field_encodings[i],
		    value));

		if (field_promised(i))
			check_field(name, read == 0 && write == write_error(i));
		else if (read == VMX_ERROR_UNSUPPORTED_FIELD &&
		    write == VMX_ERROR_UNSUPPORTED_FIELD)
			printf("field %s: skip, not offered\n", name);
		else
			check_field(name, false);
	}
}

void
capabilities_report(void)
{
	check_basic();
	check_controls();
	check_fixed();
	check_fields();
}
