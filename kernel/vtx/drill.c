/*
 * Drills: calling the functions that only compute, many times.
 *
 * The arguments come from a seed (option drill=SEED) by xorshift64*, so a
 * grader can draw them too; they are noted with the answers all the same.
 * Without the option, the seed is 1 and no VMX instruction is made to fail.
 */
#include "drill.h"
#include "arch/x86.h"
#include "journal.h"
#include "lab.h"
#include "vcpu.h"
#include "vmx_insn.h"

#pragma weak vmcs_adjust
#pragma weak vmcs_entry_error

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

/*
 * vmcs_adjust(): six draws a round.  In every second round the processor
 * allows what is wanted; in the others that is left to chance.
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
		if (i % 2 == 0) {
			must &= ~wanted.zero;
			may |= wanted.one;
		}
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
 * vmcs_entry_error(): about a success, about an imagined VMfailInvalid and,
 * with a seed, about VMX instructions that fail in ways drawn from it.  The
 * current VMCS stays current, and nothing is entered.
 */
void
drill_entry_error(hpa_t vmxon_region)
{
	unsigned i, rounds = 2;
	uint64_t rflags;

	ask_entry_error(RFLAGS_FIXED | RFLAGS_PF);
	ask_entry_error(RFLAGS_FIXED | RFLAGS_CF);
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
	drilled(JOURNAL_ENTRY_ERROR, rounds);
}
