/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file call_information_request.h
 *  CallInformationRequest (TS 29.078 6.1.1): what to tell of a leg when it has gone. */
#pragma once

#include "common.h"

enum cap_requested_information {
	CAP_INFO_CALL_ATTEMPT_ELAPSED_TIME = 0, CAP_INFO_CALL_STOP_TIME = 1, CAP_INFO_CALL_CONNECTED_ELAPSED_TIME = 2,
	CAP_INFO_RELEASE_CAUSE = 30,
};
#define CAP_MAX_INFO_ITEMS 4

struct cap_call_information_request {
	struct cap_requested_types {
		uint8_t n;
		struct cap_int v[CAP_MAX_INFO_ITEMS];	/*!< enum cap_requested_information */
	} requested_information_type_list;
	struct cap_extensions extensions;
	struct cap_leg_id leg_id;	/*!< absent: leg 2 */
};
extern const struct cap_type cap_call_information_request_type;
