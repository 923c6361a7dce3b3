/*
 * Events that VM entry injects.  26.5, "Event Injection"; 26.6.3, "Delivery
 * of Pending Debug Exceptions after VM Entry".
 */

/* clang-format off */
#define INJECT(type, vector)						\
	FIELD(ENTRY_INTERRUPTION_INFO,					\
	    INTERRUPTION_VALID | INTERRUPTION_##type | (vector))
#define WITH_CODE(vector, code)						\
	FIELD(ENTRY_INTERRUPTION_INFO, INTERRUPTION_VALID |		\
	    INTERRUPTION_HARDWARE_EXCEPTION | INTERRUPTION_ERROR_CODE |	\
	    (vector)), FIELD(ENTRY_EXCEPTION_ERROR_CODE, code)
#define LENGTH(n)	FIELD(ENTRY_INSTRUCTION_LENGTH, n)
#define IF_SET		FIELD(GUEST_RFLAGS, RFLAGS_IF)

T4(inject_ud, "nop", SET(INJECT(HARDWARE_EXCEPTION, VECTOR_UD)))
T(inject_ud, 64user, "nop", SET(INJECT(HARDWARE_EXCEPTION, VECTOR_UD)))
T(inject_ud, 32user, "nop", SET(INJECT(HARDWARE_EXCEPTION, VECTOR_UD)))
T4(inject_gp, "nop", SET(WITH_CODE(VECTOR_GP, 0x1234)))
T4(inject_pf, "nop", SET(WITH_CODE(VECTOR_PF, 0x6)))
T(inject_df, 64, "nop", SET(WITH_CODE(VECTOR_DF, 0)))
T(inject_db, 64, "nop", SET(INJECT(HARDWARE_EXCEPTION, VECTOR_DB)))
T(inject_bitmap, 64, "nop", SET(INJECT(HARDWARE_EXCEPTION, VECTOR_UD),
    BITMAP(~0u)))
T4(inject_external, "nop", SET(INJECT(EXTERNAL, 0x30), IF_SET))
T(inject_external, 64user, "nop", SET(INJECT(EXTERNAL, 0x30), IF_SET))
T(inject_external_low, 64, "nop", SET(INJECT(EXTERNAL, 0x8), IF_SET))
T4(inject_nmi, "nop", SET(INJECT(NMI, 2)))
T4(inject_int, "nop; nop", SET(INJECT(SOFTWARE_INTERRUPT, 0x30), LENGTH(2)))
T(inject_int_long, 64, "nop", SET(INJECT(SOFTWARE_INTERRUPT, 0x30), LENGTH(15)))
T(inject_int, 64user, "nop", SET(INJECT(SOFTWARE_INTERRUPT, 0x30), LENGTH(2)))
T4(inject_int3, "nop", SET(INJECT(SOFTWARE_EXCEPTION, 3), LENGTH(1)))
T32(inject_into, "nop", SET(INJECT(SOFTWARE_EXCEPTION, 4), LENGTH(1)))
T4(inject_int1, "nop", SET(INJECT(PRIVILEGED_SOFTWARE, 1), LENGTH(1)))
T(inject_flags, 64, "nop", SET(INJECT(EXTERNAL, 0x30),
	FIELD(GUEST_RFLAGS, RFLAGS_IF | RFLAGS_TF | RFLAGS_RF | RFLAGS_AC)))

T(inject_np, 64, "nop", SET(INJECT(HARDWARE_EXCEPTION, VECTOR_UD),
	BITMAP(1 << VECTOR_NP)), .absent = 1ull << VECTOR_UD)
T(inject_np_off, 64, "nop", SET(INJECT(HARDWARE_EXCEPTION, VECTOR_UD)),
    .absent = 1ull << VECTOR_UD)
T(inject_external_np, 64, "nop", SET(INJECT(EXTERNAL, 0x30), IF_SET,
	BITMAP(1 << VECTOR_NP)), .absent = 1ull << 0x30)
T(inject_external_np_off, 64, "nop", SET(INJECT(EXTERNAL, 0x30), IF_SET),
    .absent = 1ull << 0x30)
T(inject_int_np, 64, "nop", SET(INJECT(SOFTWARE_INTERRUPT, 0x30), LENGTH(2),
	BITMAP(1 << VECTOR_NP)), .absent = 1ull << 0x30)
T(inject_int_np_off, 64, "nop", SET(INJECT(SOFTWARE_INTERRUPT, 0x30),
    LENGTH(2)),
    .absent = 1ull << 0x30)
T(inject_int3_np, 64, "nop", SET(INJECT(SOFTWARE_EXCEPTION, 3), LENGTH(1),
	BITMAP(1 << VECTOR_NP)), .absent = 1ull << VECTOR_BP)
T(inject_int1_np, 64, "nop", SET(INJECT(PRIVILEGED_SOFTWARE, 1), LENGTH(1),
	BITMAP(1 << VECTOR_NP)), .absent = 1ull << VECTOR_DB)
T(inject_pf_np, 64, "nop", SET(WITH_CODE(VECTOR_PF, 4), BITMAP(1 << VECTOR_NP)),
    .absent = 1ull << VECTOR_PF)
T(inject_pf_df, 64, "nop", SET(WITH_CODE(VECTOR_PF, 4), BITMAP(1 << VECTOR_DF)),
    .absent = 1ull << VECTOR_PF)
T(inject_df_triple, 64, "nop", SET(WITH_CODE(VECTOR_DF, 0)),
    .absent = 1ull << VECTOR_DF | 1ull << VECTOR_DE)
T(inject_nmi_np, 64, "nop", SET(INJECT(NMI, 2), BITMAP(1 << VECTOR_NP)),
    .absent = 1ull << VECTOR_NMI)
T(inject_nmi_np_off, 64, "nop", SET(INJECT(NMI, 2)),
    .absent = 1ull << VECTOR_NMI)
T(inject_triple, 64, "nop", SET(INJECT(HARDWARE_EXCEPTION, VECTOR_UD)),
    .prepare = prepare_no_idt)
T(inject_int_dpl, 64user, "nop", SET(INJECT(SOFTWARE_INTERRUPT, 0x30),
    LENGTH(2)),
    .prepare = prepare_gate_dpl)
T(inject_external_dpl, 64user, "nop", SET(INJECT(EXTERNAL, 0x30), IF_SET),
    .prepare = prepare_gate_dpl)
T(inject_mode, 64, "nop", SET(INJECT(HARDWARE_EXCEPTION, VECTOR_GP)))
T(inject_bad_type, 64, "nop", SET(INJECT(NMI, 3)))

#define PENDING(bits)	FIELD(GUEST_PENDING_DEBUG, bits)
#define BLOCK(bit)	FIELD(GUEST_INTERRUPTIBILITY, INTERRUPTIBILITY_##bit)
T(pending_bs, 64, "nop; nop", SET(PENDING(0x4000), FIELD(GUEST_RFLAGS,
    RFLAGS_TF)))
T(pending_bs_exit, 64, "nop; nop", SET(PENDING(0x4000), BITMAP(1 << VECTOR_DB),
	FIELD(GUEST_RFLAGS, RFLAGS_TF)))
T(pending_b1, 64, "nop; nop", SET(PENDING(0x1002)))
T(pending_b1_exit, 64, "nop; nop", SET(PENDING(0x1002), BITMAP(1 << VECTOR_DB)))
T(pending_disabled, 64, "nop; nop", SET(PENDING(0x0002)))
T(pending_mov_ss, 64, "nop; nop", SET(PENDING(0x1001), BLOCK(MOV_SS)))
T(pending_mov_ss_exit, 64, "nop; nop", SET(PENDING(0x1001), BLOCK(MOV_SS),
	BITMAP(1 << VECTOR_DB)))
T(pending_mov_ss_bs, 64, "nop; nop", SET(PENDING(0x4000), BLOCK(MOV_SS),
	FIELD(GUEST_RFLAGS, RFLAGS_TF)))
T(pending_mov_ss_cpuid, 64, "cpuid", SET(PENDING(0x1001), BLOCK(MOV_SS)),
    .stop = 1)
T(pending_sti, 64, "nop; nop", SET(PENDING(0x4000), BLOCK(STI),
	FIELD(GUEST_RFLAGS, RFLAGS_TF | RFLAGS_IF)))
T(pending_inject, 64, "nop; nop", SET(PENDING(0x1001),
	INJECT(HARDWARE_EXCEPTION, VECTOR_UD)))
T(pending_inject_int, 64, "nop; nop", SET(PENDING(0x4000),
	INJECT(SOFTWARE_INTERRUPT, 0x30), LENGTH(1),
	FIELD(GUEST_RFLAGS, RFLAGS_TF)))
T(step_entry, 64, "nop; nop", SET(FIELD(GUEST_RFLAGS, RFLAGS_TF)))
T(step_entry_exit, 64, "nop; nop", SET(FIELD(GUEST_RFLAGS, RFLAGS_TF),
	BITMAP(1 << VECTOR_DB)), .show = SHOW_DEBUG)
#undef INJECT
#undef WITH_CODE
#undef LENGTH
#undef IF_SET
/* clang-format on */
