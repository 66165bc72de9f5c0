/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* anyTimeSubscriptionInterrogation, TS 29.002 17.7.1. */
#include <mpabx/cap/map_any_time_subscription_interrogation.h>

#include "map_ss.h"

/* SS-ForBS-Code as a member */
#define REQUESTED_SS struct map_requested_ss_info
static const struct cap_member requested_ss[] = {
	CAP_MANDATORY("ss-Code", 0x04, REQUESTED_SS, v.ss_code, map_ss_code),
	CAP_OPTIONAL("basicService", 0, REQUESTED_SS, v.basic_service, map_basic_service),
	CAP_OPTIONAL("longFTN-Supported", 0x84, REQUESTED_SS, v.long_ftn_supported, asn_null),
};
static const struct cap_type requested_ss_type =
	CAP_SEQUENCE("SS-ForBS-Code", REQUESTED_SS, requested_ss, CAP_EXTENSIBLE);

#define REQUESTED struct map_requested_subscription_info
static const struct cap_member requested[] = {
	CAP_OPTIONAL("requestedSS-Info", 0xa1, REQUESTED, requested_ss_info, requested_ss_type),
	CAP_OPTIONAL("odb", 0x82, REQUESTED, odb, asn_null),
	CAP_OPTIONAL("requestedCAMEL-SubscriptionInfo", 0x83, REQUESTED, requested_camel_subscription_info,
		     map_requested_csi),
	CAP_OPTIONAL("supportedVLR-CAMEL-Phases", 0x84, REQUESTED, supported_vlr_camel_phases, asn_null),
	CAP_OPTIONAL("supportedSGSN-CAMEL-Phases", 0x85, REQUESTED, supported_sgsn_camel_phases, asn_null),
	CAP_OPTIONAL("extensionContainer", 0xa6, REQUESTED, extension_container, asn_extension_container),
	CAP_OPTIONAL("additionalRequestedCAMEL-SubscriptionInfo", 0x87, REQUESTED,
		     additional_requested_camel_subscription_info, map_additional_requested_csi),
	CAP_OPTIONAL("msisdn-BS-List", 0x88, REQUESTED, msisdn_bs_list, asn_null),
	CAP_OPTIONAL("csg-SubscriptionDataRequested", 0x89, REQUESTED, csg_subscription_data_requested, asn_null),
	CAP_OPTIONAL("cw-Info", 0x8a, REQUESTED, cw_info, asn_null),
	CAP_OPTIONAL("clip-Info", 0x8b, REQUESTED, clip_info, asn_null),
	CAP_OPTIONAL("clir-Info", 0x8c, REQUESTED, clir_info, asn_null),
	CAP_OPTIONAL("hold-Info", 0x8d, REQUESTED, hold_info, asn_null),
	CAP_OPTIONAL("ect-Info", 0x8e, REQUESTED, ect_info, asn_null),
};
static const struct cap_type requested_type =
	CAP_SEQUENCE("RequestedSubscriptionInfo", REQUESTED, requested, CAP_EXTENSIBLE);

#define ARG struct map_any_time_subscription_interrogation
static const struct cap_member argument[] = {
	CAP_MANDATORY("subscriberIdentity", 0xa0, ARG, subscriber_identity, map_subscriber_identity),
	CAP_MANDATORY("requestedSubscriptionInfo", 0xa1, ARG, requested_subscription_info, requested_type),
	CAP_MANDATORY("gsmSCF-Address", 0x82, ARG, gsm_scf_address, asn_isdn_address),
	CAP_OPTIONAL("extensionContainer", 0xa3, ARG, extension_container, asn_extension_container),
	CAP_OPTIONAL("longFTN-Supported", 0x84, ARG, long_ftn_supported, asn_null),
};
const struct cap_type map_any_time_subscription_interrogation_type =
	CAP_ARGUMENT("AnyTimeSubscriptionInterrogationArg", ARG, argument, CAP_EXTENSIBLE);

#define FORWARDING struct map_call_forwarding_data
static const struct cap_member forwarding[] = {
	CAP_MANDATORY("forwardingFeatureList", 0x30, FORWARDING, forwarding_feature_list, map_ext_forwarding_features),
	CAP_OPTIONAL("notificationToCSE", 0x05, FORWARDING, notification_to_cse, asn_null),
	CAP_OPTIONAL("extensionContainer", 0xa0, FORWARDING, extension_container, asn_extension_container),
};
static const struct cap_type forwarding_type =
	CAP_SEQUENCE("CallForwardingData", FORWARDING, forwarding, CAP_EXTENSIBLE);

#define BARRING struct map_call_barring_data
static const struct cap_member barring[] = {
	CAP_MANDATORY("callBarringFeatureList", 0x30, BARRING, call_barring_feature_list, map_ext_barring_features),
	CAP_OPTIONAL("password", 0x12, BARRING, password, map_password),
	CAP_OPTIONAL("wrongPasswordAttemptsCounter", 0x02, BARRING, wrong_password_attempts_counter,
		     map_wrong_password_attempts),
	CAP_OPTIONAL("notificationToCSE", 0x05, BARRING, notification_to_cse, asn_null),
	CAP_OPTIONAL("extensionContainer", 0x30, BARRING, extension_container, asn_extension_container),
};
static const struct cap_type barring_type = CAP_SEQUENCE("CallBarringData", BARRING, barring, CAP_EXTENSIBLE);

#define RES struct map_any_time_subscription_interrogation_res
static const struct cap_member result[] = {
	CAP_OPTIONAL("callForwardingData", 0xa1, RES, call_forwarding_data, forwarding_type),
	CAP_OPTIONAL("callBarringInfo", 0xa2, RES, call_barring_info, barring_type),
	CAP_OPTIONAL("odb-Info", 0xa3, RES, odb_info, map_odb_info),
	CAP_OPTIONAL("camel-SubscriptionInfo", 0xa4, RES, camel_subscription_info, map_camel_subscription_info),
	CAP_OPTIONAL("supportedVLR-CAMEL-Phases", 0x85, RES, supported_vlr_camel_phases, asn_camel_phases),
	CAP_OPTIONAL("supportedSGSN-CAMEL-Phases", 0x86, RES, supported_sgsn_camel_phases, asn_camel_phases),
	CAP_OPTIONAL("extensionContainer", 0xa7, RES, extension_container, asn_extension_container),
	CAP_OPTIONAL("offeredCamel4CSIsInVLR", 0x88, RES, offered_camel4_csis_in_vlr, map_offered_camel4_csis),
	CAP_OPTIONAL("offeredCamel4CSIsInSGSN", 0x89, RES, offered_camel4_csis_in_sgsn, map_offered_camel4_csis),
	CAP_OPTIONAL("msisdn-BS-List", 0xaa, RES, msisdn_bs_list, map_opaque),
	CAP_OPTIONAL("csg-SubscriptionDataList", 0xab, RES, csg_subscription_data_list, map_opaque),
	CAP_OPTIONAL("cw-Data", 0xac, RES, cw_data, map_opaque),
	CAP_OPTIONAL("ch-Data", 0xad, RES, ch_data, map_opaque),
	CAP_OPTIONAL("clip-Data", 0xae, RES, clip_data, map_opaque),
	CAP_OPTIONAL("clir-Data", 0xaf, RES, clir_data, map_opaque),
	CAP_OPTIONAL("ect-data", 0xb0, RES, ect_data, map_opaque),
};
const struct cap_type map_any_time_subscription_interrogation_res_type =
	CAP_ARGUMENT("AnyTimeSubscriptionInterrogationRes", RES, result, CAP_EXTENSIBLE);
