/*
 * The whole table: every part, under the area its rules belong to.
 *
 * Include this file after defining
 * RULE(id, section, field, needs, text, lab, condition): its name, the
 * manual's section, the field to blame, the feature it depends on or "",
 * what must hold, where the book explains it, and an expression over `e`
 * that is true when the rule holds.  RULE_AREA is its area.
 */
#define RULE_AREA	AREA_CONTROLS
#include "rules_controls.h"
#undef RULE_AREA

#define RULE_AREA	AREA_HOST
#include "rules_host.h"
#undef RULE_AREA

#define RULE_AREA	AREA_GUEST
#include "rules_guest.h"
#include "rules_guest_segments.h"
#include "rules_guest_state.h"
#undef RULE_AREA

#define RULE_AREA	AREA_MSR_LOADING
#include "rules_msrs.h"
#undef RULE_AREA
