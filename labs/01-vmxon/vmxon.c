/*
 * Lab 1: into VMX operation, and out of it.
 */
#include "arch/vmx.h"
#include "bytes.h"
#include "cpu.h"
#include "errors.h"
#include "lab.h"
#include "vmx_insn.h"

/*
 * Make `region`, a page of PAGE_SIZE bytes with any contents, a VMXON
 * region: its first four bytes hold the VMCS revision identifier, which is
 * in bits 30:0 of IA32_VMX_BASIC (VMX_BASIC_REVISION); bit 31 of them is 0.
 * Everything behind is 0.
 *
 * SDM Vol. 3C, 24.11.5, "VMXON Region", and Vol. 3D, A.1, "Basic VMX
 * Information".
 */
EXERCISE(1, 4)
void
vmxon_region_init(void *region)
{
	TODO(1, 4);
}

/*
 * Say how a VMX instruction went, from RFLAGS as it left them.  The
 * functions of vmx_insn.h return these flags.
 *
 *	VMsucceed: CF and ZF are 0		returns 0
 *	VMfailInvalid: CF is 1			returns -EFAILINVALID
 *	VMfailValid: ZF is 1			returns -EFAILVALID
 *
 * No other flag matters.
 *
 * SDM Vol. 3C, 30.2, "Conventions".
 */
EXERCISE(1, 5)
int
vmx_result(uint64_t rflags)
{
	TODO(1, 5);
}

/*
 * Enter VMX operation with VMXON.  `region` is the host-physical address of
 * an initialised VMXON region; the functions above have all succeeded.
 *
 * Returns what vmx_result() makes of VMXON's flags.
 *
 * SDM Vol. 3C, 30.3, "VMX Instructions": VMXON.
 */
EXERCISE(1, 6)
int
vmx_on(hpa_t region)
{
	TODO(1, 6);
}

/*
 * Leave VMX operation with VMXOFF.  If that succeeds, clear CR4.VMXE (not
 * before: in VMX operation it is fixed to 1) and keep the rest of CR4.
 *
 * Returns what vmx_result() makes of VMXOFF's flags.
 *
 * SDM Vol. 3C, 30.3, "VMX Instructions": VMXOFF.
 */
EXERCISE(1, 6)
int
vmx_off(void)
{
	TODO(1, 6);
}
