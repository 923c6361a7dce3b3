/*
 * The machine's command line: words `key=value`, in any order.
 *
 *	seed=N		draw the processor from N
 *	vmx=0		no VMX
 *	fc=N		IA32_FEATURE_CONTROL at power-on (default 0, unlocked)
 *	revision=N	VMCS revision identifier
 *	true=0|1	TRUE capability MSRs
 *	cr0=N cr4=N	further bits that VMX fixes to 1
 *	cr0zero=N cr4zero=N	bits that VMX fixes to 0
 *	leaves=N	highest basic CPUID leaf
 *	pa=N		physical-address width, 32 to 40
 *	deny=GROUP.N	withdraw bit N of pin, primary, secondary, exit, entry
 *	record=N	kinds of trace records to keep, bits (default: all)
 *	budget=N	power off after N virtual seconds (QEMU's ib700)
 */
#include "processor.h"

static bool
key_is(const char **word, const char *key)
{
	const char *w = *word;

	while (*key != '\0') {
		if (*w++ != *key++)
			return false;
	}
	*word = w;
	return true;
}

static unsigned
digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* A number, decimal or with 0x, up to the first other character. */
static uint64_t
number(const char *s)
{
	unsigned base = 10;
	uint64_t value = 0;

	if (s[0] == '0' && (s[1] | 0x20) == 'x') {
		base = 16;
		s += 2;
	}
	for (; digit_value(*s) < base; s++)
		value = value * base + digit_value(*s);
	return value;
}

static void
deny(const char *value)
{
	const char *dot = value;

	while (*dot != '\0' && *dot != '.' && *dot != ' ')
		dot++;
	if (*dot == '.')
		capabilities_deny(&cpu.caps, value, number(dot + 1));
}

static void
set_revision(uint64_t value)
{
	uint64_t *basic = &cpu.caps.msr[0];

	*basic = (*basic & ~VMX_BASIC_REVISION) | (value & VMX_BASIC_REVISION);
}

static void
set_width(uint64_t bits)
{
	if (bits >= 32 && bits <= 40)
		cpu.caps.physical_bits = bits;
}

/* Fix bits of a control register to 0: neither required nor allowed. */
static void
fix_to_zero(uint64_t fixed[2], uint64_t bits)
{
	fixed[0] &= ~bits;
	fixed[1] &= ~bits;
}

static void
read_word(const char *w, struct options *options)
{
	uint64_t *fixed = &cpu.caps.msr[MSR_IA32_VMX_CR0_FIXED0 -
	    MSR_IA32_VMX_BASIC];

	if (key_is(&w, "vmx="))
		cpu.vmx_supported = number(w) != 0;
	else if (key_is(&w, "fc="))
		cpu.feature_control = number(w);
	else if (key_is(&w, "revision="))
		set_revision(number(w));
	else if (key_is(&w, "true="))
		capabilities_set_true(&cpu.caps, number(w) != 0);
	else if (key_is(&w, "cr0="))
		fixed[0] |= number(w);
	else if (key_is(&w, "cr4="))
		fixed[2] |= number(w);
	else if (key_is(&w, "cr0zero="))
		fix_to_zero(&fixed[0], number(w));
	else if (key_is(&w, "cr4zero="))
		fix_to_zero(&fixed[2], number(w));
	else if (key_is(&w, "leaves="))
		cpu.highest_leaf = number(w);
	else if (key_is(&w, "pa="))
		set_width(number(w));
	else if (key_is(&w, "deny="))
		deny(w);
	else if (key_is(&w, "record="))
		trace_only(number(w));
	else if (key_is(&w, "budget="))
		options->budget = number(w);
}

static const char *
next_word(const char *s)
{
	while (*s != '\0' && *s != ' ')
		s++;
	while (*s == ' ')
		s++;
	return s;
}

/*
 * Read the command line into `options` and the processor.  The seed counts
 * first, so that explicit words override what it draws.
 */
void
options_read(const char *line, struct options *options)
{
	const char *w, *value;

	for (w = line; *w != '\0'; w = next_word(w)) {
		value = w;
		if (key_is(&value, "seed=")) {
			options->seed = number(value);
			capabilities_draw(&cpu, options->seed);
		}
	}
	for (w = line; *w != '\0'; w = next_word(w))
		read_word(w, options);
}
