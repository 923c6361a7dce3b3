/*
 * Which processor this is: the capability MSRs.
 *
 * SDM Vol. 3D, appendix A, "VMX Capability Reporting Facility".
 */
#include "processor.h"

#define DEFAULT_REVISION	0x4e52u
#define REGION_SIZE		4096ull
#define MEMORY_TYPE_WB		6ull
#define CR3_TARGETS		4ull
#define TIMER_RATE		5ull	/* TSC ticks: 2 to the power of */

/* Bits that are 1 in processors without the TRUE MSRs; A.3.1 to A.5. */
#define PIN_DEFAULT1		0x00000016u
#define PRIMARY_DEFAULT1	0x0401e172u
#define EXIT_DEFAULT1		0x00036dffu
#define ENTRY_DEFAULT1		0x000011ffu

/* Those of them that the TRUE MSRs allow to be 0. */
#define PRIMARY_TRUE0	(PRIMARY_CR3_LOAD_EXITING | PRIMARY_CR3_STORE_EXITING)
#define EXIT_TRUE0	EXIT_SAVE_DEBUG_CONTROLS
#define ENTRY_TRUE0	ENTRY_LOAD_DEBUG_CONTROLS

/* What the machine carries out; nothing else may be set. */
#define PIN_OFFERED (PIN_EXTERNAL_INTERRUPT_EXITING | PIN_NMI_EXITING |	\
	PIN_VIRTUAL_NMIS)
#define PRIMARY_OFFERED (PRIMARY_INTERRUPT_WINDOW | PRIMARY_TPR_SHADOW | \
	PRIMARY_NMI_WINDOW | PRIMARY_MONITOR_TRAP_FLAG |		\
	PRIMARY_TSC_OFFSETTING | PRIMARY_HLT_EXITING |	\
	PRIMARY_INVLPG_EXITING | PRIMARY_MWAIT_EXITING |		\
	PRIMARY_RDPMC_EXITING | PRIMARY_RDTSC_EXITING | PRIMARY_TRUE0 |	\
	PRIMARY_CR8_LOAD_EXITING | PRIMARY_CR8_STORE_EXITING |		\
	PRIMARY_MOV_DR_EXITING | PRIMARY_UNCONDITIONAL_IO |		\
	PRIMARY_IO_BITMAPS | PRIMARY_MSR_BITMAPS |			\
	PRIMARY_MONITOR_EXITING | PRIMARY_PAUSE_EXITING |		\
	PRIMARY_SECONDARY_CONTROLS)
#define SECONDARY_OFFERED (SECONDARY_APIC_ACCESSES | SECONDARY_EPT |	\
	SECONDARY_DESCRIPTOR_TABLE |					\
	SECONDARY_VPID | SECONDARY_WBINVD_EXITING |			\
	SECONDARY_UNRESTRICTED_GUEST)
#define EPT_OFFERED (EPT_CAP_WALK_LENGTH_4 | EPT_CAP_UC | EPT_CAP_WB |	\
	EPT_CAP_2M | EPT_CAP_1G | EPT_CAP_INVEPT | EPT_CAP_ACCESSED_DIRTY | \
	EPT_CAP_INVEPT_SINGLE | EPT_CAP_INVEPT_ALL)
#define VPID_OFFERED (VPID_CAP_INVVPID | VPID_CAP_ADDRESS |		\
	VPID_CAP_SINGLE | VPID_CAP_ALL | VPID_CAP_SINGLE_KEEP_GLOBAL)
#define EXIT_OFFERED (EXIT_TRUE0 | EXIT_HOST_ADDRESS_SPACE_SIZE |	\
	EXIT_ACKNOWLEDGE_INTERRUPT |					\
	EXIT_SAVE_IA32_PAT | EXIT_LOAD_IA32_PAT |			\
	EXIT_SAVE_IA32_EFER | EXIT_LOAD_IA32_EFER)
#define ENTRY_OFFERED (ENTRY_TRUE0 | ENTRY_IA32E_MODE_GUEST |		\
	ENTRY_LOAD_IA32_PAT | ENTRY_LOAD_IA32_EFER)

#define CR0_ALL		0xffffffffull
#define CR0_FIXED	((uint64_t)CR0_PG | CR0_NE | CR0_PE)
#define EFER_ALL	((uint64_t)EFER_SCE | EFER_LME | EFER_LMA | EFER_NXE)

static uint64_t *
msr_slot(struct capabilities *c, uint32_t msr)
{
	return &c->msr[msr - MSR_IA32_VMX_BASIC];
}

/* A capability MSR of controls: allowed 0-settings below, 1-settings above. */
static void
set_controls(struct capabilities *c, uint32_t msr, uint32_t zero, uint32_t one)
{
	*msr_slot(c, msr) = zero | (uint64_t)(zero | one) << 32;
}

/* Offer the TRUE capability MSRs, or hide them as old processors do. */
void
capabilities_set_true(struct capabilities *c, bool present)
{
	uint64_t *basic = msr_slot(c, MSR_IA32_VMX_BASIC);

	*basic &= ~VMX_BASIC_TRUE_CTLS;
	if (present)
		*basic |= VMX_BASIC_TRUE_CTLS;
}

/* A processor of the EPT generation, as far as this machine goes. */
void
capabilities_default(struct processor *p)
{
	struct capabilities *c = &p->caps;
	uint32_t pin = PIN_OFFERED, exit = EXIT_OFFERED;

	if (timer_init()) {
		pin |= PIN_PREEMPTION_TIMER;
		exit |= EXIT_SAVE_PREEMPTION_TIMER;
	}
	p->vmx_supported = true;
	p->feature_control = 0;
	p->highest_leaf = HIGHEST_BASIC;
	c->physical_bits = 39;
	c->linear_bits = 48;
	*msr_slot(c, MSR_IA32_VMX_BASIC) = DEFAULT_REVISION |
	    REGION_SIZE << VMX_BASIC_SIZE_SHIFT |
	    MEMORY_TYPE_WB << VMX_BASIC_MEMORY_TYPE_SHIFT | VMX_BASIC_INS_OUTS;
	set_controls(c, MSR_IA32_VMX_PINBASED_CTLS, PIN_DEFAULT1, pin);
	set_controls(c, MSR_IA32_VMX_PROCBASED_CTLS, PRIMARY_DEFAULT1,
	    PRIMARY_OFFERED);
	set_controls(c, MSR_IA32_VMX_EXIT_CTLS, EXIT_DEFAULT1, exit);
	set_controls(c, MSR_IA32_VMX_ENTRY_CTLS, ENTRY_DEFAULT1, ENTRY_OFFERED);
	set_controls(c, MSR_IA32_VMX_TRUE_PINBASED_CTLS, PIN_DEFAULT1, pin);
	set_controls(c, MSR_IA32_VMX_TRUE_PROCBASED_CTLS,
	    PRIMARY_DEFAULT1 & ~PRIMARY_TRUE0, PRIMARY_OFFERED);
	set_controls(c, MSR_IA32_VMX_TRUE_EXIT_CTLS,
	    EXIT_DEFAULT1 & ~EXIT_TRUE0, exit);
	set_controls(c, MSR_IA32_VMX_TRUE_ENTRY_CTLS,
	    ENTRY_DEFAULT1 & ~ENTRY_TRUE0, ENTRY_OFFERED);
	set_controls(c, MSR_IA32_VMX_PROCBASED_CTLS2, 0, SECONDARY_OFFERED);
	*msr_slot(c, MSR_IA32_VMX_MISC) =
	    CR3_TARGETS << VMX_MISC_CR3_TARGETS_SHIFT | TIMER_RATE |
	    VMX_MISC_ACTIVITY_HLT | VMX_MISC_ACTIVITY_SHUTDOWN;
	*msr_slot(c, MSR_IA32_VMX_CR0_FIXED0) = CR0_FIXED;
	*msr_slot(c, MSR_IA32_VMX_CR0_FIXED1) = CR0_ALL;
	*msr_slot(c, MSR_IA32_VMX_CR4_FIXED0) = CR4_VMXE;
	*msr_slot(c, MSR_IA32_VMX_CR4_FIXED1) = ~0ull;
	capabilities_set_true(c, true);
}

static uint64_t
next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * 0x2545f4914f6cdd1dull;
}

/*
 * Draw a processor from a seed: what a VMM must ask for and not assume.
 * Call after capabilities_default().
 */
void
capabilities_draw(struct processor *p, uint64_t seed)
{
	static const uint32_t extra_cr4[] = { 0, CR4_DE, CR4_MCE, CR4_PGE };
	static const uint8_t widths[] = { 36, 39, 40 };
	struct capabilities *c = &p->caps;
	uint64_t state = seed ^ 0x9e3779b97f4a7c15ull;
	uint64_t *basic = msr_slot(c, MSR_IA32_VMX_BASIC);

	if (state == 0)
		state = 1;
	next_random(&state);
	*basic &= ~VMX_BASIC_REVISION;
	*basic |= (next_random(&state) >> 33) | 1;
	c->physical_bits = widths[next_random(&state) % sizeof(widths)];
	capabilities_set_true(c, next_random(&state) >> 63);
	*msr_slot(c, MSR_IA32_VMX_CR4_FIXED0) |=
	    extra_cr4[next_random(&state) % 4];
}

/*
 * Withdraw one control: `group` is pin, primary, secondary, exit or entry.
 * False: there is no such group or bit.
 */
bool
capabilities_deny(struct capabilities *c, const char *group, unsigned bit)
{
	static const struct {
		char initial, second;
		uint32_t msr, true_msr;
	} groups[] = {
		{ 'p', 'i', MSR_IA32_VMX_PINBASED_CTLS,
		    MSR_IA32_VMX_TRUE_PINBASED_CTLS },
		{ 'p', 'r', MSR_IA32_VMX_PROCBASED_CTLS,
		    MSR_IA32_VMX_TRUE_PROCBASED_CTLS },
		{ 's', 'e', MSR_IA32_VMX_PROCBASED_CTLS2,
		    MSR_IA32_VMX_PROCBASED_CTLS2 },
		{ 'e', 'x', MSR_IA32_VMX_EXIT_CTLS,
		    MSR_IA32_VMX_TRUE_EXIT_CTLS },
		{ 'e', 'n', MSR_IA32_VMX_ENTRY_CTLS,
		    MSR_IA32_VMX_TRUE_ENTRY_CTLS },
	};

	for (unsigned i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		if (bit < 32 && group[0] == groups[i].initial &&
		    group[1] == groups[i].second) {
			uint64_t mask = ~(1ull << (32 + bit));

			*msr_slot(c, groups[i].msr) &= mask;
			*msr_slot(c, groups[i].true_msr) &= mask;
			return true;
		}
	}
	return false;
}

static bool
secondary_allowed(const struct capabilities *c, uint32_t bit)
{
	return capability(c, MSR_IA32_VMX_PROCBASED_CTLS2) >> 32 & bit;
}

/*
 * Does this processor have the field?  Fields come with the feature that
 * uses them; SDM Vol. 3D, appendix B, the footnotes of its tables.
 */
bool
field_supported(const struct capabilities *c, enum vmcs_index index)
{
	uint64_t pin = capability(c, MSR_IA32_VMX_PINBASED_CTLS) >> 32;
	uint64_t primary = capability(c, MSR_IA32_VMX_PROCBASED_CTLS) >> 32;
	uint64_t exit = capability(c, MSR_IA32_VMX_EXIT_CTLS) >> 32;
	uint64_t entry = capability(c, MSR_IA32_VMX_ENTRY_CTLS) >> 32;

	switch (index) {
	case INDEX_VPID:
		return secondary_allowed(c, SECONDARY_VPID);
	case INDEX_POSTED_INTERRUPT_VECTOR:
	case INDEX_POSTED_INTERRUPT_DESCRIPTOR:
		return pin & PIN_POSTED_INTERRUPTS;
	case INDEX_EPTP_INDEX:
	case INDEX_VE_INFORMATION_ADDRESS:
		return secondary_allowed(c, SECONDARY_EPT_VE);
	case INDEX_GUEST_INTERRUPT_STATUS:
	case INDEX_EOI_EXIT_BITMAP_0:
	case INDEX_EOI_EXIT_BITMAP_1:
	case INDEX_EOI_EXIT_BITMAP_2:
	case INDEX_EOI_EXIT_BITMAP_3:
		return secondary_allowed(c, SECONDARY_VIRTUAL_INTERRUPTS);
	case INDEX_PML_INDEX:
	case INDEX_PML_ADDRESS:
		return secondary_allowed(c, SECONDARY_PML);
	case INDEX_MSR_BITMAPS:
		return primary & PRIMARY_MSR_BITMAPS;
	case INDEX_VIRTUAL_APIC_ADDRESS:
	case INDEX_TPR_THRESHOLD:
		return primary & PRIMARY_TPR_SHADOW;
	case INDEX_APIC_ACCESS_ADDRESS:
		return secondary_allowed(c, SECONDARY_APIC_ACCESSES);
	case INDEX_VM_FUNCTION_CONTROLS:
	case INDEX_EPTP_LIST_ADDRESS:
		return secondary_allowed(c, SECONDARY_VM_FUNCTIONS);
	case INDEX_EPT_POINTER:
	case INDEX_GUEST_PHYSICAL_ADDRESS:
	case INDEX_GUEST_PDPTE0:
	case INDEX_GUEST_PDPTE1:
	case INDEX_GUEST_PDPTE2:
	case INDEX_GUEST_PDPTE3:
		return secondary_allowed(c, SECONDARY_EPT);
	case INDEX_VMREAD_BITMAP:
	case INDEX_VMWRITE_BITMAP:
		return secondary_allowed(c, SECONDARY_VMCS_SHADOWING);
	case INDEX_XSS_EXITING_BITMAP:
		return secondary_allowed(c, SECONDARY_XSAVES);
	case INDEX_ENCLS_EXITING_BITMAP:
		return secondary_allowed(c, SECONDARY_ENCLS_EXITING);
	case INDEX_TSC_MULTIPLIER:
		return secondary_allowed(c, SECONDARY_TSC_SCALING);
	case INDEX_SPP_TABLE_POINTER:
		return false;
	case INDEX_SECONDARY_CONTROLS:
		return primary & PRIMARY_SECONDARY_CONTROLS;
	case INDEX_PLE_GAP:
	case INDEX_PLE_WINDOW:
		return secondary_allowed(c, SECONDARY_PAUSE_LOOP_EXITING);
	case INDEX_PREEMPTION_TIMER_VALUE:
		return pin & PIN_PREEMPTION_TIMER;
	case INDEX_GUEST_IA32_PAT:
		return (exit & EXIT_SAVE_IA32_PAT) ||
		    (entry & ENTRY_LOAD_IA32_PAT);
	case INDEX_HOST_IA32_PAT:
		return exit & EXIT_LOAD_IA32_PAT;
	case INDEX_GUEST_IA32_EFER:
		return (exit & EXIT_SAVE_IA32_EFER) ||
		    (entry & ENTRY_LOAD_IA32_EFER);
	case INDEX_HOST_IA32_EFER:
		return exit & EXIT_LOAD_IA32_EFER;
	case INDEX_GUEST_IA32_PERF_GLOBAL_CTRL:
		return entry & ENTRY_LOAD_PERF_GLOBAL_CTRL;
	case INDEX_HOST_IA32_PERF_GLOBAL_CTRL:
		return exit & EXIT_LOAD_PERF_GLOBAL_CTRL;
	case INDEX_GUEST_IA32_BNDCFGS:
		return entry & ENTRY_LOAD_IA32_BNDCFGS;
	case INDEX_GUEST_IA32_RTIT_CTL:
		return false;
	default:
		return true;
	}
}

/* What comes with EPT, VPIDs and unrestricted guests, or goes with them. */
static void
finish_memory(struct capabilities *c)
{
	uint64_t *controls = msr_slot(c, MSR_IA32_VMX_PROCBASED_CTLS2);
	uint64_t *memory = msr_slot(c, MSR_IA32_VMX_EPT_VPID_CAP);

	*memory = 0;
	if (secondary_allowed(c, SECONDARY_EPT))
		*memory |= EPT_OFFERED;
	else
		*controls &= ~((uint64_t)SECONDARY_UNRESTRICTED_GUEST << 32);
	if (secondary_allowed(c, SECONDARY_VPID))
		*memory |= VPID_OFFERED;
	if (secondary_allowed(c, SECONDARY_UNRESTRICTED_GUEST))
		*msr_slot(c, MSR_IA32_VMX_MISC) |= VMX_MISC_STORE_EFER_LMA;
}

/*
 * Derive what follows from the rest, once all choices are made, and publish
 * the MSRs in the trace header.
 */
void
capabilities_finish(struct processor *p)
{
	struct capabilities *c = &p->caps;
	uint64_t highest = 0;

	c->cr4_reserved = ~cr4_supported(p->vmx_supported);
	c->efer_reserved = ~EFER_ALL;
	*msr_slot(c, MSR_IA32_VMX_CR4_FIXED1) &= ~c->cr4_reserved;
	/* A.3.3: the MSR comes with the control that turns its group on. */
	if (!(*msr_slot(c, MSR_IA32_VMX_PROCBASED_CTLS) >> 32 &
	    PRIMARY_SECONDARY_CONTROLS))
		*msr_slot(c, MSR_IA32_VMX_PROCBASED_CTLS2) = 0;
	finish_memory(c);
	for (int i = 0; i < VMCS_FIELD_COUNT; i++) {
		uint32_t index = vmcs_encoding(i) & 0x3fe;

		if (field_supported(c, i) && index > highest)
			highest = index;
	}
	*msr_slot(c, MSR_IA32_VMX_VMCS_ENUM) = highest;
	for (int i = 0; i < 18; i++)
		trace->capability[i] = c->msr[i];
}
