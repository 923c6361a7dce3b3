#include <string.h>

#include "valid_vmcs.h"

#define PIN_DEFAULT		0x16u
#define PRIMARY_DEFAULT		0x0401e172u
#define PRIMARY_TRUE_DEFAULT	0x04006172u
#define EXIT_DEFAULT		0x00036dffu
#define EXIT_TRUE_DEFAULT	0x00036dfbu
#define ENTRY_DEFAULT		0x000011ffu
#define ENTRY_TRUE_DEFAULT	0x000011fbu
#define REVISION		0x5eedu

struct vmcs valid_vmcs;
struct capabilities valid_caps;
struct entry valid_entry;

static struct {
	uint64_t address, value;
} memory[32];
static unsigned memory_used;

#define SET(field, v)	(valid_vmcs.value[INDEX_##field] = (v))
#define ON(field, v)	(valid_vmcs.value[INDEX_##field] |= (v))
#define OFF(field, v)	(valid_vmcs.value[INDEX_##field] &= ~(uint64_t)(v))

void
memory_set(uint64_t address, uint64_t value)
{
	unsigned i = 0;

	while (i < memory_used && memory[i].address != address)
		i++;
	if (i == memory_used)
		memory_used++;
	memory[i].address = address;
	memory[i].value = value;
}

static uint64_t
memory_read(uint64_t address)
{
	for (unsigned i = 0; i < memory_used; i++) {
		if (memory[i].address == address)
			return memory[i].value;
	}
	return 0;
}

static bool
msr_writable(uint32_t msr, uint64_t value)
{
	return msr != MSR_IA32_LSTAR || value >> 47 == 0;
}

static void
capability_set(uint32_t msr, uint64_t value)
{
	valid_caps.msr[msr - MSR_IA32_VMX_BASIC] = value;
}

/* A control MSR: what must be 1, and what may be. */
static void
controls_set(uint32_t msr, uint32_t must, uint32_t may)
{
	capability_set(msr, (uint64_t)(must | may) << 32 | must);
}

static void
make_capabilities(void)
{
	const uint32_t pin = 0xe9, primary = 0xfbf99e8c, exit = 0x02fc9204,
	    entry = 0x0005ee04;

	valid_caps.physical_bits = 36;
	valid_caps.linear_bits = 48;
	valid_caps.cr4_reserved = ~0x3727ffull;
	valid_caps.efer_reserved = ~0xd01ull;
	capability_set(MSR_IA32_VMX_BASIC,
	    REVISION | 0x1000ull << 32 | 6ull << 50 | VMX_BASIC_TRUE_CTLS);
	controls_set(MSR_IA32_VMX_PINBASED_CTLS, PIN_DEFAULT, pin);
	controls_set(MSR_IA32_VMX_PROCBASED_CTLS, PRIMARY_DEFAULT, primary);
	controls_set(MSR_IA32_VMX_EXIT_CTLS, EXIT_DEFAULT, exit);
	controls_set(MSR_IA32_VMX_ENTRY_CTLS, ENTRY_DEFAULT, entry);
	controls_set(MSR_IA32_VMX_PROCBASED_CTLS2, 0, 0x03d7ffff);
	controls_set(MSR_IA32_VMX_TRUE_PINBASED_CTLS, PIN_DEFAULT, pin);
	controls_set(MSR_IA32_VMX_TRUE_PROCBASED_CTLS, PRIMARY_TRUE_DEFAULT,
	    primary);
	controls_set(MSR_IA32_VMX_TRUE_EXIT_CTLS, EXIT_TRUE_DEFAULT, exit);
	controls_set(MSR_IA32_VMX_TRUE_ENTRY_CTLS, ENTRY_TRUE_DEFAULT, entry);
	capability_set(MSR_IA32_VMX_MISC, 5 | VMX_MISC_ACTIVITY_HLT |
	    VMX_MISC_ACTIVITY_SHUTDOWN | VMX_MISC_ACTIVITY_WAIT_FOR_SIPI |
	    4 << VMX_MISC_CR3_TARGETS_SHIFT);
	capability_set(MSR_IA32_VMX_CR0_FIXED0, 0x80000021);
	capability_set(MSR_IA32_VMX_CR0_FIXED1, 0xffffffff);
	capability_set(MSR_IA32_VMX_CR4_FIXED0, 0x2000);
	capability_set(MSR_IA32_VMX_CR4_FIXED1, 0x3727ff);
	capability_set(MSR_IA32_VMX_EPT_VPID_CAP,
	    EPT_CAP_WALK_LENGTH_4 | EPT_CAP_WB | EPT_CAP_ACCESSED_DIRTY);
	capability_set(MSR_IA32_VMX_VMFUNC, 1);
}

static void
make_host(void)
{
	SET(HOST_CR0, 0x80050033);
	SET(HOST_CR3, 0x1000);
	SET(HOST_CR4, CR4_PAE | CR4_VMXE);
	SET(HOST_CS_SELECTOR, 8);
	SET(HOST_SS_SELECTOR, 0x10);
	SET(HOST_TR_SELECTOR, 0x18);
	SET(HOST_GS_BASE, 0xffff800000001000);
	SET(HOST_RSP, 0x7000);
	SET(HOST_RIP, 0xffffffff80100000);
	SET(HOST_IA32_EFER, EFER_LMA | EFER_LME);
	SET(HOST_IA32_PAT, 0x0007040600070406);
}

#define MAKE_SEGMENT(seg, selector, base, limit, rights) do {		\
	SET(GUEST_##seg##_SELECTOR, selector);				\
	SET(GUEST_##seg##_BASE, base);					\
	SET(GUEST_##seg##_LIMIT, limit);				\
	SET(GUEST_##seg##_ACCESS_RIGHTS, rights);			\
} while (0)

/* ES, SS, DS, FS and GS alike. */
static void
make_data_segments(uint64_t selector, uint64_t base, uint64_t limit,
    uint64_t rights)
{
	MAKE_SEGMENT(ES, selector, base, limit, rights);
	MAKE_SEGMENT(SS, selector, base, limit, rights);
	MAKE_SEGMENT(DS, selector, base, limit, rights);
	MAKE_SEGMENT(FS, selector, base, limit, rights);
	MAKE_SEGMENT(GS, selector, base, limit, rights);
}

static void
make_guest_64(void)
{
	SET(GUEST_CR0, 0x80050033);
	SET(GUEST_CR3, 0x2000);
	SET(GUEST_CR4, CR4_PAE | CR4_VMXE);
	SET(GUEST_DR7, 0x400);
	MAKE_SEGMENT(CS, 8, 0, 0xffffffff, 0xa09b);
	make_data_segments(0x10, 0, 0xffffffff, 0xc093);
	MAKE_SEGMENT(LDTR, 0x28, 0, 0xf, 0x82);
	MAKE_SEGMENT(TR, 0x18, 0, 0x67, 0x8b);
	SET(GUEST_GDTR_LIMIT, 0xffff);
	SET(GUEST_IDTR_LIMIT, 0xfff);
	SET(GUEST_RSP, 0x8000);
	SET(GUEST_RIP, 0x100000);
	SET(GUEST_RFLAGS, RFLAGS_FIXED);
	SET(GUEST_IA32_EFER, EFER_LMA | EFER_LME);
	SET(GUEST_IA32_PAT, 0x0007040600070406);
	SET(VMCS_LINK_POINTER, ~0ull);
}

static void
make_64(void)
{
	make_host();
	make_guest_64();
	SET(PIN_BASED_CONTROLS, PIN_DEFAULT);
	SET(PRIMARY_CONTROLS, PRIMARY_TRUE_DEFAULT);
	SET(EXIT_CONTROLS, EXIT_TRUE_DEFAULT | EXIT_HOST_ADDRESS_SPACE_SIZE);
	SET(ENTRY_CONTROLS, ENTRY_TRUE_DEFAULT | ENTRY_IA32E_MODE_GUEST);
}

static void
make_32(void)
{
	OFF(ENTRY_CONTROLS, ENTRY_IA32E_MODE_GUEST);
	OFF(GUEST_CR4, CR4_PAE);
	SET(GUEST_CS_ACCESS_RIGHTS, 0xc09b);
	SET(GUEST_IA32_EFER, 0);
}

static void
make_pae(void)
{
	make_32();
	ON(GUEST_CR4, CR4_PAE);
	SET(GUEST_CR3, 0x2020);
	memory_set(0x2020, 0x3000 | PTE_P);
	memory_set(0x2030, 0x4000 | PTE_P);
}

static void
make_v8086(void)
{
	make_32();
	ON(GUEST_RFLAGS, RFLAGS_VM);
	MAKE_SEGMENT(CS, 0x1234, 0x12340, 0xffff, 0xf3);
	make_data_segments(0x2345, 0x23450, 0xffff, 0xf3);
}

static void
make_ept(void)
{
	ON(PRIMARY_CONTROLS, PRIMARY_SECONDARY_CONTROLS);
	ON(SECONDARY_CONTROLS, SECONDARY_EPT | SECONDARY_VPID);
	SET(VPID, 1);
	SET(EPT_POINTER, 0x5000 | 3 << 3 | 6);
}

static void
make_ept_pae(void)
{
	make_pae();
	make_ept();
	memory_set(0x2020, ~0ull);
	SET(GUEST_PDPTE0, 0x3000 | PTE_P);
}

static void
make_unrestricted(void)
{
	make_32();
	make_ept();
	ON(SECONDARY_CONTROLS, SECONDARY_UNRESTRICTED_GUEST);
}

static void
make_real(void)
{
	make_unrestricted();
	OFF(GUEST_CR0, CR0_PE | CR0_PG);
	MAKE_SEGMENT(CS, 0xf000, 0xf0000, 0xffff, 0x93);
	make_data_segments(0x1003, 0x10030, 0xffff, 0x93);
	SET(GUEST_TR_ACCESS_RIGHTS, 0x83);
}

static void
make_unusable(void)
{
	make_data_segments(0, 0, 1, 0x10000);
	SET(GUEST_ES_BASE, ~0ull);
	SET(GUEST_DS_ACCESS_RIGHTS, 0x1ff08);
	MAKE_SEGMENT(LDTR, 4, 1ull << 50, 1, 0x1ffff);
}

static void
make_tpr(void)
{
	ON(PRIMARY_CONTROLS, PRIMARY_TPR_SHADOW | PRIMARY_SECONDARY_CONTROLS);
	SET(VIRTUAL_APIC_ADDRESS, 0x6000);
	SET(TPR_THRESHOLD, 2);
	memory_set(0x6080, 0x2f);
}

static void
make_msrs(void)
{
	SET(EXIT_MSR_STORE_COUNT, 1);
	SET(EXIT_MSR_STORE_ADDRESS, 0x7010);
	SET(EXIT_MSR_LOAD_COUNT, 1);
	SET(EXIT_MSR_LOAD_ADDRESS, 0x7020);
	SET(ENTRY_MSR_LOAD_COUNT, 2);
	SET(ENTRY_MSR_LOAD_ADDRESS, 0x7030);
	memory_set(0x7030, MSR_IA32_SYSENTER_CS);
	memory_set(0x7040, MSR_IA32_LSTAR);
	memory_set(0x7048, 0x1000);
}

static void
make_loads(void)
{
	ON(EXIT_CONTROLS, EXIT_LOAD_PERF_GLOBAL_CTRL | EXIT_LOAD_IA32_PAT |
	    EXIT_LOAD_IA32_EFER);
	ON(ENTRY_CONTROLS, ENTRY_LOAD_DEBUG_CONTROLS |
	    ENTRY_LOAD_PERF_GLOBAL_CTRL | ENTRY_LOAD_IA32_PAT |
	    ENTRY_LOAD_IA32_EFER | ENTRY_LOAD_IA32_BNDCFGS |
	    ENTRY_LOAD_IA32_RTIT_CTL);
	SET(GUEST_IA32_BNDCFGS, 0x1003);
	SET(GUEST_IA32_DEBUGCTL, 1);
	SET(GUEST_IA32_PERF_GLOBAL_CTRL, 0x70000000full);
}

static void
make_features(void)
{
	make_tpr();
	make_ept();
	ON(PIN_BASED_CONTROLS, PIN_EXTERNAL_INTERRUPT_EXITING |
	    PIN_NMI_EXITING | PIN_VIRTUAL_NMIS | PIN_PREEMPTION_TIMER |
	    PIN_POSTED_INTERRUPTS);
	ON(PRIMARY_CONTROLS, PRIMARY_IO_BITMAPS | PRIMARY_MSR_BITMAPS |
	    PRIMARY_NMI_WINDOW);
	ON(SECONDARY_CONTROLS, SECONDARY_APIC_ACCESSES |
	    SECONDARY_APIC_REGISTERS | SECONDARY_VIRTUAL_INTERRUPTS |
	    SECONDARY_PML | SECONDARY_VM_FUNCTIONS |
	    SECONDARY_VMCS_SHADOWING | SECONDARY_EPT_VE |
	    SECONDARY_EPT_MODE_BASED | SECONDARY_EPT_SUB_PAGE |
	    SECONDARY_PT_GUEST_PHYSICAL);
	ON(EXIT_CONTROLS, EXIT_ACKNOWLEDGE_INTERRUPT |
	    EXIT_SAVE_PREEMPTION_TIMER | EXIT_CLEAR_IA32_RTIT_CTL);
	ON(ENTRY_CONTROLS, ENTRY_LOAD_IA32_RTIT_CTL);
	SET(VM_FUNCTION_CONTROLS, 1);
	SET(TPR_THRESHOLD, 0x100);
	SET(IO_BITMAP_A, 0x10000);
	SET(IO_BITMAP_B, 0x11000);
	SET(MSR_BITMAPS, 0x12000);
	SET(APIC_ACCESS_ADDRESS, 0x13000);
	SET(POSTED_INTERRUPT_DESCRIPTOR, 0x14040);
	SET(POSTED_INTERRUPT_VECTOR, 0xff);
	SET(PML_ADDRESS, 0x15000);
	SET(EPTP_LIST_ADDRESS, 0x16000);
	SET(VMREAD_BITMAP, 0x17000);
	SET(VMWRITE_BITMAP, 0x18000);
	SET(VE_INFORMATION_ADDRESS, 0x19000);
	SET(SPP_TABLE_POINTER, 0x1a000);
}

static void
make_linked(void)
{
	SET(VMCS_LINK_POINTER, 0xb000);
	memory_set(0xb000, 0xabcdull << 32 | REVISION);
}

static void
make_host_32(void)
{
	make_32();
	OFF(EXIT_CONTROLS, EXIT_HOST_ADDRESS_SPACE_SIZE);
	OFF(HOST_CR4, CR4_PAE);
	SET(HOST_RIP, 0x100000);
	SET(HOST_IA32_EFER, 0);
	valid_entry.host_ia32e = false;
}

static void
make_smm(void)
{
	valid_entry.in_smm = true;
	ON(ENTRY_CONTROLS, ENTRY_DEACTIVATE_DUAL_MONITOR);
	SET(EXECUTIVE_VMCS_POINTER, 0xc000);
	SET(VMCS_LINK_POINTER, 0xa000);
	SET(GUEST_INTERRUPTIBILITY, INTERRUPTIBILITY_SMI);
	memory_set(0xa000, REVISION);
	memory_set(0xc000, REVISION);
}

static void (*const make[VARIANT_COUNT])(void) = {
	[GUEST_32] = make_32,
	[GUEST_PAE] = make_pae,
	[GUEST_V8086] = make_v8086,
	[GUEST_EPT] = make_ept,
	[GUEST_EPT_PAE] = make_ept_pae,
	[GUEST_REAL] = make_real,
	[GUEST_UNRESTRICTED] = make_unrestricted,
	[GUEST_UNUSABLE] = make_unusable,
	[GUEST_TPR] = make_tpr,
	[GUEST_MSRS] = make_msrs,
	[GUEST_LOADS] = make_loads,
	[GUEST_FEATURES] = make_features,
	[GUEST_LINKED] = make_linked,
	[HOST_32] = make_host_32,
	[HOST_SMM] = make_smm,
};

void
valid_make(enum variant variant)
{
	memset(&valid_vmcs, 0, sizeof(valid_vmcs));
	memset(&valid_caps, 0, sizeof(valid_caps));
	memory_used = 0;
	valid_entry = (struct entry){
		.vmcs = &valid_vmcs,
		.caps = &valid_caps,
		.vmcs_pointer = 0xa000,
		.host_ia32e = true,
		.read_physical = memory_read,
		.msr_writable = msr_writable,
	};
	make_capabilities();
	make_64();
	if (make[variant])
		make[variant]();
}
