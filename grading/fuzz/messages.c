#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "machine/vtx/rules.h"
#include "messages.h"

#define EXEC	"VMFAIL: VMCS EXEC CTRL: "
#define HOST	"VMFAIL: VMCS host "
#define GUEST	"VMENTER FAIL: VMCS guest "

/* A message, and patterns of the names of rules; the first row counts. */
static const struct {
	const char *message, *rules;
} rows[] = {
	{ EXEC "VMX pin-based controls allowed 0*", "pin_required" },
	{ EXEC "VMX pin-based controls allowed 1*", "pin_forbidden" },
	{ EXEC "VMX proc-based controls allowed 0*", "primary_required" },
	{ EXEC "VMX proc-based controls allowed 1*", "primary_forbidden" },
	{ EXEC "VMX secondary controls allowed 1*", "secondary_forbidden" },
	{ EXEC "VMX vmexit controls allowed 0*", "exit_required" },
	{ EXEC "VMX vmexit controls allowed 1*", "exit_forbidden" },
	{ EXEC "VMX vmentry controls allowed 0*", "entry_required" },
	{ EXEC "VMX vmentry controls allowed 1*", "entry_forbidden" },
	{ EXEC "too may CR3 targets*", "cr3_target_count" },
	{ EXEC "I/O bitmap*", "io_bitmap_*" },
	{ EXEC "MSR bitmap*", "msr_bitmaps_*" },
	{ EXEC "misconfigured virtual NMI*", "virtual_nmis nmi_window" },
	{ EXEC "VMREAD bitmap*", "vmread_bitmap_*" },
	{ EXEC "VMWRITE bitmap*", "vmwrite_bitmap_*" },
	{ EXEC "broken #VE information*", "ve_information_*" },
	{ EXEC "virtual apic*", "virtual_apic_*" },
	{ EXEC "virtual interrupt delivery*",
	    "virtual_interrupts_need_exiting" },
	{ EXEC "TPR threshold too big*", "tpr_threshold_reserved" },
	{ EXEC "TPR threshold >*", "tpr_threshold_vtpr" },
	{ EXEC "apic virtualization*", "*_tpr_shadow" },
	{ EXEC "apic access page*", "apic_access_*" },
	{ EXEC "virtualize X2APIC*", "x2apic_or_apic_access" },
	{ EXEC "invalid EPTPTR*", "eptp_*" },
	{ EXEC "unrestricted guest without*", "unrestricted_needs_ept" },
	{ EXEC "guest VPID == 0*", "vpid_zero" },
	{ EXEC "PML is enabled*", "pml_needs_ept" },
	{ EXEC "PML base*", "pml_*" },
	{ EXEC "SPP is enabled*", "sub_page_needs_ept" },
	{ "VMFAIL: VMCS VM Functions*", "vm_functions_forbidden" },
	{ "VMFAIL: VMFUNC EPTP-SWITCHING: EPT*", "eptp_switching_needs_ept" },
	{ "VMFAIL: VMFUNC EPTP-SWITCHING: eptp*", "eptp_list_*" },
	{ "VMFAIL: save_VMX_preemption_timer*", "save_preemption_timer" },
	{ "VMFAIL: VMCS VMEXIT CTRL: msr store*", "exit_msr_store_*" },
	{ "VMFAIL: VMCS VMEXIT CTRL: msr load*", "exit_msr_load_*" },
	{ "VMFAIL: VMCS VMENTRY CTRL: msr load*", "entry_msr_load_*" },
	{ "VMFAIL: VMENTRY from outside SMM*",
	    "entry_to_smm deactivate_dual_monitor" },
	{ "VMFAIL: VMENTRY broken interruption info*",
	    "event_type_reserved event_reserved" },
	{ "VMFAIL: VMENTRY bad injected event vector*",
	    "event_nmi_vector event_exception_vector" },
	{ "VMFAIL: VMENTRY bad injected event instr*", "event_length*" },
	{ "VMFAIL: VMENTRY bad MTF injection*", "event_other_vector" },
	{ "VMFAIL: VMENTRY bad injected event type*", "event_type_*" },
	{ "VMFAIL: VMENTRY injected event vector*",
	    "event_error_code_missing event_error_code_wrong "
	    "event_error_code_real_mode" },
	{ "VMFAIL: VMENTRY bad error code*", "event_error_code_reserved" },
	{ "VMFAIL: VMCS x86-64 *", "legacy_* ia32e_*" },
	{ HOST "state invalid CR0*", "host_cr0_*" },
	{ HOST "state invalid CR3*", "host_cr3_*" },
	{ HOST "state invalid CR4*", "host_cr4_*" },
	{ HOST "segreg * TI/RPL*", "host_*_rpl_ti" },
	{ HOST "CS selector 0*", "host_cs_null" },
	{ HOST "SS selector 0*", "host_ss_null" },
	{ "VMFAIL: VMCS invalid host TR*", "host_tr_null host_tr_rpl_ti" },
	{ HOST "TR BASE*", "host_tr_base" },
	{ HOST "FS BASE*", "host_fs_base" },
	{ HOST "GS BASE*", "host_gs_base" },
	{ HOST "GDTR BASE*", "host_gdtr_base" },
	{ HOST "IDTR BASE*", "host_idtr_base" },
	{ HOST "SYSENTER_ESP*", "host_sysenter_esp" },
	{ HOST "SYSENTER_EIP*", "host_sysenter_eip" },
	{ "VMFAIL: invalid Memory Type in host*", "host_pat" },
	{ HOST "EFER reserved*", "host_efer_reserved" },
	{ HOST "EFER (*", "host_efer_lm?" },
	{ HOST "CR4.PAE=0*", "ia32e_host_pae" },
	{ HOST "CR4.PCIDE*", "legacy_host_pcide" },
	{ HOST "RIP non-canonical*", "ia32e_host_rip" },
	{ HOST "RIP > 32*", "legacy_host_rip" },
	{ "VMENTER FAIL: RFLAGS reserved*", "guest_rflags_reserved" },
	{ "VMENTER FAIL: RFLAGS?1? cleared*", "guest_rflags_bit_1" },
	{ "VMENTER FAIL: Enter to x86-64 guest*", "guest_rflags_vm" },
	{ "VMENTER FAIL: VMCS unrestricted guest CR0*", "guest_cr0_paging" },
	{ GUEST "invalid CR0*", "guest_cr0_*" },
	{ GUEST "invalid CR3*", "guest_cr3_*" },
	{ GUEST "invalid CR4*", "guest_cr4_*" },
	{ GUEST "CR4.PAE=0*", "guest_ia32e_pae" },
	{ "VMENTER FAIL: VMCS CR4.PCIDE*", "guest_legacy_pcide" },
	{ GUEST "invalid DR7*", "guest_dr7" },
	{ "VMENTER FAIL: VMCS v8086 guest bad *.BASE*", "guest_*_v8086_base" },
	{ "VMENTER FAIL: VMCS v8086 guest *.LIMIT*", "guest_*_v8086_limit" },
	{ "VMENTER FAIL: VMCS v8086 guest *.AR*", "guest_*_v8086_rights" },
	{ GUEST "LDTR.TI*", "guest_ldtr_ti" },
	{ GUEST "incorrect LDTR type*", "guest_ldtr_type" },
	{ GUEST "LDTR is not system*", "guest_ldtr_s" },
	{ GUEST "LDTR not present*", "guest_ldtr_present" },
	{ GUEST "LDTR.AR/LIMIT*", "guest_ldtr_g_* guest_ldtr_reserved*" },
	{ GUEST "LDTR.BASE*", "guest_ldtr_base" },
	{ GUEST "TR.BASE*", "guest_tr_base" },
	{ GUEST "TR invalid*", "guest_tr_unusable" },
	{ GUEST "TR.TI*", "guest_tr_ti" },
	{ GUEST "TR is not system*", "guest_tr_s" },
	{ GUEST "TR not present*", "guest_tr_present" },
	{ GUEST "TR.AR/LIMIT*", "guest_tr_g_* guest_tr_reserved*" },
	{ GUEST "incorrect TR type*", "guest_tr_type" },
	{ GUEST "?S.BASE*", "guest_?s_base" },
	{ GUEST "?S not segment*", "guest_?s_s" },
	{ GUEST "?S not present*", "guest_?s_present" },
	{ GUEST "?S.AR/LIMIT*", "guest_?s_g_* guest_?s_reserved*" },
	{ GUEST "non-conforming CS.RPL*",
	    "guest_cs_dpl_* guest_ss_rpl guest_ss_dpl" },
	{ GUEST "CS.TYPE*", "guest_cs_type" },
	{ "VMENTER FAIL: VMCS x86_64 guest wrong CS*", "guest_cs_db" },
	{ GUEST "SS.TYPE*", "guest_ss_type" },
	{ GUEST "?S not ACCESSED*", "guest_?s_accessed" },
	{ GUEST "CODE segment * not READABLE*", "guest_?s_readable" },
	{ GUEST "non-conforming ?S.RPL <*", "guest_?s_dpl" },
	{ GUEST "CS.RPL != SS.RPL*", "guest_ss_rpl" },
	{ GUEST "SS.RPL <> SS.DPL*", "guest_ss_dpl" },
	{ GUEST "IDTR/IDTR.BASE*", "guest_[gi]dtr_base" },
	{ GUEST "GDTR/IDTR limit*", "guest_[gi]dtr_limit" },
	{ GUEST "SYSENTER_ESP*", "guest_sysenter_esp" },
	{ GUEST "SYSENTER_EIP*", "guest_sysenter_eip" },
	{ "VMENTER FAIL: invalid Memory Type in guest*", "guest_pat" },
	{ GUEST "EFER reserved*", "guest_efer_reserved" },
	{ GUEST "EFER.LMA*", "guest_efer_lma" },
	{ GUEST "EFER (*", "guest_efer_lm?" },
	{ GUEST "RIP > 32*", "guest_rip_32" },
	{ "VMFAIL: VMCS link pointer malformed*",
	    "link_aligned link_physical" },
	{ "VMFAIL: VMCS link pointer must indicate*",
	    "link_shadow link_revision" },
	{ "VMFAIL: VMCS link pointer incorrect*",
	    "link_revision link_shadow" },
	{ "VMFAIL: VMCS link pointer equal to current*", "link_current" },
	{ GUEST "tmpDR6*", "pending_*" },
	{ GUEST "activity state*", "activity_supported" },
	{ GUEST "HLT state with SS*", "activity_hlt_dpl" },
	{ GUEST "interruptibility state broken when entering*",
	    "activity_blocking" },
	{ GUEST "interruptibility state broken*",
	    "interruptibility_* enclave_*" },
	{ GUEST "interrupts can't be blocked by STI*",
	    "interruptibility_sti_if" },
	{ GUEST "interrupts blocked when injecting ext*",
	    "interrupt_* guest_rflags_if" },
	{ GUEST "interrupts blocked when injecting NMI*", "nmi_*" },
	{ "VMENTER FAIL: No guest interruptions*", "activity_sipi_event" },
	{ "VMENTER FAIL: Only NMI or #MC*", "activity_shutdown_event" },
	{ "VMENTER FAIL: VMCS SMI blocked*", "smi_blocking_outside_smm" },
	{ "VMX LoadMSRs *", "msr_*" },
};

static const char *
rules_of(const char *message)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (fnmatch(rows[i].message, message, 0) == 0)
			return rows[i].rules;
	return NULL;
}

bool
message_known(const char *message)
{
	return rules_of(message) != NULL;
}

/* Does one of the patterns, with blanks between, fit the name? */
static bool
is_among(const char *name, const char *patterns)
{
	char pattern[64];

	while (*patterns) {
		size_t size = strcspn(patterns, " ");

		snprintf(pattern, sizeof(pattern), "%.*s", (int)size, patterns);
		if (fnmatch(pattern, name, 0) == 0)
			return true;
		patterns += size;
		patterns += strspn(patterns, " ");
	}
	return false;
}

bool
message_fits(const char *message, const struct attempt *vtx)
{
	const char *patterns = rules_of(message);

	for (unsigned i = 0; patterns && i < vtx->rules; i++)
		if (vtx->rule[i].row < rule_count &&
		    is_among(rules[vtx->rule[i].row].id, patterns))
			return true;
	return false;
}
