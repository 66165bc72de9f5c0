/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* DisconnectLeg, TS 29.078 6.1.1 and 11.22. */
#include <mpabx/cap/disconnect_leg.h>

#include "common.h"

#define DISCONNECT struct cap_disconnect_leg
static const struct cap_member members[] = {
	CAP_MANDATORY("legToBeReleased", 0xa0, DISCONNECT, leg_to_be_released, asn_leg_id),
	CAP_OPTIONAL("releaseCause", 0x81, DISCONNECT, release_cause, asn_cause),
	CAP_OPTIONAL("extensions", 0xa2, DISCONNECT, extensions, asn_extensions),
};
const struct cap_type cap_disconnect_leg_type = CAP_ARGUMENT("DisconnectLegArg", DISCONNECT, members, CAP_EXTENSIBLE);
