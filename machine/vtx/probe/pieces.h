/*
 * The pieces of pieces.S.
 */
#ifndef PROBE_PIECES_H
#define PROBE_PIECES_H

#define PIECE(name)	extern const char piece_##name[];
#define PIECES								\
	PIECE(vmxon) PIECE(vmxoff) PIECE(vmclear) PIECE(vmptrld)	\
	PIECE(vmptrst) PIECE(vmread) PIECE(vmread_memory)		\
	PIECE(vmread_rsp) PIECE(vmread_rbp) PIECE(vmread_to_field)	\
	PIECE(vmwrite) PIECE(vmwrite_memory) PIECE(vmlaunch)		\
	PIECE(vmresume) PIECE(vmcall) PIECE(vmlaunch_mov_ss)		\
	PIECE(vmresume_mov_ss) PIECE(vmresume_sti) PIECE(lock_vmlaunch)	\
	PIECE(mov_to_cr0) PIECE(mov_to_cr4) PIECE(mov_from_cr4)		\
	PIECE(lmsw) PIECE(wrmsr) PIECE(rdmsr)				\
	PIECE(vmxon_32) PIECE(vmxoff_32) PIECE(vmclear_32)		\
	PIECE(vmptrld_32) PIECE(vmptrst_32) PIECE(vmptrst_sib_32)	\
	PIECE(vmptrst_16_32) PIECE(vmread_32) PIECE(vmread_memory_32)	\
	PIECE(vmwrite_32) PIECE(vmwrite_memory_32) PIECE(vmlaunch_32)	\
	PIECE(vmresume_32) PIECE(vmcall_32) PIECE(vmlaunch_mov_ss_32)	\
	PIECE(mov_to_cr0_32) PIECE(mov_to_cr4_32)
PIECES
#undef PIECES
#undef PIECE

#endif
