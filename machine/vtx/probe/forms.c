/*
 * Memory operands in every addressing form: where does VMPTRST write, and
 * from where does VMWRITE read?
 */
#include "bytes.h"
#include "console.h"
#include "cpu.h"
#include "probe.h"
#include "vmx_insn.h"

#define BUFFER		1024
#define MIDDLE		512
#define FS_BASE		0x20
#define GS_BASE		0x48
#define HIGH_BITS	0xabcd000000000000ull	/* that (%eax) ignores */

struct form {
	const char *text;
	uint64_t vmptrst, vmwrite;
};

extern const struct form forms[];
uint8_t form_buffer[BUFFER] __attribute__((aligned(16)));

/* The registers of forms.S.  R10 and R11 have more than 32 bits. */
static struct run
make_run(uint64_t piece)
{
	uint64_t middle = hpa_of(form_buffer) + MIDDLE;

	return (struct run){
		.code = piece, .cs = CODE_64, .ss = DATA, .rflags = ALL_FLAGS,
		.reg = { middle, VMCS_TSC_OFFSET, 0, 16, middle, middle, -32,
		    0, middle, 16, middle | HIGH_BITS, 24 | HIGH_BITS, middle,
		    middle, 0, middle },
	};
}

/* Where VMPTRST put the VMCS pointer. */
static void
try_store(const struct form *form)
{
	struct run run = make_run(form->vmptrst);
	uint64_t pointer = hpa_of(vmcs_page);

	memset(form_buffer, 0, sizeof(form_buffer));
	run_piece(&run);
	printf("insn vmptrst %s: ", form->text);
	print_outcome(&run);
	for (unsigned i = 0; i + 8 <= BUFFER; i++) {
		if (memcmp(form_buffer + i, &pointer, 8) == 0)
			printf(" at %d", (int)i - MIDDLE);
	}
	printf("\n");
}

/* What VMWRITE found: every byte of the buffer's words is different. */
static void
try_load(const struct form *form)
{
	struct run run = make_run(form->vmwrite);
	uint64_t found = 0;

	for (unsigned i = 0; i < BUFFER; i++)
		form_buffer[i] = i * 7 + (i >> 8) * 3;
	run_piece(&run);
	vmx_vmread(VMCS_TSC_OFFSET, &found);
	printf("insn vmwrite %s: ", form->text);
	print_outcome(&run);
	printf(" found %#lx\n", found);
}

/* Operands that cross from one page of the window to the next. */
static void
try_crossing(void)
{
	uint64_t value = 0;

	for (unsigned before = 1; before < 8; before++) {
		uint64_t at = window(PAGE_SECOND) - before;

		vmx_vmwrite(VMCS_TSC_OFFSET, 0x1122334455667788ull);
		__asm__ volatile("vmread %[field], (%[at])"
				 :
				 : [field] "r"((uint64_t)VMCS_TSC_OFFSET),
				   [at] "r"(at)
				 : "cc", "memory");
		memcpy(&value, at_hpa(at), sizeof(value));
		printf("insn vmread across pages, %u before: %#lx, then %#x\n",
		    before, value, window_memory[0][8 - before - 1]);
		__asm__ volatile("vmwrite (%[at]), %[field]"
				 :
				 : [field] "r"((uint64_t)VMCS_GUEST_RIP),
				   [at] "r"(at)
				 : "cc", "memory");
		vmx_vmread(VMCS_GUEST_RIP, &value);
		printf("insn vmwrite across pages, %u before: %#lx\n", before,
		    value);
	}
}

void
forms_report(void)
{
	printf("insn -- addressing forms\n");
	wrmsr(MSR_IA32_FS_BASE, FS_BASE);
	wrmsr(MSR_IA32_GS_BASE, GS_BASE);
	for (const struct form *f = forms; f->text != NULL; f++) {
		try_store(f);
		try_load(f);
	}
	wrmsr(MSR_IA32_FS_BASE, 0);
	wrmsr(MSR_IA32_GS_BASE, 0);
	try_crossing();
}
