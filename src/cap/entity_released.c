/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* EntityReleased, TS 29.078 6.1.1 and 11.23. */
#include <mpabx/cap/entity_released.h>

#include "common.h"

#define SEGMENT struct cap_call_segment_failure
static const struct cap_member segment[] = {
	CAP_OPTIONAL("callSegmentID", 0x80, SEGMENT, call_segment_id, asn_call_segment_id),
	CAP_OPTIONAL("cause", 0x82, SEGMENT, cause, asn_cause),
};
static const struct cap_type segment_type = CAP_SEQUENCE("CallSegmentFailure", SEGMENT, segment, CAP_EXTENSIBLE);

#define BCSM struct cap_bcsm_failure
static const struct cap_member bcsm[] = {
	CAP_OPTIONAL("legID", 0xa0, BCSM, leg_id, asn_leg_id),
	CAP_OPTIONAL("cause", 0x82, BCSM, cause, asn_cause),
};
static const struct cap_type bcsm_type = CAP_SEQUENCE("BCSM-Failure", BCSM, bcsm, CAP_EXTENSIBLE);

#define RELEASED struct cap_entity_released
static const struct cap_member alternatives[] = {
	CAP_ALTERNATIVE(CAP_ENTITY_CALL_SEGMENT_FAILURE, "callSegmentFailure", 0xa0, RELEASED, call_segment_failure,
			segment_type),
	CAP_ALTERNATIVE(CAP_ENTITY_BCSM_FAILURE, "bCSM-Failure", 0xa1, RELEASED, bcsm_failure, bcsm_type),
};
const struct cap_type cap_entity_released_type = CAP_CHOICE("EntityReleasedArg", RELEASED, alternatives);
