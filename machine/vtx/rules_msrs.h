/*
 * Rules for each entry of the VM-entry MSR-load area; the order of the
 * manual.  26.4, "Loading MSRs".
 *
 * MSR_RULE(id, needs, text, condition): the condition is about one entry,
 * `m`, with its m->index, m->reserved (bits 63:32) and m->value.
 */
MSR_RULE(fs_base, "",
    "No entry of the VM-entry MSR-load area is for IA32_FS_BASE.",
    m->index != MSR_IA32_FS_BASE)
MSR_RULE(gs_base, "",
    "No entry of the VM-entry MSR-load area is for IA32_GS_BASE.",
    m->index != MSR_IA32_GS_BASE)
MSR_RULE(x2apic, "",
    "No entry of the VM-entry MSR-load area is for an x2APIC register, "
    "MSRs 800H to 8FFH.",
    m->index >> 8 != 8)
MSR_RULE(smm_only, "SMM",
    "No entry of the VM-entry MSR-load area is for IA32_SMM_MONITOR_CTL, "
    "which only SMM may write.",
    m->index != MSR_IA32_SMM_MONITOR_CTL)
MSR_RULE(model_specific, "",
    "No entry of the VM-entry MSR-load area is for the microcode-update "
    "MSRs 79H and 8BH.",
    m->index != MSR_IA32_BIOS_UPDT_TRIG && m->index != MSR_IA32_BIOS_SIGN_ID)
MSR_RULE(reserved, "",
    "Bits 63:32 of every entry of the VM-entry MSR-load area are 0.",
    m->reserved == 0)
MSR_RULE(writable, "",
    "WRMSR of every entry of the VM-entry MSR-load area would cause no "
    "fault at CPL 0.",
    e->msr_writable == 0 || e->msr_writable(m->index, m->value))
