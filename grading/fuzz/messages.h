/*
 * What Bochs says when it refuses a VM entry, and our rules that mean it.
 */
#ifndef FUZZ_MESSAGES_H
#define FUZZ_MESSAGES_H

#include <stdbool.h>

#include "attempts.h"

/* Is the message about one of the rules that the attempt breaks? */
bool message_fits(const char *message, const struct attempt *vtx);

/* Do we know what the message is about? */
bool message_known(const char *message);

#endif
