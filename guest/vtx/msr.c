/*
 * A guest that reads and writes MSRs, those it has and those it has not.
 */
#include "instructions.h"
#include "report.h"
#include "trap.h"

#define MSR_EFER	0xc0000080
#define MSR_FS_BASE_NUMBER 0xc0000100
#define MSR_GS_BASE_NUMBER 0xc0000101
#define MSR_SIGN_ID	0x8b
#define MSR_VMX_BASIC	0x480
#define MSR_UNKNOWN	0x1fff		/* no processor has it */
#define EFER_LME	(1ull << 8)
#define EFER_NXE	(1ull << 11)
#define EFER_RESERVED	(1ull << 20)
#define NOT_CANONICAL	0x0000800000000000ull
#define VECTOR_GP	13

uint64_t guest_main(uint64_t seed);

static uint64_t fs_target, gs_target;

/*
 * RCX for an MSR.  What is above ECX should not count, so it is ones; but
 * QEMU 7.2 lets RDMSR and WRMSR of MSRs below 0x2000 look at it.
 */
static uint64_t
rcx_for(uint32_t msr)
{
	return msr < 0x2000 ? msr : ALL_ONES << 32 | msr;
}

/* RDMSR that should work: its value. */
static uint64_t
read_msr(uint32_t msr)
{
	uint64_t a = ALL_ONES, d = ALL_ONES;

	TRY_AD("rdmsr", a, d, "c"(rcx_for(msr)));
	if (trap_vector != TRAP_NONE)
		report.wrong |= 1;
	report.value[MSR_HIGH_HALVES] |= (a | d) >> 32;
	return d << 32 | (uint32_t)a;
}

/* WRMSR that should work.  The upper halves of RAX and RDX are ones. */
static void
write_msr(uint32_t msr, uint64_t value)
{
	uint64_t a = value | ALL_ONES << 32, d = value >> 32 | ALL_ONES << 32;

	TRY_AD("wrmsr", a, d, "c"(rcx_for(msr)));
	if (trap_vector != TRAP_NONE)
		report.wrong |= 2;
	if (a != (value | ALL_ONES << 32) ||
	    d != (value >> 32 | ALL_ONES << 32))
		report.value[MSR_REGISTERS_WRONG] |= 1;
}

/* Note whether the last instruction ended in #GP(0), as it should have. */
static void
expect_fault(void)
{
	report.value[MSR_FAULTS_EXPECTED]++;
	if (trap_vector == VECTOR_GP)
		report.value[MSR_FAULTS]++;
	report.value[MSR_FAULT_ERROR_CODES] |= trap_error;
	report.value[MSR_FAULT_RIPS_WRONG] += trap_rip != 0;
}

/* RDMSR and WRMSR that should fault, and leave the registers alone. */
static void
refuse_read(uint32_t msr)
{
	uint64_t a = 0x1234, d = 0x5678;

	TRY_AD("rdmsr", a, d, "c"((uint64_t)msr));
	expect_fault();
	if (a != 0x1234 || d != 0x5678)
		report.value[MSR_REGISTERS_WRONG] |= 2;
}

static void
refuse_write(uint32_t msr, uint64_t value)
{
	uint64_t a = (uint32_t)value, d = value >> 32;

	TRY_AD("wrmsr", a, d, "c"((uint64_t)msr));
	expect_fault();
}

/* The MSRs whose values the seed chooses. */
static void
try_values(uint64_t *state)
{
	uint64_t *value = report.value, *written = value + MSR_WRITTEN;

	written[0] = draw(state) & 0xfffc;
	written[1] = draw(state) >> 17;		/* canonical */
	written[2] = draw(state) >> 17 | ALL_ONES << 47;
	written[3] = (uint64_t)&fs_target;
	written[4] = (uint64_t)&gs_target;
	value[MSR_WRITTEN_SIGN_ID] = draw(state);
	write_msr(0x174, written[0]);
	write_msr(0x175, written[1]);
	write_msr(0x176, written[2]);
	write_msr(MSR_FS_BASE_NUMBER, written[3]);
	write_msr(MSR_GS_BASE_NUMBER, written[4]);
	write_msr(MSR_SIGN_ID, value[MSR_WRITTEN_SIGN_ID]);
	value[MSR_SYSENTER_CS] = read_msr(0x174);
	value[MSR_SYSENTER_ESP] = read_msr(0x175);
	value[MSR_SYSENTER_EIP] = read_msr(0x176);
	value[MSR_FS_BASE_READ] = read_msr(MSR_FS_BASE_NUMBER);
	value[MSR_GS_BASE_READ] = read_msr(MSR_GS_BASE_NUMBER);
	value[MSR_BIOS_SIGN_ID] = read_msr(MSR_SIGN_ID);
}

/* What loads through FS and GS find, where the bases point. */
static void
try_bases(uint64_t *state)
{
	fs_target = draw(state);
	gs_target = draw(state);
	__asm__ volatile("mov %%fs:0, %0"
			 : "=r"(report.value[MSR_FS_BASE_USED])
			 : "m"(fs_target));
	__asm__ volatile("mov %%gs:0, %0"
			 : "=r"(report.value[MSR_GS_BASE_USED])
			 : "m"(gs_target));
	if (report.value[MSR_FS_BASE_USED] != fs_target ||
	    report.value[MSR_GS_BASE_USED] != gs_target)
		report.wrong |= 4;
}

uint64_t
guest_main(uint64_t seed)
{
	uint64_t efer, state = seed | 1ull << 63;

	efer = report.value[MSR_EFER_FIRST] = read_msr(MSR_EFER);
	write_msr(MSR_EFER, efer | EFER_NXE);
	report.value[MSR_EFER_NXE] = read_msr(MSR_EFER);
	write_msr(MSR_EFER, efer);
	try_values(&state);
	try_bases(&state);

	refuse_read(MSR_UNKNOWN);
	refuse_read(MSR_VMX_BASIC);
	refuse_read(0x40000000 | (uint32_t)draw(&state) >> 4);
	refuse_write(MSR_UNKNOWN, 0);
	refuse_write(MSR_VMX_BASIC, 0);
	refuse_write(0x176, NOT_CANONICAL);
	refuse_write(MSR_FS_BASE_NUMBER, NOT_CANONICAL);
	refuse_write(MSR_EFER, efer | EFER_RESERVED);
	refuse_write(MSR_EFER, efer & ~EFER_LME);
	if (report.value[MSR_FAULTS] != report.value[MSR_FAULTS_EXPECTED])
		report.wrong |= 8;
	if (report.value[MSR_FAULT_ERROR_CODES] != 0 ||
	    report.value[MSR_FAULT_RIPS_WRONG] != 0)
		report.wrong |= 16;
	if (report.value[MSR_HIGH_HALVES] != 0 ||
	    report.value[MSR_REGISTERS_WRONG] != 0)
		report.wrong |= 32;
	return report.wrong;
}
