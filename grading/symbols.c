#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbols.h"

struct symbols {
	Dwfl *dwfl;
	Dwfl_Module *module;
	GElf_Addr bias;		/* what libdwfl adds to addresses */
	char cwd[1024];		/* paths below it are shown without it */
};

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
};

struct symbols *
symbols_open(const char *path, char *error)
{
	struct symbols *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	if (access(path, R_OK) < 0) {
		error_set(error, "cannot read symbols from %s: %s; build it "
		    "first with make", path, strerror(errno));
		free(s);
		return NULL;
	}
	s->dwfl = dwfl_begin(&callbacks);
	if (!s->dwfl)
		abort();
	s->module = dwfl_report_offline(s->dwfl, path, path, -1);
	dwfl_report_end(s->dwfl, NULL, NULL);
	if (!s->module ||
	    dwfl_module_getsymtab(s->module) < 0 ||
	    !dwfl_module_getelf(s->module, &s->bias)) {
		error_set(error, "cannot read symbols from %s: %s", path,
		    dwfl_errmsg(-1));
		symbols_close(s);
		return NULL;
	}
	if (!getcwd(s->cwd, sizeof(s->cwd)))
		s->cwd[0] = '\0';
	return s;
}

void
symbols_close(struct symbols *s)
{
	if (!s)
		return;
	dwfl_end(s->dwfl);
	free(s);
}

int
symbols_find(const struct symbols *s, const char *name, struct symbol *symbol)
{
	int count = s ? dwfl_module_getsymtab(s->module) : 0;

	for (int i = 0; i < count; i++) {
		GElf_Sym sym;
		GElf_Addr address;
		const char *this = dwfl_module_getsym_info(s->module, i, &sym,
		    &address, NULL, NULL, NULL);

		if (!this || sym.st_shndx == SHN_UNDEF ||
		    strcmp(this, name) != 0)
			continue;
		symbol->address = address - s->bias;
		symbol->size = sym.st_size;
		return 0;
	}
	return -1;
}

/* A path as a person would type it from here. */
static const char *
short_path(const struct symbols *s, const char *path)
{
	size_t length = strlen(s->cwd);

	if (length && strncmp(path, s->cwd, length) == 0 &&
	    path[length] == '/')
		path += length + 1;
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	return path;
}

static bool
is_header(const char *path)
{
	size_t length = strlen(path);

	return length > 2 && strcmp(path + length - 2, ".h") == 0;
}

/* Where an inlined call stands: the caller's file and line. */
static bool
call_site(Dwarf_Die *unit, Dwarf_Die *call, struct place *place)
{
	Dwarf_Attribute attribute;
	Dwarf_Word file, line;
	Dwarf_Files *files;
	size_t count;

	if (!dwarf_attr(call, DW_AT_call_file, &attribute) ||
	    dwarf_formudata(&attribute, &file) != 0 ||
	    !dwarf_attr(call, DW_AT_call_line, &attribute) ||
	    dwarf_formudata(&attribute, &line) != 0 ||
	    dwarf_getsrcfiles(unit, &files, &count) != 0 || file >= count)
		return false;
	place->file = dwarf_filesrc(files, file, NULL, NULL);
	place->line = (int)line;
	return place->file != NULL;
}

/*
 * The compilation unit of an address.  Clang writes no table of address
 * ranges for libdwfl to look into, hence the search.
 */
static Dwarf_Die *
find_unit(const struct symbols *s, GElf_Addr where, Dwarf_Addr *bias)
{
	Dwarf_Die *unit = dwfl_module_addrdie(s->module, where, bias);

	if (unit)
		return unit;
	while ((unit = dwfl_module_nextcu(s->module, unit, bias)))
		if (dwarf_haspc(unit, where - *bias) > 0)
			return unit;
	return NULL;
}

/* The innermost inlined call at an address, and all that it stands in. */
static int
inlined_scopes(Dwarf_Die *unit, Dwarf_Addr address, Dwarf_Die **outer)
{
	Dwarf_Die *scopes = NULL;
	int count = dwarf_getscopes(unit, address, &scopes), n = 0;

	for (int i = 0; i < count; i++) {
		if (dwarf_tag(&scopes[i]) == DW_TAG_inlined_subroutine) {
			n = dwarf_getscopes_die(&scopes[i], outer);
			break;
		}
	}
	free(scopes);
	return n;
}

/* A wrapper in a header says little: go out to whom it is inlined into. */
static void
leave_headers(Dwarf_Die *unit, Dwarf_Addr address, struct place *place)
{
	Dwarf_Die *scopes = NULL;
	int count = inlined_scopes(unit, address, &scopes);

	for (int i = 0; i < count && is_header(place->file); i++) {
		if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine)
			continue;
		if (!call_site(unit, &scopes[i], place))
			break;
	}
	free(scopes);
}

static void
find_line(const struct symbols *s, GElf_Addr where, struct place *place)
{
	Dwarf_Addr bias;
	Dwarf_Die *unit = find_unit(s, where, &bias);
	Dwarf_Line *line = unit ? dwarf_getsrc_die(unit, where - bias) : NULL;

	if (!line)
		return;
	place->file = dwarf_linesrc(line, NULL, NULL);
	dwarf_lineno(line, &place->line);
	if (!place->file)
		return;
	leave_headers(unit, where - bias, place);
	place->file = short_path(s, place->file);
}

struct place
symbols_place(const struct symbols *s, uint64_t address)
{
	struct place place = { 0 };
	GElf_Off offset;
	GElf_Sym sym;

	if (!s)
		return place;
	place.function = dwfl_module_addrinfo(s->module, address + s->bias,
	    &offset, &sym, NULL, NULL, NULL);
	if (place.function)
		place.offset = offset;
	find_line(s, address + s->bias, &place);
	return place;
}

int
symbols_read(const struct symbols *s, const char *name, const uint8_t *ram,
    size_t ram_size, void *value, size_t count)
{
	struct symbol symbol;

	if (symbols_find(s, name, &symbol) < 0 || symbol.size < count ||
	    symbol.address > ram_size || count > ram_size - symbol.address)
		return -1;
	memcpy(value, ram + symbol.address, count);
	return 0;
}
