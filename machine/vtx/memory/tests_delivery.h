/*
 * Violations while an event is delivered, and events that are delivered
 * through memory never touched before.  27.2.4, "Information for VM Exits
 * During Event Delivery".
 */
T(idt_untouched, 64, "int $0x30", "18 at=c300 ax=0")
T(idt_absent, 64, "int $0x30", "48 q=181 l=20000300 p=5000300 at=0 v=80000430",
    SET(FIELD(GUEST_IDTR_BASE, L0)), EDIT(E(1, P0, 0)))
T(idt_absent_exception, 64, "ud2",
    "48 q=181 l=20000060 p=5000060 at=0 v=80000306",
    SET(FIELD(GUEST_IDTR_BASE, L0)), EDIT(E(1, P0, 0)))
T(idt_absent_page_fault, 64, "mov 0x30000000, %eax",
    "48 q=181 l=200000e0 p=50000e0 at=0 v=80000b0e e=0",
    SET(FIELD(GUEST_IDTR_BASE, L0)), EDIT(E(1, P0, 0)))
T(stack_absent, 64, "mov $L1, %esp; int $0x30",
    "48 q=182 l=20000ff8 p=5000ff8 at=5 v=80000430", EDIT(E(1, P0, 0)))
T(stack_granted, 64, "mov $L1, %esp; int $0x30",
    "48 q=182 l=20000ff8 p=5000ff8 at=5 v=80000430; 18 at=c300 ax=0",
    EDIT(E(1, P0, 0)), .exits = 2, .after = after_grant)
T(injected, 64, "nop", "18 at=c300 ax=0",
    SET(FIELD(ENTRY_INTERRUPTION_INFO, 0x80000030),
    FIELD(GUEST_RFLAGS, RFLAGS_IF | 2)))
T(injected_absent, 64, "nop", "48 q=181 l=20000300 p=5000300 at=0 v=80000030",
    SET(FIELD(ENTRY_INTERRUPTION_INFO, 0x80000030),
    FIELD(GUEST_RFLAGS, RFLAGS_IF | 2), FIELD(GUEST_IDTR_BASE, L0)),
    EDIT(E(1, P0, 0)))
T(injected_error, 64, "nop",
    "48 q=182 l=20000ff8 p=5000ff8 at=0 v=80000b0d e=1234",
    SET(FIELD(ENTRY_INTERRUPTION_INFO, 0x80000b0d),
    FIELD(ENTRY_EXCEPTION_ERROR_CODE, 0x1234), FIELD(GUEST_RSP, L1)),
    EDIT(E(1, P0, 0)))
T(ivt_absent, real, "int $0x30", "48 q=181 l=c0 p=c0 at=0 v=80000430",
    EDIT(E(1, 0, 0)))
