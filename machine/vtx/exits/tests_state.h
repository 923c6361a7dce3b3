/*
 * Guest and host state on its way through entries and exits, and the MSR
 * areas.  Sections 26.3.2, "Loading Guest State"; 26.4, "Loading MSRs";
 * 27.3, "Saving Guest State"; 27.5, "Loading Host State".
 */

/* clang-format off */
T4(state, "nop", .show = SHOW_CR | SHOW_DEBUG | SHOW_SEGMENTS | SHOW_MSRS)
T(state, 64user, "nop", .show = SHOW_SEGMENTS)
T(state, 16, "nop", .show = SHOW_SEGMENTS)
T(state, compat, "nop", .show = SHOW_CR | SHOW_SEGMENTS)
T(host, 64, "mov $SEL_SMALL, %eax; mov %ax, %fs; std; sgdt DATA; "
    "movb $0x11, DATA; "
    "lgdt DATA; lidt DATA; "
    "mov $1, %eax; mov %rax, %dr0; nop", .finish = finish_host)
T(host_32, 32, "std; mov $SEL_SMALL, %eax; mov %ax, %fs; mov %ax, %ds",
    .finish = finish_host)
T(host_v86, v86, "std", .finish = finish_host)
T(host_pat, 64, "nop", SET(EXIT(LOAD_IA32_PAT), EXIT(SAVE_IA32_PAT),
	ENTRY(LOAD_IA32_PAT), FIELD(GUEST_IA32_PAT, 0x0101010101010101),
	FIELD(HOST_IA32_PAT, 0x0606060606060606)), .finish = finish_host,
    .show = SHOW_MSRS)
T(host_efer_off, 64, "mov $0xc0000080, %ecx; rdmsr; or $1, %eax; wrmsr",
    SET(PRIMARY(MSR_BITMAPS)), CLEAR({VMCS_EXIT_CONTROLS, EXIT_LOAD_IA32_EFER}),
    .finish = finish_host_efer)
T(host_efer_32, 32, "nop", CLEAR({VMCS_EXIT_CONTROLS, EXIT_LOAD_IA32_EFER |
    EXIT_SAVE_IA32_EFER}, {VMCS_ENTRY_CONTROLS, ENTRY_LOAD_IA32_EFER}),
    .finish = finish_host, .show = SHOW_CR)
T(efer_off, 64, "mov $0xc0000080, %ecx; rdmsr", SET(PRIMARY(MSR_BITMAPS)),
    CLEAR({VMCS_EXIT_CONTROLS, EXIT_LOAD_IA32_EFER | EXIT_SAVE_IA32_EFER},
    {VMCS_ENTRY_CONTROLS, ENTRY_LOAD_IA32_EFER}))
T(efer_nxe, 64, "nop", SET(FIELD(GUEST_IA32_EFER, EFER_LMA | EFER_LME |
	EFER_SCE)), .show = SHOW_CR)
T(debug_off, 64, "mov %dr7, %rcx; mov $0x402, %eax; mov %rax, %dr7",
    SET(FIELD(GUEST_DR7, 0x755)), CLEAR({VMCS_EXIT_CONTROLS,
    EXIT_SAVE_DEBUG_CONTROLS}, {VMCS_ENTRY_CONTROLS,
    ENTRY_LOAD_DEBUG_CONTROLS}),
    .show = SHOW_DEBUG)
T(debug, 64, "mov %dr7, %rcx; mov $0x702, %eax; mov %rax, %dr7",
    SET(FIELD(GUEST_DR7, 0x555)), .show = SHOW_DEBUG)
T(debug_fixed, 64, "mov %dr7, %rcx", SET(FIELD(GUEST_DR7, 0xd900)),
    .show = SHOW_DEBUG)
T(debugctl, 64, "nop", SET(FIELD(GUEST_IA32_DEBUGCTL, 1)), .show = SHOW_DEBUG)
T(cr2_kept, 64, "mov %cr2, %rax; mov $0x5678000, %ecx; mov %rcx, %cr2")
T(dr6_kept, 64, "mov %dr6, %rax; mov $0xffff0ff1, %ecx; mov %rcx, %dr6")
T(cr0_kept, 64, "mov %cr0, %rax", SET(FIELD(GUEST_CR0, 0xe0010031)),
    .show = SHOW_CR, .finish = finish_host)
T(cr0_et_kept, 64, "mov %cr0, %rax", SET(FIELD(GUEST_CR0, 0x80010021)),
    .show = SHOW_CR)

T(null, 64, "xor %eax, %eax; mov %ax, %ds; mov %ax, %es; mov %ax, %fs; "
    "mov %ax, %gs; mov %ax, %ss; inc %eax; mov %ax, %ds", .show = SHOW_SEGMENTS)
T32(null, "xor %eax, %eax; mov %ax, %ds; mov %ax, %es; mov %ax, %fs; inc %eax; "
    "mov %ax, %gs", .show = SHOW_SEGMENTS)
T(null_use, 32, "xor %eax, %eax; mov %ax, %ds; mov (0), %eax",
    SET(BITMAP(1 << VECTOR_GP)), .show = SHOW_SEGMENTS)
T(unusable, 64, "mov %ds:DATA, %rax; mov %fs:0, %rbx; cpuid", .stop = 2,
    .prepare = prepare_unusable, .show = SHOW_SEGMENTS)
T(unusable, 32, "mov %ds:DATA, %eax", .prepare = prepare_unusable,
    .show = SHOW_SEGMENTS)
T(unusable_es, 32, "movb $1, %es:DATA", SET(BITMAP(1 << VECTOR_GP)),
    .prepare = prepare_unusable, .show = SHOW_SEGMENTS)
T(limits, 32, "cpuid; mov %fs:0xfff, %al; mov %fs:0x1000, %al", .stop = 3,
    .prepare = prepare_limits, .show = SHOW_SEGMENTS)
T(lldt_load, 64, "mov $SEL_LDT, %eax; lldt %ax", .show = SHOW_SEGMENTS)
T32(lldt_load, "mov $SEL_LDT, %eax; lldt %ax; sldt %ecx; xor %eax, %eax; "
    "lldt %ax",
    .show = SHOW_SEGMENTS)
T(lldt_null, 32, "xor %eax, %eax; lldt %ax", .show = SHOW_SEGMENTS,
    .prepare = prepare_ldt)
T(ldt_entry, 64, "sldt %eax; cpuid", .show = SHOW_SEGMENTS,
    .prepare = prepare_ldt, .stop = 1)
T(ltr, 32, "mov $SEL_TASK, %eax; ltr %ax", .show = SHOW_SEGMENTS,
    .prepare = prepare_task_call)
T(small, 32, "mov $SEL_SMALL, %eax; mov %ax, %es; mov %ax, %gs",
    .show = SHOW_SEGMENTS)
T(conforming, 32, "mov $0x70, %eax; mov %ax, %ds; ljmp $0x70, $CODE + 0xe; "
    "nop; nop",
    .show = SHOW_SEGMENTS)
T(accessed, 32, "mov $0x78, %eax; mov %ax, %es", .show = SHOW_SEGMENTS,
    .prepare = prepare_fresh_segment)
T(compat, 64, "ljmp *compat_far(%rip)\ncompat_far: .long CODE + 12\n"
    ".word SEL_CODE_32\n.code32\nmov %cs, %eax; cpuid\n.code64",
    .show = SHOW_SEGMENTS, .stop = 1)
T(compat, compat, "mov $-1, %eax; inc %ax; push %eax; mov $DATA, %esi; cpuid",
    .stop = 1)
T(user_far, 64, "0: pushq $SEL_USER_DATA; pushq $STACK; pushq $0x202; "
    "pushq $SEL_USER_64; pushq $CODE + (1f - 0b); iretq; 1: cpuid", .stop = 1,
    .show = SHOW_SEGMENTS)
T(syscall, 64, "mov $0xc0000081, %ecx; xor %eax, %eax; mov $0x200008, %edx; "
    "wrmsr; "
    "inc %ecx; xor %edx, %edx; mov $CODE + 0x28, %eax; wrmsr; "
    "mov $0xc0000080, %ecx; rdmsr; or $1, %eax; wrmsr; syscall; nop; nop; nop",
    SET(PRIMARY(MSR_BITMAPS)), .show = SHOW_SEGMENTS)
T(sysenter, 64user, "sysenter", .show = SHOW_SEGMENTS)
T(sysenter, 32, "sysenter", .show = SHOW_SEGMENTS)
T(sysexit, 64, "mov $STACK, %ecx; mov $CODE, %edx; sysexitq",
    .show = SHOW_SEGMENTS,
    .prepare = prepare_sysexit)

T(sti_hlt, 64, "sti; hlt", SET(PRIMARY(HLT_EXITING)), .stop = 1)
T(sti_cpuid, 64, "sti; cpuid", .stop = 1)
T(sti_sti_cpuid, 64, "sti; sti; cpuid", .stop = 1)
T(sti_nop_cpuid, 64, "sti; nop; cpuid", .stop = 1)
T(mov_ss_cpuid, 64, "mov %ss, %eax; mov %eax, %ss; cpuid", .stop = 1)
T32(mov_ss_cpuid, "mov %ss, %eax; mov %eax, %ss; cpuid", .stop = 1)
T32(pop_ss_cpuid, "push %ss; pop %ss; cpuid", .stop = 1)
T(lss_cpuid, 32, "push %ss; push %esp; lss (%esp), %esp; cpuid", .stop = 1)
T(mov_ss_immediate, 64, "mov %ss, %eax; nop; sti; mov %eax, %ss; cpuid",
    .stop = 1)
T(sti_lookalike, 64, "mov %ss, %edi; mov %edi, %ss; cpuid", .stop = 1)
T(sti_ss_lookalike, 32, "mov %ss, %eax; .byte 0x8e, 0xd0; cpuid", .stop = 1)
T(sti_cpuid, v86, "sti; cpuid", .stop = 1)
T(sti_ud, 64, "sti; ud2", SET(BITMAP(1 << VECTOR_UD)))
T(mov_ss_ud, 64, "mov %ss, %eax; mov %eax, %ss; ud2",
    SET(BITMAP(1 << VECTOR_UD)))
T(mov_ss_int3, 64, "mov %ss, %eax; mov %eax, %ss; int3",
    SET(BITMAP(1 << VECTOR_BP)))
T(mov_ss_gp_off, 64, "mov %ss, %eax; mov %eax, %ss; ud2")
T(mov_ss_mov_cr, 64, "mov %ss, %eax; mov %eax, %ss; mov %cr4, %rax; cpuid",
    .stop = 1)
T(sti_rdmsr, 64, "mov $0x174, %ecx; sti; rdmsr; cpuid",
    SET(PRIMARY(MSR_BITMAPS)),
    .stop = 1)
T(sti_pf, 64, "sti; mov HOLE, %rax", SET(BITMAP(1 << VECTOR_PF)))
T(block_sti, 64, "cpuid", SET(BLOCK(STI), FIELD(GUEST_RFLAGS, RFLAGS_IF)),
    .stop = 1)
T(block_sti_done, 64, "nop; cpuid", SET(BLOCK(STI), FIELD(GUEST_RFLAGS,
    RFLAGS_IF)),
    .stop = 1)
T(block_mov_ss, 64, "cpuid", SET(BLOCK(MOV_SS)), .stop = 1)
T(block_mov_ss_fault, 64, "ud2", SET(BLOCK(MOV_SS)))
T(block_mov_ss_loop, 64, "jmp 2f; 1: cpuid; 2: jmp 1b", SET(BLOCK(MOV_SS)),
    .stop = 1)
T(block_nmi, 64, "cpuid; mov %ss, %eax; push %rax; push $CODE; pushf; push $8; "
    "push $STUBS; iretq", SET(BLOCK(NMI)), .stop = 1)
T(nmi_iret, 64, "mov %esp, %ebx; push $SEL_DATA; push %rbx; pushf; "
    "push $SEL_CODE_64; "
    "lea 1f(%rip), %rax; push %rax; iretq; 1: cpuid", SET(BLOCK(NMI)),
    .stop = 1)
T(rf, 64, "cpuid", SET(FIELD(GUEST_RFLAGS, RFLAGS_RF)), .stop = 1,
    .show = SHOW_RF)
T(rf_done, 64, "nop; cpuid", SET(FIELD(GUEST_RFLAGS, RFLAGS_RF)), .stop = 1)
T(rf_fault, 64, "ud2", SET(BITMAP(1 << VECTOR_UD)), .show = SHOW_RF)
T(rf_fault_off, 64, "ud2", .show = SHOW_RF)
T(rf_page_fault, 64, "mov HOLE, %rax", SET(BITMAP(1 << VECTOR_PF)),
    .show = SHOW_RF)
T(rf_page_fault_off, 64, "mov HOLE, %rax", .show = SHOW_RF)
T(rf_triple, 64, "ud2", .prepare = prepare_no_idt)
T(flags, 64, "cpuid", SET(FIELD(GUEST_RFLAGS, 0x240ed5 | RFLAGS_IF)), .stop = 1)

T(load, 64, "mov $0xc0000081, %ecx; rdmsr; mov $0x174, %ecx; mov %eax, %ebx; "
    "rdmsr",
    SET(PRIMARY(MSR_BITMAPS), FIELD(ENTRY_MSR_LOAD_COUNT, 2)),
    .prepare = prepare_load)
T(store, 64, "nop", SET(FIELD(EXIT_MSR_STORE_COUNT, 4)),
    .prepare = prepare_store,
    .finish = finish_store)
T(exit_load, 64, "nop", SET(FIELD(EXIT_MSR_LOAD_COUNT, 2)),
    .prepare = prepare_exit_load, .finish = finish_exit_load)
T(load_fs, 64, "nop", SET(FIELD(ENTRY_MSR_LOAD_COUNT, 2)),
    .prepare = prepare_load_fs,
    .finish = finish_host)
T(load_unknown, 64, "nop", SET(FIELD(ENTRY_MSR_LOAD_COUNT, 3)),
    .prepare = prepare_load_unknown)
T(load_reserved, 64, "nop", SET(FIELD(ENTRY_MSR_LOAD_COUNT, 1)),
    .prepare = prepare_load_reserved)
T(load_x2apic, 64, "nop", SET(FIELD(ENTRY_MSR_LOAD_COUNT, 1)),
    .prepare = prepare_load_x2apic)
T(load_value, 64, "nop", SET(FIELD(ENTRY_MSR_LOAD_COUNT, 2)),
    .prepare = prepare_load_value)
T(load_failure_exit, 64, "nop", SET(FIELD(ENTRY_MSR_LOAD_COUNT, 3),
	FIELD(EXIT_MSR_LOAD_COUNT, 2), FIELD(EXIT_MSR_STORE_COUNT, 2)),
    .prepare = prepare_load_failure, .finish = finish_exit_load)
T(invalid_state, 64, "nop", SET(FIELD(GUEST_RFLAGS, 0x8)),
    .finish = finish_host)
#undef PENDING
#undef BLOCK
/* clang-format on */
