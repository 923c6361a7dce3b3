/*
 * I/O instructions.  24.6.4, "I/O-Bitmap Addresses"; tables 27-5 and 27-8.
 */

/* clang-format off */
#define ALL_IO	SET(PRIMARY(UNCONDITIONAL_IO))
#define SOME_IO	SET(PRIMARY(IO_BITMAPS)), .prepare = prepare_io

T4(io, "inb $0x71, %al; outw %ax, $0x80; mov $0x1234, %dx; inb %dx, %al; "
    "outl %eax, %dx; inw %dx, %ax", ALL_IO)
T(io, 64user, "inb $0x71, %al", ALL_IO)
T(io_iopl, 64user, "inb $0x71, %al; outl %eax, $0xff", SET(
	PRIMARY(UNCONDITIONAL_IO), FIELD(GUEST_RFLAGS, RFLAGS_IOPL)))
T(io_denied, v86, "mov $0x1234, %dx; outb %al, %dx", ALL_IO,
    .prepare = prepare_io_denied)
T(io_denied, 32user, "mov $0x1234, %dx; outb %al, %dx", ALL_IO,
    .prepare = prepare_io_denied)
T(string, 64, "mov $DATA, %esi; mov %esi, %edi; mov $0x321, %edx; outsb; "
    "rep outsw; insl; rep insb; fs outsl; addr32 outsb; addr32 rep insw",
    ALL_IO)
T(string_high, 64, "mov $0x321, %edx; outsb; addr32 outsb; gs addr32 outsw; "
    "insb; repne insb", ALL_IO)
T(string_rex, 64, "mov $0x321, %edx; .byte 0x48; outsl; .byte 0x66, 0x41; "
    "outsl", ALL_IO)
T32(string, "mov $DATA, %esi; mov %esi, %edi; mov $0x321, %edx; outsb; "
    "rep outsw; insl; rep insb; cs outsl; addr16 outsb; fs addr16 rep outsw; "
    "addr16 insb", ALL_IO)
T(string, 16, "mov $0x321, %dx; outsb; rep insl; fs outsw; .byte 0x67; insw", ALL_IO)
T(string, v86, "mov $0x321, %dx; outsb; rep insl; fs outsw; .byte 0x67; gs outsb; "
    "std; insw", ALL_IO)
T(string_zero, 64, "xor %ecx, %ecx; mov $0x321, %edx; rep outsb", ALL_IO)
T(string_hole, 64, "mov $HOLE, %esi; mov %esi, %edi; mov $0x321, %edx; outsb; "
    "insb", ALL_IO)
T(string_limit, 32, "mov $0xfffffffe, %esi; mov $0x321, %edx; outsl", ALL_IO)
T(string_null, 32, "xor %eax, %eax; mov %ax, %ds; mov $0x321, %edx; outsl",
    ALL_IO)
T(string_user, 64user, "mov $0x321, %edx; outsb", ALL_IO)

T4(bitmap, "inb $0x80, %al; mov $0, %eax; inb $0x81, %al; inw $0x80, %ax; "
    "mov $0x9000, %dx; inb %dx, %al; mov $0, %eax; inc %dx; outb %al, %dx",
    SOME_IO)
T(bitmap_wide, 64, "mov $0x7ffd, %edx; inl %dx, %eax; dec %edx; inl %dx, %eax; "
    "mov $0x7ffd, %edx; inw %dx, %ax; xor %eax, %eax", SOME_IO)
T(bitmap_wrap, 64, "mov $0xfffd, %edx; inl %dx, %eax; mov $0xffff, %edx; "
    "inw %dx, %ax; inl %dx, %eax; inb %dx, %al; xor %eax, %eax", SOME_IO)
T(bitmap_string, 64, "mov $DATA, %esi; mov $0x80, %edx; outsb; inc %edx; "
    "mov $2, %ecx; rep outsb; xor %eax, %eax", SOME_IO)
T(bitmap_wins, 64, "inb $0x80, %al; mov $0, %eax; inb $0x81, %al",
    SET(PRIMARY(IO_BITMAPS), PRIMARY(UNCONDITIONAL_IO)),
    .prepare = prepare_io)
T(io_off, 64, "mov $0xffff, %edx; outb %al, $0x80")
#undef ALL_IO
#undef SOME_IO
/* clang-format on */
