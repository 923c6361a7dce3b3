/*
 * Actions outside IA-32e mode.
 */
#include "hostile.h"

#include "arch/vmx.h"
#include "bytes.h"
#include "cpu.h"
#include "gdt.h"
#include "types.h"

#define GATE_USER	0xee00ull
#define VECTORS		256
#define LARGE		(PTE_P | PTE_W | PTE_U | PTE_A | PTE_D | PTE_PS)

extern struct table_register legacy_idtr;
extern const char legacy_vectors[];
extern uint32_t legacy_cr3, legacy_cr4, legacy_real;
extern const char low_enter[], low_enter_end[], low_back[], low_back_end[];
extern const char low_gdt[];

static uint64_t idt[VECTORS];
static uint32_t directory[1024] __attribute__((aligned(4096)));

/* Gates, page tables, and what real mode needs below 64 KB. */
void
legacy_init(void)
{
	uint32_t gdt = read_gdtr().base, *vectors = at_hpa(LOW_VECTORS);
	struct tss *tss = at_hpa(tss_base());

	for (unsigned i = 0; i < VECTORS; i++) {
		uint64_t entry = hpa_of(legacy_vectors + 16 * i);

		idt[i] = (entry & 0xffff) | CODE_32 << 16 | GATE_USER << 32 |
		    (entry & 0xffff0000) << 32;
		vectors[i] = LOW_BACK;
	}
	legacy_idtr = (struct table_register){ sizeof(idt) - 1, hpa_of(idt) };
	for (uint64_t i = 0; i < ARRAY_SIZE(directory); i++)
		directory[i] = i << 22 | LARGE;
	memcpy(at_hpa(LOW_ENTER), low_enter, low_enter_end - low_enter);
	memcpy(at_hpa(LOW_BACK), low_back, low_back_end - low_back);
	memcpy(at_hpa(LOW_BACK + (low_gdt - low_back)), &gdt, sizeof(gdt));
	/* A 32-bit task has ESP0 and SS0 where this one has RSP0. */
	tss->rsp[0] = (LEGACY_STACK + PAGE_SIZE) | (uint64_t)DATA << 32;
}

/* Run random code in some mode outside IA-32e mode. */
void
legacy_random(void)
{
	static const uint16_t codes[] = { CODE_32, CODE_32, USER_32, CODE_16 };
	uint16_t code = codes[random_below(ARRAY_SIZE(codes))];
	uint64_t user = code & 3 ? USER_DATA : DATA;
	unsigned mode = random_below(4);	/* 0: virtual-8086, 1: real */
	uint32_t at = mode < 2 || code == CODE_16 ? LOW_CODE : ARENA;

	code_piece("\x0f\x01\xc4", 3);		/* VMXOFF */
	run_action();
	code_at(at_hpa(at));
	legacy_real = mode == 1;
	legacy_cr3 = one_in(2) ? hpa_of(directory) : 0;
	legacy_cr4 = CR4_PSE | CR4_VMXE;
	action_frame[FRAME_RIP] = mode == 0 ? 0 : at;
	action_frame[FRAME_CS] = mode == 0 ? LOW_CODE >> 4 : code;
	action_frame[FRAME_RFLAGS] = RFLAGS_FIXED | RFLAGS_IF |
	    (mode == 0 ? RFLAGS_VM : 0) | (one_in(2) ? RFLAGS_IOPL : 0);
	action_frame[FRAME_RSP] = mode == 0 ? 0x8000 : ARENA + 0x70000;
	action_frame[FRAME_SS] = mode == 0 ? LOW_CODE >> 4 : user;
	for (unsigned i = 0; i < 8; i++)
		action_reg[i] = random_value();
	run_saved(hpa_of(run_legacy));
}
