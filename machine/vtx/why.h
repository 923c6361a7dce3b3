/*
 * Why the machine refused something in root operation: the `why` of trace
 * records.  The sentence says what must hold.
 *
 * Include why_list.h after defining WHY(id, section, text).
 */
#ifndef MACHINE_WHY_H
#define MACHINE_WHY_H

enum why {
	WHY_NONE,
#define WHY(id, section, text)	WHY_##id,
#include "why_list.h"
#undef WHY
	WHY_COUNT
};

#endif
