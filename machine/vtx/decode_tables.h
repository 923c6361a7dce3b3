/*
 * What follows each opcode, one letter an opcode, sixteen to a row.
 * SDM Vol. 2D, appendix A, "Opcode Map", tables.
 * Only decode.c includes this file.
 *
 *	.  nothing			m  ModRM
 *	b  imm8, rel8			B  ModRM, imm8
 *	z  imm16 or imm32, rel16/32	Z  ModRM, imm16 or imm32
 *	v  imm16, imm32 or imm64	g  ModRM, imm8 if reg is 0 or 1 (TEST)
 *	w  imm16			G  ModRM, imm16/32 if reg is 0 or 1
 *	e  imm16, imm8 (ENTER)		a  offset of the address size
 *	f  far pointer			-  undefined; or a prefix or escape
 */
static const char one_byte[] =
	"mmmmbz..mmmmbz.-"	/* 00 ADD OR */
	"mmmmbz..mmmmbz.."	/* 10 ADC SBB */
	"mmmmbz-.mmmmbz-."	/* 20 AND SUB */
	"mmmmbz-.mmmmbz-."	/* 30 XOR CMP */
	"................"	/* 40 INC DEC; REX */
	"................"	/* 50 PUSH POP */
	"..mm----zZbB...."	/* 60 PUSHA BOUND IMUL INS OUTS */
	"bbbbbbbbbbbbbbbb"	/* 70 Jcc */
	"BZBBmmmmmmmmmmmm"	/* 80 group 1, TEST XCHG MOV LEA */
	"..........f....."	/* 90 XCHG, far CALL, PUSHF POPF */
	"aaaa....bz......"	/* a0 MOV offset, strings, TEST */
	"bbbbbbbbvvvvvvvv"	/* b0 MOV immediate */
	"BBw.mmBZe.w..b.."	/* c0 shifts, RET LES LDS MOV ENTER INT */
	"mmmmbb..mmmmmmmm"	/* d0 shifts, AAM AAD XLAT, x87 */
	"bbbbbbbbzzfb...."	/* e0 LOOP IN OUT CALL JMP */
	"-.--..gG......mm";	/* f0 HLT, groups 3 4 5 */

static const char two_byte[] =
	"mmmm-.....-.-m--"	/* 00 groups 6 7, LAR LSL CLTS WBINVD UD2 */
	"mmmmmmmmmmmmmmmm"	/* 10 MOVUPS, hints and NOP */
	"mmmm----mmmmmmmm"	/* 20 MOV CR and DR, MOVAPS */
	"......-.--------"	/* 30 WRMSR RDTSC RDMSR SYSENTER GETSEC */
	"mmmmmmmmmmmmmmmm"	/* 40 CMOVcc */
	"mmmmmmmmmmmmmmmm"	/* 50 SSE */
	"mmmmmmmmmmmmmmmm"	/* 60 MMX */
	"BBBBmmm.mm--mmmm"	/* 70 PSHUF, shifts, VMREAD VMWRITE */
	"zzzzzzzzzzzzzzzz"	/* 80 Jcc */
	"mmmmmmmmmmmmmmmm"	/* 90 SETcc */
	"...mBm--...mBmmm"	/* a0 PUSH POP FS GS, CPUID SHLD SHRD */
	"mmmmmmmmmmBmmmmm"	/* b0 CMPXCHG MOVZX, group 8 */
	"mmBmBBBm........"	/* c0 XADD CMPPS, group 9, BSWAP */
	"mmmmmmmmmmmmmmmm"	/* d0 MMX */
	"mmmmmmmmmmmmmmmm"	/* e0 MMX */
	"mmmmmmmmmmmmmmmm";	/* f0 MMX, UD0 */

/*
 * The one-byte opcodes in 64-bit mode.
 *
 *	.  as elsewhere			x  invalid
 *	d  64-bit unless prefix 66	f  64-bit whatever the prefixes
 */
static const char one_byte_64[] =
	"......xx......x."	/* 00 */
	"......xx......xx"	/* 10 */
	".......x.......x"	/* 20 */
	".......x.......x"	/* 30 */
	"................"	/* 40 */
	"dddddddddddddddd"	/* 50 PUSH POP */
	"xxx.....d.d....."	/* 60 */
	"ffffffffffffffff"	/* 70 Jcc */
	"..x............d"	/* 80 */
	"..........x.dd.."	/* 90 PUSHF POPF */
	"................"	/* a0 */
	"................"	/* b0 */
	"..ffxx..dd....x."	/* c0 near RET, ENTER LEAVE */
	"....xxx........."	/* d0 */
	"ffff....ffxf...."	/* e0 LOOP, CALL JMP */
	"................";	/* f0 */

_Static_assert(sizeof one_byte == 257 && sizeof two_byte == 257 &&
    sizeof one_byte_64 == 257, "a letter for each of the 256 opcodes");
