/*
 * The guest: a 64-bit ELF program in its own memory, GUEST_BASE up to
 * GUEST_END, with its own page tables, GDT and task there.
 */
#ifndef GUEST_H
#define GUEST_H

#include "boot.h"
#include "vcpu.h"

/* guest.c */
int guest_load(struct guest *guest, const struct module *module);

/* first_launch.S */
uint64_t first_launch(uint64_t seed);
extern const char first_exit[];

#endif
