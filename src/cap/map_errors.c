/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parameters of MAP errors, TS 29.002 17.7.7. Which error has which: map_ops.c. */
#include <mpabx/cap/map_errors.h>

#include "map_ss.h"

#define ONLY struct map_extension_only
static const struct cap_member extension_only[] = {
	CAP_OPTIONAL("extensionContainer", 0x30, ONLY, extension_container, asn_extension_container),
};
const struct cap_type map_extension_only_type = CAP_ARGUMENT("SEQUENCE", ONLY, extension_only, CAP_EXTENSIBLE);

const struct cap_type map_ss_error_status_type = CAP_OCTETS("SS-Status", 1, 1, CAP_PRINT_PLAIN);

static const struct cap_name diagnostic_names[] = {
	{ 0, "imsiUnknown" }, { 1, "gprs-eps-SubscriptionUnknown" }, { 2, "npdbMismatch" },
};
static const struct cap_type diagnostic = CAP_ENUMERATED("UnknownSubscriberDiagnostic", diagnostic_names);
#define UNKNOWN struct map_unknown_subscriber
static const struct cap_member unknown_subscriber[] = {
	CAP_OPTIONAL("extensionContainer", 0x30, UNKNOWN, extension_container, asn_extension_container),
	CAP_OPTIONAL("unknownSubscriberDiagnostic", 0x0a, UNKNOWN, unknown_subscriber_diagnostic, diagnostic),
};
const struct cap_type map_unknown_subscriber_type =
	CAP_ARGUMENT("UnknownSubscriberParam", UNKNOWN, unknown_subscriber, CAP_EXTENSIBLE);

/* ---- callBarred ---- */

static const struct cap_name barring_names[] = { { 0, "barringServiceActive" }, { 1, "operatorBarring" } };
static const struct cap_type barring_cause = CAP_ENUMERATED("CallBarringCause", barring_names);
#define BARRED_PARAM struct map_call_barred_param
static const struct cap_member barred_param[] = {
	CAP_OPTIONAL("callBarringCause", 0x0a, BARRED_PARAM, call_barring_cause, barring_cause),
	CAP_OPTIONAL("extensionContainer", 0x30, BARRED_PARAM, extension_container, asn_extension_container),
	CAP_OPTIONAL("unauthorisedMessageOriginator", 0x81, BARRED_PARAM, unauthorised_message_originator, asn_null),
	CAP_OPTIONAL("anonymousCallRejection", 0x82, BARRED_PARAM, anonymous_call_rejection, asn_null),
};
static const struct cap_type barred_param_type =
	CAP_SEQUENCE("ExtensibleCallBarredParam", BARRED_PARAM, barred_param, CAP_EXTENSIBLE);
#define BARRED struct map_call_barred
static const struct cap_member call_barred[] = {
	CAP_ALTERNATIVE(MAP_BARRED_CAUSE, "callBarringCause", 0x0a, BARRED, call_barring_cause, barring_cause),
	CAP_ALTERNATIVE(MAP_BARRED_EXTENSIBLE, "extensibleCallBarredParam", 0x30, BARRED, extensible_call_barred_param,
			barred_param_type),
};
const struct cap_type map_call_barred_type = CAP_CHOICE("CallBarredParam", BARRED, call_barred);

/* ---- supplementary services ---- */

#define INCOMPATIBLE struct map_ss_incompatibility
static const struct cap_member incompatibility[] = {
	CAP_OPTIONAL("ss-Code", 0x81, INCOMPATIBLE, ss_code, map_ss_code),
	CAP_OPTIONAL("basicService", 0, INCOMPATIBLE, basic_service, map_basic_service),
	CAP_OPTIONAL("ss-Status", 0x84, INCOMPATIBLE, ss_status, map_ss_status),
};
const struct cap_type map_ss_incompatibility_type =
	CAP_ARGUMENT("SS-IncompatibilityCause", INCOMPATIBLE, incompatibility, CAP_EXTENSIBLE);

#define FACILITY struct map_facility_not_supported
static const struct cap_member facility[] = {
	CAP_OPTIONAL("extensionContainer", 0x30, FACILITY, extension_container, asn_extension_container),
	CAP_OPTIONAL("shapeOfLocationEstimateNotSupported", 0x80, FACILITY, shape_of_location_estimate_not_supported,
		     asn_null),
	CAP_OPTIONAL("neededLcsCapabilityNotSupportedInServingNode", 0x81, FACILITY,
		     needed_lcs_capability_not_supported_in_serving_node, asn_null),
};
const struct cap_type map_facility_not_supported_type =
	CAP_ARGUMENT("FacilityNotSupParam", FACILITY, facility, CAP_EXTENSIBLE);

/* ---- the subscriber ---- */

static const struct cap_name absent_names[] = {
	{ 0, "imsiDetach" }, { 1, "restrictedArea" }, { 2, "noPageResponse" }, { 3, "purgedMS" }, { 4, "mtRoamingRetry" },
	{ 5, "busySubscriber" },
};
static const struct cap_type absent_reason = CAP_ENUMERATED("AbsentSubscriberReason", absent_names);
#define ABSENT struct map_absent_subscriber
static const struct cap_member absent[] = {
	CAP_OPTIONAL("extensionContainer", 0x30, ABSENT, extension_container, asn_extension_container),
	CAP_OPTIONAL("absentSubscriberReason", 0x80, ABSENT, absent_subscriber_reason, absent_reason),
};
const struct cap_type map_absent_subscriber_type = CAP_ARGUMENT("AbsentSubscriberParam", ABSENT, absent, CAP_EXTENSIBLE);

#define BUSY struct map_busy_subscriber
static const struct cap_member busy[] = {
	CAP_OPTIONAL("extensionContainer", 0x30, BUSY, extension_container, asn_extension_container),
	CAP_OPTIONAL("ccbs-Possible", 0x80, BUSY, ccbs_possible, asn_null),
	CAP_OPTIONAL("ccbs-Busy", 0x81, BUSY, ccbs_busy, asn_null),
};
const struct cap_type map_busy_subscriber_type = CAP_ARGUMENT("BusySubscriberParam", BUSY, busy, CAP_EXTENSIBLE);

/* ---- systemFailure, unexpectedDataValue ---- */

static const struct cap_name resource_names[] = {
	{ 0, "plmn" }, { 1, "hlr" }, { 2, "vlr" }, { 3, "pvlr" }, { 4, "controllingMSC" }, { 5, "vmsc" }, { 6, "eir" },
	{ 7, "rss" },
};
static const struct cap_type resource = CAP_ENUMERATED("NetworkResource", resource_names);
static const struct cap_name additional_names[] = {
	{ 0, "sgsn" }, { 1, "ggsn" }, { 2, "gmlc" }, { 3, "gsmSCF" }, { 4, "nplr" }, { 5, "auc" }, { 6, "ue" }, { 7, "mme" },
};
static const struct cap_type additional_resource = CAP_ENUMERATED("AdditionalNetworkResource", additional_names);
static const struct cap_name failure_names[] = { { 0, "limitReachedOnNumberOfConcurrentLocationRequests" } };
static const struct cap_type failure_cause = CAP_ENUMERATED("FailureCauseParam", failure_names);
#define FAILURE_PARAM struct map_system_failure_param
static const struct cap_member failure_param[] = {
	CAP_OPTIONAL("networkResource", 0x0a, FAILURE_PARAM, network_resource, resource),
	CAP_OPTIONAL("extensionContainer", 0x30, FAILURE_PARAM, extension_container, asn_extension_container),
	CAP_OPTIONAL("additionalNetworkResource", 0x80, FAILURE_PARAM, additional_network_resource, additional_resource),
	CAP_OPTIONAL("failureCauseParam", 0x81, FAILURE_PARAM, failure_cause_param, failure_cause),
};
static const struct cap_type failure_param_type =
	CAP_SEQUENCE("ExtensibleSystemFailureParam", FAILURE_PARAM, failure_param, CAP_EXTENSIBLE);
#define FAILURE struct map_system_failure
static const struct cap_member failure[] = {
	CAP_ALTERNATIVE(MAP_SYSTEM_FAILURE_RESOURCE, "networkResource", 0x0a, FAILURE, network_resource, resource),
	CAP_ALTERNATIVE(MAP_SYSTEM_FAILURE_EXTENSIBLE, "extensibleSystemFailureParam", 0x30, FAILURE,
			extensible_system_failure_param, failure_param_type),
};
const struct cap_type map_system_failure_type = CAP_CHOICE("SystemFailureParam", FAILURE, failure);

#define UNEXPECTED struct map_unexpected_data_value
static const struct cap_member unexpected[] = {
	CAP_OPTIONAL("extensionContainer", 0x30, UNEXPECTED, extension_container, asn_extension_container),
	CAP_OPTIONAL("unexpectedSubscriber", 0x80, UNEXPECTED, unexpected_subscriber, asn_null),
};
const struct cap_type map_unexpected_data_value_type =
	CAP_ARGUMENT("UnexpectedDataParam", UNEXPECTED, unexpected, CAP_EXTENSIBLE);
