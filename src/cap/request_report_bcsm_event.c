/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* RequestReportBCSMEvent, TS 29.078 6.1.1 and 11.37. */
#include <mpabx/cap/request_report_bcsm_event.h>

#include "common.h"

static const struct cap_type application_timer = CAP_INTEGER("ApplicationTimer", 0, 2047);
static const struct cap_type one_to_thirty = CAP_INTEGER("INTEGER", 1, 30);
static const struct cap_type digit_timeout = CAP_INTEGER("INTEGER", 1, 127);
static const struct cap_type number_of_digits = CAP_INTEGER("NumberOfDigits", 1, 255);

static const struct cap_type change_alt = CAP_SEQUENCE_EMPTY("ChangeOfLocationAlt");
#define CHANGE struct cap_change_of_location
static const struct cap_member change[] = {
	CAP_ALTERNATIVE(CAP_CHANGE_CELL_GLOBAL_ID, "cellGlobalId", 0x80, CHANGE, id, asn_cell_or_service_area),
	CAP_ALTERNATIVE(CAP_CHANGE_SERVICE_AREA_ID, "serviceAreaId", 0x81, CHANGE, id, asn_cell_or_service_area),
	CAP_ALTERNATIVE(CAP_CHANGE_LOCATION_AREA_ID, "locationAreaId", 0x82, CHANGE, id, asn_location_area),
	CAP_ALTERNATIVE(CAP_CHANGE_INTER_SYSTEM_HAND_OVER, "inter-SystemHandOver", 0x83, CHANGE, null, asn_null),
	CAP_ALTERNATIVE(CAP_CHANGE_INTER_PLMN_HAND_OVER, "inter-PLMNHandOver", 0x84, CHANGE, null, asn_null),
	CAP_ALTERNATIVE(CAP_CHANGE_INTER_MSC_HAND_OVER, "inter-MSCHandOver", 0x85, CHANGE, null, asn_null),
	CAP_ALTERNATIVE(CAP_CHANGE_ALT, "changeOfLocationAlt", 0xa6, CHANGE, alt, change_alt),
};
static const struct cap_type change_type = CAP_CHOICE("ChangeOfLocation", CHANGE, change);
static const struct cap_type change_control = CAP_LIST("ChangeOfPositionControlInfo", 0x30, 1,
	CAP_MAX_CHANGES_OF_POSITION, struct cap_change_of_position_control, change_type);

#define MID_CALL struct cap_mid_call_control
static const struct cap_member mid_call[] = {
	CAP_OPTIONAL("minimumNumberOfDigits", 0x80, MID_CALL, minimum_number_of_digits, one_to_thirty),
	CAP_OPTIONAL("maximumNumberOfDigits", 0x81, MID_CALL, maximum_number_of_digits, one_to_thirty),
	CAP_OPTIONAL("endOfReplyDigit", 0x82, MID_CALL, end_of_reply_digit, asn_control_digit),
	CAP_OPTIONAL("cancelDigit", 0x83, MID_CALL, cancel_digit, asn_control_digit),
	CAP_OPTIONAL("startDigit", 0x84, MID_CALL, start_digit, asn_control_digit),
	CAP_OPTIONAL("interDigitTimeout", 0x86, MID_CALL, inter_digit_timeout, digit_timeout),
};
static const struct cap_type mid_call_type = CAP_SEQUENCE("MidCallControlInfo", MID_CALL, mid_call, CAP_EXTENSIBLE);

#define ALT struct cap_dp_criteria_alt
static const struct cap_member alt[] = {
	CAP_OPTIONAL("changeOfPositionControlInfo", 0xa0, ALT, change_of_position_control_info, change_control),
	CAP_OPTIONAL("numberOfDigits", 0x81, ALT, number_of_digits, number_of_digits),
	CAP_OPTIONAL("interDigitTimeout", 0x82, ALT, inter_digit_timeout, digit_timeout),
};
static const struct cap_type alt_type = CAP_SEQUENCE("DpSpecificCriteriaAlt", ALT, alt, CAP_EXTENSIBLE);

#define CRITERIA struct cap_dp_criteria
static const struct cap_member criteria[] = {
	CAP_ALTERNATIVE(CAP_DP_APPLICATION_TIMER, "applicationTimer", 0x81, CRITERIA, application_timer,
			application_timer),
	CAP_ALTERNATIVE(CAP_DP_MID_CALL_CONTROL, "midCallControlInfo", 0xa2, CRITERIA,
			mid_call_control_info, mid_call_type),
	CAP_ALTERNATIVE(CAP_DP_ALT, "dpSpecificCriteriaAlt", 0xa3, CRITERIA, dp_specific_criteria_alt,
			alt_type),
};
static const struct cap_type criteria_type = CAP_CHOICE("DpSpecificCriteria", CRITERIA, criteria);

#define EVENT struct cap_bcsm_event
static const struct cap_member event[] = {
	CAP_MANDATORY("eventTypeBCSM", 0x80, EVENT, event_type_bcsm, asn_event_type_bcsm),
	CAP_MANDATORY("monitorMode", 0x81, EVENT, monitor_mode, asn_monitor_mode),
	CAP_OPTIONAL("legID", 0xa2, EVENT, leg_id, asn_leg_id),
	CAP_OPTIONAL("dpSpecificCriteria", 0xbe, EVENT, dp_specific_criteria, criteria_type),
	CAP_OPTIONAL_IN(CAP_V4_ON, "automaticRearm", 0x9f32, EVENT, automatic_rearm, asn_null),
};
static const struct cap_type event_type = CAP_ARGUMENT("BCSMEvent", EVENT, event, CAP_EXTENSIBLE);
static const struct cap_type events_type =
	CAP_LIST("BCSMEvents", 0x30, 1, CAP_MAX_BCSM_EVENTS, struct cap_bcsm_events, event_type);

#define RRB struct cap_request_report_bcsm_event
static const struct cap_member members[] = {
	CAP_MANDATORY("bcsmEvents", 0xa0, RRB, bcsm_events, events_type),
	CAP_OPTIONAL("extensions", 0xa2, RRB, extensions, asn_extensions),
};
const struct cap_type cap_request_report_bcsm_event_type =
	CAP_ARGUMENT("RequestReportBCSMEventArg", RRB, members, CAP_EXTENSIBLE);
