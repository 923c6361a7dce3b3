/*
 * What the loader left for us: options and modules.
 */
#include "boot.h"
#include "bytes.h"
#include "multiboot.h"
#include "panic.h"

#define MAX_MODULES	4
#define MAX_OPTIONS	256		/* bytes of a command line, and a 0 */

static char own_options[MAX_OPTIONS];
static char module_options[MAX_MODULES][MAX_OPTIONS];
static struct module modules[MAX_MODULES];
static unsigned module_count;
static hpa_t memory_end;

/* Keep the command line at `address`, as much as there is room for. */
static void
keep_options(char to[MAX_OPTIONS], uint32_t address)
{
	const char *from = at_hpa(address);
	unsigned i;

	if (address == 0)
		return;
	for (i = 0; i < MAX_OPTIONS - 1 && from[i] != '\0'; i++)
		to[i] = from[i];
}

/* Keep what is known about the modules. */
static void
keep_modules(const struct multiboot_info *info)
{
	const struct multiboot_module *m = at_hpa(info->mods_addr);
	unsigned i;

	for (i = 0; i < info->mods_count && i < MAX_MODULES; i++, m++) {
		keep_options(module_options[i], m->string);
		modules[i] = (struct module){
			.data = at_hpa(m->start),
			.bytes = m->end - m->start,
			.options = module_options[i],
		};
	}
	module_count = i;
}

/*
 * Take over what the loader tells us, before the memory it is in becomes
 * something else.
 */
void
boot_init(uint32_t magic, const struct multiboot_info *info)
{
	if (magic != MULTIBOOT_LOADER_MAGIC)
		panic("EAX is %#x: no Multiboot loader started us", magic);
	if (!(info->flags & MULTIBOOT_INFO_MEMORY))
		panic("the loader does not say how much memory there is");
	memory_end = MB + info->mem_upper * 1024ull;
	if (info->flags & MULTIBOOT_INFO_CMDLINE)
		keep_options(own_options, info->cmdline);
	if (info->flags & MULTIBOOT_INFO_MODULES)
		keep_modules(info);
}

/* The VMM's own command line. */
const char *
boot_options(void)
{
	return own_options;
}

/* Describe module `index`, from 0; false when there are not so many. */
bool
boot_module(unsigned index, struct module *module)
{
	if (index >= module_count)
		return false;
	*module = modules[index];
	return true;
}

/* The end of the memory that begins at 1 MB. */
hpa_t
boot_memory_end(void)
{
	return memory_end;
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
