/*
 * What the loader left for us: options and modules.
 */
#include "boot.h"
#include "bytes.h"
#include "multiboot.h"
#include "panic.h"

static const struct multiboot_info *boot;

/* Remember where the loader put what it tells us. */
void
boot_init(uint32_t magic, const struct multiboot_info *info)
{
	if (magic != MULTIBOOT_LOADER_MAGIC)
		panic("EAX is %#x: no Multiboot loader started us", magic);
	boot = info;
}

/* The VMM's own command line. */
const char *
boot_options(void)
{
	if (!(boot->flags & MULTIBOOT_INFO_CMDLINE))
		return "";
	return at_hpa(boot->cmdline);
}

/* Describe module `index`, from 0; false when there are not so many. */
bool
boot_module(unsigned index, struct module *module)
{
	const struct multiboot_module *m;

	if (!(boot->flags & MULTIBOOT_INFO_MODULES) ||
	    index >= boot->mods_count)
		return false;
	m = at_hpa(boot->mods_addr);
	m += index;
	module->data = at_hpa(m->start);
	module->bytes = m->end - m->start;
	module->options = m->string != 0 ? at_hpa(m->string) : "";
	return true;
}

/* The end of the memory that begins at 1 MB. */
hpa_t
boot_memory_end(void)
{
	if (!(boot->flags & MULTIBOOT_INFO_MEMORY))
		panic("the loader does not say how much memory there is");
	return MB + boot->mem_upper * 1024ull;
}

/* The number at `s`: decimal, or hexadecimal after 0x. */
static uint64_t
parse_number(const char *s)
{
	uint64_t value = 0;
	unsigned base = 10, digit;

	if (s[0] == '0' && s[1] == 'x') {
		base = 16;
		s += 2;
	}
	for (;; s++) {
		if (*s >= '0' && *s <= '9')
			digit = *s - '0';
		else if (*s >= 'a' && *s <= 'f')
			digit = *s - 'a' + 10;
		else
			return value;
		if (digit >= base)
			return value;
		value = value * base + digit;
	}
}

/*
 * Look for the word name=number in a command line.  The last one counts.
 * Returns whether there is one, with its number in *value.
 */
bool
option_find(const char *options, const char *name, uint64_t *value)
{
	size_t length = strlen(name);
	bool found = false;
	const char *s;

	for (s = options; *s != '\0'; s++) {
		if (s != options && s[-1] != ' ')
			continue;
		if (strlen(s) > length && memcmp(s, name, length) == 0 &&
		    s[length] == '=') {
			*value = parse_number(s + length + 1);
			found = true;
		}
	}
	return found;
}
