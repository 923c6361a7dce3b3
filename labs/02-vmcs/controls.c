/*
 * Lab 2: the control fields, which say what the guest may do without an
 * exit.
 */
#include "arch/vmx.h"
#include "cpu.h"
#include "errors.h"
#include "lab.h"
#include "vcpu.h"
#include "vmcs.h"

/*
 * Bring together what the VMM wants of one group of control bits and what
 * the processor can do.  `capability` is the value of the group's capability
 * MSR:
 *
 *	bit i (i = 0..31) is 1: control bit i must be 1
 *	bit 32 + i is 0: control bit i must be 0
 *
 * `wanted` has three sets of bits, which do not overlap: `one` must be 1,
 * `zero` must be 0, `optional` should be 1 where the processor can.  All bits
 * that are in none of them, or that are optional and cannot be 1, are 0
 * unless the processor demands a 1.
 *
 * Returns 0 with the bits in *value, or -ENOTSUP if a bit of `one` or `zero`
 * cannot be had; then *bit is the number of the lowest such bit.  What is
 * not set is not touched: *bit on success, *value on failure.
 *
 * SDM Vol. 3D, A.3.1, "Pin-Based VM-Execution Controls".
 */
EXERCISE(2, 2)
int
vmcs_adjust(const struct vmx_control *wanted, uint64_t capability,
    uint32_t *value, int *bit)
{
	TODO(2, 2);
}

/*
 * Write all control fields of the current VMCS.
 *
 * First the five groups of vcpu->control[], in order.  For each, vmcs_adjust()
 * finds the bits; write them to the VMCS field `field` and keep them in
 * vcpu->control_value[].  The capability MSR is `true_msr` if there is one
 * (it is not 0) and bit 55 of IA32_VMX_BASIC (VMX_BASIC_TRUE_CTLS) is 1, and
 * `msr` otherwise.  The group CONTROL_SECONDARY, its MSR and its VMCS field
 * may not exist: touch them only if the value of CONTROL_PRIMARY has
 * PRIMARY_SECONDARY_CONTROLS; otherwise the group's value is 0.
 *
 * Then the fields that go with them:
 *
 *	exception bitmap, page-fault error-code mask and match	0: none exit
 *	CR3-target count					0
 *	VM-exit MSR-store and MSR-load count			0: no MSR lists
 *	VM-entry MSR-load count					0
 *	VM-entry interruption-information field			0: no event
 *	CR0 and CR4 guest/host mask	all ones: the VMM owns every bit
 *	CR0 and CR4 read shadow		the cr0 and cr4 of vcpu->guest
 *
 * Returns 0, or -ENOTSUP if a group cannot be had; then
 * vcpu->refused_group and vcpu->refused_bit say which group, and which bit
 * of it, and nothing after it has been written.
 *
 * SDM Vol. 3C, 24.6, "VM-Execution Control Fields", 24.7, "VM-Exit Control
 * Fields", and 24.8, "VM-Entry Control Fields".
 */
EXERCISE(2, 3)
int
vmcs_write_controls(struct vcpu *vcpu)
{
	TODO(2, 3);
}
