#include <stddef.h>

#include "arch/vmx.h"
#include "bits.h"
#include "machine/vtx/vmcs.h"

/* clang-format off */
static const struct bit pin[] = {
	{ PIN_EXTERNAL_INTERRUPT_EXITING,	"external-interrupt exiting" },
	{ PIN_NMI_EXITING,			"NMI exiting" },
	{ PIN_VIRTUAL_NMIS,			"virtual NMIs" },
	{ PIN_PREEMPTION_TIMER,			"activate VMX-preemption timer" },
	{ PIN_POSTED_INTERRUPTS,		"process posted interrupts" },
	{ 0, NULL }
};

static const struct bit primary[] = {
	{ PRIMARY_INTERRUPT_WINDOW,	"interrupt-window exiting" },
	{ PRIMARY_TSC_OFFSETTING,	"use TSC offsetting" },
	{ PRIMARY_HLT_EXITING,		"HLT exiting" },
	{ PRIMARY_INVLPG_EXITING,	"INVLPG exiting" },
	{ PRIMARY_MWAIT_EXITING,	"MWAIT exiting" },
	{ PRIMARY_RDPMC_EXITING,	"RDPMC exiting" },
	{ PRIMARY_RDTSC_EXITING,	"RDTSC exiting" },
	{ PRIMARY_CR3_LOAD_EXITING,	"CR3-load exiting" },
	{ PRIMARY_CR3_STORE_EXITING,	"CR3-store exiting" },
	{ PRIMARY_CR8_LOAD_EXITING,	"CR8-load exiting" },
	{ PRIMARY_CR8_STORE_EXITING,	"CR8-store exiting" },
	{ PRIMARY_TPR_SHADOW,		"use TPR shadow" },
	{ PRIMARY_NMI_WINDOW,		"NMI-window exiting" },
	{ PRIMARY_MOV_DR_EXITING,	"MOV-DR exiting" },
	{ PRIMARY_UNCONDITIONAL_IO,	"unconditional I/O exiting" },
	{ PRIMARY_IO_BITMAPS,		"use I/O bitmaps" },
	{ PRIMARY_MONITOR_TRAP_FLAG,	"monitor trap flag" },
	{ PRIMARY_MSR_BITMAPS,		"use MSR bitmaps" },
	{ PRIMARY_MONITOR_EXITING,	"MONITOR exiting" },
	{ PRIMARY_PAUSE_EXITING,	"PAUSE exiting" },
	{ PRIMARY_SECONDARY_CONTROLS,	"activate secondary controls" },
	{ 0, NULL }
};

static const struct bit secondary[] = {
	{ SECONDARY_APIC_ACCESSES,	"virtualize APIC accesses" },
	{ SECONDARY_EPT,		"enable EPT" },
	{ SECONDARY_DESCRIPTOR_TABLE,	"descriptor-table exiting" },
	{ SECONDARY_RDTSCP,		"enable RDTSCP" },
	{ SECONDARY_X2APIC_MODE,	"virtualize x2APIC mode" },
	{ SECONDARY_VPID,		"enable VPID" },
	{ SECONDARY_WBINVD_EXITING,	"WBINVD exiting" },
	{ SECONDARY_UNRESTRICTED_GUEST,	"unrestricted guest" },
	{ SECONDARY_APIC_REGISTERS,	"APIC-register virtualization" },
	{ SECONDARY_VIRTUAL_INTERRUPTS,	"virtual-interrupt delivery" },
	{ SECONDARY_PAUSE_LOOP_EXITING,	"PAUSE-loop exiting" },
	{ SECONDARY_RDRAND_EXITING,	"RDRAND exiting" },
	{ SECONDARY_INVPCID,		"enable INVPCID" },
	{ SECONDARY_VM_FUNCTIONS,	"enable VM functions" },
	{ SECONDARY_VMCS_SHADOWING,	"VMCS shadowing" },
	{ SECONDARY_ENCLS_EXITING,	"enable ENCLS exiting" },
	{ SECONDARY_RDSEED_EXITING,	"RDSEED exiting" },
	{ SECONDARY_PML,		"enable PML" },
	{ SECONDARY_EPT_VE,		"EPT-violation #VE" },
	{ SECONDARY_XSAVES,		"enable XSAVES/XRSTORS" },
	{ SECONDARY_TSC_SCALING,	"use TSC scaling" },
	{ 0, NULL }
};

static const struct bit exit_controls[] = {
	{ EXIT_SAVE_DEBUG_CONTROLS,	"save debug controls" },
	{ EXIT_HOST_ADDRESS_SPACE_SIZE,	"host address-space size" },
	{ EXIT_LOAD_PERF_GLOBAL_CTRL,	"load IA32_PERF_GLOBAL_CTRL" },
	{ EXIT_ACKNOWLEDGE_INTERRUPT,	"acknowledge interrupt on exit" },
	{ EXIT_SAVE_IA32_PAT,		"save IA32_PAT" },
	{ EXIT_LOAD_IA32_PAT,		"load IA32_PAT" },
	{ EXIT_SAVE_IA32_EFER,		"save IA32_EFER" },
	{ EXIT_LOAD_IA32_EFER,		"load IA32_EFER" },
	{ EXIT_SAVE_PREEMPTION_TIMER,	"save VMX-preemption timer value" },
	{ EXIT_CLEAR_IA32_BNDCFGS,	"clear IA32_BNDCFGS" },
	{ 0, NULL }
};

static const struct bit entry_controls[] = {
	{ ENTRY_LOAD_DEBUG_CONTROLS,	"load debug controls" },
	{ ENTRY_IA32E_MODE_GUEST,	"IA-32e mode guest" },
	{ ENTRY_TO_SMM,			"entry to SMM" },
	{ ENTRY_DEACTIVATE_DUAL_MONITOR, "deactivate dual-monitor treatment" },
	{ ENTRY_LOAD_PERF_GLOBAL_CTRL,	"load IA32_PERF_GLOBAL_CTRL" },
	{ ENTRY_LOAD_IA32_PAT,		"load IA32_PAT" },
	{ ENTRY_LOAD_IA32_EFER,		"load IA32_EFER" },
	{ ENTRY_LOAD_IA32_BNDCFGS,	"load IA32_BNDCFGS" },
	{ 0, NULL }
};

static const struct bit cr0[] = {
	{ CR0_PE, "PE" }, { CR0_MP, "MP" }, { CR0_EM, "EM" }, { CR0_TS, "TS" },
	{ CR0_ET, "ET" }, { CR0_NE, "NE" }, { CR0_WP, "WP" }, { CR0_AM, "AM" },
	{ CR0_NW, "NW" }, { CR0_CD, "CD" }, { CR0_PG, "PG" }, { 0, NULL }
};

static const struct bit cr4[] = {
	{ CR4_VME, "VME" }, { CR4_PVI, "PVI" }, { CR4_TSD, "TSD" },
	{ CR4_DE, "DE" }, { CR4_PSE, "PSE" }, { CR4_PAE, "PAE" },
	{ CR4_MCE, "MCE" }, { CR4_PGE, "PGE" }, { CR4_PCE, "PCE" },
	{ CR4_OSFXSR, "OSFXSR" }, { CR4_OSXMMEXCPT, "OSXMMEXCPT" },
	{ CR4_UMIP, "UMIP" }, { CR4_LA57, "LA57" }, { CR4_VMXE, "VMXE" },
	{ CR4_SMXE, "SMXE" }, { CR4_FSGSBASE, "FSGSBASE" },
	{ CR4_PCIDE, "PCIDE" }, { CR4_OSXSAVE, "OSXSAVE" },
	{ CR4_SMEP, "SMEP" }, { CR4_SMAP, "SMAP" }, { 0, NULL }
};

static const struct bit efer[] = {
	{ EFER_SCE, "SCE" }, { EFER_LME, "LME" }, { EFER_LMA, "LMA" },
	{ EFER_NXE, "NXE" }, { 0, NULL }
};

static const struct bit rflags[] = {
	{ RFLAGS_CF, "CF" }, { RFLAGS_FIXED, "1" }, { RFLAGS_PF, "PF" },
	{ RFLAGS_AF, "AF" }, { RFLAGS_ZF, "ZF" }, { RFLAGS_SF, "SF" },
	{ RFLAGS_TF, "TF" }, { RFLAGS_IF, "IF" }, { RFLAGS_DF, "DF" },
	{ RFLAGS_OF, "OF" }, { RFLAGS_IOPL, "IOPL" }, { RFLAGS_NT, "NT" },
	{ RFLAGS_RF, "RF" }, { RFLAGS_VM, "VM" }, { RFLAGS_AC, "AC" },
	{ RFLAGS_VIF, "VIF" }, { RFLAGS_VIP, "VIP" }, { RFLAGS_ID, "ID" },
	{ 0, NULL }
};

static const struct bit interruptibility[] = {
	{ INTERRUPTIBILITY_STI,		"blocking by STI" },
	{ INTERRUPTIBILITY_MOV_SS,	"blocking by MOV SS" },
	{ INTERRUPTIBILITY_SMI,		"blocking by SMI" },
	{ INTERRUPTIBILITY_NMI,		"blocking by NMI" },
	{ INTERRUPTIBILITY_ENCLAVE,	"enclave interruption" },
	{ 0, NULL }
};

static const struct bit *const tables[VMCS_FIELD_COUNT] = {
	[INDEX_PIN_BASED_CONTROLS]	= pin,
	[INDEX_PRIMARY_CONTROLS]	= primary,
	[INDEX_SECONDARY_CONTROLS]	= secondary,
	[INDEX_EXIT_CONTROLS]		= exit_controls,
	[INDEX_ENTRY_CONTROLS]		= entry_controls,
	[INDEX_CR0_GUEST_HOST_MASK]	= cr0,
	[INDEX_CR0_READ_SHADOW]		= cr0,
	[INDEX_GUEST_CR0]		= cr0,
	[INDEX_HOST_CR0]		= cr0,
	[INDEX_CR4_GUEST_HOST_MASK]	= cr4,
	[INDEX_CR4_READ_SHADOW]		= cr4,
	[INDEX_GUEST_CR4]		= cr4,
	[INDEX_HOST_CR4]		= cr4,
	[INDEX_GUEST_IA32_EFER]		= efer,
	[INDEX_HOST_IA32_EFER]		= efer,
	[INDEX_GUEST_RFLAGS]		= rflags,
	[INDEX_GUEST_INTERRUPTIBILITY]	= interruptibility,
};
/* clang-format on */

const struct bit *
field_bit_table(int index)
{
	return index >= 0 && index < VMCS_FIELD_COUNT ? tables[index] : NULL;
}

static const char *
bit_name(const struct bit *table, uint64_t mask)
{
	for (; table && table->mask; table++)
		if (table->mask & mask)
			return table->name;
	return NULL;
}

void
bits_print(FILE *out, const struct bit *table, uint64_t value)
{
	const char *comma = "";
	const char *last = NULL;

	for (int i = 0; i < 64; i++) {
		const char *name = bit_name(table, 1ull << i);

		if (!(value >> i & 1) || (name && name == last))
			continue;
		fputs(comma, out);
		if (name)
			fputs(name, out);
		else
			fprintf(out, "bit %d", i);
		comma = ", ";
		last = name;
	}
}
