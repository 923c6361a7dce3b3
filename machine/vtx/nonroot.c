/*
 * A #VMEXIT of the guest, in non-root operation: is it a VM exit?
 *
 * SDM Vol. 3C, chapter 25, "VMX Non-Root Operation".
 */
#include "exit_information.h"
#include "guest.h"

#define OPCODE_INVD	0x08
#define BITMAP_MSRS	0x2000u		/* MSRs in each half of the bitmaps */
#define BITMAP_HIGH	0xc0000000u
#define MWAIT_ARMED	1u
#define OPCODE_RDTSCP	0x01

static const struct {
	uint32_t control;	/* primary processor-based */
	uint32_t intercept;	/* SVM's, in intercepts1 */
} simple_controls[] = {
	{ PRIMARY_INVLPG_EXITING,	SVM_INVLPG },
	{ PRIMARY_RDPMC_EXITING,	SVM_RDPMC },
	{ PRIMARY_RDTSC_EXITING,	SVM_RDTSC },
	{ PRIMARY_PAUSE_EXITING,	SVM_PAUSE },
};

#define DESCRIPTOR_TABLE_INTERCEPTS (SVM_IDTR_READ | SVM_GDTR_READ | \
	SVM_LDTR_READ | SVM_TR_READ | SVM_IDTR_WRITE | SVM_GDTR_WRITE | \
	SVM_LDTR_WRITE | SVM_TR_WRITE)

/* What the controls of the current VMCS make SVM stop at. */
void
intercepts_nonroot(void)
{
	uint32_t primary = V(PRIMARY_CONTROLS);
	struct vmcb *v = cpu.vmcb;
	unsigned n = sizeof(simple_controls) / sizeof(simple_controls[0]);

	v->intercepts1 = SVM_CPUID | SVM_INVLPGA | SVM_IOIO | SVM_MSR |
	    SVM_SHUTDOWN | SVM_TR_WRITE;
	v->intercepts2 = SVM_SVM_INSTRUCTIONS | SVM_WBINVD;
	for (unsigned i = 0; i < n; i++) {
		if (primary & simple_controls[i].control)
			v->intercepts1 |= simple_controls[i].intercept;
	}
	if (secondary(SECONDARY_DESCRIPTOR_TABLE))
		v->intercepts1 |= DESCRIPTOR_TABLE_INTERCEPTS;
	if (primary & (PRIMARY_MONITOR_EXITING | PRIMARY_MWAIT_EXITING))
		v->intercepts2 |= SVM_MONITOR;
	if (primary & PRIMARY_MWAIT_EXITING)
		v->intercepts2 |= SVM_MWAIT;
	debug_intercepts(primary & PRIMARY_MOV_DR_EXITING);
	maps_ports(!(primary & PRIMARY_IO_BITMAPS) &&
	    primary & PRIMARY_UNCONDITIONAL_IO, primary & PRIMARY_IO_BITMAPS,
	    V(IO_BITMAP_A), V(IO_BITMAP_B));
	guest_exception_intercepts();
	guest_cr_intercepts();
}

/* A VM exit whose reason and instruction length say it all. */
static void
exit_plain(enum vmx_exit reason, const struct insn *insn)
{
	vm_exit(&(struct exit_information){
	    .reason = reason, .length = insn->length });
}

static void
exit_qualified(enum vmx_exit reason, const struct insn *insn,
    uint64_t qualification)
{
	vm_exit(&(struct exit_information){ .reason = reason,
	    .length = insn->length, .qualification = qualification });
}

/* Does bit `n` of the bitmap at this physical address say "exit"? */
static bool
bitmap_bit(uint64_t address, uint32_t n)
{
	return memory_read64(address + n / 8) & 1 << n % 8;
}

/* 24.6.9, "MSR-Bitmap Address" */
static bool
msr_causes_exit(uint32_t msr, bool write)
{
	uint64_t bitmap = V(MSR_BITMAPS) + (write ? 2048 : 0);

	if (!(V(PRIMARY_CONTROLS) & PRIMARY_MSR_BITMAPS))
		return true;
	if (msr < BITMAP_MSRS)
		return bitmap_bit(bitmap, msr);
	if (msr >= BITMAP_HIGH && msr < BITMAP_HIGH + BITMAP_MSRS)
		return bitmap_bit(bitmap + 1024, msr - BITMAP_HIGH);
	return true;
}

static void
guest_msr(const struct insn *insn)
{
	bool write = cpu.vmcb->exit_info1 & 1;
	uint32_t msr = cpu.reg[RCX];
	uint64_t value = (uint32_t)cpu.reg[RAX] | cpu.reg[RDX] << 32;
	enum why why;

	if (msr_causes_exit(msr, write)) {
		exit_plain(write ? VMX_EXIT_WRMSR : VMX_EXIT_RDMSR, insn);
		return;
	}
	why = write ? msr_write(msr, value) : msr_read(msr, &value);
	if (why != WHY_NONE) {
		event_exception(VECTOR_GP, true, 0);
		return;
	}
	if (!write) {
		cpu.reg[RAX] = (uint32_t)value;
		cpu.reg[RDX] = value >> 32;
	}
	instruction_skip(insn->length);
}

/* 24.6.4, "I/O-Bitmap Addresses": any byte of the access counts. */
static bool
port_causes_exit(uint32_t port, unsigned size)
{
	if (!(V(PRIMARY_CONTROLS) & PRIMARY_IO_BITMAPS))
		return V(PRIMARY_CONTROLS) & PRIMARY_UNCONDITIONAL_IO;
	if (port + size > 0x10000)
		return true;
	for (; size > 0; size--, port++) {
		if (bitmap_bit(port < 0x8000 ? V(IO_BITMAP_A) :
		    V(IO_BITMAP_B), port & 0x7fff))
			return true;
	}
	return false;
}

static void
guest_io(const struct insn *insn)
{
	uint32_t svm = cpu.vmcb->exit_info1;
	bool string = svm & SVM_IO_STRING;
	bool in = svm & SVM_IO_IN;

	if (!port_causes_exit(svm >> 16, svm >> SVM_IO_SIZE_SHIFT & 7)) {
		port_access();
		return;
	}
	vm_exit(&(struct exit_information){
	    .reason = VMX_EXIT_IO_INSTRUCTION,
	    .qualification = qualification_io(insn, svm),
	    .linear = string ? string_linear(insn, in) : 0,
	    .instruction = string ? information_string(insn, in) : 0,
	    .length = insn->length });
}

static void
guest_hlt(const struct insn *insn)
{
	if (V(PRIMARY_CONTROLS) & PRIMARY_HLT_EXITING) {
		exit_plain(VMX_EXIT_HLT, insn);
	} else {
		instruction_skip(insn->length);
		cpu.activity = ACTIVITY_HLT;
	}
}

/* RDTSCP shares the intercept of RDTSC; it is not offered. */
static void
guest_rdtsc(const struct insn *insn)
{
	if (insn->opcode == OPCODE_RDTSCP)
		event_exception(VECTOR_UD, false, 0);
	else
		exit_plain(VMX_EXIT_RDTSC, insn);
}

/* MONITOR is also watched for MWAIT, which says whether one came before. */
static void
guest_monitor(const struct insn *insn)
{
	if (V(PRIMARY_CONTROLS) & PRIMARY_MONITOR_EXITING) {
		exit_plain(VMX_EXIT_MONITOR, insn);
	} else {
		cpu.monitor_armed = true;
		instruction_skip(insn->length);
	}
}

/* SVM's codes run IDTR, GDTR, LDTR, TR: reads, then writes. */
static void
guest_descriptor_table(const struct insn *insn)
{
	unsigned n = cpu.vmcb->exit_code - SVM_EXIT_IDTR_READ;
	bool write = n >= 4;
	bool gdtr_idtr = n % 4 < 2;
	unsigned identity = (write ? 2 : 0) |
	    (gdtr_idtr ? n % 4 == 0 : n % 4 == 3);

	if (!secondary(SECONDARY_DESCRIPTOR_TABLE)) {
		ltr_execute(insn);
		return;
	}
	vm_exit(&(struct exit_information){
	    .reason = gdtr_idtr ? VMX_EXIT_GDTR_IDTR_ACCESS :
	    VMX_EXIT_LDTR_TR_ACCESS,
	    .qualification = qualification_displacement(insn),
	    .instruction = information_table(insn, gdtr_idtr, identity),
	    .length = insn->length });
}

/* WBINVD and INVD share an intercept; only INVD always exits. */
static void
guest_wbinvd(const struct insn *insn)
{
	if (insn->opcode == OPCODE_INVD)
		exit_plain(VMX_EXIT_INVD, insn);
	else if (secondary(SECONDARY_WBINVD_EXITING))
		exit_plain(VMX_EXIT_WBINVD, insn);
	else
		instruction_skip(insn->length);
}

/* The #VMEXITs of one instruction, decoded.  False: not one of them. */
static bool
guest_instruction(uint64_t code, const struct insn *insn)
{
	switch (code) {
	case SVM_EXIT_CR_READ ... SVM_EXIT_CR_READ + 15:
	case SVM_EXIT_CR_WRITE ... SVM_EXIT_CR_WRITE + 15:
		guest_control_register(insn);
		return true;
	case SVM_EXIT_DR_READ ... SVM_EXIT_DR_READ + 15:
	case SVM_EXIT_DR_WRITE ... SVM_EXIT_DR_WRITE + 15:
		guest_mov_dr(insn);
		return true;
	case SVM_EXIT_IDTR_READ ... SVM_EXIT_TR_WRITE:
		guest_descriptor_table(insn);
		return true;
	case SVM_EXIT_CPUID:
		exit_plain(VMX_EXIT_CPUID, insn);
		return true;
	case SVM_EXIT_HLT:
		guest_hlt(insn);
		return true;
	case SVM_EXIT_RDTSC:
		guest_rdtsc(insn);
		return true;
	case SVM_EXIT_RDPMC:
		exit_plain(VMX_EXIT_RDPMC, insn);
		return true;
	case SVM_EXIT_PAUSE:
		exit_plain(VMX_EXIT_PAUSE, insn);
		return true;
	case SVM_EXIT_INVLPG:
		exit_qualified(VMX_EXIT_INVLPG, insn, operand_linear(insn));
		return true;
	case SVM_EXIT_INTN:
		guest_software(insn);
		return true;
	case SVM_EXIT_IOIO:
		guest_io(insn);
		return true;
	case SVM_EXIT_MSR:
		guest_msr(insn);
		return true;
	case SVM_EXIT_WBINVD:
	case SVM_EXIT_INVD:
		guest_wbinvd(insn);
		return true;
	case SVM_EXIT_IRET:
		boundary_iret();
		return true;
	case SVM_EXIT_MONITOR:
		guest_monitor(insn);
		return true;
	case SVM_EXIT_MWAIT:
	case SVM_EXIT_MWAIT_ARMED:
		exit_qualified(VMX_EXIT_MWAIT, insn,
		    cpu.monitor_armed ? MWAIT_ARMED : 0);
		return true;
	}
	return false;
}

/* Handle one #VMEXIT of the guest. */
void
nonroot_exit(void)
{
	uint64_t code = cpu.vmcb->exit_code;
	struct insn insn;

	if (step_end() || (code == SVM_EXIT_NPF && !ept_active() &&
	    apic_access(cpu.vmcb->exit_info2)) || common_exit())
		return;
	if (code == SVM_EXIT_NMI) {
		nmi_collect();
		return;
	}
	if (code == SVM_EXIT_INTR) {
		boundary_interrupt();
		return;
	}
	if (code == SVM_EXIT_VINTR)	/* the interrupt window is open */
		return;
	if (code >= SVM_EXIT_EXCEPTION && code < SVM_EXIT_EXCEPTION + 32) {
		guest_exception(code - SVM_EXIT_EXCEPTION);
		return;
	}
	if (code == SVM_EXIT_SHUTDOWN) {
		cpu.vectoring.info = 0;
		vm_exit(&(struct exit_information){
		    .reason = VMX_EXIT_TRIPLE_FAULT });
		return;
	}
	if (code == SVM_EXIT_INVLPGA ||
	    (code >= SVM_EXIT_VMRUN && code <= SVM_EXIT_SKINIT)) {
		event_exception(VECTOR_UD, false, 0);
		return;
	}
	if (!instruction_decode(&insn))
		instruction_unreadable();
	else if (!guest_instruction(code, &insn))
		machine_end(END_MACHINE_ERROR, code, cpu.vmcb->rip);
}
