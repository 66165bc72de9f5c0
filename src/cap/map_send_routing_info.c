/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sendRoutingInfo, version 3: TS 29.002 10.1 and 17.7.3. Versions 1 and 2 have another result and are not spoken. */
#include <mpabx/cap/map_send_routing_info.h>

#include "map_common.h"

static const struct cap_type number_of_forwarding = CAP_INTEGER("NumberOfForwarding", 1, 5);
static const struct cap_type phase = CAP_INTEGER("OR-Phase", 1, 127);
static const struct cap_type ist_support = CAP_OCTETS("IST-SupportIndicator", 1, 1, CAP_PRINT_PLAIN);
static const struct cap_type map_alerting_pattern = CAP_OCTETS("AlertingPattern", 1, 1, CAP_PRINT_PLAIN);
static const struct cap_name interrogation_names[] = {
	{ MAP_BASIC_CALL, "basicCall" }, { MAP_FORWARDING, "forwarding" },
};
static const struct cap_type interrogation_type = CAP_ENUMERATED("InterrogationType", interrogation_names);
static const struct cap_name reason_names[] = { { 0, "notReachable" }, { 1, "busy" }, { 2, "noReply" } };
static const struct cap_type forwarding_reason = CAP_ENUMERATED("ForwardingReason", reason_names);

#define CAMEL struct map_camel_info
static const struct cap_member camel_info[] = {
	CAP_MANDATORY("supportedCamelPhases", 0x03, CAMEL, supported_camel_phases, asn_camel_phases),
	CAP_OPTIONAL("suppress-T-CSI", 0x05, CAMEL, suppress_t_csi, asn_null),
	CAP_OPTIONAL("extensionContainer", 0x30, CAMEL, extension_container, asn_extension_container),
	CAP_OPTIONAL("offeredCamel4CSIs", 0x80, CAMEL, offered_camel4_csis, map_offered_camel4_csis),
};
static const struct cap_type camel_info_type = CAP_SEQUENCE("CamelInfo", CAMEL, camel_info, CAP_EXTENSIBLE);

#define ARG struct map_send_routing_info
static const struct cap_member argument[] = {
	CAP_MANDATORY("msisdn", 0x80, ARG, msisdn, asn_isdn_address),
	CAP_OPTIONAL("cug-CheckInfo", 0xa1, ARG, cug_check_info, map_opaque),
	CAP_OPTIONAL("numberOfForwarding", 0x82, ARG, number_of_forwarding, number_of_forwarding),
	CAP_MANDATORY("interrogationType", 0x83, ARG, interrogation_type, interrogation_type),
	CAP_OPTIONAL("or-Interrogation", 0x84, ARG, or_interrogation, asn_null),
	CAP_OPTIONAL("or-Capability", 0x85, ARG, or_capability, phase),
	CAP_MANDATORY("gmsc-OrGsmSCF-Address", 0x86, ARG, gmsc_or_gsm_scf_address, asn_isdn_address),
	CAP_OPTIONAL("callReferenceNumber", 0x87, ARG, call_reference_number, asn_call_reference),
	CAP_OPTIONAL("forwardingReason", 0x88, ARG, forwarding_reason, forwarding_reason),
	CAP_OPTIONAL("basicServiceGroup", 0xa9, ARG, basic_service_group, asn_ext_basic_service),
	CAP_OPTIONAL("networkSignalInfo", 0xaa, ARG, network_signal_info, map_opaque),
	CAP_OPTIONAL("camelInfo", 0xab, ARG, camel_info, camel_info_type),
	CAP_OPTIONAL("suppressionOfAnnouncement", 0x8c, ARG, suppression_of_announcement, asn_null),
	CAP_OPTIONAL("extensionContainer", 0xad, ARG, extension_container, asn_extension_container),
	CAP_OPTIONAL("alertingPattern", 0x8e, ARG, alerting_pattern, map_alerting_pattern),
	CAP_OPTIONAL("ccbs-Call", 0x8f, ARG, ccbs_call, asn_null),
	CAP_OPTIONAL("supportedCCBS-Phase", 0x90, ARG, supported_ccbs_phase, phase),
	CAP_OPTIONAL("additionalSignalInfo", 0xb1, ARG, additional_signal_info, map_opaque),
	CAP_OPTIONAL("istSupportIndicator", 0x92, ARG, ist_support_indicator, ist_support),
	CAP_OPTIONAL("pre-pagingSupported", 0x93, ARG, pre_paging_supported, asn_null),
	CAP_OPTIONAL("callDiversionTreatmentIndicator", 0x94, ARG, call_diversion_treatment_indicator, asn_octet),
	CAP_OPTIONAL("longFTN-Supported", 0x95, ARG, long_ftn_supported, asn_null),
	CAP_OPTIONAL("suppress-VT-CSI", 0x96, ARG, suppress_vt_csi, asn_null),
	CAP_OPTIONAL("suppressIncomingCallBarring", 0x97, ARG, suppress_incoming_call_barring, asn_null),
	CAP_OPTIONAL("gsmSCF-InitiatedCall", 0x98, ARG, gsm_scf_initiated_call, asn_null),
	CAP_OPTIONAL("basicServiceGroup2", 0xb9, ARG, basic_service_group2, asn_ext_basic_service),
	CAP_OPTIONAL("networkSignalInfo2", 0xba, ARG, network_signal_info2, map_opaque),
	CAP_OPTIONAL("suppressMTSS", 0x9b, ARG, suppress_mtss, map_opaque_octets),
	CAP_OPTIONAL("mtRoamingRetrySupported", 0x9c, ARG, mt_roaming_retry_supported, asn_null),
	CAP_OPTIONAL("callPriority", 0x9d, ARG, call_priority, map_priority),
};
const struct cap_type map_send_routing_info_type = CAP_ARGUMENT("SendRoutingInfoArg", ARG, argument, CAP_EXTENSIBLE);

/* ---- result ---- */

#define ROUTING struct map_routing_info
static const struct cap_member routing[] = {
	CAP_ALTERNATIVE(MAP_ROUTING_ROAMING_NUMBER, "roamingNumber", 0x04, ROUTING, roaming_number, asn_isdn_address),
	CAP_ALTERNATIVE(MAP_ROUTING_FORWARDING, "forwardingData", 0x30, ROUTING, forwarding_data, map_forwarding_data),
};
static const struct cap_type routing_type = CAP_CHOICE("RoutingInfo", ROUTING, routing);

#define GMSC struct map_gmsc_camel_subscription_info
static const struct cap_member gmsc[] = {
	CAP_OPTIONAL("t-CSI", 0xa0, GMSC, t_csi, map_t_csi),
	CAP_OPTIONAL("o-CSI", 0xa1, GMSC, o_csi, map_o_csi),
	CAP_OPTIONAL("extensionContainer", 0xa2, GMSC, extension_container, asn_extension_container),
	CAP_OPTIONAL("o-BcsmCamelTDP-CriteriaList", 0xa3, GMSC, o_bcsm_camel_tdp_criteria_list, map_opaque),
	CAP_OPTIONAL("t-BCSM-CAMEL-TDP-CriteriaList", 0xa4, GMSC, t_bcsm_camel_tdp_criteria_list, map_opaque),
	CAP_OPTIONAL("d-csi", 0xa5, GMSC, d_csi, map_d_csi),
};
static const struct cap_type gmsc_type = CAP_SEQUENCE("GmscCamelSubscriptionInfo", GMSC, gmsc, CAP_EXTENSIBLE);

#define CAMEL_ROUTING struct map_camel_routing_info
static const struct cap_member camel_routing[] = {
	CAP_OPTIONAL("forwardingData", 0x30, CAMEL_ROUTING, forwarding_data, map_forwarding_data),
	CAP_MANDATORY("gmscCamelSubscriptionInfo", 0xa0, CAMEL_ROUTING, gmsc_camel_subscription_info, gmsc_type),
	CAP_OPTIONAL("extensionContainer", 0xa1, CAMEL_ROUTING, extension_container, asn_extension_container),
};
static const struct cap_type camel_routing_type =
	CAP_SEQUENCE("CamelRoutingInfo", CAMEL_ROUTING, camel_routing, CAP_EXTENSIBLE);

#define EXTENDED struct map_extended_routing_info
static const struct cap_member extended[] = {
	CAP_ALTERNATIVE(MAP_EXTENDED_ROUTING_INFO, "routingInfo", 0, EXTENDED, routing_info, routing_type),
	CAP_ALTERNATIVE(MAP_EXTENDED_CAMEL, "camelRoutingInfo", 0xa8, EXTENDED, camel_routing_info, camel_routing_type),
};
static const struct cap_type extended_type = CAP_CHOICE("ExtendedRoutingInfo", EXTENDED, extended);

static const struct cap_type ss_list = CAP_LIST("SS-List", 0x30, 1, 30, struct map_ss_list, map_ss_code);
static const struct cap_type ist_timer = CAP_INTEGER("IST-AlertTimerValue", 15, 255);
static const struct cap_type allowed_services = CAP_BITS("AllowedServices", 2, 8);
static const struct cap_name portability_names[] = {
	{ 0, "notKnownToBePorted" }, { 1, "ownNumberPortedOut" }, { 2, "foreignNumberPortedToForeignNetwork" },
	{ 4, "ownNumberNotPortedOut" }, { 5, "foreignNumberPortedIn" },
};
static const struct cap_type portability = CAP_ENUMERATED("NumberPortabilityStatus", portability_names);
static const struct cap_name unavailability_names[] = {
	{ 1, "bearerServiceNotProvisioned" }, { 2, "teleserviceNotProvisioned" }, { 3, "absentSubscriber" },
	{ 4, "busySubscriber" }, { 5, "callBarred" }, { 6, "cug-Reject" },
};
static const struct cap_type unavailability = CAP_ENUMERATED("UnavailabilityCause", unavailability_names);

#define RES struct map_send_routing_info_res
static const struct cap_member result[] = {
	CAP_OPTIONAL("imsi", 0x89, RES, imsi, asn_imsi),
	CAP_OPTIONAL("extendedRoutingInfo", 0, RES, extended_routing_info, extended_type),
	CAP_OPTIONAL("cug-CheckInfo", 0xa3, RES, cug_check_info, map_opaque),
	CAP_OPTIONAL("cugSubscriptionFlag", 0x86, RES, cug_subscription_flag, asn_null),
	CAP_OPTIONAL("subscriberInfo", 0xa7, RES, subscriber_info, map_subscriber_info),
	CAP_OPTIONAL("ss-List", 0xa1, RES, ss_list, ss_list),
	CAP_OPTIONAL("basicService", 0xa5, RES, basic_service, asn_ext_basic_service),
	CAP_OPTIONAL("forwardingInterrogationRequired", 0x84, RES, forwarding_interrogation_required, asn_null),
	CAP_OPTIONAL("vmsc-Address", 0x82, RES, vmsc_address, asn_isdn_address),
	CAP_OPTIONAL("extensionContainer", 0xa0, RES, extension_container, asn_extension_container),
	CAP_OPTIONAL("naea-PreferredCI", 0xaa, RES, naea_preferred_ci, map_opaque),
	CAP_OPTIONAL("ccbs-Indicators", 0xab, RES, ccbs_indicators, map_opaque),
	CAP_OPTIONAL("msisdn", 0x8c, RES, msisdn, asn_isdn_address),
	CAP_OPTIONAL("numberPortabilityStatus", 0x8d, RES, number_portability_status, portability),
	CAP_OPTIONAL("istAlertTimer", 0x8e, RES, ist_alert_timer, ist_timer),
	CAP_OPTIONAL("supportedCamelPhasesInVMSC", 0x8f, RES, supported_camel_phases_in_vmsc, asn_camel_phases),
	CAP_OPTIONAL("offeredCamel4CSIsInVMSC", 0x90, RES, offered_camel4_csis_in_vmsc, map_offered_camel4_csis),
	CAP_OPTIONAL("routingInfo2", 0xb1, RES, routing_info2, routing_type),
	CAP_OPTIONAL("ss-List2", 0xb2, RES, ss_list2, ss_list),
	CAP_OPTIONAL("basicService2", 0xb3, RES, basic_service2, asn_ext_basic_service),
	CAP_OPTIONAL("allowedServices", 0x94, RES, allowed_services, allowed_services),
	CAP_OPTIONAL("unavailabilityCause", 0x95, RES, unavailability_cause, unavailability),
	CAP_OPTIONAL("releaseResourcesSupported", 0x96, RES, release_resources_supported, asn_null),
	CAP_OPTIONAL("gsm-BearerCapability", 0xb7, RES, gsm_bearer_capability, map_opaque),
};
/* [3] IMPLICIT SEQUENCE, 17.7.3 */
const struct cap_type map_send_routing_info_res_type = {
	.name = "SendRoutingInfoRes", .kind = CAP_KIND_SEQUENCE, .tag = 0xa3, .members = result,
	.count = CAP_COUNT(result), .size = sizeof(RES), .extensible = true,
};
