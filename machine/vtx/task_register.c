/*
 * LTR.  QEMU loads a null selector, too, and stops altogether when an event
 * then looks for a stack in the task that is not there.
 *
 * SDM Vol. 2A, "LTR".
 */
#include "ept.h"

#define SELECTOR_INDEX	0xfff8u
#define SELECTOR_TI	4u
#define DESCRIPTOR_TYPE	0x1fu		/* of the attributes: S, type */
#define TSS_16		1u		/* available */
#define TSS_32		9u
#define BUSY_BYTE	5
#define HIGH_TYPE	0x1f00ull	/* in the upper half of 16 bytes */

/* Bytes of a descriptor, at most 8.  False: the page fault is raised. */
static bool
table_access(uint64_t linear, unsigned size, int access, uint64_t *value)
{
	uint64_t physical, mask;
	uint32_t error;

	for (unsigned i = 0; i < size; i++, linear++) {
		if (!memory_translate(linear, access, &physical, &error)) {
			event_page_fault(linear, error);
			return false;
		}
		if (!ept_access(physical, access == ACCESS_WRITE ? EPT_WRITE :
		    EPT_READ, linear, &physical))
			return false;
		mask = 0xffull << 8 * i;
		if (access == ACCESS_READ)
			*value = (*value & ~mask) |
			    (memory_read64(physical) & 0xff) << 8 * i;
		else if (memory_is_ram(physical, 1))
			*(uint8_t *)physical = *value >> 8 * i;
	}
	return true;
}

static struct vmcb_segment
unpack(uint16_t selector, uint64_t low, uint64_t high)
{
	struct vmcb_segment s = {
		.selector = selector,
		.attributes = (low >> 40 & 0xff) | (low >> 44 & 0xf00),
		.limit = (low & 0xffff) | (low >> 32 & 0xf0000),
		.base = (low >> 16 & 0xffffff) | (low >> 32 & 0xff000000) |
		    high << 32,
	};

	if (s.attributes & SEGMENT_G >> 4)
		s.limit = s.limit << 12 | 0xfff;
	return s;
}

static bool
is_available_task(const struct vmcb_segment *s, uint64_t high, bool wide)
{
	unsigned type = s->attributes & DESCRIPTOR_TYPE;

	if (wide && (high & HIGH_TYPE ||
	    (uint64_t)((int64_t)(s->base << 16) >> 16) != s->base))
		return false;
	return type == TSS_32 || (type == TSS_16 && !wide);
}

/* Load TR from this selector.  False: the fault has been raised. */
static bool
load(uint16_t selector)
{
	struct vmcb *v = cpu.vmcb;
	bool wide = v->efer & EFER_LMA;
	uint32_t index = selector & SELECTOR_INDEX, size = wide ? 16 : 8;
	uint64_t at = v->gdtr.base + index, low = 0, high = 0, busy;
	uint32_t error = selector & (SELECTOR_INDEX | SELECTOR_TI);
	struct vmcb_segment task;

	if (index == 0 || selector & SELECTOR_TI ||
	    index + size - 1 > v->gdtr.limit) {
		event_exception(VECTOR_GP, true, error);
		return false;
	}
	if (!table_access(at, 8, ACCESS_READ, &low) ||
	    (wide && !table_access(at + 8, 8, ACCESS_READ, &high)))
		return false;
	task = unpack(selector, low, high);
	if (!is_available_task(&task, high, wide)) {
		event_exception(VECTOR_GP, true, error);
		return false;
	}
	if (!(task.attributes & SEGMENT_P)) {
		event_exception(VECTOR_NP, true, error);
		return false;
	}
	busy = (task.attributes & 0xff) | SVM_TSS_BUSY;
	if (!table_access(at + BUSY_BYTE, 1, ACCESS_WRITE, &busy))
		return false;
	v->tr = task;
	return true;
}

/* Carry out LTR, which SVM stopped at. */
void
ltr_execute(const struct insn *insn)
{
	uint64_t selector;

	if (insn->memory) {
		if (!operand_read(insn, 2, &selector))
			return;
	} else {
		selector = cpu.reg[insn->rm];
	}
	if (load(selector))
		instruction_skip(insn->length);
}
