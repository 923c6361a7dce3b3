/*
 * Drills: calling the functions that only compute, many times.
 *
 * The arguments come from a seed (option drill=SEED) by xorshift64*, so a
 * grader can draw them too; they are noted with the answers all the same.
 * Without the option, the seed is 1, no VMX instruction is made to fail, and
 * no register gets a value that only a drill has a use for.
 */
#include "drill.h"
#include "cpu.h"
#include "exit.h"
#include "journal.h"
#include "lab.h"
#include "vcpu.h"
#include "vmx_insn.h"

#pragma weak vmcs_load
#pragma weak vmcs_adjust
#pragma weak vmcs_entry_error
#pragma weak guest_inject

#define ROUNDS		16
#define DEFAULT_SEED	1

static uint64_t state = DEFAULT_SEED;

/* Begin with a seed; 0 keeps the default. */
void
drill_init(uint64_t seed)
{
	journal.seed = seed;
	if (seed != 0)
		state = seed;
}

/* The next number of xorshift64*. */
static uint64_t
draw(void)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1dull;
}

/* An empty row of journal_drill[]. */
static struct journal_drill *
next_drill(enum drill_function function)
{
	struct journal_drill *drill = &journal_drill[journal.drills++];

	drill->function = function;
	return drill;
}

/* Note that the drills of a function are done. */
static void
drilled(enum journal_step step, unsigned rounds)
{
	journal_note(step, 0, (const uint64_t[]){rounds, 0, 0, 0});
}

/*
 * vmx_fix_control_registers() finds bits set that some processors keep and
 * others forbid in VMX operation.
 */
void
drill_control_registers(void)
{
	if (journal.seed == 0)
		return;
	write_cr0(read_cr0() | CR0_MP | CR0_AM);
	write_cr4(read_cr4() | CR4_DE | CR4_PGE);
}

/*
 * vmx_result(): one draw a round.  Flags that say nothing about VMX are
 * random; in turn neither CF nor ZF is set, CF, ZF, and neither again.
 */
void
drill_vmx_result(void)
{
	static const uint64_t outcome[4] = {0, RFLAGS_CF, RFLAGS_ZF, 0};
	const uint64_t noise = RFLAGS_PF | RFLAGS_AF | RFLAGS_SF |
	    RFLAGS_IF | RFLAGS_DF | RFLAGS_OF | RFLAGS_ID;
	struct journal_drill *d;
	unsigned i;

	for (i = 0; i < ROUNDS; i++) {
		d = next_drill(DRILL_VMX_RESULT);
		d->in[0] = (draw() & noise) | RFLAGS_FIXED | outcome[i % 4];
		d->result = vmx_result(d->in[0]);
	}
	drilled(JOURNAL_VMX_RESULT, ROUNDS);
}

/* vmx_on() of an address that cannot be a VMXON region's. */
void
drill_vmx_on(hpa_t region)
{
	struct journal_drill *d;

	if (journal.seed == 0)
		return;
	d = next_drill(DRILL_VMX_ON);
	d->in[0] = region + 1;
	d->result = vmx_on(region + 1);
}

/* vmcs_load() of the VMXON region, which VMCLEAR refuses. */
void
drill_vmcs_load(hpa_t vmxon_region)
{
	struct journal_drill *d;

	if (journal.seed == 0)
		return;
	d = next_drill(DRILL_VMCS_LOAD);
	d->in[0] = vmxon_region;
	d->result = vmcs_load(at_hpa(vmxon_region));
}

/*
 * vmcs_adjust(): six draws a round.  In every second round the processor
 * allows what is wanted; in the others it is left to chance whether it
 * allows the ones, and in every other of these, the zeros.
 */
void
drill_vmcs_adjust(void)
{
	struct vmx_control wanted = {.name = "a drill"};
	uint32_t must, may, value;
	struct journal_drill *d;
	unsigned i;
	int bit;

	for (i = 0; i < ROUNDS; i++) {
		d = next_drill(DRILL_VMCS_ADJUST);
		wanted.one = draw() & draw() & 0xffffffff;
		wanted.zero = draw() & ~wanted.one;
		wanted.optional = draw() & ~wanted.one & ~wanted.zero;
		must = draw();
		may = must | draw();
		if (i % 4 != 1)
			must &= ~wanted.zero;
		if (i % 2 == 0)
			may |= wanted.one;
		d->in[0] = wanted.one;
		d->in[1] = wanted.zero;
		d->in[2] = wanted.optional;
		d->in[3] = (uint64_t)may << 32 | must;
		value = DRILL_VALUE;
		bit = DRILL_BIT;
		d->result = vmcs_adjust(&wanted, d->in[3], &value, &bit);
		d->out[0] = value;
		d->out[1] = (int64_t)bit;
	}
	drilled(JOURNAL_VMCS_ADJUST, ROUNDS);
}

/*
 * vmcs_write_host_state() finds values that are not 0 in the registers of
 * the host that this VMM has no use for.
 */
void
drill_host_registers(void)
{
	if (journal.seed == 0)
		return;
	wrmsr(MSR_IA32_FS_BASE, draw() >> 17);
	wrmsr(MSR_IA32_GS_BASE, draw() >> 17);
	wrmsr(MSR_IA32_SYSENTER_CS, draw() >> 32);
	wrmsr(MSR_IA32_SYSENTER_ESP, draw() >> 17);
	wrmsr(MSR_IA32_SYSENTER_EIP, draw() >> 17);
}

/*
 * vmcs_write_guest_state() finds a guest with another stack and with limits
 * that are larger than they need be.
 */
void
drill_guest(struct guest *guest)
{
	guest->rsp -= (journal.seed & 0xff) * 16;
	guest->gdt_limit += (journal.seed >> 8 & 0xf) * 8;
	guest->tss_limit += journal.seed >> 12 & 0xff;
}

/* Ask vmcs_entry_error() about an instruction that left these flags. */
static void
ask_entry_error(uint64_t rflags)
{
	struct journal_drill *d = next_drill(DRILL_VMCS_ENTRY_ERROR);
	uint32_t error = DRILL_VALUE;

	vmx_vmread(VMCS_VM_INSTRUCTION_ERROR, &d->in[1]);
	d->in[0] = rflags;
	d->result = vmcs_entry_error(rflags, &error);
	d->out[0] = error;
}

/*
 * vmcs_entry_error(): with a seed, about VMX instructions that fail in ways
 * drawn from it; then about an imagined success and VMfailInvalid, when the
 * error field still holds the last number.  The current VMCS stays current,
 * and nothing is entered.
 */
void
drill_entry_error(hpa_t vmxon_region)
{
	unsigned i, rounds = 2;
	uint64_t rflags;

	for (i = 0; journal.seed != 0 && i < ROUNDS / 2; i++, rounds++) {
		switch (draw() >> 32 & 3) {
		case 0:
			rflags = vmx_vmptrld(vmxon_region + 1);
			break;
		case 1:
			rflags = vmx_vmclear(vmxon_region + 1);
			break;
		case 2:
			rflags = vmx_vmptrld(vmxon_region);
			break;
		default:
			rflags = vmx_vmclear(vmxon_region);
			break;
		}
		ask_entry_error(rflags);
	}
	ask_entry_error(RFLAGS_FIXED | RFLAGS_PF);
	ask_entry_error(RFLAGS_FIXED | RFLAGS_CF);
	drilled(JOURNAL_ENTRY_ERROR, rounds);
}

/* drill_enter.S */
uint64_t drill_enter(struct guest_regs *regs, bool launched,
    const uint64_t kept[6]);

/* Enter the guest once, and handle its exit, if it comes to that. */
static void
enter_once(struct vcpu *vcpu, bool launched, const uint64_t kept[6])
{
	if (drill_enter(&vcpu->regs, launched, kept) != 0)
		return;
	vcpu->launched = true;
	vcpu->exits++;
	vcpu->exit_reason = vmcs_read(VMCS_EXIT_REASON);
	exit_dispatch(vcpu);
}

/*
 * vmx_enter(): once as if there had been a VMLAUNCH, which the processor
 * refuses; then the first two entries.  The values in the guest's registers
 * are the first numbers of the seed, RSP's place included, and those in the
 * VMM's come behind.
 */
void
drill_vmx_enter(struct vcpu *vcpu)
{
	uint64_t kept[6];
	unsigned i;

	if (journal.seed == 0)
		return;
	state = journal.seed;
	for (i = 0; i < 16; i++)
		(&vcpu->regs.rax)[i] = draw();
	for (i = 0; i < 6; i++)
		kept[i] = draw();
	enter_once(vcpu, true, kept);
	enter_once(vcpu, false, kept);
	enter_once(vcpu, true, kept);
}

/*
 * guest_inject(): one call for each exception but #BP and #OF, with error
 * codes that are the first numbers of the seed, the upper halves.  What it
 * wrote is read back, which the trace shows; nothing is left to be injected.
 */
void
drill_guest_inject(struct vcpu *vcpu)
{
	int vector;

	if (journal.seed == 0)
		return;
	state = journal.seed;
	for (vector = VECTOR_DE; vector < 32; vector++) {
		if (vector >= VECTOR_NMI && vector <= VECTOR_OF)
			continue;
		vmcs_write(VMCS_ENTRY_INTERRUPTION_INFO, 0);
		vmcs_write(VMCS_ENTRY_EXCEPTION_ERROR_CODE, 0);
		guest_inject(vcpu, vector, draw() >> 32);
		vmcs_read(VMCS_ENTRY_INTERRUPTION_INFO);
		vmcs_read(VMCS_ENTRY_EXCEPTION_ERROR_CODE);
	}
	vmcs_write(VMCS_ENTRY_INTERRUPTION_INFO, 0);
}
