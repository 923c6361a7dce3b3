/*
 * Entries that make no sense.  28.2.3.1, "EPT Misconfigurations".
 */
#define BAD(id, ...)							\
	T(id, 64, "mov L0 + 8, %eax", "49 p=5000008 at=0", EDIT(__VA_ARGS__))
T(execute_only, 64, "mov L0 + 8, %eax", "49 p=5000008 at=0",
    EDIT(E(1, P0, X | WB)))
BAD(write_only, E(1, P0, W | WB))
BAD(write_execute, E(1, P0, W | X | WB))
BAD(memory_type_2, E(1, P0, R | W | 2 << 3))
BAD(memory_type_3, E(1, P0, R | W | 3 << 3))
BAD(memory_type_7, E(1, P0, R | W | 7 << 3))
BAD(address, E(1, P0, R | W | WB | 1ull << 51))
#undef BAD
#define BAD(id, ...)							\
	T(id, flat, "mov 0x40000008, %eax", "49 p=40000008 at=0", \
	    EDIT(__VA_ARGS__))
BAD(table_bit_3, TO(3, 0x40000000, R | W | 8, EPT + 0x2000))
BAD(table_bit_6, TO(3, 0x40000000, R | W | 0x40, EPT + 0x2000))
BAD(table_address, TO(3, 0x40000000, R | W | 1ull << 50, EPT + 0x2000))
BAD(table_write_only, TO(3, 0x40000000, W, EPT + 0x2000))
BAD(large_1g_address, TO(3, 0x40000000, R | W | WB | LARGE, 0x1000))
BAD(large_1g_memory_type, TO(3, 0x40000000, R | W | 7 << 3 | LARGE, 0))
#undef BAD
T(large_2m_address, flat, "mov 0x06000008, %eax", "49 p=6000008 at=0",
    EDIT(TO(2, 0x06000000, R | W | WB | LARGE, 0x06001000)))
T(root_bit_7, flat, "nop", "49 p=4000000 at=0", EDIT(E(4, 0,
    R | W | X | LARGE)))
T(misconfiguration_below, flat, "mov %eax, 0x40000000",
    "49 p=40000000 at=0", EDIT(TO(3, 0x40000000, R, EPT + 0x2000),
    E(1, 0, W | WB)))
T(ignored_bits, 64, "mov L0, %eax", "18 at=7 ax=1010101",
    EDIT(E(1, P0, R | W | X | WB | 0xcc0 | 0xfff0ull << 48)))
T(memory_types, 64, "mov L0, %eax; mov L1, %ecx", "18 at=e ax=1010101",
    EDIT(E(1, P0, R | W | X), E(1, P1, R | 4 << 3)))
