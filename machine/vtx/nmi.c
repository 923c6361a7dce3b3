/*
 * NMIs.  SVM leaves an intercepted NMI pending, so the machine takes it and
 * keeps it until the guest may have it, or hands it back at a VM exit.
 *
 * The machine sends NMIs to itself, too: a VMRUN with one pending delivers
 * the event it injects, and ends before the first instruction after that.
 */
#include "processor.h"

#define MSI_ADDRESS	0xfee00000u	/* to the processor with APIC ID 0 */
#define MSI_NMI		0x400u

/* take.S */
int take_nmi(void);
void take_unmask(void);

static void
raise(void)
{
	*(volatile uint32_t *)MSI_ADDRESS = MSI_NMI;
}

/* An NMI was taken: if it is not one of the machine's own, it must wait. */
static void
note(void)
{
	bool timer = timer_fired();

	if (!timer && !cpu.kicked)
		cpu.nmi_waits = true;
	cpu.kicked = false;
}

/* Take what NMIs there are. */
void
nmi_collect(void)
{
	while (take_nmi() == VECTOR_NMI) {
		note();
		take_unmask();
	}
}

/* Have the next VMRUN end after the delivery of the event it injects. */
void
nmi_kick(void)
{
	if (cpu.kicked)
		return;
	nmi_collect();
	cpu.kicked = true;
	raise();
}

/* VM entry: NMIs come to the machine, whatever the VMM did to them. */
void
nmi_enter(void)
{
	if (cpu.nmi_masked)
		take_unmask();
	cpu.nmi_masked = false;
}

/*
 * VM exit: hand back the NMI that waits, and block NMIs until the VMM's
 * next IRET if `blocked`.
 */
void
nmi_leave(bool blocked)
{
	if (timer_stop() || cpu.kicked || blocked)
		nmi_collect();
	timer_forget();
	if (blocked) {
		raise();
		take_nmi();
		cpu.nmi_masked = true;
	}
	if (cpu.nmi_waits)
		raise();
	cpu.nmi_waits = false;
}

/* An NMI in root operation. */
void
nmi_root(void)
{
	if (take_nmi() != VECTOR_NMI)
		return;
	cpu.nmi_masked = true;
	event_inject((struct event){ .info = VECTOR_NMI | INTERRUPTION_NMI |
	    INTERRUPTION_VALID });
}
