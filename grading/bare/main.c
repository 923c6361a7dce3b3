/*
 * A machine without a VMM: the guest alone on the processor, at ring 0, as
 * the VMM would have started it.  What it then finds is what a guest of a
 * good VMM must find; how fast it is, is as fast as a guest can be.
 *
 * VMCALL raises #UD here, and bare_invalid_opcode() answers it.  But the
 * guest has an IDT of its own.  So its instructions are stepped through until
 * it comes to an LIDT; then its gate for #UD is bent to us, and from there
 * on it is alone.
 *
 * Our image needs a place in the guest's linear addresses: the first 2 MB,
 * which under the VMM are not mapped.  A guest can tell by that.
 */
#include "bare.h"
#include "arch/x86.h"
#include "boot.h"
#include "console.h"
#include "cpu.h"
#include "decode.h"
#include "errors.h"
#include "gdt.h"
#include "guest.h"
#include "hypercalls.h"
#include "page.h"
#include "power.h"
#include "trap.h"

void kernel_main(uint32_t magic, const struct multiboot_info *info);

#define PIC_1_MASK	0x21
#define PIC_2_MASK	0xa1
#define OPCODE_GROUP_7	0x01		/* behind 0f: LIDT is /3 */
#define VMCALL_LENGTH	3
#define GDT_TSS_BUSY	(2ull << 40)
#define GATE_INTERRUPT	0x8e00		/* present, DPL 0, no IST */
#define DR6_RESET	0xffff0ff0ull

/* A gate of the IDT, of which only the offset matters here. */
struct gate {
	uint16_t offset_low;
	uint16_t selector, type;
	uint16_t offset_middle;
	uint32_t offset_high, reserved;
};

static struct guest guest;
static struct gate idt[TRAP_VECTORS];
static uint64_t guest_on_invalid_opcode;	/* the guest's own handler */

/* Point a gate at another handler.  Returns the one before. */
static uint64_t
bend(struct gate *gate, const char *handler)
{
	uint64_t to = hpa_of(handler);
	uint64_t before = gate->offset_low |
	    (uint64_t)gate->offset_middle << 16 |
	    (uint64_t)gate->offset_high << 32;

	gate->offset_low = to;
	gate->offset_middle = to >> 16;
	gate->offset_high = to >> 32;
	return before;
}

/* #DB before each instruction, up to the guest's LIDT. */
void
bare_debug(struct bare_frame *frame)
{
	const uint64_t reg[16] = {
		frame->rax, frame->rcx, frame->rdx, frame->rbx,
		frame->rsp, frame->rbp, frame->rsi, frame->rdi,
		frame->r8, frame->r9, frame->r10, frame->r11,
		frame->r12, frame->r13, frame->r14, frame->r15,
	};
	const struct table_register *idtr;
	struct gate *table;
	struct insn insn;

	if (insn_decode(&insn, at_hpa(frame->rip), INSN_MAX, 64) == 0 ||
	    insn.map != MAP_0F || insn.opcode != OPCODE_GROUP_7 ||
	    !insn.memory || (insn.reg & 7) != 3)
		return;
	idtr = at_hpa(insn_address(&insn, reg, frame->rip));
	table = at_hpa(idtr->base);
	guest_on_invalid_opcode =
	    bend(&table[VECTOR_UD], bare_on_invalid_opcode);
	frame->rflags &= ~(uint64_t)RFLAGS_TF;
	__asm__ volatile("mov %[value], %%dr6" : : [value] "r"(DR6_RESET));
}

/* A hypercall, as exit_vmcall() of lab 3 must answer it. */
static uint64_t
hypercall(const struct bare_frame *frame)
{
	switch (frame->rax) {
	case HYPERCALL_END:
		printf("bare: the guest ended with status %lu\n", frame->rdi);
		power_off(frame->rdi == 0 ? POWER_OK : POWER_GUEST);
	case HYPERCALL_WRITE:
		if (frame->rdi < guest.base || frame->rdi > guest.end ||
		    frame->rsi > guest.end - frame->rdi)
			return -EFAULT;
		serial_write(at_hpa(frame->rdi), frame->rsi);
		return frame->rsi;
	default:
		return -ENOSYS;
	}
}

/* #UD: of VMCALL, which is for us, or the guest's own affair. */
void
bare_invalid_opcode(struct bare_frame *frame)
{
	const uint8_t *code = at_hpa(frame->rip);

	if (code[0] == 0x0f && code[1] == 0x01 && code[2] == 0xc1) {
		frame->rax = hypercall(frame);
		frame->rip += VMCALL_LENGTH;
	} else {
		frame->next = guest_on_invalid_opcode;
	}
}

/* Load the guest, which is the first module. */
static void
load_guest(void)
{
	struct module module;
	int error = -ENOEXEC;

	if (boot_module(0, &module))
		error = guest_load(&guest, &module);
	if (error) {
		printf("bare: no guest: %s\n", error_name(error));
		power_off(POWER_PANIC);
	}
}

/* Add ourselves to the guest's page tables; see the top. */
static void
map_image(void)
{
	uint64_t *pml4 = at_hpa(guest.cr3);
	uint64_t *pdpt = at_hpa(pml4[0] & ~(PAGE_SIZE - 1));
	uint64_t *pd = at_hpa(pdpt[0] & ~(PAGE_SIZE - 1));

	pd[0] = PTE_PS | PTE_P | PTE_W;
}

/* Make the processor what vmcs_write_guest_state() of lab 2 describes. */
static void
load_state(void)
{
	struct table_register gdtr = {guest.gdt_limit, guest.gdt_base};
	struct table_register idtr = {sizeof(idt) - 1, hpa_of(idt)};
	uint64_t *descriptor = at_hpa(guest.gdt_base + guest.tr);

	bend(&idt[VECTOR_DB], bare_on_debug);
	bend(&idt[VECTOR_UD], bare_on_invalid_opcode);
	idt[VECTOR_DB].selector = idt[VECTOR_UD].selector = guest.cs;
	idt[VECTOR_DB].type = idt[VECTOR_UD].type = GATE_INTERRUPT;
	__asm__ volatile("lgdt %[gdtr]\n\t"
			 "lidt %[idtr]\n\t"
			 "lldt %w[null]\n\t"
			 "ltr %[task]"
			 :
			 : [gdtr] "m"(gdtr), [idtr] "m"(idtr), [null] "r"(0),
			   [task] "r"(guest.tr)
			 : "memory");
	*descriptor &= ~GDT_TSS_BUSY;	/* where no LTR was, none is busy */
	write_cr4(guest.cr4);
	write_cr3(guest.cr3);
	write_cr0(guest.cr0);
}

/* Where the loader's work ends (kernel/vtx/start.S) and ours begins. */
void
kernel_main(uint32_t magic, const struct multiboot_info *info)
{
	struct bare_start start;

	serial_init();
	gdt_init();
	trap_init();
	outb(PIC_1_MASK, 0xff);
	outb(PIC_2_MASK, 0xff);
	boot_init(magic, info);
	page_init();
	load_guest();
	map_image();
	printf("bare: the guest starts at %#lx\n", guest.rip);
	serial_flush();
	start = (struct bare_start){
		.rdi = guest.seed,
		.rip = guest.rip,
		.cs = guest.cs,
		.rflags = RFLAGS_FIXED | RFLAGS_TF,
		.rsp = guest.rsp,
		.ss = guest.ds,
	};
	load_state();
	bare_go(&start, guest.ds);
}
