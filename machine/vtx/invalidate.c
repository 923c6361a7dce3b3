/*
 * INVEPT and INVVPID.  The machine keeps copies of guest-physical mappings
 * only; QEMU forgets linear ones at every VMRUN, so INVVPID has just its
 * operands to check.
 *
 * SDM Vol. 3C, 30.3, "VMX Instructions".
 */
#include "processor.h"

#define EPTP_MEMORY_TYPE	7u
#define EPTP_WALK_LENGTH	0x38ull
#define EPTP_WALK_4		0x18ull
#define EPTP_RESERVED		0xf80ull	/* bits 11:7 */
#define MEMORY_TYPE_WB		6u
#define VPID_RESERVED		(~0xffffull)

enum { EPT_SINGLE = 1, EPT_ALL = 2 };
enum { VPID_ADDRESS, VPID_SINGLE, VPID_ALL, VPID_KEEP_GLOBAL };

static bool
offered(uint64_t bits)
{
	return (capability(&cpu.caps, MSR_IA32_VMX_EPT_VPID_CAP) & bits) ==
	    bits;
}

/* Does this processor have the instruction? */
bool
invalidate_offered(enum vmx_exit which)
{
	return offered(which == VMX_EXIT_INVEPT ? EPT_CAP_INVEPT :
	    VPID_CAP_INVVPID);
}

/* Is this type of invalidation offered?  WHY_NONE if it is. */
enum why
invalidate_type(enum vmx_exit which, uint64_t type)
{
	bool known;

	if (which == VMX_EXIT_INVEPT)
		known = (type == EPT_SINGLE || type == EPT_ALL) &&
		    offered(EPT_CAP_INVEPT_SINGLE << (type - EPT_SINGLE));
	else
		known = type <= VPID_KEEP_GLOBAL &&
		    offered(VPID_CAP_ADDRESS << type);
	return known ? WHY_NONE : WHY_INVALIDATION_TYPE;
}

/* Could VM entry use this EPT pointer?  26.2.1.1. */
static bool
eptp_valid(uint64_t eptp)
{
	unsigned type = eptp & EPTP_MEMORY_TYPE;

	return (type == 0 || type == MEMORY_TYPE_WB) &&
	    (eptp & EPTP_WALK_LENGTH) == EPTP_WALK_4 &&
	    !(eptp & EPTP_RESERVED) && eptp >> cpu.caps.physical_bits == 0;
}

static enum why
invalidate_ept(uint64_t type, uint64_t eptp)
{
	if (type == EPT_ALL)
		eptp = ~0ull;
	else if (!eptp_valid(eptp))
		return WHY_INVALIDATION_EPTP;
	ept_invalidate(eptp);
	return WHY_NONE;
}

static enum why
invalidate_vpid(uint64_t type, uint64_t vpid, uint64_t linear)
{
	if (vpid & VPID_RESERVED)
		return WHY_INVALIDATION_RESERVED;
	if (type != VPID_ALL && vpid == 0)
		return WHY_INVALIDATION_VPID;
	if (type == VPID_ADDRESS &&
	    (uint64_t)((int64_t)(linear << 16) >> 16) != linear)
		return WHY_INVALIDATION_LINEAR;
	return WHY_NONE;
}

/*
 * Carry it out, for an offered type and the two halves of the descriptor.
 * WHY_NONE, or why it fails with error 28.
 */
enum why
invalidate(enum vmx_exit which, uint64_t type, const uint64_t descriptor[2])
{
	return which == VMX_EXIT_INVEPT ?
	    invalidate_ept(type, descriptor[0]) :
	    invalidate_vpid(type, descriptor[0], descriptor[1]);
}
