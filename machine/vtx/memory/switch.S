/* Into the guest and back: the same as in the trial of VM exits. */
#include "exits/switch.S"
