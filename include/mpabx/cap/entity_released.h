/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file entity_released.h EntityReleased (TS 29.078 6.1.1): a call segment or a leg is gone, for an error. */
#pragma once

#include "common.h"

struct cap_call_segment_failure { bool present; struct cap_int call_segment_id; struct cap_octets cause; };
struct cap_bcsm_failure { bool present; struct cap_leg_id leg_id; struct cap_octets cause; };

struct cap_entity_released {
	enum { CAP_ENTITY_NONE, CAP_ENTITY_CALL_SEGMENT_FAILURE, CAP_ENTITY_BCSM_FAILURE } sel;
	struct cap_call_segment_failure call_segment_failure;
	struct cap_bcsm_failure bcsm_failure;
};
extern const struct cap_type cap_entity_released_type;
