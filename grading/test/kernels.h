/*
 * Tiny kernels for the tests, assembled when they are needed.
 */
#ifndef TEST_KERNELS_H
#define TEST_KERNELS_H

/* What a kernel does; the numbers of kernel.S. */
enum kernel_mode {
	KERNEL_NORMAL, KERNEL_TRIPLE, KERNEL_LOOP, KERNEL_SILENT, KERNEL_FLOOD
};

/* Make a directory for temporary files; it goes when the process ends. */
const char *scratch(void);

/*
 * Assemble kernel.S as scratch()/name.  `defines` are more compiler
 * arguments, or "".  Returns the path, to be freed; fails the test if the
 * compiler does.
 */
char *kernel_build(const char *name, enum kernel_mode mode,
    const char *defines);

#endif
