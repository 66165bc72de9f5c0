/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file call_information_report.h CallInformationReport (TS 29.078 6.1.1): times and cause of a leg that has gone. */
#pragma once

#include "common.h"
#include "call_information_request.h"

struct cap_requested_value {
	enum {
		CAP_VALUE_NONE, CAP_VALUE_CALL_ATTEMPT_ELAPSED_TIME, CAP_VALUE_CALL_STOP_TIME,
		CAP_VALUE_CALL_CONNECTED_ELAPSED_TIME, CAP_VALUE_RELEASE_CAUSE,
	} sel;
	struct cap_int call_attempt_elapsed_time_value;		/*!< seconds */
	struct cap_octets call_stop_time_value;			/*!< DateAndTime */
	struct cap_int call_connected_elapsed_time_value;	/*!< 100 ms */
	struct cap_octets release_cause_value;
};

struct cap_requested_item {
	struct cap_int requested_information_type;		/*!< enum cap_requested_information */
	struct cap_requested_value requested_information_value;
};

struct cap_call_information_report {
	struct cap_requested_items {
		uint8_t n;
		struct cap_requested_item v[CAP_MAX_INFO_ITEMS];
	} requested_information_list;
	struct cap_extensions extensions;
	struct cap_leg_id leg_id;	/*!< receivingSideID; absent: leg 2 */
};
extern const struct cap_type cap_call_information_report_type;
