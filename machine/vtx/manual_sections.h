/*
 * SECTION(id, number, title): the sections of the SDM that are cited.
 * See manual.h.
 */
SECTION(FIXED_BITS,		"A.7", "VMX-Fixed Bits in CR0")
SECTION(FIXED_BITS_CR4,		"A.8", "VMX-Fixed Bits in CR4")
SECTION(ENABLING_VMX,		"23.7", "Enabling and Entering VMX Operation")
SECTION(RESTRICTIONS,		"23.8", "Restrictions on VMX Operation")
SECTION(ENTRY_BASIC,		"26.1", "Basic VM-Entry Checks")
SECTION(EXECUTION_CONTROLS,	"26.2.1.1", "VM-Execution Control Fields")
SECTION(EXIT_CONTROLS,		"26.2.1.2", "VM-Exit Control Fields")
SECTION(ENTRY_CONTROLS,		"26.2.1.3", "VM-Entry Control Fields")
SECTION(HOST_CONTROL_REGISTERS,	"26.2.2", "Checks on Host Control Registers and MSRs")
SECTION(HOST_SEGMENTS,		"26.2.3", "Checks on Host Segment and Descriptor-Table Registers")
SECTION(HOST_ADDRESS_SPACE,	"26.2.4", "Checks Related to Address-Space Size")
SECTION(GUEST_CONTROL_REGISTERS, "26.3.1.1", "Checks on Guest Control Registers, Debug Registers, and MSRs")
SECTION(GUEST_SEGMENTS,		"26.3.1.2", "Checks on Guest Segment Registers")
SECTION(GUEST_DESCRIPTOR_TABLES, "26.3.1.3", "Checks on Guest Descriptor-Table Registers")
SECTION(GUEST_RIP_RFLAGS,	"26.3.1.4", "Checks on Guest RIP and RFLAGS")
SECTION(GUEST_NON_REGISTER,	"26.3.1.5", "Checks on Guest Non-Register State")
SECTION(GUEST_PDPTES,		"26.3.1.6", "Checks on Guest Page-Directory-Pointer-Table Entries")
SECTION(LOADING_MSRS,		"26.4", "Loading MSRs")
SECTION(ENTRY_FAILURES,		"26.7", "VM-Entry Failures During or After Loading Guest State")
SECTION(VMX_INSTRUCTIONS,	"30.3", "VMX Instructions")
