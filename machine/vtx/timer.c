/*
 * The VMX-preemption timer, made of timer 0 of QEMU's HPET.  It sends an NMI
 * (QEMU needs `-global hpet.msi=on`) about when the time is over; the time
 * stamp counter decides whether it is.
 *
 * SDM Vol. 3C, 25.5.1, "VMX-Preemption Timer"; IA-PC HPET Specification.
 */
#include "native.h"
#include "processor.h"

#define HPET_ID			0x000
#define HPET_CONFIGURATION	0x010
#define HPET_COUNTER		0x0f0
#define HPET_TIMER		0x100
#define HPET_COMPARATOR		0x108
#define HPET_ROUTE_VALUE	0x110
#define HPET_ROUTE_ADDRESS	0x114
#define HPET_INTEL		0x8086
#define HPET_ENABLE		1u
#define TIMER_ENABLE		(1u << 2)
#define TIMER_MSI		(1u << 14)
#define TIMER_CAN_MSI		(1u << 15)
#define MSI_ADDRESS		0xfee00000u
#define MSI_NMI			0x400u
#define RATIO_SHIFT		20
#define LONGEST			(1ull << 32)	/* TSC ticks at a time */

static struct {
	uint64_t tsc, counter;	/* when the machine started */
	uint64_t end;		/* of the time, in TSC ticks >> rate */
	uint64_t comparator;
	bool armed;		/* an NMI comes at `comparator` */
} timer;

static volatile uint32_t *
hpet(uint32_t offset)
{
	return (volatile uint32_t *)(uint64_t)(HPET_BASE + offset);
}

static uint64_t
counter(void)
{
	uint32_t high, low;

	do {
		high = *hpet(HPET_COUNTER + 4);
		low = *hpet(HPET_COUNTER);
	} while (high != *hpet(HPET_COUNTER + 4));
	return low | (uint64_t)high << 32;
}

/* Is there a HPET that sends messages?  Then start it. */
bool
timer_init(void)
{
	if (*hpet(HPET_ID) >> 16 != HPET_INTEL ||
	    !(*hpet(HPET_TIMER) & TIMER_CAN_MSI))
		return false;
	*hpet(HPET_TIMER) = TIMER_MSI;
	*hpet(HPET_ROUTE_VALUE) = MSI_NMI;
	*hpet(HPET_ROUTE_ADDRESS) = MSI_ADDRESS;
	*hpet(HPET_CONFIGURATION) = HPET_ENABLE;
	timer.tsc = native_rdtsc();
	timer.counter = counter();
	return true;
}

static bool
active(void)
{
	return V(PIN_BASED_CONTROLS) & PIN_PREEMPTION_TIMER;
}

static uint64_t
now(void)
{
	return native_rdtsc() >> (capability(&cpu.caps, MSR_IA32_VMX_MISC) &
	    VMX_MISC_TIMER_RATE);
}

/* VM entry: the time begins. */
void
timer_start(void)
{
	timer.end = now() + V(PREEMPTION_TIMER_VALUE);
}

/* What is left of it. */
uint32_t
timer_value(void)
{
	uint64_t time = now();

	return time < timer.end ? timer.end - time : 0;
}

/* Is it over? */
bool
timer_expired(void)
{
	return active() && now() >= timer.end;
}

/* Does an NMI come from the timer? */
bool
timer_fired(void)
{
	if (!timer.armed || counter() < timer.comparator)
		return false;
	timer.armed = false;
	return true;
}

/* Before VMRUN: have an NMI come when the time is over. */
void
timer_arm(void)
{
	uint64_t tsc = native_rdtsc(), start = counter(), ticks;
	uint64_t rate = capability(&cpu.caps, MSR_IA32_VMX_MISC) &
	    VMX_MISC_TIMER_RATE;

	if (!active() || timer.armed)
		return;
	ticks = timer.end << rate;
	ticks = ticks > tsc ? ticks - tsc : 0;
	if (ticks > LONGEST)
		ticks = LONGEST;
	ticks = ticks * (((start - timer.counter) << RATIO_SHIFT) /
	    (tsc - timer.tsc)) >> RATIO_SHIFT;
	timer.comparator = start + ticks + 1;
	timer.armed = true;
	*hpet(HPET_COMPARATOR) = timer.comparator;
	*hpet(HPET_COMPARATOR + 4) = timer.comparator >> 32;
	*hpet(HPET_TIMER) = TIMER_MSI | TIMER_ENABLE;
}

/*
 * Let no NMI come any more.  One may be pending already: timer_fired()
 * knows it until timer_forget().  False: none was to come.
 */
bool
timer_stop(void)
{
	if (timer.armed)
		*hpet(HPET_TIMER) = TIMER_MSI;
	return timer.armed;
}

void
timer_forget(void)
{
	timer.armed = false;
}
