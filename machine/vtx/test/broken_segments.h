/*
 * How to break each rule for the guest's segment registers; see
 * test_rules.c.  26.3.1.2, "Checks on Guest Segment Registers".
 */

/* clang-format off */
BREAK(guest_tr_ti, GUEST_64, ON(GUEST_TR_SELECTOR, 4))
BREAK(guest_ldtr_ti, GUEST_64, ON(GUEST_LDTR_SELECTOR, 4))
BREAK(guest_ss_rpl, GUEST_64, ON(GUEST_CS_SELECTOR, 3))

#define BREAK_V8086(id, seg)						\
BREAK(guest_##id##_v8086_base, GUEST_V8086, ON(GUEST_##seg##_BASE, 1))	\
BREAK(guest_##id##_v8086_limit, GUEST_V8086,				\
    SET(GUEST_##seg##_LIMIT, 0xfffff))					\
BREAK(guest_##id##_v8086_rights, GUEST_V8086,				\
    SET(GUEST_##seg##_ACCESS_RIGHTS, 0x93))

BREAK_V8086(es, ES)
BREAK_V8086(cs, CS)
BREAK_V8086(ss, SS)
BREAK_V8086(ds, DS)
BREAK_V8086(fs, FS)
BREAK_V8086(gs, GS)

BREAK(guest_tr_base, GUEST_64, SET(GUEST_TR_BASE, 1ull << 47))
BREAK(guest_fs_base, GUEST_UNUSABLE, SET(GUEST_FS_BASE, 1ull << 47))
BREAK(guest_gs_base, GUEST_64, SET(GUEST_GS_BASE, 1ull << 47))
BREAK(guest_ldtr_base, GUEST_64, SET(GUEST_LDTR_BASE, 1ull << 47))
BREAK(guest_cs_base, GUEST_64, SET(GUEST_CS_BASE, 1ull << 32))
BREAK(guest_ss_base, GUEST_64, SET(GUEST_SS_BASE, 1ull << 32))
BREAK(guest_ds_base, GUEST_64, SET(GUEST_DS_BASE, 1ull << 63))
BREAK(guest_es_base, GUEST_64, SET(GUEST_ES_BASE, 1ull << 32))

BREAK(guest_cs_type, GUEST_64, SET(GUEST_CS_ACCESS_RIGHTS, 0xa093))
BREAK(guest_ss_type, GUEST_64, SET(GUEST_SS_ACCESS_RIGHTS, 0xc091))
BREAK(guest_ds_accessed, GUEST_64, SET(GUEST_DS_ACCESS_RIGHTS, 0xc092))
BREAK(guest_ds_readable, GUEST_64, SET(GUEST_DS_ACCESS_RIGHTS, 0xc099))
BREAK(guest_es_accessed, GUEST_64, SET(GUEST_ES_ACCESS_RIGHTS, 0xc09a))
BREAK(guest_es_readable, GUEST_64, SET(GUEST_ES_ACCESS_RIGHTS, 0xc09d))
BREAK(guest_fs_accessed, GUEST_64, SET(GUEST_FS_ACCESS_RIGHTS, 0xc090))
BREAK(guest_fs_readable, GUEST_64, SET(GUEST_FS_ACCESS_RIGHTS, 0xc099))
BREAK(guest_gs_accessed, GUEST_64, SET(GUEST_GS_ACCESS_RIGHTS, 0xc096))
BREAK(guest_gs_readable, GUEST_64, SET(GUEST_GS_ACCESS_RIGHTS, 0xc09d))

BREAK(guest_cs_dpl_data, GUEST_UNRESTRICTED,
    SET(GUEST_CS_ACCESS_RIGHTS, 0xc0f3))
BREAK(guest_cs_dpl_equal, GUEST_64, SET(GUEST_CS_ACCESS_RIGHTS, 0xa0fb))
BREAK(guest_cs_dpl_conforming, GUEST_64, SET(GUEST_CS_ACCESS_RIGHTS, 0xa0bf))
BREAK(guest_ss_dpl, GUEST_64, SET(GUEST_SS_ACCESS_RIGHTS, 0xc0f3),
    SET(GUEST_CS_ACCESS_RIGHTS, 0xa0fb))
BREAK(guest_ss_dpl_zero, GUEST_REAL, SET(GUEST_SS_ACCESS_RIGHTS, 0xf3))
BREAK(guest_ss_dpl_zero, GUEST_UNRESTRICTED,
    SET(GUEST_SS_ACCESS_RIGHTS, 0xc0f3), SET(GUEST_CS_ACCESS_RIGHTS, 0xc093))
BREAK(guest_ds_dpl, GUEST_64, ON(GUEST_DS_SELECTOR, 1))
BREAK(guest_es_dpl, GUEST_64, ON(GUEST_ES_SELECTOR, 2))
BREAK(guest_fs_dpl, GUEST_64, ON(GUEST_FS_SELECTOR, 3))
BREAK(guest_gs_dpl, GUEST_64, ON(GUEST_GS_SELECTOR, 3),
    SET(GUEST_GS_ACCESS_RIGHTS, 0xc0db))
BREAK(guest_cs_db, GUEST_64, ON(GUEST_CS_ACCESS_RIGHTS, SEGMENT_DB))

#define BREAK_RIGHTS(id, seg)						\
BREAK(guest_##id##_present, GUEST_64,					\
    OFF(GUEST_##seg##_ACCESS_RIGHTS, SEGMENT_P))			\
BREAK(guest_##id##_reserved, GUEST_64,					\
    ON(GUEST_##seg##_ACCESS_RIGHTS, 0x100))				\
BREAK(guest_##id##_g_clear, GUEST_64,					\
    ON(GUEST_##seg##_ACCESS_RIGHTS, SEGMENT_G),				\
    SET(GUEST_##seg##_LIMIT, 0xffffe))					\
BREAK(guest_##id##_g_set, GUEST_64,					\
    OFF(GUEST_##seg##_ACCESS_RIGHTS, SEGMENT_G),			\
    SET(GUEST_##seg##_LIMIT, 0x100fff))					\
BREAK(guest_##id##_reserved_high, GUEST_64,				\
    ON(GUEST_##seg##_ACCESS_RIGHTS, 1 << 17))

BREAK(guest_cs_s, GUEST_64, OFF(GUEST_CS_ACCESS_RIGHTS, SEGMENT_S))
BREAK_RIGHTS(cs, CS)
BREAK(guest_ss_s, GUEST_64, OFF(GUEST_SS_ACCESS_RIGHTS, SEGMENT_S))
BREAK_RIGHTS(ss, SS)
BREAK(guest_ds_s, GUEST_64, OFF(GUEST_DS_ACCESS_RIGHTS, SEGMENT_S))
BREAK_RIGHTS(ds, DS)
BREAK(guest_es_s, GUEST_64, OFF(GUEST_ES_ACCESS_RIGHTS, SEGMENT_S))
BREAK_RIGHTS(es, ES)
BREAK(guest_fs_s, GUEST_64, OFF(GUEST_FS_ACCESS_RIGHTS, SEGMENT_S))
BREAK_RIGHTS(fs, FS)
BREAK(guest_gs_s, GUEST_64, OFF(GUEST_GS_ACCESS_RIGHTS, SEGMENT_S))
BREAK_RIGHTS(gs, GS)
BREAK(guest_tr_type, GUEST_64, SET(GUEST_TR_ACCESS_RIGHTS, 0x83))
BREAK(guest_tr_unusable, GUEST_64,
    ON(GUEST_TR_ACCESS_RIGHTS, SEGMENT_UNUSABLE))
BREAK(guest_tr_s, GUEST_64, ON(GUEST_TR_ACCESS_RIGHTS, SEGMENT_S))
BREAK_RIGHTS(tr, TR)
BREAK(guest_ldtr_type, GUEST_64, SET(GUEST_LDTR_ACCESS_RIGHTS, 0x83))
BREAK(guest_ldtr_s, GUEST_64, ON(GUEST_LDTR_ACCESS_RIGHTS, SEGMENT_S))
BREAK_RIGHTS(ldtr, LDTR)
#undef BREAK_V8086
#undef BREAK_RIGHTS
/* clang-format on */
