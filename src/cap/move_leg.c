/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* MoveLeg, TS 29.078 6.1.1 and 11.32a. */
#include <mpabx/cap/move_leg.h>

#include "common.h"

#define MOVE struct cap_move_leg
static const struct cap_member members[] = {
	CAP_MANDATORY("legIDToMove", 0xa0, MOVE, leg_id_to_move, asn_leg_id),
	CAP_OPTIONAL("extensions", 0xa2, MOVE, extensions, asn_extensions),
};
const struct cap_type cap_move_leg_type = CAP_ARGUMENT("MoveLegArg", MOVE, members, CAP_EXTENSIBLE);
