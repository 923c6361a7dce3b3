/*
 * VMCSs that are nearly valid, or bytes at random, and guests that do
 * anything.
 */
#include "hostile.h"

#include "arch/vmx.h"
#include "bytes.h"
#include "cpu.h"
#include "gdt.h"
#include "types.h"
#include "vmx_insn.h"

#define RIGHTS_CODE_64	0xa09bu
#define RIGHTS_CODE_32	0xc09bu
#define RIGHTS_CODE_16	0x009bu
#define RIGHTS_DATA	0xc093u
#define RIGHTS_TASK	0x8bu
#define RIGHTS_DPL3	0x60u
#define GUEST_STUB	(ARENA + 0x60000)	/* VMCALL, for its events */
#define GUEST_IDT	(ARENA + 0x61000)
#define GATE		0x8e00ull
#define VM_EXIT		256
#define RESUMES		6

extern const char action_launch[];

static const uint32_t fields[] = {
#define VMCS_FIELD(name, encoding, text)	encoding,
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
};

static void
write(uint32_t field, uint64_t value)
{
	vmx_vmwrite(field, value);
}

static uint64_t
read(uint32_t field)
{
	uint64_t value = 0;

	vmx_vmread(field, &value);
	return value;
}

static void
write_controls(void)
{
	write(VMCS_PIN_BASED_CONTROLS,
	    (uint32_t)rdmsr(MSR_IA32_VMX_PINBASED_CTLS));
	write(VMCS_PRIMARY_CONTROLS,
	    (uint32_t)rdmsr(MSR_IA32_VMX_PROCBASED_CTLS));
	write(VMCS_EXIT_CONTROLS, (uint32_t)rdmsr(MSR_IA32_VMX_EXIT_CTLS) |
	    EXIT_HOST_ADDRESS_SPACE_SIZE);
	write(VMCS_ENTRY_CONTROLS, (uint32_t)rdmsr(MSR_IA32_VMX_ENTRY_CTLS) |
	    ENTRY_IA32E_MODE_GUEST);
	write(VMCS_VMCS_LINK_POINTER, ~0ull);
	write(VMCS_IO_BITMAP_A, BITMAPS);
	write(VMCS_IO_BITMAP_B, BITMAPS + PAGE_SIZE);
	write(VMCS_MSR_BITMAPS, BITMAPS + 2 * PAGE_SIZE);
	write(VMCS_ENTRY_MSR_LOAD_ADDRESS, LISTS);
	write(VMCS_EXIT_MSR_STORE_ADDRESS, LISTS);
	write(VMCS_EXIT_MSR_LOAD_ADDRESS, LISTS);
}

static void
write_host(void)
{
	write(VMCS_HOST_CR0, read_cr0());
	write(VMCS_HOST_CR3, read_cr3());
	write(VMCS_HOST_CR4, read_cr4());
	write(VMCS_HOST_CS_SELECTOR, CODE_64);
	write(VMCS_HOST_SS_SELECTOR, DATA);
	write(VMCS_HOST_TR_SELECTOR, TASK);
	write(VMCS_HOST_TR_BASE, tss_base());
	write(VMCS_HOST_GDTR_BASE, read_gdtr().base);
	write(VMCS_HOST_IDTR_BASE, read_idtr().base);
	write(VMCS_HOST_RSP, hpa_of(trap_stack_top));
	write(VMCS_HOST_RIP, hpa_of(action_vm_exit));
}

static void
write_segment(uint32_t selector_field, uint16_t selector, uint32_t rights)
{
	uint32_t n = selector_field - VMCS_GUEST_ES_SELECTOR;

	write(selector_field, selector);
	write(VMCS_GUEST_ES_BASE + n, 0);
	write(VMCS_GUEST_ES_LIMIT + n, rights & SEGMENT_G ? 0xffffffff :
	    0xffff);
	write(VMCS_GUEST_ES_ACCESS_RIGHTS + n, rights);
}

static void
write_segments(uint16_t code)
{
	uint32_t dpl = code & 3 ? RIGHTS_DPL3 : 0;
	uint32_t rights = code == CODE_32 || code == USER_32 ?
	    RIGHTS_CODE_32 : code == CODE_16 ? RIGHTS_CODE_16 :
	    RIGHTS_CODE_64;
	uint16_t data = dpl ? USER_DATA : DATA;

	for (uint32_t i = 0; i < 12; i += 2)
		write_segment(VMCS_GUEST_ES_SELECTOR + i, data,
		    RIGHTS_DATA | dpl);
	write_segment(VMCS_GUEST_CS_SELECTOR, code, rights | dpl);
	write_segment(VMCS_GUEST_LDTR_SELECTOR, 0, SEGMENT_UNUSABLE);
	write_segment(VMCS_GUEST_TR_SELECTOR, TASK, RIGHTS_TASK);
	write(VMCS_GUEST_TR_BASE, tss_base());
}

/* The guest starts as the next action was to. */
static void
write_guest(void)
{
	write(VMCS_GUEST_CR0, read_cr0());
	write(VMCS_GUEST_CR3, action_cr3);
	write(VMCS_GUEST_CR4, read_cr4());
	write(VMCS_GUEST_DR7, 0x400);
	write(VMCS_GUEST_RIP, action_frame[FRAME_RIP]);
	write(VMCS_GUEST_RSP, action_frame[FRAME_RSP]);
	write(VMCS_GUEST_RFLAGS, action_frame[FRAME_RFLAGS] | RFLAGS_FIXED);
	write(VMCS_GUEST_GDTR_BASE, read_gdtr().base);
	write(VMCS_GUEST_GDTR_LIMIT, read_gdtr().limit);
	write(VMCS_GUEST_IDTR_BASE, GUEST_IDT);
	write(VMCS_GUEST_IDTR_LIMIT, one_in(2) ? 0xfff : 0);
	write_segments(action_frame[FRAME_CS]);
}

static void
make_guest_memory(void)
{
	uint64_t *idt = at_hpa(GUEST_IDT);

	memcpy(at_hpa(GUEST_STUB), "\x0f\x01\xc1", 3);
	for (unsigned i = 0; i < 256; i++) {
		idt[2 * i] = (GUEST_STUB & 0xffff) | CODE_64 << 16 |
		    GATE << 32 | (GUEST_STUB & 0xffff0000ull) << 32;
		idt[2 * i + 1] = 0;
	}
	for (unsigned i = 0; i < PAGE_SIZE / 8; i++)
		((uint64_t *)at_hpa(LISTS))[i] = one_in(4) ? random_value() :
		    i % 2 ? 0 : MSR_IA32_LSTAR;
	for (unsigned i = 0; i < 3 * PAGE_SIZE / 8; i++)
		((uint64_t *)at_hpa(BITMAPS))[i] = one_in(8) ? random64() : 0;
}

static void
make_region(uint64_t address)
{
	uint32_t revision = rdmsr(MSR_IA32_VMX_BASIC) & VMX_BASIC_REVISION;
	uint64_t *region = at_hpa(address);
	unsigned noise = random_below(4);

	for (unsigned i = 0; i < PAGE_SIZE / 8; i++)
		region[i] = noise == 0 ? random64() : noise == 1 ?
		    random_value() : 0;
	memcpy(region, &revision, sizeof(revision));
}

/* Change a field, most gently the host's: what they say must bring us back. */
static void
mutate(void)
{
	uint32_t field = fields[random_below(ARRAY_SIZE(fields))];
	uint64_t value = read(field);

	if (VMCS_FIELD_TYPE(field) == VMCS_TYPE_HOST && !one_in(64))
		return;
	switch (random_below(4)) {
	case 0:
		value = random_value();
		break;
	case 1:
		value = random64();
		break;
	default:
		value ^= 1ull << random_below(64);
		break;
	}
	write(field, value);
}

static bool
begin(void)
{
	make_region(REGION_VMXON);
	vmx_vmxon(REGION_VMXON);
	make_region(REGION_VMCS);
	if (one_in(2))
		vmx_vmclear(REGION_VMCS);
	return !(vmx_vmptrld(REGION_VMCS) & (RFLAGS_CF | RFLAGS_ZF));
}

static unsigned
launch(void)
{
	for (unsigned i = 0; i < 16; i++)
		action_reg[i] = random_value();
	action_frame[FRAME_RIP] = hpa_of(action_launch);
	action_frame[FRAME_CS] = CODE_64;
	action_frame[FRAME_SS] = DATA;
	action_frame[FRAME_RSP] = ARENA + 0x70000;
	action_frame[FRAME_RFLAGS] = RFLAGS_FIXED;
	return run_action();
}

/* Enter a wild guest, and again as long as it comes back. */
void
guest_wild(void)
{
	if (!begin())
		return;
	make_guest_memory();
	code_random();
	if (!one_in(8)) {
		write_controls();
		write_host();
		write_guest();
	} else {
		write_host();
	}
	if (!one_in(500)) {		/* bad lists mostly abort */
		write(VMCS_EXIT_MSR_STORE_COUNT, 0);
		write(VMCS_EXIT_MSR_LOAD_COUNT, 0);
	}
	for (unsigned i = random_below(4); i > 0; i--)
		mutate();
	for (unsigned i = 0; i < RESUMES && launch() == VM_EXIT; i++) {
		write_host();
		code_random();
		write_guest();
		mutate();
	}
}
