/*
 * Exit qualifications and VM-exit instruction information, as values.
 * exit_information.c says which table of the manual each follows.
 */
#ifndef MACHINE_EXIT_INFORMATION_H
#define MACHINE_EXIT_INFORMATION_H

#include "processor.h"

uint32_t information_vmx(const struct insn *insn, enum vmx_exit which);
uint32_t information_table(const struct insn *insn, bool gdtr_idtr,
    unsigned identity);
uint32_t information_string(const struct insn *insn, bool in);
uint64_t qualification_displacement(const struct insn *insn);
uint64_t qualification_cr(const struct insn *insn, unsigned number,
    unsigned type, uint64_t source);
uint64_t qualification_io(const struct insn *insn, uint32_t svm);
uint64_t string_linear(const struct insn *insn, bool in);

#endif
