/*
 * Random short programs of a 64-bit guest, under the simplest of VMMs.
 *
 * A program is a row of slots of 16 bytes, each with one instruction and
 * NOPs.  Whatever makes the guest leave, a VM exit or, by way of its own
 * handlers, an exception, the VMM goes on at the next slot.  One line each:
 *
 *	%NUMBER EXIT EXIT .. : REGISTERS RFLAGS MEMORY
 */
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "fuzz.h"
#include "pieces.h"
#include "vmx_insn.h"

#define SLOT		16
#define SLOTS		12
#define NOP		0x90
#define EXITS_MAX	(2 * SLOTS)
#define DATA_BYTES	256
#define STACK_TOP	(window(PAGE_STACK) + 0xf80)

static uint8_t code[SLOTS + 1][SLOT] __attribute__((aligned(4096)));
static const char *const menu[] = {
#define INSN(text, bytes)	bytes,
#include "program_menu.h"
#undef INSN
};
static const uint8_t lengths[] = {
#define INSN(text, bytes)	sizeof(bytes) - 1,
#include "program_menu.h"
#undef INSN
};

static void
make_program(struct random *r)
{
	memset(code, NOP, sizeof(code));
	for (unsigned i = 0; i < SLOTS; i++) {
		unsigned n = random_below(r, ARRAY_SIZE(menu));

		memcpy(code[i], menu[n], lengths[n]);
	}
	memcpy(code[SLOTS], "\x0f\x01\xc1", 3);		/* VMCALL: the end */
}

static void
make_vmcs(struct random *r, uint64_t value[FIELD_COUNT])
{
	static const uint32_t vectors[] = { 0, 1u << VECTOR_UD,
	    1u << VECTOR_GP | 1u << VECTOR_PF, ~0u };

	base_copy(BASE_LONG, value);
	value[FIELD_GUEST_RIP] = hpa_of(code);
	value[FIELD_GUEST_RSP] = STACK_TOP;
	value[FIELD_PRIMARY_CONTROLS] |= PRIMARY_UNCONDITIONAL_IO |
	    PRIMARY_RDTSC_EXITING | PRIMARY_RDPMC_EXITING |
	    PRIMARY_MWAIT_EXITING | PRIMARY_MONITOR_EXITING |
	    PRIMARY_INVLPG_EXITING | PRIMARY_CR3_LOAD_EXITING;
	if (random_below(r, 2))
		value[FIELD_PRIMARY_CONTROLS] |= PRIMARY_MOV_DR_EXITING |
		    PRIMARY_CR3_STORE_EXITING | PRIMARY_PAUSE_EXITING;
	value[FIELD_EXCEPTION_BITMAP] = vectors[random_below(r, 4)];
	value[FIELD_CR0_READ_SHADOW] = random_below(r, 2) ? ~0ull : 0x33;
}

static void
make_registers(struct random *r, struct run *run)
{
	static const uint64_t values[] = { 0, 1, ~0ull, 0x7fffffffffffffff,
	    0x8000000000000000, 0x80000000, 0xff, 0x8000 };

	for (unsigned i = 0; i < 16; i++)
		run->reg[i] = random_below(r, 2) ? random_next(r) :
		    values[random_below(r, ARRAY_SIZE(values))];
	run->reg[RSI] = hpa_of(window_memory[2]);
	run->reg[RDI] = hpa_of(window_memory[2]) + DATA_BYTES / 2;
	run->reg[RCX] = random_below(r, 8);
	run->reg[8] = random_below(r, 2) ? window(PAGE_ABSENT) :
	    NOT_CANONICAL;
}

/* Where the guest was: in its program, or in a handler that has its frame. */
static uint64_t
guest_place(void)
{
	uint64_t rip = entry_read(FIELD_GUEST_RIP);
	uint64_t begin = hpa_of(code), end = hpa_of(code[SLOTS]);
	const uint64_t *frame;

	if (rip >= begin && rip <= end)
		return rip;
	frame = (uint64_t *)(window_memory[3] +
	    (entry_read(FIELD_GUEST_RSP) & 0xfff));
	for (unsigned i = 0; i < 2; i++)	/* perhaps an error code */
		if (frame[i] >= begin && frame[i] <= end)
			return frame[i];
	return end;
}

static void
write_field(enum field_index field, uint64_t value)
{
	vmx_vmwrite(field_encodings[field], value);
}

/* Go on behind the instruction that stopped, with flags that do no harm. */
static void
skip(uint64_t place, uint64_t rflags)
{
	write_field(FIELD_GUEST_RIP, (place & ~(SLOT - 1ull)) + SLOT);
	write_field(FIELD_GUEST_RSP, STACK_TOP);
	write_field(FIELD_GUEST_RFLAGS, rflags & (ALL_FLAGS | RFLAGS_FIXED));
	write_field(FIELD_GUEST_INTERRUPTIBILITY, 0);
	write_field(FIELD_GUEST_PENDING_DEBUG, 0);
}

static uint64_t
sum(const uint8_t *bytes, unsigned count)
{
	uint64_t hash = 0xcbf29ce484222325ull;

	for (unsigned i = 0; i < count; i++)
		hash = (hash ^ bytes[i]) * 0x100000001b3ull;
	return hash;
}

static void
print_end(const struct run *run, uint64_t rflags)
{
	printf(" :");
	for (unsigned i = 0; i < 16; i++)
		if (i != RSP)
			printf(" %lx", run->reg[i]);
	printf(" %lx %lx\n", rflags & ALL_FLAGS,
	    sum(window_memory[2], DATA_BYTES));
}

/* Run it to its end; false: it could not be entered. */
static void
run_program(struct run *run)
{
	uint64_t place = 0, rflags = 0;

	for (unsigned i = 0; i < EXITS_MAX; i++) {
		run->code = hpa_of(i ? piece_vmresume : piece_vmlaunch);
		run->cs = CODE_64;
		run->ss = DATA;
		run->rflags = RFLAGS_FIXED;
		run->reg[RSP] = hpa_of(run_stack_top);
		run_piece(run);
		if (run->vector != RUN_EXITED) {
			printf(" refused");
			break;
		}
		place = guest_place();
		rflags = entry_read(FIELD_GUEST_RFLAGS);
		printf(" %lu/%lx@%lx", entry_read(FIELD_EXIT_REASON),
		    entry_read(FIELD_EXIT_QUALIFICATION),
		    (place - hpa_of(code)) / SLOT);
		if (place >= hpa_of(code[SLOTS]))
			break;
		skip(place, rflags);
	}
	print_end(run, rflags);
}

void
programs_report(uint64_t seed, uint64_t first, uint64_t count)
{
	static uint64_t value[FIELD_COUNT];

	for (uint64_t i = first; i < first + count; i++) {
		struct random r = { seed * 0x2545f4914f6cdd1dull ^ i << 20 };
		struct run run;

		make_program(&r);
		make_vmcs(&r, value);
		make_registers(&r, &run);
		memset(window_memory[2], 0x5a, DATA_BYTES);
		vmx_vmclear(hpa_of(vmcs_page));
		vmx_vmptrld(hpa_of(vmcs_page));
		entry_write(value);
		printf("%%%lu", i);
		run_program(&run);
		entry_forget();
	}
}
