#include <string.h>

#include "machine/trace.h"
#include "names.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static const char unknown[] = "unknown";

static const char *const exits[] = {
#define VMX_EXIT(name, number, text)	[number] = text,
#include "arch/vmx_exits.h"
#undef VMX_EXIT
};

static const char *const errors[] = {
#define VMX_ERROR(name, number, text)	[number] = text,
#include "arch/vmx_errors.h"
#undef VMX_ERROR
};

static const char *const fields[VMCS_FIELD_COUNT] = {
#define VMCS_FIELD(name, encoding, text)	[INDEX_##name] = text,
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
};

static const char *const constants[VMCS_FIELD_COUNT] = {
#define VMCS_FIELD(name, encoding, text)	[INDEX_##name] = #name,
#include "arch/vmcs_fields.h"
#undef VMCS_FIELD
};

static const char *const whys[WHY_COUNT] = {
#define WHY(id, section, text)	[WHY_##id] = text,
#include "machine/vtx/why_list.h"
#undef WHY
};

static const enum section why_sections[WHY_COUNT] = {
#define WHY(id, section, text)	[WHY_##id] = SECTION_##section,
#include "machine/vtx/why_list.h"
#undef WHY
};

static const char *const vectors[] = {
	"#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF",
	[VECTOR_TS] = "#TS", "#NP", "#SS", "#GP", "#PF",
	[VECTOR_MF] = "#MF", "#AC", "#MC", "#XM",
};

static const char *const registers[] = {
	"RAX", "RCX", "RDX", "RBX", "RSP", "RBP", "RSI", "RDI",
	"R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15",
};

static const char *const kinds[TRACE_KINDS] = {
	[TRACE_NONE] = "none", [TRACE_BOOT] = "boot", [TRACE_INSN] = "insn",
	[TRACE_ENTRY] = "entry", [TRACE_EXIT] = "exit",
	[TRACE_RULE] = "rule", [TRACE_FAULT] = "fault", [TRACE_MSR] = "msr",
	[TRACE_CR] = "cr", [TRACE_CPUID] = "cpuid", [TRACE_WILD] = "wild",
	[TRACE_END] = "end",
};

static const char *const capabilities[] = {
	"IA32_VMX_BASIC", "IA32_VMX_PINBASED_CTLS",
	"IA32_VMX_PROCBASED_CTLS", "IA32_VMX_EXIT_CTLS",
	"IA32_VMX_ENTRY_CTLS", "IA32_VMX_MISC", "IA32_VMX_CR0_FIXED0",
	"IA32_VMX_CR0_FIXED1", "IA32_VMX_CR4_FIXED0", "IA32_VMX_CR4_FIXED1",
	"IA32_VMX_VMCS_ENUM", "IA32_VMX_PROCBASED_CTLS2",
	"IA32_VMX_EPT_VPID_CAP", "IA32_VMX_TRUE_PINBASED_CTLS",
	"IA32_VMX_TRUE_PROCBASED_CTLS", "IA32_VMX_TRUE_EXIT_CTLS",
	"IA32_VMX_TRUE_ENTRY_CTLS", "IA32_VMX_VMFUNC",
};

static const char *
look_up(const char *const *table, size_t count, uint64_t i)
{
	return i < count && table[i] ? table[i] : unknown;
}

const char *
exit_name(uint32_t reason)
{
	return look_up(exits, COUNT(exits), reason & EXIT_REASON_BASIC);
}

const char *
error_name(uint64_t number)
{
	return look_up(errors, COUNT(errors), number);
}

const char *
vector_name(uint64_t vector)
{
	return look_up(vectors, COUNT(vectors), vector);
}

const char *
register_name(unsigned number)
{
	return look_up(registers, COUNT(registers), number);
}

const char *
field_name(int index)
{
	return look_up(fields, COUNT(fields), (uint64_t)(int64_t)index);
}

const char *
field_constant(int index)
{
	return look_up(constants, COUNT(constants), (uint64_t)(int64_t)index);
}

const char *
kind_name(unsigned kind)
{
	return look_up(kinds, COUNT(kinds), kind);
}

int
kind_by_name(const char *name)
{
	for (int i = 0; i < TRACE_KINDS; i++)
		if (strcmp(kinds[i], name) == 0)
			return i;
	return -1;
}

const char *
msr_name(uint32_t msr)
{
	switch (msr) {
	case MSR_IA32_FEATURE_CONTROL:
		return "IA32_FEATURE_CONTROL";
	case MSR_IA32_EFER:
		return "IA32_EFER";
	case MSR_IA32_PAT:
		return "IA32_PAT";
	}
	return look_up(capabilities, COUNT(capabilities),
	    (uint64_t)msr - MSR_IA32_VMX_BASIC);
}

const char *
why_text(uint64_t why)
{
	return why < WHY_COUNT ? whys[why] : NULL;
}

enum section
why_section(uint64_t why)
{
	return why < WHY_COUNT ? why_sections[why] : (enum section)0;
}
