/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Types that several operations share; bounds are those of TS 29.078 5.5 (cAPSpecificBoundSet) and TS 29.002 17.7. */
#include "common.h"

#define INTEGER4_MAX 2147483647

const struct cap_type asn_null = {
	.name = "NULL", .kind = CAP_KIND_NULL, .tag = 0x05, .size = sizeof(struct cap_null),
};
const struct cap_type asn_boolean = {
	.name = "BOOLEAN", .kind = CAP_KIND_BOOLEAN, .tag = 0x01, .size = sizeof(struct cap_bool),
};
const struct cap_type asn_octet = CAP_OCTETS("OCTET", 1, 1, CAP_PRINT_PLAIN);
const struct cap_type asn_service_key = CAP_INTEGER("ServiceKey", 0, INTEGER4_MAX);
const struct cap_type asn_integer4 = CAP_INTEGER("Integer4", 0, INTEGER4_MAX);
const struct cap_type asn_invoke_id = CAP_INTEGER("InvokeID", -128, 127);
const struct cap_type asn_call_segment_id = CAP_INTEGER("CallSegmentID", 1, 127);

static const struct cap_name event_names[] = {
	{ CAP_EVENT_COLLECTED_INFO, "collectedInfo" },
	{ CAP_EVENT_ANALYZED_INFORMATION, "analyzedInformation" },
	{ CAP_EVENT_ROUTE_SELECT_FAILURE, "routeSelectFailure" },
	{ CAP_EVENT_O_CALLED_PARTY_BUSY, "oCalledPartyBusy" },
	{ CAP_EVENT_O_NO_ANSWER, "oNoAnswer" },
	{ CAP_EVENT_O_ANSWER, "oAnswer" },
	{ CAP_EVENT_O_MID_CALL, "oMidCall" },
	{ CAP_EVENT_O_DISCONNECT, "oDisconnect" },
	{ CAP_EVENT_O_ABANDON, "oAbandon" },
	{ CAP_EVENT_TERM_ATTEMPT_AUTHORIZED, "termAttemptAuthorized" },
	{ CAP_EVENT_T_BUSY, "tBusy" },
	{ CAP_EVENT_T_NO_ANSWER, "tNoAnswer" },
	{ CAP_EVENT_T_ANSWER, "tAnswer" },
	{ CAP_EVENT_T_MID_CALL, "tMidCall" },
	{ CAP_EVENT_T_DISCONNECT, "tDisconnect" },
	{ CAP_EVENT_T_ABANDON, "tAbandon" },
	{ CAP_EVENT_O_TERM_SEIZED, "oTermSeized" },
	{ CAP_EVENT_CALL_ACCEPTED, "callAccepted" },
	{ CAP_EVENT_O_CHANGE_OF_POSITION, "oChangeOfPosition" },
	{ CAP_EVENT_T_CHANGE_OF_POSITION, "tChangeOfPosition" },
	{ CAP_EVENT_O_SERVICE_CHANGE, "oServiceChange" },
	{ CAP_EVENT_T_SERVICE_CHANGE, "tServiceChange" },
};
const struct cap_type asn_event_type_bcsm = CAP_ENUMERATED("EventTypeBCSM", event_names);

static const struct cap_name monitor_names[] = {
	{ CAP_MONITOR_INTERRUPTED, "interrupted" },
	{ CAP_MONITOR_NOTIFY_AND_CONTINUE, "notifyAndContinue" },
	{ CAP_MONITOR_TRANSPARENT, "transparent" },
};
const struct cap_type asn_monitor_mode = CAP_ENUMERATED("MonitorMode", monitor_names);

static const struct cap_name requested_information_names[] = {
	{ 0, "callAttemptElapsedTime" }, { 1, "callStopTime" }, { 2, "callConnectedElapsedTime" },
	{ 30, "releaseCause" },
};
const struct cap_type asn_requested_information_type =
	CAP_ENUMERATED("RequestedInformationType", requested_information_names);

/* ---- numbers ---- */

const struct cap_type asn_called_party_number = CAP_OCTETS("CalledPartyNumber", 2, 18, CAP_PRINT_CALLED);
const struct cap_type asn_calling_party_number = CAP_OCTETS("CallingPartyNumber", 2, 10, CAP_PRINT_CALLING);
const struct cap_type asn_original_called_party_id =
	CAP_OCTETS("OriginalCalledPartyID", 2, 10, CAP_PRINT_ORIGINAL_CALLED);
const struct cap_type asn_redirecting_party_id = CAP_OCTETS("RedirectingPartyID", 2, 10, CAP_PRINT_REDIRECTING);
const struct cap_type asn_location_number = CAP_OCTETS("LocationNumber", 2, 10, CAP_PRINT_LOCATION);
const struct cap_type asn_generic_number = CAP_OCTETS("GenericNumber", 3, 11, CAP_PRINT_GENERIC_NUMBER);
/* Digits is Generic Number in some parameters and Generic Digits in others (TS 29.078 5.1) */
const struct cap_type asn_number_digits = CAP_OCTETS("Digits", 2, 16, CAP_PRINT_GENERIC_NUMBER);
const struct cap_type asn_generic_digits = CAP_OCTETS("Digits", 2, 16, CAP_PRINT_GENERIC_DIGITS);
const struct cap_type asn_isdn_address = CAP_OCTETS("ISDN-AddressString", 1, 9, CAP_PRINT_ADDRESS);
const struct cap_type asn_bcd_number = CAP_OCTETS("CalledPartyBCDNumber", 1, 41, CAP_PRINT_BCD);
const struct cap_type asn_imsi = CAP_OCTETS("IMSI", 3, 8, CAP_PRINT_IMSI);
const struct cap_type asn_destination_routing_address =
	CAP_LIST("DestinationRoutingAddress", 0x30, 1, 1, struct cap_destination_routing_address,
		 asn_called_party_number);
const struct cap_type asn_generic_numbers =
	CAP_LIST("GenericNumbers", 0x31, 1, CAP_MAX_GENERIC_NUMBERS, struct cap_generic_numbers, asn_generic_number);

/* ---- other octets ---- */

const struct cap_type asn_cause = CAP_OCTETS("Cause", 2, 32, CAP_PRINT_CAUSE);
const struct cap_type asn_alerting_pattern = CAP_OCTETS("AlertingPattern", 3, 3, CAP_PRINT_PLAIN);
const struct cap_type asn_carrier = CAP_OCTETS("Carrier", 4, 4, CAP_PRINT_PLAIN);
const struct cap_type asn_cug_interlock = CAP_OCTETS("CUG-Interlock", 4, 4, CAP_PRINT_PLAIN);
const struct cap_type asn_redirection_information = CAP_OCTETS("RedirectionInformation", 2, 2, CAP_PRINT_PLAIN);
const struct cap_type asn_two_octets = CAP_OCTETS("OCTETS", 2, 2, CAP_PRINT_PLAIN);
const struct cap_type asn_call_reference = CAP_OCTETS("CallReferenceNumber", 1, 8, CAP_PRINT_PLAIN);
const struct cap_type asn_date_and_time = CAP_OCTETS("DateAndTime", 7, 7, CAP_PRINT_PLAIN);
const struct cap_type asn_cell_or_service_area =
	CAP_OCTETS("CellGlobalIdOrServiceAreaIdFixedLength", 7, 7, CAP_PRINT_PLAIN);
const struct cap_type asn_location_area = CAP_OCTETS("LAIFixedLength", 5, 5, CAP_PRINT_PLAIN);
const struct cap_type asn_scf_id = CAP_OCTETS("ScfID", 2, 25, CAP_PRINT_PLAIN);
const struct cap_type asn_ip_ssp_capabilities = CAP_OCTETS("IPSSPCapabilities", 1, 4, CAP_PRINT_PLAIN);
/* one digit an octet: 0b is *, 0c is # */
const struct cap_type asn_control_digit = CAP_OCTETS("OCTETS", 1, 2, CAP_PRINT_PLAIN);
const struct cap_type asn_camel_phases = CAP_BITS("SupportedCamelPhases", 1, 16);
const struct cap_type asn_camel4_functionalities = CAP_BITS("OfferedCamel4Functionalities", 15, 64);
const struct cap_type asn_extension_container = {
	.name = "ExtensionContainer", .kind = CAP_KIND_OPAQUE, .tag = 0x30, .size = sizeof(struct cap_octets),
};

/* ---- extensions ---- */

static const struct cap_type extension_field = {
	.name = "ExtensionField", .kind = CAP_KIND_EXTENSION, .tag = 0x30, .size = sizeof(struct cap_octets),
};
const struct cap_type asn_extensions =
	CAP_LIST("Extensions", 0x30, 1, CAP_MAX_EXTENSIONS, struct cap_extensions, extension_field);

/* ---- legs ---- */

static const struct cap_member leg_id[] = {
	CAP_ALTERNATIVE(CAP_LEG_SENDING, "sendingSideID", 0x80, struct cap_leg_id, id, asn_octet),
	CAP_ALTERNATIVE(CAP_LEG_RECEIVING, "receivingSideID", 0x81, struct cap_leg_id, id, asn_octet),
};
const struct cap_type asn_leg_id = CAP_CHOICE("LegID", struct cap_leg_id, leg_id);

static const struct cap_member sending_side[] = {
	CAP_ALTERNATIVE(CAP_LEG_SENDING, "sendingSideID", 0x80, struct cap_leg_id, id, asn_octet),
};
const struct cap_type asn_sending_side = CAP_CHOICE("SendingSideID", struct cap_leg_id, sending_side);

static const struct cap_member receiving_side[] = {
	CAP_ALTERNATIVE(CAP_LEG_RECEIVING, "receivingSideID", 0x81, struct cap_leg_id, id, asn_octet),
};
const struct cap_type asn_receiving_side = CAP_CHOICE("ReceivingSideID", struct cap_leg_id, receiving_side);

static const struct cap_member leg_or_call_segment[] = {
	CAP_ALTERNATIVE(CAP_CALL_SEGMENT, "callSegmentID", 0x80, struct cap_leg_or_call_segment, call_segment_id,
			asn_call_segment_id),
	CAP_ALTERNATIVE(CAP_LEG, "legID", 0xa1, struct cap_leg_or_call_segment, leg_id, asn_leg_id),
};
const struct cap_type asn_leg_or_call_segment =
	CAP_CHOICE("LegOrCallSegment", struct cap_leg_or_call_segment, leg_or_call_segment);

static const struct cap_member charging_address[] = {
	CAP_ALTERNATIVE(CAP_CHARGING_LEG, "legID", 0xa2, struct cap_charging_address, leg_id, asn_leg_id),
	CAP_ALTERNATIVE(CAP_CHARGING_SRF, "srfConnection", 0x9f32, struct cap_charging_address, srf_connection,
			asn_call_segment_id),
};
const struct cap_type asn_charging_address =
	CAP_CHOICE("AChChargingAddress", struct cap_charging_address, charging_address);

/* ---- ServiceInteractionIndicatorsTwo ---- */

static const struct cap_name bothway_names[] = {
	{ CAP_BOTHWAY_PATH_REQUIRED, "bothwayPathRequired" },
	{ CAP_BOTHWAY_PATH_NOT_REQUIRED, "bothwayPathNotRequired" },
};
static const struct cap_type bothway = CAP_ENUMERATED("BothwayThroughConnectionInd", bothway_names);

static const struct cap_name connected_number_names[] = {
	{ 0, "noINImpact" }, { 1, "presentationRestricted" }, { 2, "presentCalledINNumber" },
	{ 3, "presentCallINNumberRestricted" },
};
static const struct cap_type connected_number = CAP_ENUMERATED("ConnectedNumberTreatmentInd", connected_number_names);

#define FORWARD struct cap_forward_interaction
static const struct cap_member forward_members[] = {
	CAP_OPTIONAL("conferenceTreatmentIndicator", 0x81, FORWARD, conference_treatment_indicator, asn_octet),
	CAP_OPTIONAL("callDiversionTreatmentIndicator", 0x82, FORWARD, call_diversion_treatment_indicator, asn_octet),
	CAP_OPTIONAL("callingPartyRestrictionIndicator", 0x84, FORWARD,
		     calling_party_restriction_indicator, asn_octet),
};
static const struct cap_type forward_interaction =
	CAP_SEQUENCE("ForwardServiceInteractionInd", FORWARD, forward_members, CAP_EXTENSIBLE);

#define BACKWARD struct cap_backward_interaction
static const struct cap_member backward_members[] = {
	CAP_OPTIONAL("conferenceTreatmentIndicator", 0x81, BACKWARD, conference_treatment_indicator, asn_octet),
	CAP_OPTIONAL("callCompletionTreatmentIndicator", 0x82, BACKWARD,
		     call_completion_treatment_indicator, asn_octet),
};
static const struct cap_type backward_interaction =
	CAP_SEQUENCE("BackwardServiceInteractionInd", BACKWARD, backward_members, CAP_EXTENSIBLE);

#define SII2 struct cap_service_interaction
static const struct cap_member service_interaction[] = {
	CAP_OPTIONAL("forwardServiceInteractionInd", 0xa0, SII2, forward_service_interaction_ind, forward_interaction),
	CAP_OPTIONAL("backwardServiceInteractionInd", 0xa1, SII2, backward_service_interaction_ind,
		     backward_interaction),
	CAP_OPTIONAL("bothwayThroughConnectionInd", 0x82, SII2, bothway_through_connection_ind, bothway),
	CAP_OPTIONAL("connectedNumberTreatmentInd", 0x84, SII2, connected_number_treatment_ind, connected_number),
	CAP_OPTIONAL("nonCUGCall", 0x8d, SII2, non_cug_call, asn_null),
	CAP_OPTIONAL("holdTreatmentIndicator", 0x9f32, SII2, hold_treatment_indicator, asn_octet),
	CAP_OPTIONAL("cwTreatmentIndicator", 0x9f33, SII2, cw_treatment_indicator, asn_octet),
	CAP_OPTIONAL("ectTreatmentIndicator", 0x9f34, SII2, ect_treatment_indicator, asn_octet),
};
const struct cap_type asn_service_interaction =
	CAP_SEQUENCE("ServiceInteractionIndicatorsTwo", SII2, service_interaction, CAP_EXTENSIBLE);

/* ---- bearer and service ---- */

static const struct cap_type bearer_cap = CAP_OCTETS("BearerCap", 2, 11, CAP_PRINT_PLAIN);
static const struct cap_member bearer_capability[] = {
	CAP_ALTERNATIVE(CAP_BEARER_CAP, "bearerCap", 0x80, struct cap_bearer_capability, bearer_cap, bearer_cap),
};
const struct cap_type asn_bearer_capability =
	CAP_CHOICE("BearerCapability", struct cap_bearer_capability, bearer_capability);

static const struct cap_type ext_service = CAP_OCTETS("Ext-ServiceCode", 1, 5, CAP_PRINT_PLAIN);
static const struct cap_member ext_basic_service[] = {
	CAP_ALTERNATIVE(CAP_EXT_BEARER_SERVICE, "ext-BearerService", 0x82, struct cap_ext_basic_service,
			ext_bearer_service, ext_service),
	CAP_ALTERNATIVE(CAP_EXT_TELESERVICE, "ext-Teleservice", 0x83, struct cap_ext_basic_service, ext_teleservice,
			ext_service),
};
const struct cap_type asn_ext_basic_service =
	CAP_CHOICE("Ext-BasicServiceCode", struct cap_ext_basic_service, ext_basic_service);

/* ---- the subscriber ---- */

static const struct cap_name not_reachable_names[] = {
	{ 0, "msPurged" }, { 1, "imsiDetached" }, { 2, "restrictedArea" }, { 3, "notRegistered" },
};
static const struct cap_type not_reachable = CAP_ENUMERATED("NotReachableReason", not_reachable_names);

#define STATE struct cap_subscriber_state
static const struct cap_member subscriber_state[] = {
	CAP_ALTERNATIVE(CAP_SUBSCRIBER_ASSUMED_IDLE, "assumedIdle", 0x80, STATE, null, asn_null),
	CAP_ALTERNATIVE(CAP_SUBSCRIBER_CAMEL_BUSY, "camelBusy", 0x81, STATE, null, asn_null),
	CAP_ALTERNATIVE(CAP_SUBSCRIBER_NOT_REACHABLE, "netDetNotReachable", 0x0a, STATE, net_det_not_reachable,
			not_reachable),
	CAP_ALTERNATIVE(CAP_SUBSCRIBER_NOT_PROVIDED, "notProvidedFromVLR", 0x82, STATE, null, asn_null),
};
const struct cap_type asn_subscriber_state = CAP_CHOICE("SubscriberState", STATE, subscriber_state);

static const struct cap_member cell_or_lai[] = {
	CAP_ALTERNATIVE(CAP_LOCATION_CELL_OR_SERVICE_AREA, "cellGlobalIdOrServiceAreaIdFixedLength", 0x80,
			struct cap_cell_or_lai, cell_global_id_or_service_area_id, asn_cell_or_service_area),
	CAP_ALTERNATIVE(CAP_LOCATION_LAI, "laiFixedLength", 0x81, struct cap_cell_or_lai, lai, asn_location_area),
};
static const struct cap_type cell_or_lai_type =
	CAP_CHOICE("CellGlobalIdOrServiceAreaIdOrLAI", struct cap_cell_or_lai, cell_or_lai);

static const struct cap_type age = CAP_INTEGER("AgeOfLocationInformation", 0, 32767);
static const struct cap_type geographical = CAP_OCTETS("GeographicalInformation", 8, 8, CAP_PRINT_PLAIN);
static const struct cap_type geodetic = CAP_OCTETS("GeodeticInformation", 10, 10, CAP_PRINT_PLAIN);
static const struct cap_type lsa_identity = CAP_OCTETS("LSAIdentity", 3, 3, CAP_PRINT_PLAIN);

#define LOCATION struct cap_location_information
static const struct cap_member location_information[] = {
	CAP_OPTIONAL("ageOfLocationInformation", 0x02, LOCATION, age_of_location_information, age),
	CAP_OPTIONAL("geographicalInformation", 0x80, LOCATION, geographical_information, geographical),
	CAP_OPTIONAL("vlr-number", 0x81, LOCATION, vlr_number, asn_isdn_address),
	CAP_OPTIONAL("locationNumber", 0x82, LOCATION, location_number, asn_location_number),
	CAP_OPTIONAL("cellGlobalIdOrServiceAreaIdOrLAI", 0xa3, LOCATION, cell_global_id_or_service_area_id_or_lai,
		     cell_or_lai_type),
	CAP_OPTIONAL("extensionContainer", 0xa4, LOCATION, extension_container, asn_extension_container),
	CAP_OPTIONAL("selectedLSA-Id", 0x85, LOCATION, selected_lsa_id, lsa_identity),
	CAP_OPTIONAL("msc-Number", 0x86, LOCATION, msc_number, asn_isdn_address),
	CAP_OPTIONAL("geodeticInformation", 0x87, LOCATION, geodetic_information, geodetic),
	CAP_OPTIONAL("currentLocationRetrieved", 0x88, LOCATION, current_location_retrieved, asn_null),
	CAP_OPTIONAL("sai-Present", 0x89, LOCATION, sai_present, asn_null),
};
const struct cap_type asn_location_information =
	CAP_SEQUENCE("LocationInformation", LOCATION, location_information, CAP_EXTENSIBLE);

/* ---- tones, North America ---- */

static const struct cap_type one_to_three = CAP_INTEGER("INTEGER", 1, 3);
static const struct cap_type one_to_twenty = CAP_INTEGER("INTEGER", 1, 20);
static const struct cap_type burst_interval = CAP_INTEGER("INTEGER", 1, 1200);
static const struct cap_member burst[] = {
	CAP_OPTIONAL("numberOfBursts", 0x80, struct cap_burst, number_of_bursts, one_to_three),
	CAP_OPTIONAL("burstInterval", 0x81, struct cap_burst, burst_interval, burst_interval),
	CAP_OPTIONAL("numberOfTonesInBurst", 0x82, struct cap_burst, number_of_tones_in_burst, one_to_three),
	CAP_OPTIONAL("toneDuration", 0x83, struct cap_burst, tone_duration, one_to_twenty),
	CAP_OPTIONAL("toneInterval", 0x84, struct cap_burst, tone_interval, one_to_twenty),
};
const struct cap_type asn_burst = CAP_SEQUENCE("Burst", struct cap_burst, burst, CAP_EXTENSIBLE);

static const struct cap_type naea_cic = CAP_OCTETS("NAEA-CIC", 3, 3, CAP_PRINT_PLAIN);
static const struct cap_type na_charge_number = CAP_OCTETS("NAChargeNumber", 2, 7, CAP_PRINT_PLAIN);
static const struct cap_member na_carrier[] = {
	CAP_OPTIONAL("naCarrierId", 0x80, struct cap_na_carrier, na_carrier_id, naea_cic),
	CAP_OPTIONAL("naCICSelectionType", 0x81, struct cap_na_carrier, na_cic_selection_type, asn_octet),
};
const struct cap_type asn_na_carrier =
	CAP_SEQUENCE("NACarrierInformation", struct cap_na_carrier, na_carrier, CAP_EXTENSIBLE);
static const struct cap_member na_info[] = {
	CAP_OPTIONAL("naCarrierInformation", 0xa0, struct cap_na_info, na_carrier_information, asn_na_carrier),
	CAP_OPTIONAL("naOliInfo", 0x81, struct cap_na_info, na_oli_info, asn_octet),
	CAP_OPTIONAL("naChargeNumber", 0x82, struct cap_na_info, na_charge_number, na_charge_number),
};
const struct cap_type asn_na_info = CAP_SEQUENCE("NA-Info", struct cap_na_info, na_info, CAP_EXTENSIBLE);
