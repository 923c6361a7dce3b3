#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>

#include "explained.h"
#include "verdicts.h"

#define REFUSED		"entry failure reason=33*"
#define ENTERED		"entered exit=18*"
#define STEP		"GUEST_PENDING_DEBUG=0x4000"

const struct explained explained[] = {
	{ "vmcs-enum", "msr VMCS_ENUM is the highest index of a field",
	    "holds", "broken" },
	{ "debugctl", "case load DEBUGCTL", ENTERED,
	    "entry failure reason=34*" },
	{ "debugctl", "case guest DEBUGCTL not loaded",
	    "GUEST_IA32_DEBUGCTL=0x0", "" },
	{ "debugctl", "case DEBUGCTL bit *", REFUSED, ENTERED },
	{ "data-type-11", "case guest DS code, RPL 3", REFUSED, ENTERED },
	{ "rip-canonical", "case guest RIP not canonical", REFUSED, ENTERED },
	{ "rip-canonical", "case guest RIP bit 63", REFUSED, ENTERED },
	{ "pending-step", "case pending *, MOV SS, TF *", REFUSED, ENTERED },
	{ "pending-step", "case pending none, STI, TF 1", REFUSED, ENTERED },
	{ "pending-step", "case pending MOV SS bit 14", REFUSED, ENTERED },
	{ "pending-high", "case pending bit [3456]?", REFUSED, ENTERED },
	{ "pending-enabled", "case pending bit 12", "GUEST_RSP=*", "" },
	{ "hlt-event", "case activity HLT, #GP", REFUSED, ENTERED },
	{ "pending-saved", "case TF", "", STEP },
	{ "pending-saved", "case RFLAGS* bit 08", "", STEP },
	{ "pending-kept", "case pending MOV SS bit *", "",
	    "GUEST_PENDING_DEBUG=0x0" },
	{ "v8086-bases", "case inject *, v8086",
	    "GUEST_FS_BASE=0x0 GUEST_GS_BASE=0x0", "" },
	{ "nmi-sti", "case inject NMI, STI", "qualification=0x3",
	    "qualification=0x0" },
	{ "fault-saves-rf", "case inject *, no IDT, #GP exiting",
	    "GUEST_RFLAGS=0x10002", "" },
	{ "fault-saves-rf", "case no code, #PF exiting",
	    "GUEST_RFLAGS=0x10002", "" },
	{ "fault-saves-rf", "case no stack, inject #UD, #PF exiting",
	    "GUEST_RFLAGS=0x10002", "" },
	{ "fault-pushes-rf", "case no code, #PF to the guest", "stack*=0x2",
	    "stack*=0x10002" },
	{ "triple-fault-rf", "case CR4 protected bit 04", "",
	    "GUEST_RFLAGS=0x10002" },
	{ "dr7-bit-12", "case DR7 bit 12", "GUEST_DR7=0x400", "" },
	{ "tr-l-bit", "case TR rights * bit 13", "",
	    "GUEST_TR_ACCESS_RIGHTS=0x8b" },
};

const size_t explained_count = sizeof(explained) / sizeof(explained[0]);

/* Both patterns against the words that only one of two texts has. */
static bool
fits(const struct explained *e, const char *vtx, const char *bochs)
{
	char *only_vtx = words_without(vtx, bochs);
	char *only_bochs = words_without(bochs, vtx);
	bool fit = fnmatch(e->vtx, only_vtx, 0) == 0 &&
	    fnmatch(e->bochs, only_bochs, 0) == 0;

	free(only_vtx);
	free(only_bochs);
	return fit;
}

const struct explained *
explain(const char *name, const char *vtx, const char *bochs)
{
	for (size_t i = 0; i < explained_count; i++)
		if (fnmatch(explained[i].name, name, 0) == 0 &&
		    fits(&explained[i], vtx, bochs))
			return &explained[i];
	return NULL;
}
