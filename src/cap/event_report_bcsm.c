/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* EventReportBCSM, TS 29.078 6.1.1 and 11.25. */
#include <mpabx/cap/event_report_bcsm.h>

#include "common.h"

/* ---- what is said of each event ---- */

static const struct cap_member failure_cause[] = {
	CAP_OPTIONAL("failureCause", 0x80, struct cap_event_cause, cause, asn_cause),
};
static const struct cap_type failure = CAP_SEQUENCE("SEQUENCE", struct cap_event_cause, failure_cause, CAP_EXTENSIBLE);

static const struct cap_member busy_cause[] = {
	CAP_OPTIONAL("busyCause", 0x80, struct cap_event_cause, cause, asn_cause),
};
static const struct cap_type o_busy = CAP_SEQUENCE("SEQUENCE", struct cap_event_cause, busy_cause, CAP_EXTENSIBLE);

static const struct cap_member release_cause[] = {
	CAP_OPTIONAL("releaseCause", 0x80, struct cap_event_cause, cause, asn_cause),
};
static const struct cap_type disconnect =
	CAP_SEQUENCE("SEQUENCE", struct cap_event_cause, release_cause, CAP_EXTENSIBLE);

static const struct cap_type no_info = CAP_SEQUENCE_EMPTY("SEQUENCE");

#define ANSWER struct cap_event_answer
static const struct cap_member answer_members[] = {
	CAP_OPTIONAL("destinationAddress", 0x9f32, ANSWER, destination_address, asn_called_party_number),
	CAP_OPTIONAL("or-Call", 0x9f33, ANSWER, or_call, asn_null),
	CAP_OPTIONAL("forwardedCall", 0x9f34, ANSWER, forwarded_call, asn_null),
	CAP_OPTIONAL("chargeIndicator", 0x9f35, ANSWER, charge_indicator, asn_octet),
	CAP_OPTIONAL("ext-basicServiceCode", 0xbf36, ANSWER, ext_basic_service_code, asn_ext_basic_service),
	CAP_OPTIONAL("ext-basicServiceCode2", 0xbf37, ANSWER, ext_basic_service_code2, asn_ext_basic_service),
};
static const struct cap_type answer = CAP_SEQUENCE("SEQUENCE", ANSWER, answer_members, CAP_EXTENSIBLE);

static const struct cap_member mid_call_events[] = {
	CAP_ALTERNATIVE(CAP_MID_CALL_DIGITS_COMPLETED, "dTMFDigitsCompleted", 0x83, struct cap_mid_call_events, digits,
			asn_generic_digits),
	CAP_ALTERNATIVE(CAP_MID_CALL_DIGITS_TIMEOUT, "dTMFDigitsTimeOut", 0x84, struct cap_mid_call_events, digits,
			asn_generic_digits),
};
static const struct cap_type mid_call_events_type =
	CAP_CHOICE("MidCallEvents", struct cap_mid_call_events, mid_call_events);
static const struct cap_member mid_call_members[] = {
	CAP_OPTIONAL("midCallEvents", 0xa1, struct cap_event_mid_call, mid_call_events, mid_call_events_type),
};
static const struct cap_type mid_call =
	CAP_SEQUENCE("SEQUENCE", struct cap_event_mid_call, mid_call_members, CAP_EXTENSIBLE);

#define T_FAILURE struct cap_event_t_failure
static const struct cap_member t_busy_members[] = {
	CAP_OPTIONAL("busyCause", 0x80, T_FAILURE, busy_cause, asn_cause),
	CAP_OPTIONAL("callForwarded", 0x9f32, T_FAILURE, call_forwarded, asn_null),
	CAP_OPTIONAL("routeNotPermitted", 0x9f33, T_FAILURE, route_not_permitted, asn_null),
	CAP_OPTIONAL("forwardingDestinationNumber", 0x9f34, T_FAILURE, forwarding_destination_number,
		     asn_called_party_number),
};
static const struct cap_type t_busy = CAP_SEQUENCE("SEQUENCE", T_FAILURE, t_busy_members, CAP_EXTENSIBLE);

static const struct cap_member t_no_answer_members[] = {
	CAP_OPTIONAL("callForwarded", 0x9f32, T_FAILURE, call_forwarded, asn_null),
	CAP_OPTIONAL("forwardingDestinationNumber", 0x9f34, T_FAILURE, forwarding_destination_number,
		     asn_called_party_number),
};
static const struct cap_type t_no_answer = CAP_SEQUENCE("SEQUENCE", T_FAILURE, t_no_answer_members, CAP_EXTENSIBLE);

static const struct cap_member abandon_members[] = {
	CAP_OPTIONAL("routeNotPermitted", 0x9f32, struct cap_event_abandon, route_not_permitted, asn_null),
};
static const struct cap_type abandon =
	CAP_SEQUENCE("SEQUENCE", struct cap_event_abandon, abandon_members, CAP_EXTENSIBLE);

/* ---- places ---- */

static const struct cap_type met_alt = CAP_SEQUENCE_EMPTY("MetDPCriterionAlt");
#define MET struct cap_met_dp_criterion
static const struct cap_member met[] = {
	CAP_ALTERNATIVE(CAP_MET_ENTERING_CELL, "enteringCellGlobalId", 0x80, MET, id, asn_cell_or_service_area),
	CAP_ALTERNATIVE(CAP_MET_LEAVING_CELL, "leavingCellGlobalId", 0x81, MET, id, asn_cell_or_service_area),
	CAP_ALTERNATIVE(CAP_MET_ENTERING_SERVICE_AREA, "enteringServiceAreaId", 0x82, MET, id,
			asn_cell_or_service_area),
	CAP_ALTERNATIVE(CAP_MET_LEAVING_SERVICE_AREA, "leavingServiceAreaId", 0x83, MET, id, asn_cell_or_service_area),
	CAP_ALTERNATIVE(CAP_MET_ENTERING_LOCATION_AREA, "enteringLocationAreaId", 0x84, MET, id, asn_location_area),
	CAP_ALTERNATIVE(CAP_MET_LEAVING_LOCATION_AREA, "leavingLocationAreaId", 0x85, MET, id, asn_location_area),
	CAP_ALTERNATIVE(CAP_MET_HAND_OVER_TO_UMTS, "inter-SystemHandOverToUMTS", 0x86, MET, null, asn_null),
	CAP_ALTERNATIVE(CAP_MET_HAND_OVER_TO_GSM, "inter-SystemHandOverToGSM", 0x87, MET, null, asn_null),
	CAP_ALTERNATIVE(CAP_MET_INTER_PLMN_HAND_OVER, "inter-PLMNHandOver", 0x88, MET, null, asn_null),
	CAP_ALTERNATIVE(CAP_MET_INTER_MSC_HAND_OVER, "inter-MSCHandOver", 0x89, MET, null, asn_null),
	CAP_ALTERNATIVE(CAP_MET_ALT, "metDPCriterionAlt", 0xaa, MET, alt, met_alt),
};
static const struct cap_type met_type = CAP_CHOICE("MetDPCriterion", MET, met);
static const struct cap_type met_list =
	CAP_LIST("MetDPCriteriaList", 0x30, 1, CAP_MAX_MET_CRITERIA, struct cap_met_dp_criteria, met_type);

#define LOCATION struct cap_event_location
static const struct cap_member location_members[] = {
	CAP_OPTIONAL("locationInformation", 0xbf32, LOCATION, location_information, asn_location_information),
};
static const struct cap_type location = CAP_SEQUENCE("SEQUENCE", LOCATION, location_members, CAP_EXTENSIBLE);

static const struct cap_member position_members[] = {
	CAP_OPTIONAL("locationInformation", 0xbf32, LOCATION, location_information, asn_location_information),
	CAP_OPTIONAL("metDPCriteriaList", 0xbf33, LOCATION, met_dp_criteria_list, met_list),
};
static const struct cap_type position = CAP_SEQUENCE("SEQUENCE", LOCATION, position_members, CAP_EXTENSIBLE);

/* ---- DpSpecificInfoAlt ---- */

static const struct cap_name initiator_names[] = { { 0, "a-side" }, { 1, "b-side" } };
static const struct cap_type initiator = CAP_ENUMERATED("InitiatorOfServiceChange", initiator_names);
static const struct cap_name nature_names[] = { { 0, "userInitiated" }, { 1, "networkInitiated" } };
static const struct cap_type nature = CAP_ENUMERATED("NatureOfServiceChange", nature_names);

#define SERVICE_CHANGE struct cap_event_service_change
static const struct cap_member service_change_members[] = {
	CAP_OPTIONAL("ext-basicServiceCode", 0xa0, SERVICE_CHANGE, ext_basic_service_code, asn_ext_basic_service),
	CAP_OPTIONAL("initiatorOfServiceChange", 0x81, SERVICE_CHANGE, initiator_of_service_change, initiator),
	CAP_OPTIONAL("natureOfServiceChange", 0x82, SERVICE_CHANGE, nature_of_service_change, nature),
};
static const struct cap_type service_change =
	CAP_SEQUENCE("SEQUENCE", SERVICE_CHANGE, service_change_members, CAP_EXTENSIBLE);

static const struct cap_member collected_members[] = {
	CAP_OPTIONAL("calledPartyNumber", 0x80, struct cap_event_collected_info, called_party_number,
		     asn_called_party_number),
};
static const struct cap_type collected =
	CAP_SEQUENCE("SEQUENCE", struct cap_event_collected_info, collected_members, CAP_EXTENSIBLE);

#define ALT struct cap_event_alt
static const struct cap_member alt_members[] = {
	CAP_OPTIONAL("oServiceChangeSpecificInfo", 0xa0, ALT, o_service_change, service_change),
	CAP_OPTIONAL("tServiceChangeSpecificInfo", 0xa1, ALT, t_service_change, service_change),
	CAP_OPTIONAL("collectedInfoSpecificInfo", 0xa2, ALT, collected_info, collected),
};
static const struct cap_type alt = CAP_SEQUENCE("DpSpecificInfoAlt", ALT, alt_members, CAP_EXTENSIBLE);

/* ---- the report ---- */

#define SPECIFIC struct cap_event_specific_information
static const struct cap_member specific[] = {
	CAP_ALTERNATIVE(CAP_SPECIFIC_ROUTE_SELECT_FAILURE, "routeSelectFailureSpecificInfo", 0xa2, SPECIFIC,
			route_select_failure, failure),
	CAP_ALTERNATIVE(CAP_SPECIFIC_O_CALLED_PARTY_BUSY, "oCalledPartyBusySpecificInfo", 0xa3, SPECIFIC,
			o_called_party_busy, o_busy),
	CAP_ALTERNATIVE(CAP_SPECIFIC_O_NO_ANSWER, "oNoAnswerSpecificInfo", 0xa4, SPECIFIC, o_no_answer, no_info),
	CAP_ALTERNATIVE(CAP_SPECIFIC_O_ANSWER, "oAnswerSpecificInfo", 0xa5, SPECIFIC, o_answer, answer),
	CAP_ALTERNATIVE(CAP_SPECIFIC_O_MID_CALL, "oMidCallSpecificInfo", 0xa6, SPECIFIC, o_mid_call, mid_call),
	CAP_ALTERNATIVE(CAP_SPECIFIC_O_DISCONNECT, "oDisconnectSpecificInfo", 0xa7, SPECIFIC,
			o_disconnect, disconnect),
	CAP_ALTERNATIVE(CAP_SPECIFIC_T_BUSY, "tBusySpecificInfo", 0xa8, SPECIFIC, t_busy, t_busy),
	CAP_ALTERNATIVE(CAP_SPECIFIC_T_NO_ANSWER, "tNoAnswerSpecificInfo", 0xa9, SPECIFIC, t_no_answer, t_no_answer),
	CAP_ALTERNATIVE(CAP_SPECIFIC_T_ANSWER, "tAnswerSpecificInfo", 0xaa, SPECIFIC, t_answer, answer),
	CAP_ALTERNATIVE(CAP_SPECIFIC_T_MID_CALL, "tMidCallSpecificInfo", 0xab, SPECIFIC, t_mid_call, mid_call),
	CAP_ALTERNATIVE(CAP_SPECIFIC_T_DISCONNECT, "tDisconnectSpecificInfo", 0xac, SPECIFIC,
			t_disconnect, disconnect),
	CAP_ALTERNATIVE(CAP_SPECIFIC_O_TERM_SEIZED, "oTermSeizedSpecificInfo", 0xad, SPECIFIC,
			o_term_seized, location),
	CAP_ALTERNATIVE(CAP_SPECIFIC_CALL_ACCEPTED, "callAcceptedSpecificInfo", 0xb4, SPECIFIC,
			call_accepted, location),
	CAP_ALTERNATIVE(CAP_SPECIFIC_O_ABANDON, "oAbandonSpecificInfo", 0xb5, SPECIFIC, o_abandon, abandon),
	CAP_ALTERNATIVE(CAP_SPECIFIC_O_CHANGE_OF_POSITION, "oChangeOfPositionSpecificInfo", 0xbf32,
			SPECIFIC, o_change_of_position, position),
	CAP_ALTERNATIVE(CAP_SPECIFIC_T_CHANGE_OF_POSITION, "tChangeOfPositionSpecificInfo", 0xbf33,
			SPECIFIC, t_change_of_position, position),
	CAP_ALTERNATIVE(CAP_SPECIFIC_ALT, "dpSpecificInfoAlt", 0xbf34, SPECIFIC, dp_specific_info_alt, alt),
};
static const struct cap_type specific_type = CAP_CHOICE("EventSpecificInformationBCSM", SPECIFIC, specific);

static const struct cap_name message_type_names[] = {
	{ CAP_MESSAGE_REQUEST, "request" }, { CAP_MESSAGE_NOTIFICATION, "notification" },
};
static const struct cap_type message_type = CAP_ENUMERATED("MessageType", message_type_names);
static const struct cap_member misc_call_info[] = {
	CAP_MANDATORY("messageType", 0x80, struct cap_misc_call_info, message_type, message_type),
};
static const struct cap_type misc_call_info_type =
	CAP_SEQUENCE("MiscCallInfo", struct cap_misc_call_info, misc_call_info, CAP_EXTENSIBLE);

#define ERB struct cap_event_report_bcsm
static const struct cap_member members[] = {
	CAP_MANDATORY("eventTypeBCSM", 0x80, ERB, event_type_bcsm, asn_event_type_bcsm),
	CAP_OPTIONAL("eventSpecificInformationBCSM", 0xa2, ERB, event_specific_information_bcsm, specific_type),
	CAP_OPTIONAL("legID", 0xa3, ERB, leg_id, asn_receiving_side),
	CAP_OPTIONAL("miscCallInfo", 0xa4, ERB, misc_call_info, misc_call_info_type),
	CAP_OPTIONAL("extensions", 0xa5, ERB, extensions, asn_extensions),
};
const struct cap_type cap_event_report_bcsm_type = CAP_ARGUMENT("EventReportBCSMArg", ERB, members, CAP_EXTENSIBLE);
