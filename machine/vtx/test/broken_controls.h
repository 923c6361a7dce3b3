/*
 * How to break each rule for the control fields; see test_rules.c.
 */

/* clang-format off */

/* 26.2.1.1, "VM-Execution Control Fields" */
BREAK(pin_required, GUEST_64, OFF(PIN_BASED_CONTROLS, 1 << 1))
BREAK(pin_forbidden, GUEST_64, ON(PIN_BASED_CONTROLS, 1 << 8))
BREAK(primary_required, GUEST_64, OFF(PRIMARY_CONTROLS, 1 << 26))
BREAK(primary_forbidden, GUEST_64, ON(PRIMARY_CONTROLS, 1 << 17))
BREAK(secondary_forbidden, GUEST_EPT, ON(SECONDARY_CONTROLS, 1 << 19))
BREAK(cr3_target_count, GUEST_64, SET(CR3_TARGET_COUNT, 5))
BREAK(io_bitmap_a_aligned, GUEST_FEATURES, ON(IO_BITMAP_A, 0x800))
BREAK(io_bitmap_a_physical, GUEST_FEATURES, ON(IO_BITMAP_A, 1ull << 36))
BREAK(io_bitmap_b_aligned, GUEST_FEATURES, ON(IO_BITMAP_B, 1))
BREAK(io_bitmap_b_physical, GUEST_FEATURES, ON(IO_BITMAP_B, 1ull << 63))
BREAK(msr_bitmaps_aligned, GUEST_FEATURES, ON(MSR_BITMAPS, 0x10))
BREAK(msr_bitmaps_physical, GUEST_FEATURES, ON(MSR_BITMAPS, 1ull << 40))
BREAK(virtual_apic_aligned, GUEST_TPR, ON(VIRTUAL_APIC_ADDRESS, 0x80))
BREAK(virtual_apic_physical, GUEST_TPR, ON(VIRTUAL_APIC_ADDRESS, 1ull << 36))
BREAK(tpr_threshold_reserved, GUEST_TPR, SET(TPR_THRESHOLD, 0x10))
BREAK(tpr_threshold_vtpr, GUEST_TPR, SET(TPR_THRESHOLD, 3))
BREAK(virtual_nmis, GUEST_64, ON(PIN_BASED_CONTROLS, PIN_VIRTUAL_NMIS))
BREAK(nmi_window, GUEST_64, ON(PRIMARY_CONTROLS, PRIMARY_NMI_WINDOW))
BREAK(apic_access_aligned, GUEST_FEATURES, ON(APIC_ACCESS_ADDRESS, 0x100))
BREAK(apic_access_physical, GUEST_FEATURES,
    ON(APIC_ACCESS_ADDRESS, 1ull << 36))
BREAK(x2apic_needs_tpr_shadow, GUEST_EPT,
    ON(SECONDARY_CONTROLS, SECONDARY_X2APIC_MODE))
BREAK(apic_registers_need_tpr_shadow, GUEST_EPT,
    ON(SECONDARY_CONTROLS, SECONDARY_APIC_REGISTERS))
BREAK(virtual_interrupts_need_tpr_shadow, GUEST_EPT,
    ON(SECONDARY_CONTROLS, SECONDARY_VIRTUAL_INTERRUPTS),
    ON(PIN_BASED_CONTROLS, PIN_EXTERNAL_INTERRUPT_EXITING))
BREAK(x2apic_or_apic_access, GUEST_FEATURES,
    ON(SECONDARY_CONTROLS, SECONDARY_X2APIC_MODE))
BREAK(virtual_interrupts_need_exiting, GUEST_FEATURES,
    OFF(PIN_BASED_CONTROLS, PIN_EXTERNAL_INTERRUPT_EXITING))
BREAK(posted_need_virtual_interrupts, GUEST_FEATURES,
    OFF(SECONDARY_CONTROLS, SECONDARY_VIRTUAL_INTERRUPTS),
    SET(TPR_THRESHOLD, 0))
BREAK(posted_need_acknowledge, GUEST_FEATURES,
    OFF(EXIT_CONTROLS, EXIT_ACKNOWLEDGE_INTERRUPT))
BREAK(posted_vector, GUEST_FEATURES, SET(POSTED_INTERRUPT_VECTOR, 0x100))
BREAK(posted_descriptor_aligned, GUEST_FEATURES,
    SET(POSTED_INTERRUPT_DESCRIPTOR, 0x14020))
BREAK(posted_descriptor_physical, GUEST_FEATURES,
    ON(POSTED_INTERRUPT_DESCRIPTOR, 1ull << 36))
BREAK(vpid_zero, GUEST_EPT, SET(VPID, 0))
BREAK(eptp_memory_type, GUEST_EPT, SET(EPT_POINTER, 0x5000 | 3 << 3))
BREAK(eptp_walk_length, GUEST_EPT, SET(EPT_POINTER, 0x5000 | 4 << 3 | 6))
BREAK(eptp_accessed_dirty, GUEST_EPT, ON(EPT_POINTER, 1 << 6),
    CAPABILITY_OFF(MSR_IA32_VMX_EPT_VPID_CAP, EPT_CAP_ACCESSED_DIRTY))
BREAK(eptp_reserved, GUEST_EPT, ON(EPT_POINTER, 1 << 7))
BREAK(eptp_physical, GUEST_EPT, ON(EPT_POINTER, 1ull << 36))
BREAK(pml_needs_ept, GUEST_TPR, SET(SECONDARY_CONTROLS, SECONDARY_PML))
BREAK(pml_aligned, GUEST_FEATURES, ON(PML_ADDRESS, 8))
BREAK(pml_physical, GUEST_FEATURES, ON(PML_ADDRESS, 1ull << 36))
BREAK(unrestricted_needs_ept, GUEST_TPR,
    SET(SECONDARY_CONTROLS, SECONDARY_UNRESTRICTED_GUEST))
BREAK(mode_based_needs_ept, GUEST_TPR,
    SET(SECONDARY_CONTROLS, SECONDARY_EPT_MODE_BASED))
BREAK(sub_page_needs_ept, GUEST_TPR,
    SET(SECONDARY_CONTROLS, SECONDARY_EPT_SUB_PAGE))
BREAK(sub_page_table_aligned, GUEST_FEATURES, ON(SPP_TABLE_POINTER, 0x20))
BREAK(sub_page_table_physical, GUEST_FEATURES,
    ON(SPP_TABLE_POINTER, 1ull << 36))
BREAK(vm_functions_forbidden, GUEST_FEATURES, ON(VM_FUNCTION_CONTROLS, 2))
BREAK(eptp_switching_needs_ept, GUEST_TPR, SET(VM_FUNCTION_CONTROLS, 1),
    SET(SECONDARY_CONTROLS, SECONDARY_VM_FUNCTIONS))
BREAK(eptp_list_aligned, GUEST_FEATURES, ON(EPTP_LIST_ADDRESS, 0x400))
BREAK(eptp_list_physical, GUEST_FEATURES, ON(EPTP_LIST_ADDRESS, 1ull << 36))
BREAK(vmread_bitmap_aligned, GUEST_FEATURES, ON(VMREAD_BITMAP, 4))
BREAK(vmread_bitmap_physical, GUEST_FEATURES, ON(VMREAD_BITMAP, 1ull << 36))
BREAK(vmwrite_bitmap_aligned, GUEST_FEATURES, ON(VMWRITE_BITMAP, 4))
BREAK(vmwrite_bitmap_physical, GUEST_FEATURES, ON(VMWRITE_BITMAP, 1ull << 36))
BREAK(ve_information_aligned, GUEST_FEATURES,
    ON(VE_INFORMATION_ADDRESS, 0x40))
BREAK(ve_information_physical, GUEST_FEATURES,
    ON(VE_INFORMATION_ADDRESS, 1ull << 36))
BREAK(pt_needs_ept, GUEST_TPR,
    SET(SECONDARY_CONTROLS, SECONDARY_PT_GUEST_PHYSICAL),
    ON(ENTRY_CONTROLS, ENTRY_LOAD_IA32_RTIT_CTL),
    ON(EXIT_CONTROLS, EXIT_CLEAR_IA32_RTIT_CTL))
BREAK(pt_needs_load, GUEST_FEATURES,
    OFF(ENTRY_CONTROLS, ENTRY_LOAD_IA32_RTIT_CTL))
BREAK(pt_needs_clear, GUEST_FEATURES,
    OFF(EXIT_CONTROLS, EXIT_CLEAR_IA32_RTIT_CTL))

/* 26.2.1.2, "VM-Exit Control Fields" */
BREAK(exit_required, GUEST_64, OFF(EXIT_CONTROLS, 1 << 0))
BREAK(exit_forbidden, GUEST_64, ON(EXIT_CONTROLS, 1 << 24))
BREAK(save_preemption_timer, GUEST_64,
    ON(EXIT_CONTROLS, EXIT_SAVE_PREEMPTION_TIMER))
BREAK(exit_msr_store_aligned, GUEST_MSRS, ON(EXIT_MSR_STORE_ADDRESS, 8))
BREAK_WITH(exit_msr_store_physical, ("exit_msr_store_end"), GUEST_MSRS,
    ON(EXIT_MSR_STORE_ADDRESS, 1ull << 36))
BREAK(exit_msr_store_end, GUEST_MSRS,
    SET(EXIT_MSR_STORE_ADDRESS, 0xffffffff0), SET(EXIT_MSR_STORE_COUNT, 2))
BREAK(exit_msr_load_aligned, GUEST_MSRS, ON(EXIT_MSR_LOAD_ADDRESS, 1))
BREAK_WITH(exit_msr_load_physical, ("exit_msr_load_end"), GUEST_MSRS,
    ON(EXIT_MSR_LOAD_ADDRESS, 1ull << 36))
BREAK(exit_msr_load_end, GUEST_MSRS,
    SET(EXIT_MSR_LOAD_ADDRESS, 0xfffffff00), SET(EXIT_MSR_LOAD_COUNT, 17))

/* 26.2.1.3, "VM-Entry Control Fields" */
BREAK(entry_required, GUEST_64, OFF(ENTRY_CONTROLS, 1 << 12))
BREAK(entry_forbidden, GUEST_64, ON(ENTRY_CONTROLS, 1 << 17))
BREAK(event_type_reserved, GUEST_64, INJECT(1, 0x80, 0))
BREAK(event_type_other, GUEST_64, INJECT(7, 0, 0),
    CAPABILITY_OFF(MSR_IA32_VMX_TRUE_PROCBASED_CTLS, 1ull << (32 + 27)))
BREAK(event_nmi_vector, GUEST_64, INJECT(2, 3, 0))
BREAK(event_exception_vector, GUEST_64, INJECT(3, 32, 0))
BREAK(event_other_vector, GUEST_64, INJECT(7, 1, 0))
BREAK(event_error_code_missing, GUEST_64, INJECT(3, 14, 0))
BREAK(event_error_code_wrong, GUEST_64, INJECT(3, 6, 1))
BREAK(event_error_code_real_mode, GUEST_REAL, INJECT(3, 13, 1))
BREAK(event_reserved, GUEST_64, INJECT(3, 6, 0),
    ON(ENTRY_INTERRUPTION_INFO, 1 << 12))
BREAK(event_error_code_reserved, GUEST_64, INJECT(3, 13, 1),
    SET(ENTRY_EXCEPTION_ERROR_CODE, 0x10000))
BREAK(event_length, GUEST_64, INJECT(4, 0x80, 0),
    SET(ENTRY_INSTRUCTION_LENGTH, 16))
BREAK(event_length_zero, GUEST_64, INJECT(6, 3, 0),
    SET(ENTRY_INSTRUCTION_LENGTH, 0))
BREAK(entry_msr_load_aligned, GUEST_MSRS, ON(ENTRY_MSR_LOAD_ADDRESS, 4))
BREAK_WITH(entry_msr_load_physical, ("entry_msr_load_end"), GUEST_MSRS,
    ON(ENTRY_MSR_LOAD_ADDRESS, 1ull << 36))
BREAK(entry_msr_load_end, GUEST_MSRS,
    SET(ENTRY_MSR_LOAD_ADDRESS, 0xffffffff0))
BREAK_WITH(entry_to_smm, ("smi_blocking_entry_to_smm"), GUEST_64,
    ON(ENTRY_CONTROLS, ENTRY_TO_SMM))
BREAK(deactivate_dual_monitor, GUEST_64,
    ON(ENTRY_CONTROLS, ENTRY_DEACTIVATE_DUAL_MONITOR))
BREAK_WITH(smm_controls_together, ("link_current"), HOST_SMM,
    ON(ENTRY_CONTROLS, ENTRY_TO_SMM))
/* clang-format on */
