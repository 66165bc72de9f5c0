/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* SplitLeg, TS 29.078 6.1.1 and 11.43. */
#include <mpabx/cap/split_leg.h>

#include "common.h"

#define SPLIT struct cap_split_leg
static const struct cap_member members[] = {
	CAP_MANDATORY("legToBeSplit", 0xa0, SPLIT, leg_to_be_split, asn_leg_id),
	CAP_OPTIONAL("newCallSegment", 0x81, SPLIT, new_call_segment, asn_call_segment_id),
	CAP_OPTIONAL("extensions", 0xa2, SPLIT, extensions, asn_extensions),
};
const struct cap_type cap_split_leg_type = CAP_ARGUMENT("SplitLegArg", SPLIT, members, CAP_EXTENSIBLE);
