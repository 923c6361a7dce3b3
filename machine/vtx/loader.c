/*
 * The boot loader of the software above: takes the Multiboot modules that
 * came with the machine, loads the first as a kernel, passes it the others,
 * and sets the processor up as a Multiboot loader leaves it.
 *
 * The Multiboot Specification 0.6.96; System V ABI, "Object Files".
 */
#include "processor.h"

#define LOADER_MAGIC	0x2badb002u
#define STAGING		0x0d000000ull	/* modules wait here */
#define STAGING_SIZE	0x01000000ull
#define MAX_MODULES	8
#define LOW_MEMORY_END	0x9f000u
#define HIGH_MEMORY	0x100000u
#define INFO_ADDRESS	0x10000u	/* Multiboot information, strings */
#define STRING_SIZE	1024u
#define CODE_32		0xc9b		/* SVM attributes: code, 4 GB */
#define DATA_32		0xc93
#define TSS_32		(0x8b & ~SVM_TSS_BUSY)
#define LDT		0x82

struct multiboot_info {
	uint32_t flags;
	uint32_t mem_lower, mem_upper;	/* KB */
	uint32_t boot_device;
	uint32_t cmdline;
	uint32_t mods_count, mods_addr;
	uint32_t syms[4];
	uint32_t mmap_length, mmap_addr;
	uint32_t drives[2];
	uint32_t config_table;
	uint32_t boot_loader_name;
};

enum {
	INFO_MEMORY = 1 << 0, INFO_CMDLINE = 1 << 2, INFO_MODULES = 1 << 3,
	INFO_MMAP = 1 << 6, INFO_NAME = 1 << 9
};

struct multiboot_module {
	uint32_t start, end, string, reserved;
};

struct multiboot_mmap {
	uint32_t size;
	uint64_t base, length;
	uint32_t type;		/* 1: RAM */
} __attribute__((packed));

/* What the loader leaves in low memory. */
struct boot_page {
	struct multiboot_info info;
	struct multiboot_module modules[MAX_MODULES];
	struct multiboot_mmap mmap[3];
	char name[16];
	char strings[MAX_MODULES + 1][STRING_SIZE];
};

struct staged {
	const uint8_t *data;
	uint64_t size;
	char string[STRING_SIZE];
};

static struct staged staged[MAX_MODULES];
static unsigned staged_count;

static void
copy_string(char *to, const char *from)
{
	unsigned i;

	for (i = 0; i < STRING_SIZE - 1 && from[i] != '\0'; i++)
		to[i] = from[i];
	to[i] = '\0';
}

/* Move the modules into the machine's own memory, out of harm's way. */
static void
stage_modules(const struct multiboot_info *info)
{
	const struct multiboot_module *m =
	    (const void *)(uint64_t)info->mods_addr;
	uint64_t at = STAGING;

	if (!(info->flags & INFO_MODULES))
		return;
	for (unsigned i = 0; i < info->mods_count && i < MAX_MODULES; i++) {
		uint64_t size = m[i].end - m[i].start;

		if (size > STAGING + STAGING_SIZE - at || (m[i].start < at &&
		    m[i].end > STAGING))
			machine_end(END_NO_IMAGE, 2, i);
		staged[i].data = __builtin_memcpy((void *)at,
		    (void *)(uint64_t)m[i].start, size);
		staged[i].size = size;
		copy_string(staged[i].string,
		    (const char *)(uint64_t)m[i].string);
		at += (size + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1);
		staged_count++;
	}
}

/* `size` bytes of a file's integer at `offset`; 0 beyond its end. */
static uint64_t
field(const struct staged *file, uint64_t offset, unsigned size)
{
	uint64_t value = 0;

	if (offset <= file->size && size <= file->size - offset)
		__builtin_memcpy(&value, file->data + offset, size);
	return value;
}

/* One program segment, the same for ELF32 and ELF64. */
struct segment {
	uint32_t type;
	uint64_t offset, physical, file_size, memory_size;
};

static struct segment
read_segment(const struct staged *f, bool elf64, uint64_t at)
{
	if (elf64)
		return (struct segment){ field(f, at, 4), field(f, at + 8, 8),
		    field(f, at + 24, 8), field(f, at + 32, 8),
		    field(f, at + 40, 8) };
	return (struct segment){ field(f, at, 4), field(f, at + 4, 4),
	    field(f, at + 12, 4), field(f, at + 16, 4), field(f, at + 20, 4) };
}

static bool
load_segment(const struct staged *file, const struct segment *s)
{
	if (s->physical < HIGH_MEMORY || s->file_size > s->memory_size ||
	    !memory_is_ram(s->physical, s->memory_size) ||
	    s->offset > file->size || s->file_size > file->size - s->offset)
		return false;
	__builtin_memcpy((void *)s->physical, file->data + s->offset,
	    s->file_size);
	__builtin_memset((void *)(s->physical + s->file_size), 0,
	    s->memory_size - s->file_size);
	return true;
}

/*
 * Load an ELF kernel.  Stores its entry point and the first address after
 * it.  False: not an x86 ELF executable, or it does not fit.
 */
static bool
load_elf(const struct staged *file, uint64_t *entry, uint64_t *end)
{
	bool elf64 = field(file, 4, 1) == 2;
	uint64_t headers = elf64 ? field(file, 32, 8) : field(file, 28, 4);
	uint64_t size = field(file, elf64 ? 54 : 42, 2);
	uint64_t count = field(file, elf64 ? 56 : 44, 2);

	if (field(file, 0, 4) != 0x464c457f || file->size < 52)
		return false;
	*entry = elf64 ? field(file, 24, 8) : field(file, 24, 4);
	*end = HIGH_MEMORY;
	for (uint64_t i = 0; i < count; i++) {
		struct segment s = read_segment(file, elf64,
		    headers + i * size);

		if (s.type != 1 || s.memory_size == 0)	/* PT_LOAD */
			continue;
		if (!load_segment(file, &s))
			return false;
		if (s.physical + s.memory_size > *end)
			*end = s.physical + s.memory_size;
	}
	return memory_is_ram(*entry, 1);
}

/* Place the other modules behind the kernel and describe everything. */
static void
pass_modules(struct boot_page *page, uint64_t end)
{
	for (unsigned i = 1; i < staged_count; i++) {
		const struct staged *s = &staged[i];
		struct multiboot_module *m = &page->modules[i - 1];

		end = (end + PAGE_SIZE - 1) & ~(uint64_t)(PAGE_SIZE - 1);
		if (!memory_is_ram(end, s->size))
			machine_end(END_NO_IMAGE, 3, i);
		__builtin_memcpy((void *)end, s->data, s->size);
		copy_string(page->strings[i], s->string);
		*m = (struct multiboot_module){ end, end + s->size,
		    (uint32_t)(uint64_t)page->strings[i], 0 };
		end += s->size;
	}
}

static void
describe(struct boot_page *page)
{
	uint32_t entry = sizeof(page->mmap[0]) - sizeof(page->mmap[0].size);

	page->mmap[0] = (struct multiboot_mmap){ entry, 0, LOW_MEMORY_END, 1 };
	page->mmap[1] = (struct multiboot_mmap){ entry, LOW_MEMORY_END,
	    HIGH_MEMORY - LOW_MEMORY_END, 2 };
	page->mmap[2] = (struct multiboot_mmap){ entry, HIGH_MEMORY,
	    MACHINE_BASE - HIGH_MEMORY, 1 };
	copy_string(page->strings[0], staged[0].string);
	__builtin_memcpy(page->name, "machine/vtx", 12);
	page->info = (struct multiboot_info){
		.flags = INFO_MEMORY | INFO_CMDLINE | INFO_MODULES | INFO_MMAP |
		    INFO_NAME,
		.mem_lower = LOW_MEMORY_END / 1024,
		.mem_upper = (MACHINE_BASE - HIGH_MEMORY) / 1024,
		.cmdline = (uint32_t)(uint64_t)page->strings[0],
		.mods_count = staged_count - 1,
		.mods_addr = (uint32_t)(uint64_t)page->modules,
		.mmap_length = sizeof(page->mmap),
		.mmap_addr = (uint32_t)(uint64_t)page->mmap,
		.boot_loader_name = (uint32_t)(uint64_t)page->name,
	};
}

/* 3.2, "Machine state": flat 32-bit segments, no paging, no interrupts. */
static void
set_machine_state(uint32_t entry, uint32_t info)
{
	struct vmcb *v = cpu.vmcb;
	struct vmcb_segment data = { 16, DATA_32, 0xffffffff, 0 };

	v->cs = (struct vmcb_segment){ 8, CODE_32, 0xffffffff, 0 };
	v->ds = v->es = v->fs = v->gs = v->ss = data;
	v->tr = (struct vmcb_segment){ 0, TSS_32, 0xffff, 0 };
	v->ldtr = (struct vmcb_segment){ 0, LDT, 0xffff, 0 };
	v->gdtr.limit = v->idtr.limit = 0;
	v->cr0 = CR0_PE | CR0_ET;
	v->efer = EFER_SVME;
	v->rflags = RFLAGS_FIXED;
	v->dr6 = 0xffff0ff0;
	v->dr7 = 0x400;
	v->pat = 0x0007040600070406ull;
	v->rip = entry;
	cpu.reg[RAX] = LOADER_MAGIC;
	cpu.reg[RBX] = info;
}

/*
 * Read the machine's options, load the software and make it ready to run.
 * `magic` and `info_address` are what the machine's own loader passed.
 */
void
loader_start(uint32_t magic, uint32_t info_address, struct options *options)
{
	const struct multiboot_info *info =
	    (const void *)(uint64_t)info_address;
	struct boot_page *page = (void *)(uint64_t)INFO_ADDRESS;
	uint64_t entry, end;

	if (magic != LOADER_MAGIC)
		machine_end(END_NO_IMAGE, 1, 0);
	if (info->flags & INFO_CMDLINE)
		options_read((const char *)(uint64_t)info->cmdline, options);
	stage_modules(info);
	if (staged_count == 0)
		machine_end(END_NO_IMAGE, 4, 0);
	if (!load_elf(&staged[0], &entry, &end))
		machine_end(END_NO_IMAGE, 5, 0);
	__builtin_memset(page, 0, sizeof(*page));
	pass_modules(page, end);
	describe(page);
	set_machine_state(entry, INFO_ADDRESS);
}
