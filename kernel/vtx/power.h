/*
 * The end of the VMM, and what its status tells whoever started it.
 */
#ifndef POWER_H
#define POWER_H

enum power_status {
	POWER_OK,		/* everything that is written worked */
	POWER_PANIC,		/* the VMM itself failed */
	POWER_LAB_ERROR,	/* a function of a lab returned an error */
	POWER_TODO,		/* a function of a lab is not written yet */
	POWER_GUEST		/* the guest ended with a status that is not 0,
				 * or was ended by the VMM */
};

_Noreturn void power_off(enum power_status status);

#endif
