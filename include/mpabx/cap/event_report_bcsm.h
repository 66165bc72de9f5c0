/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file event_report_bcsm.h EventReportBCSM (TS 29.078 6.1.1): an armed detection point was met. */
#pragma once

#include "common.h"

/*! failureCause, busyCause or releaseCause. */
struct cap_event_cause { bool present; struct cap_octets cause; };

struct cap_event_no_info { bool present; };

struct cap_event_answer {
	bool present;
	struct cap_octets destination_address;
	struct cap_null or_call, forwarded_call;
	struct cap_octets charge_indicator;
	struct cap_ext_basic_service ext_basic_service_code, ext_basic_service_code2;
};

struct cap_event_mid_call {
	bool present;
	struct cap_mid_call_events {
		enum { CAP_MID_CALL_NONE, CAP_MID_CALL_DIGITS_COMPLETED, CAP_MID_CALL_DIGITS_TIMEOUT } sel;
		struct cap_octets digits;	/*!< Generic Digits */
	} mid_call_events;
};

/*! tBusy and tNoAnswer. */
struct cap_event_t_failure {
	bool present;
	struct cap_octets busy_cause;		/*!< tBusy only, with routeNotPermitted */
	struct cap_null call_forwarded, route_not_permitted;
	struct cap_octets forwarding_destination_number;
};

struct cap_event_abandon { bool present; struct cap_null route_not_permitted; };

/*! MetDPCriterion. */
struct cap_met_dp_criterion {
	enum {
		CAP_MET_NONE, CAP_MET_ENTERING_CELL, CAP_MET_LEAVING_CELL, CAP_MET_ENTERING_SERVICE_AREA,
		CAP_MET_LEAVING_SERVICE_AREA, CAP_MET_ENTERING_LOCATION_AREA, CAP_MET_LEAVING_LOCATION_AREA,
		CAP_MET_HAND_OVER_TO_UMTS, CAP_MET_HAND_OVER_TO_GSM, CAP_MET_INTER_PLMN_HAND_OVER,
		CAP_MET_INTER_MSC_HAND_OVER, CAP_MET_ALT,
	} sel;
	union {
		struct cap_octets id;		/*!< cell, service area and location area */
		struct cap_null null;		/*!< the handovers */
		struct { bool present; } alt;
	};
};
#define CAP_MAX_MET_CRITERIA 10
struct cap_met_dp_criteria { uint8_t n; struct cap_met_dp_criterion v[CAP_MAX_MET_CRITERIA]; };

/*! oTermSeized, callAccepted, o/tChangeOfPosition (the criteria only there). */
struct cap_event_location {
	bool present;
	struct cap_location_information location_information;
	struct cap_met_dp_criteria met_dp_criteria_list;
};

struct cap_event_service_change {
	bool present;
	struct cap_ext_basic_service ext_basic_service_code;
	struct cap_int initiator_of_service_change, nature_of_service_change;
};
struct cap_event_collected_info { bool present; struct cap_octets called_party_number; };
struct cap_event_alt {
	bool present;
	struct cap_event_service_change o_service_change, t_service_change;
	struct cap_event_collected_info collected_info;
};

struct cap_event_specific_information {
	enum {
		CAP_SPECIFIC_NONE, CAP_SPECIFIC_ROUTE_SELECT_FAILURE, CAP_SPECIFIC_O_CALLED_PARTY_BUSY,
		CAP_SPECIFIC_O_NO_ANSWER, CAP_SPECIFIC_O_ANSWER, CAP_SPECIFIC_O_MID_CALL, CAP_SPECIFIC_O_DISCONNECT,
		CAP_SPECIFIC_T_BUSY, CAP_SPECIFIC_T_NO_ANSWER, CAP_SPECIFIC_T_ANSWER, CAP_SPECIFIC_T_MID_CALL,
		CAP_SPECIFIC_T_DISCONNECT, CAP_SPECIFIC_O_TERM_SEIZED, CAP_SPECIFIC_CALL_ACCEPTED,
		CAP_SPECIFIC_O_ABANDON, CAP_SPECIFIC_O_CHANGE_OF_POSITION, CAP_SPECIFIC_T_CHANGE_OF_POSITION,
		CAP_SPECIFIC_ALT,
	} sel;
	union {
		struct cap_event_cause route_select_failure, o_called_party_busy, o_disconnect, t_disconnect;
		struct cap_event_no_info o_no_answer;
		struct cap_event_answer o_answer, t_answer;
		struct cap_event_mid_call o_mid_call, t_mid_call;
		struct cap_event_t_failure t_busy, t_no_answer;
		struct cap_event_location o_term_seized, call_accepted, o_change_of_position, t_change_of_position;
		struct cap_event_abandon o_abandon;
		struct cap_event_alt dp_specific_info_alt;
	};
};

enum cap_message_type { CAP_MESSAGE_REQUEST, CAP_MESSAGE_NOTIFICATION };

struct cap_event_report_bcsm {
	struct cap_int event_type_bcsm;		/*!< enum cap_event_type */
	struct cap_event_specific_information event_specific_information_bcsm;
	struct cap_leg_id leg_id;		/*!< receivingSideID */
	struct cap_misc_call_info {
		bool present;
		struct cap_int message_type;	/*!< enum cap_message_type */
	} misc_call_info;			/*!< absent: request */
	struct cap_extensions extensions;
};
extern const struct cap_type cap_event_report_bcsm_type;
