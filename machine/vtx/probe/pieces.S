/*
 * The pieces of code that cases run.  Each ends in INT3, its orderly end.
 *
 * RAX is an address, RCX the encoding of a VMCS field, RDX a value.
 */
	.macro	piece name, code
	.globl	piece_\name
piece_\name:
	\code
	int3
	.endm

	.text
	piece	vmxon, "vmxon (%rax)"
	piece	vmxoff, "vmxoff"
	piece	vmclear, "vmclear (%rax)"
	piece	vmptrld, "vmptrld (%rax)"
	piece	vmptrst, "vmptrst (%rax)"
	piece	vmread, "vmread %rcx, %rdx"
	piece	vmread_memory, "vmread %rcx, (%rax)"
	piece	vmread_rsp, "vmread %rcx, 8(%rsp)"
	piece	vmread_rbp, "vmread %rcx, (%rbp)"
	piece	vmread_to_field, "vmread %rcx, %rcx"
	piece	vmwrite, "vmwrite %rdx, %rcx"
	piece	vmwrite_memory, "vmwrite (%rax), %rcx"
	piece	vmlaunch, "vmlaunch"
	piece	vmresume, "vmresume"
	piece	vmcall, "vmcall"
	piece	vmlaunch_mov_ss, "mov %ss, %ebx; mov %ebx, %ss; vmlaunch"
	piece	vmresume_mov_ss, "mov %ss, %ebx; mov %ebx, %ss; vmresume"
	piece	vmresume_sti, "sti; vmresume"
	piece	lock_vmlaunch, ".byte 0xf0; vmlaunch"
	piece	mov_to_cr0, "mov %rdx, %cr0"
	piece	mov_to_cr4, "mov %rdx, %cr4"
	piece	mov_from_cr4, "mov %cr4, %rdx"
	piece	lmsw, "lmsw %dx"
	piece	wrmsr, "wrmsr"
	piece	rdmsr, "rdmsr"

	.code32
	piece	vmxon_32, "vmxon (%eax)"
	piece	vmxoff_32, "vmxoff"
	piece	vmclear_32, "vmclear (%eax)"
	piece	vmptrld_32, "vmptrld (%eax)"
	piece	vmptrst_32, "vmptrst (%eax)"
	piece	vmptrst_sib_32, "vmptrst 8(%eax, %ebx, 4)"
	piece	vmptrst_16_32, "addr16 vmptrst (%bx, %si)"
	piece	vmread_32, "vmread %ecx, %edx"
	piece	vmread_memory_32, "vmread %ecx, (%eax)"
	piece	vmwrite_32, "vmwrite %edx, %ecx"
	piece	vmwrite_memory_32, "vmwrite (%eax), %ecx"
	piece	vmlaunch_32, "vmlaunch"
	piece	vmresume_32, "vmresume"
	piece	vmcall_32, "vmcall"
	piece	vmlaunch_mov_ss_32, "mov %ss, %ebx; mov %ebx, %ss; vmlaunch"
	piece	mov_to_cr0_32, "mov %edx, %cr0"
	piece	mov_to_cr4_32, "mov %edx, %cr4"

	.section .note.GNU-stack, "", @progbits
