/*
 * Rules for the guest's segment registers; the order of the manual.
 * 26.3.1.2, "Checks on Guest Segment Registers".  See rules_table.h.
 *
 * CS is checked whether or not it is marked unusable; the others only if
 * usable.  In virtual-8086 mode, base, limit and rights are fixed instead.
 */

/* clang-format off */
RULE(guest_tr_ti, GUEST_SEGMENTS, GUEST_TR_SELECTOR, "",
    "TI, bit 2, of the guest TR selector is 0.",
    LAB_GUEST, !local_table(V(GUEST_TR_SELECTOR)))
RULE(guest_ldtr_ti, GUEST_SEGMENTS, GUEST_LDTR_SELECTOR, "",
    "TI, bit 2, of the guest LDTR selector is 0 if LDTR is usable.",
    LAB_GUEST, !usable(V(GUEST_LDTR_ACCESS_RIGHTS)) ||
	!local_table(V(GUEST_LDTR_SELECTOR)))
RULE(guest_ss_rpl, GUEST_SEGMENTS, GUEST_SS_SELECTOR, "",
    "RPL of the guest SS selector equals RPL of the CS selector, unless the "
    "guest is unrestricted or in virtual-8086 mode.",
    LAB_GUEST, virtual_8086(e) || SECONDARY(UNRESTRICTED_GUEST) ||
	rpl(V(GUEST_SS_SELECTOR)) == rpl(V(GUEST_CS_SELECTOR)))

#define V8086_RULES(id, seg)						\
RULE(guest_##id##_v8086_base, GUEST_SEGMENTS, GUEST_##seg##_BASE, "",	\
    "In virtual-8086 mode, the guest " #seg " base is 16 times the "	\
    "selector.",							\
    LAB_HIDDEN, !virtual_8086(e) ||					\
	V(GUEST_##seg##_BASE) == V(GUEST_##seg##_SELECTOR) << 4)	\
RULE(guest_##id##_v8086_limit, GUEST_SEGMENTS, GUEST_##seg##_LIMIT, "",	\
    "In virtual-8086 mode, the guest " #seg " limit is FFFFH.",		\
    LAB_HIDDEN, !virtual_8086(e) || V(GUEST_##seg##_LIMIT) == 0xffff)	\
RULE(guest_##id##_v8086_rights, GUEST_SEGMENTS,				\
    GUEST_##seg##_ACCESS_RIGHTS, "",					\
    "In virtual-8086 mode, the guest " #seg " access rights are F3H.",	\
    LAB_HIDDEN, !virtual_8086(e) ||					\
	V(GUEST_##seg##_ACCESS_RIGHTS) == 0xf3)

V8086_RULES(es, ES)
V8086_RULES(cs, CS)
V8086_RULES(ss, SS)
V8086_RULES(ds, DS)
V8086_RULES(fs, FS)
V8086_RULES(gs, GS)
#undef V8086_RULES

RULE(guest_tr_base, GUEST_SEGMENTS, GUEST_TR_BASE, "",
    "The guest TR base is a canonical address.",
    LAB_GUEST, canonical(e, V(GUEST_TR_BASE)))
RULE(guest_fs_base, GUEST_SEGMENTS, GUEST_FS_BASE, "",
    "The guest FS base is a canonical address.",
    LAB_GUEST, canonical(e, V(GUEST_FS_BASE)))
RULE(guest_gs_base, GUEST_SEGMENTS, GUEST_GS_BASE, "",
    "The guest GS base is a canonical address.",
    LAB_GUEST, canonical(e, V(GUEST_GS_BASE)))
RULE(guest_ldtr_base, GUEST_SEGMENTS, GUEST_LDTR_BASE, "",
    "The guest LDTR base is a canonical address if LDTR is usable.",
    LAB_GUEST, !usable(V(GUEST_LDTR_ACCESS_RIGHTS)) ||
	canonical(e, V(GUEST_LDTR_BASE)))
RULE(guest_cs_base, GUEST_SEGMENTS, GUEST_CS_BASE, "",
    "Bits 63:32 of the guest CS base are 0.",
    LAB_GUEST, fits_32(V(GUEST_CS_BASE)))

#define BASE_32_RULE(id, seg)						\
RULE(guest_##id##_base, GUEST_SEGMENTS, GUEST_##seg##_BASE, "",		\
    "Bits 63:32 of the guest " #seg " base are 0 if " #seg " is usable.", \
    LAB_GUEST, !usable(V(GUEST_##seg##_ACCESS_RIGHTS)) ||		\
	fits_32(V(GUEST_##seg##_BASE)))

BASE_32_RULE(ss, SS)
BASE_32_RULE(ds, DS)
BASE_32_RULE(es, ES)
#undef BASE_32_RULE

/* Type, bits 3:0 */
RULE(guest_cs_type, GUEST_SEGMENTS, GUEST_CS_ACCESS_RIGHTS, "",
    "The guest CS type is 9, 11, 13 or 15, an accessed code segment; of an "
    "unrestricted guest it may be 3, a data segment.",
    LAB_GUEST, virtual_8086(e) ||
	(type(V(GUEST_CS_ACCESS_RIGHTS)) & 9) == 9 ||
	(SECONDARY(UNRESTRICTED_GUEST) &&
	type(V(GUEST_CS_ACCESS_RIGHTS)) == 3))
RULE(guest_ss_type, GUEST_SEGMENTS, GUEST_SS_ACCESS_RIGHTS, "",
    "The guest SS type is 3 or 7, an accessed writable data segment, if SS "
    "is usable.",
    LAB_GUEST, !checked(e, V(GUEST_SS_ACCESS_RIGHTS)) ||
	type(V(GUEST_SS_ACCESS_RIGHTS)) == 3 ||
	type(V(GUEST_SS_ACCESS_RIGHTS)) == 7)

#define DATA_TYPE_RULES(id, seg)					\
RULE(guest_##id##_accessed, GUEST_SEGMENTS,				\
    GUEST_##seg##_ACCESS_RIGHTS, "",					\
    "The guest " #seg " type has the accessed bit if " #seg " is usable.", \
    LAB_GUEST, !checked(e, V(GUEST_##seg##_ACCESS_RIGHTS)) ||		\
	(type(V(GUEST_##seg##_ACCESS_RIGHTS)) & 1))			\
RULE(guest_##id##_readable, GUEST_SEGMENTS,				\
    GUEST_##seg##_ACCESS_RIGHTS, "",					\
    "The guest " #seg " type is readable if " #seg " is a usable code "	\
    "segment.",								\
    LAB_GUEST, !checked(e, V(GUEST_##seg##_ACCESS_RIGHTS)) ||		\
	(type(V(GUEST_##seg##_ACCESS_RIGHTS)) & 10) != 8)

DATA_TYPE_RULES(ds, DS)
DATA_TYPE_RULES(es, ES)
DATA_TYPE_RULES(fs, FS)
DATA_TYPE_RULES(gs, GS)
#undef DATA_TYPE_RULES

/* DPL, bits 6:5 */
RULE(guest_cs_dpl_data, GUEST_SEGMENTS, GUEST_CS_ACCESS_RIGHTS,
    "unrestricted guest",
    "The guest CS DPL is 0 if CS is of type 3, a data segment.",
    LAB_HIDDEN, virtual_8086(e) || type(V(GUEST_CS_ACCESS_RIGHTS)) != 3 ||
	dpl(V(GUEST_CS_ACCESS_RIGHTS)) == 0)
RULE(guest_cs_dpl_equal, GUEST_SEGMENTS, GUEST_CS_ACCESS_RIGHTS, "",
    "The guest CS DPL equals the SS DPL if CS is of type 9 or 11, "
    "non-conforming.",
    LAB_GUEST, virtual_8086(e) ||
	(type(V(GUEST_CS_ACCESS_RIGHTS)) & 13) != 9 ||
	dpl(V(GUEST_CS_ACCESS_RIGHTS)) == dpl(V(GUEST_SS_ACCESS_RIGHTS)))
RULE(guest_cs_dpl_conforming, GUEST_SEGMENTS, GUEST_CS_ACCESS_RIGHTS, "",
    "The guest CS DPL is not above the SS DPL if CS is of type 13 or 15, "
    "conforming.",
    LAB_GUEST, virtual_8086(e) ||
	(type(V(GUEST_CS_ACCESS_RIGHTS)) & 13) != 13 ||
	dpl(V(GUEST_CS_ACCESS_RIGHTS)) <= dpl(V(GUEST_SS_ACCESS_RIGHTS)))
RULE(guest_ss_dpl, GUEST_SEGMENTS, GUEST_SS_ACCESS_RIGHTS, "",
    "The guest SS DPL equals RPL of the SS selector, unless the guest is "
    "unrestricted.",
    LAB_GUEST, virtual_8086(e) || SECONDARY(UNRESTRICTED_GUEST) ||
	dpl(V(GUEST_SS_ACCESS_RIGHTS)) == rpl(V(GUEST_SS_SELECTOR)))
RULE(guest_ss_dpl_zero, GUEST_SEGMENTS, GUEST_SS_ACCESS_RIGHTS,
    "unrestricted guest",
    "The guest SS DPL is 0 in real mode, and if CS is of type 3.",
    LAB_HIDDEN, virtual_8086(e) || dpl(V(GUEST_SS_ACCESS_RIGHTS)) == 0 ||
	(protected_mode(e) && type(V(GUEST_CS_ACCESS_RIGHTS)) != 3))

#define DATA_DPL_RULE(id, seg)						\
RULE(guest_##id##_dpl, GUEST_SEGMENTS, GUEST_##seg##_ACCESS_RIGHTS, "",	\
    "The guest " #seg " DPL is not below RPL of its selector if " #seg	\
    " is usable and of type 0 to 11, unless the guest is unrestricted.", \
    LAB_GUEST, !checked(e, V(GUEST_##seg##_ACCESS_RIGHTS)) ||		\
	SECONDARY(UNRESTRICTED_GUEST) ||				\
	type(V(GUEST_##seg##_ACCESS_RIGHTS)) > 11 ||			\
	dpl(V(GUEST_##seg##_ACCESS_RIGHTS)) >=				\
	rpl(V(GUEST_##seg##_SELECTOR)))

DATA_DPL_RULE(ds, DS)
DATA_DPL_RULE(es, ES)
DATA_DPL_RULE(fs, FS)
DATA_DPL_RULE(gs, GS)
#undef DATA_DPL_RULE

RULE(guest_cs_db, GUEST_SEGMENTS, GUEST_CS_ACCESS_RIGHTS, "",
    "The guest CS D/B bit is 0 if \"IA-32e mode guest\" and the CS L bit "
    "are 1.",
    LAB_GUEST, virtual_8086(e) || !ENTRY(IA32E_MODE_GUEST) ||
	!(V(GUEST_CS_ACCESS_RIGHTS) & SEGMENT_L) ||
	!(V(GUEST_CS_ACCESS_RIGHTS) & SEGMENT_DB))

/* The bits with one rule for every register, where `applies`. */
#define RIGHTS_RULES(id, seg, when, applies)				\
RULE(guest_##id##_present, GUEST_SEGMENTS, GUEST_##seg##_ACCESS_RIGHTS, "", \
    "The guest " #seg " present bit is 1" when ".",			\
    LAB_GUEST, !(applies) || (V(GUEST_##seg##_ACCESS_RIGHTS) & SEGMENT_P)) \
RULE(guest_##id##_reserved, GUEST_SEGMENTS, GUEST_##seg##_ACCESS_RIGHTS, "", \
    "Bits 11:8 of the guest " #seg " access rights are 0" when ".",	\
    LAB_GUEST, !(applies) || !(V(GUEST_##seg##_ACCESS_RIGHTS) & 0xf00))	\
RULE(guest_##id##_g_clear, GUEST_SEGMENTS, GUEST_##seg##_ACCESS_RIGHTS, "", \
    "The guest " #seg " G bit is 0 if a bit of the limit's bits 11:0 is 0" \
    when ".",								\
    LAB_GUEST, !(applies) || fine_limit_has_no_g(			\
	V(GUEST_##seg##_LIMIT), V(GUEST_##seg##_ACCESS_RIGHTS)))	\
RULE(guest_##id##_g_set, GUEST_SEGMENTS, GUEST_##seg##_ACCESS_RIGHTS, "", \
    "The guest " #seg " G bit is 1 if a bit of the limit's bits 31:20 is 1" \
    when ".",								\
    LAB_GUEST, !(applies) || big_limit_has_g(				\
	V(GUEST_##seg##_LIMIT), V(GUEST_##seg##_ACCESS_RIGHTS)))	\
RULE(guest_##id##_reserved_high, GUEST_SEGMENTS,			\
    GUEST_##seg##_ACCESS_RIGHTS, "",					\
    "Bits 31:17 of the guest " #seg " access rights are 0" when ".",	\
    LAB_GUEST, !(applies) || V(GUEST_##seg##_ACCESS_RIGHTS) >> 17 == 0)

#define CODE_OR_DATA_RULES(id, seg, when, applies)			\
RULE(guest_##id##_s, GUEST_SEGMENTS, GUEST_##seg##_ACCESS_RIGHTS, "",	\
    "The guest " #seg " S bit is 1, code or data" when ".",		\
    LAB_GUEST, !(applies) || (V(GUEST_##seg##_ACCESS_RIGHTS) & SEGMENT_S)) \
RIGHTS_RULES(id, seg, when, applies)

#define SYSTEM_RULES(id, seg, when, applies)				\
RULE(guest_##id##_s, GUEST_SEGMENTS, GUEST_##seg##_ACCESS_RIGHTS, "",	\
    "The guest " #seg " S bit is 0, a system segment" when ".",		\
    LAB_GUEST, !(applies) ||						\
	!(V(GUEST_##seg##_ACCESS_RIGHTS) & SEGMENT_S))			\
RIGHTS_RULES(id, seg, when, applies)

CODE_OR_DATA_RULES(cs, CS, "", !virtual_8086(e))
CODE_OR_DATA_RULES(ss, SS, " if SS is usable",
    checked(e, V(GUEST_SS_ACCESS_RIGHTS)))
CODE_OR_DATA_RULES(ds, DS, " if DS is usable",
    checked(e, V(GUEST_DS_ACCESS_RIGHTS)))
CODE_OR_DATA_RULES(es, ES, " if ES is usable",
    checked(e, V(GUEST_ES_ACCESS_RIGHTS)))
CODE_OR_DATA_RULES(fs, FS, " if FS is usable",
    checked(e, V(GUEST_FS_ACCESS_RIGHTS)))
CODE_OR_DATA_RULES(gs, GS, " if GS is usable",
    checked(e, V(GUEST_GS_ACCESS_RIGHTS)))

RULE(guest_tr_type, GUEST_SEGMENTS, GUEST_TR_ACCESS_RIGHTS, "",
    "The guest TR type is 11, a busy TSS; outside IA-32e mode it may be 3, "
    "a busy 16-bit TSS.",
    LAB_GUEST, type(V(GUEST_TR_ACCESS_RIGHTS)) == SEGMENT_TYPE_TSS_BUSY ||
	(!ENTRY(IA32E_MODE_GUEST) && type(V(GUEST_TR_ACCESS_RIGHTS)) ==
	SEGMENT_TYPE_TSS_16_BUSY))
RULE(guest_tr_unusable, GUEST_SEGMENTS, GUEST_TR_ACCESS_RIGHTS, "",
    "The guest TR is not marked unusable.",
    LAB_GUEST, usable(V(GUEST_TR_ACCESS_RIGHTS)))
SYSTEM_RULES(tr, TR, "", true)
RULE(guest_ldtr_type, GUEST_SEGMENTS, GUEST_LDTR_ACCESS_RIGHTS, "",
    "The guest LDTR type is 2, an LDT, if LDTR is usable.",
    LAB_GUEST, !usable(V(GUEST_LDTR_ACCESS_RIGHTS)) ||
	type(V(GUEST_LDTR_ACCESS_RIGHTS)) == SEGMENT_TYPE_LDT)
SYSTEM_RULES(ldtr, LDTR, " if LDTR is usable",
    usable(V(GUEST_LDTR_ACCESS_RIGHTS)))
#undef SYSTEM_RULES
#undef CODE_OR_DATA_RULES
#undef RIGHTS_RULES
/* clang-format on */
