/*
 * What is handled alike in root and non-root operation: the machine's own
 * I/O ports, and memory that is not there.
 */
#include "ept.h"
#include "native.h"

#define OPCODE_MOV_TO_CR 0x22
#define RESERVED_BITS_SET 9		/* of a page fault's error code */
#define USER_ACCESS	4
#define IO_BYTES	0x2000
#define MSR_BYTES	0x2000

/* The permission maps: which ports are ours; every MSR is. */
static uint8_t io_map[IO_BYTES + 0x1000] __attribute__((aligned(4096)));
static uint8_t msr_map[MSR_BYTES] __attribute__((aligned(4096)));

/* Hand the permission maps to the VMCB. */
void
maps_init(void)
{
	__builtin_memset(msr_map, 0xff, sizeof(msr_map));
	ports_claim(io_map);
	io_map[IO_BYTES] = 0xff;	/* behind port 0xffff */
	cpu.vmcb->iopm_base = (uint64_t)io_map;
	cpu.vmcb->msrpm_base = (uint64_t)msr_map;
}

/*
 * Intercept, besides the machine's own, the ports of the two I/O bitmaps at
 * these physical addresses; or all; or no others.
 */
void
maps_ports(bool all, bool bitmaps, uint64_t a, uint64_t b)
{
	static bool plain = true;

	if (plain && !all && !bitmaps)
		return;
	plain = !all && !bitmaps;
	if (bitmaps && !(memory_is_ram(a, 0x1000) && memory_is_ram(b, 0x1000)))
		all = true;		/* the void: let the machine decide */
	__builtin_memset(io_map, all ? 0xff : 0, IO_BYTES);
	if (bitmaps && !all) {
		__builtin_memcpy(io_map, (void *)a, 0x1000);
		__builtin_memcpy(io_map + 0x1000, (void *)b, 0x1000);
	}
	ports_claim(io_map);
}

/*
 * Carry out the intercepted IN or OUT.  String instructions to the
 * machine's own ports do nothing.
 */
void
port_access(void)
{
	uint32_t info = cpu.vmcb->exit_info1;
	unsigned size = info >> SVM_IO_SIZE_SHIFT & 7;
	uint16_t port = info >> 16;
	uint64_t mask = size == 4 ? 0xffffffff : (1ull << 8 * size) - 1;
	uint64_t next = cpu.vmcb->exit_info2;

	if (!(info & SVM_IO_STRING)) {
		if (info & SVM_IO_IN) {
			uint64_t value = port_in(port, size) & mask;

			cpu.reg[RAX] = size == 4 ? value :
			    (cpu.reg[RAX] & ~mask) | value;
		} else {
			port_out(port, size, cpu.reg[RAX] & mask);
		}
	}
	instruction_skip(next - cpu.vmcb->rip);
}

/*
 * A walk of page tables found entries where there is no memory: all ones,
 * and so reserved bits.  Where that happens while the page fault itself, or
 * another, is being delivered, the software above is lost.
 */
static void
walk_of_nothing(void)
{
	uint32_t info = cpu.vectoring.info;
	bool again = info & INTERRUPTION_VALID &&
	    (info & INTERRUPTION_TYPE_MASK << INTERRUPTION_TYPE_SHIFT) ==
	    INTERRUPTION_HARDWARE_EXCEPTION;
	uint64_t linear;

	ept_linear(cpu.vmcb->exit_info2, false, true, &linear);
	if (cpu.non_root || !again)
		event_page_fault(linear, RESERVED_BITS_SET |
		    (cpu.vmcb->cpl == 3 ? USER_ACCESS : 0));
	else if ((info & INTERRUPTION_VECTOR) == VECTOR_DF)
		machine_end(END_TRIPLE_FAULT, 0, linear);
	else
		event_exception(VECTOR_DF, true, 0);
}

/*
 * The instruction that stopped cannot be read again: it lies in no memory
 * of the software above, or its page tables have changed under the TLB.
 * Then it gets the fault that fetching it again would raise.
 */
void
instruction_unreadable(void)
{
	struct vmcb *v = cpu.vmcb;
	uint64_t linear = in_64bit_mode() ? v->rip :
	    (uint32_t)(v->cs.base + v->rip);
	uint64_t physical;
	uint32_t error;

	if (memory_translate(linear, ACCESS_FETCH, &physical, &error))
		event_exception(VECTOR_GP, true, 0);
	else
		event_page_fault(linear, error);
}

/* The frame of an event found no memory to be pushed on. */
static void
lost_delivery(void)
{
	bool double_fault = (cpu.vectoring.info & INTERRUPTION_VECTOR) ==
	    VECTOR_DF;

	if (!double_fault)
		event_exception(VECTOR_DF, true, 0);
	else if (!cpu.non_root)
		machine_end(END_TRIPLE_FAULT, 0, cpu.vmcb->cr2);
	else
		vm_exit(&(struct exit_information){
		    .reason = VMX_EXIT_TRIPLE_FAULT });
}

/*
 * A nested page fault: the software above wrote where there is no memory,
 * or fetched an instruction from a device.  Real hardware loses such a
 * write, and so do we; what it would fetch is no instruction.
 */
static void
missing_memory(void)
{
	struct trace_record *r;
	struct insn insn;

	if (cpu.vmcb->exit_info1 & SVM_NPF_FETCH &&
	    !(cpu.vmcb->exit_info1 & SVM_NPF_PAGE_WALK)) {
		event_exception(VECTOR_UD, false, 0);
		return;
	}
	if (guard_write(ept_translate(cpu.vmcb->exit_info2)))
		return;
	r = trace_add(TRACE_WILD, 0);
	r->arg[0] = cpu.vmcb->exit_info2;
	r->arg[1] = cpu.vmcb->exit_info1;
	if (cpu.vmcb->exit_info1 & SVM_NPF_PAGE_WALK)
		walk_of_nothing();
	else if (cpu.vectoring.info & INTERRUPTION_VALID)
		lost_delivery();
	else if (instruction_decode(&insn))
		instruction_skip(insn.length);
	else
		instruction_unreadable();
}

/*
 * QEMU's answer to reserved bits in MOV to CR3, where a #GP(0) is due, is
 * the exit code of an invalid VMCB.  A VMCB of ours that really is invalid
 * would leave the machine's own state behind.
 */
static void
invalid_state(void)
{
	struct insn insn;

	if (cpu.vmcb->cr3 == native_cr3())
		machine_end(END_MACHINE_ERROR, SVM_EXIT_INVALID,
		    cpu.vmcb->rip);
	if (!instruction_decode(&insn))
		instruction_unreadable();
	else if (insn.map != MAP_0F || insn.opcode != OPCODE_MOV_TO_CR)
		event_exception(VECTOR_GP, true, 0);
	else
		root_fault(VECTOR_GP, insn.reg, cpu.reg[insn.rm],
		    WHY_CR_RESERVED);
}

/* Handle a #VMEXIT that both operations treat alike.  False: not one. */
bool
common_exit(void)
{
	if (cpu.vmcb->exit_code == SVM_EXIT_NPF) {
		if (!ept_active() || !ept_fault())
			missing_memory();
		return true;
	}
	if ((uint32_t)cpu.vmcb->exit_code == SVM_EXIT_INVALID) {
		invalid_state();
		return true;
	}
	if (cpu.vmcb->exit_code == SVM_EXIT_IOIO && !cpu.non_root) {
		port_access();
		return true;
	}
	return false;
}
