/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file request_report_bcsm_event.h RequestReportBCSMEvent (TS 29.078 6.1.1): arm these detection points. */
#pragma once

#include "common.h"

/*! ChangeOfLocation. */
struct cap_change_of_location {
	enum {
		CAP_CHANGE_NONE, CAP_CHANGE_CELL_GLOBAL_ID, CAP_CHANGE_SERVICE_AREA_ID, CAP_CHANGE_LOCATION_AREA_ID,
		CAP_CHANGE_INTER_SYSTEM_HAND_OVER, CAP_CHANGE_INTER_PLMN_HAND_OVER, CAP_CHANGE_INTER_MSC_HAND_OVER,
		CAP_CHANGE_ALT,
	} sel;
	union {
		struct cap_octets id;		/*!< cell, service area and location area */
		struct cap_null null;		/*!< the handovers */
		struct { bool present; } alt;
	};
};
#define CAP_MAX_CHANGES_OF_POSITION 10
struct cap_change_of_position_control { uint8_t n; struct cap_change_of_location v[CAP_MAX_CHANGES_OF_POSITION]; };

struct cap_mid_call_control {
	bool present;
	struct cap_int minimum_number_of_digits, maximum_number_of_digits;
	struct cap_octets end_of_reply_digit, cancel_digit, start_digit;	/*!< a digit an octet: 0b *, 0c # */
	struct cap_int inter_digit_timeout;					/*!< seconds */
};

struct cap_dp_criteria_alt {
	bool present;
	struct cap_change_of_position_control change_of_position_control_info;
	struct cap_int number_of_digits, inter_digit_timeout;
};

struct cap_dp_criteria {
	enum { CAP_DP_NONE, CAP_DP_APPLICATION_TIMER, CAP_DP_MID_CALL_CONTROL, CAP_DP_ALT } sel;
	union {
		struct cap_int application_timer;	/*!< no answer, seconds */
		struct cap_mid_call_control mid_call_control_info;
		struct cap_dp_criteria_alt dp_specific_criteria_alt;
	};
};

struct cap_bcsm_event {
	struct cap_int event_type_bcsm;		/*!< enum cap_event_type */
	struct cap_int monitor_mode;		/*!< enum cap_monitor_mode */
	struct cap_leg_id leg_id;
	struct cap_dp_criteria dp_specific_criteria;
	struct cap_null automatic_rearm;	/*!< phase 4 */
};

#define CAP_MAX_BCSM_EVENTS 30
struct cap_request_report_bcsm_event {
	struct cap_extensions extensions;
	struct cap_bcsm_events { uint8_t n; struct cap_bcsm_event v[CAP_MAX_BCSM_EVENTS]; } bcsm_events;
};
extern const struct cap_type cap_request_report_bcsm_event_type;

/*! Empties the argument without touching 10 kB: zero each event as it is added. */
static inline void cap_request_report_bcsm_event_clear(struct cap_request_report_bcsm_event *arg)
{
	arg->extensions.n = 0;
	arg->bcsm_events.n = 0;
}
