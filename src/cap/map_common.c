/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Types that several MAP operations share; bounds are those of TS 29.002 17.7. CSIs are in map_csi.c. */
#include "map_common.h"

/* ---- octets ---- */

const struct cap_type map_ss_code = CAP_OCTETS("SS-Code", 1, 1, CAP_PRINT_PLAIN);
const struct cap_type map_ss_status = CAP_OCTETS("SS-Status", 1, 1, CAP_PRINT_PLAIN);
const struct cap_type map_ext_ss_status = CAP_OCTETS("Ext-SS-Status", 1, 5, CAP_PRINT_PLAIN);
const struct cap_type map_address_string = CAP_OCTETS("AddressString", 1, 20, CAP_PRINT_ADDRESS);
const struct cap_type map_subaddress = CAP_OCTETS("ISDN-SubaddressString", 1, 21, CAP_PRINT_PLAIN);
const struct cap_type map_ftn_address = CAP_OCTETS("FTN-AddressString", 1, 15, CAP_PRINT_ADDRESS);
const struct cap_type map_forwarding_options = CAP_OCTETS("ForwardingOptions", 1, 1, CAP_PRINT_PLAIN);
const struct cap_type map_ext_forwarding_options = CAP_OCTETS("Ext-ForwOptions", 1, 5, CAP_PRINT_PLAIN);
/* NumericString */
const struct cap_type map_password = {
	.name = "Password", .kind = CAP_KIND_TEXT, .tag = 0x12, .min = 4, .max = 4, .size = sizeof(struct cap_octets),
};
/* a SEQUENCE whose inside is not ours to read */
const struct cap_type map_opaque = {
	.name = "SEQUENCE", .kind = CAP_KIND_OPAQUE, .tag = 0x30, .size = sizeof(struct cap_octets),
};
const struct cap_type map_opaque_octets = CAP_OCTETS("OCTET STRING", 0, 255, CAP_PRINT_PLAIN);
const struct cap_type map_offered_camel4_csis = CAP_BITS("OfferedCamel4CSIs", 7, 16);

/* ---- numbers and enumerations ---- */

const struct cap_type map_no_reply_time = CAP_INTEGER("NoReplyConditionTime", 5, 30);
const struct cap_type map_ext_no_reply_time = CAP_INTEGER("Ext-NoRepCondTime", 1, 100);
const struct cap_type map_priority = CAP_INTEGER("EMLPP-Priority", 0, 15);
const struct cap_type map_mc_bearers = CAP_INTEGER("MC-Bearers", 1, 7);
const struct cap_type map_wrong_password_attempts = CAP_INTEGER("WrongPasswordAttemptsCounter", 0, 4);

static const struct cap_name modification_names[] = { { 0, "deactivate" }, { 1, "activate" } };
const struct cap_type map_modification = CAP_ENUMERATED("ModificationInstruction", modification_names);

static const struct cap_name requested_csi_names[] = {
	{ 0, "o-CSI" }, { 1, "t-CSI" }, { 2, "vt-CSI" }, { 3, "tif-CSI" }, { 4, "gprs-CSI" }, { 5, "mo-sms-CSI" },
	{ 6, "ss-CSI" }, { 7, "m-CSI" }, { 8, "d-csi" },
};
const struct cap_type map_requested_csi = CAP_ENUMERATED("RequestedCAMEL-SubscriptionInfo", requested_csi_names);

static const struct cap_name additional_requested_csi_names[] = {
	{ 0, "mt-sms-CSI" }, { 1, "mg-csi" }, { 2, "o-IM-CSI" }, { 3, "d-IM-CSI" }, { 4, "vt-IM-CSI" },
};
const struct cap_type map_additional_requested_csi =
	CAP_ENUMERATED("AdditionalRequestedCAMEL-SubscriptionInfo", additional_requested_csi_names);

/* ---- SubscriberIdentity ---- */

static const struct cap_member identity[] = {
	CAP_ALTERNATIVE(MAP_IDENTITY_IMSI, "imsi", 0x80, struct map_subscriber_identity, id, asn_imsi),
	CAP_ALTERNATIVE(MAP_IDENTITY_MSISDN, "msisdn", 0x81, struct map_subscriber_identity, id, asn_isdn_address),
};
const struct cap_type map_subscriber_identity =
	CAP_CHOICE("SubscriberIdentity", struct map_subscriber_identity, identity);

/* ---- forwarding, 17.7.1 and 17.7.4 ---- */

#define FEATURE struct map_ext_forwarding_feature
static const struct cap_member forwarding_feature[] = {
	CAP_OPTIONAL("basicService", 0, FEATURE, basic_service, asn_ext_basic_service),
	CAP_MANDATORY("ss-Status", 0x84, FEATURE, ss_status, map_ext_ss_status),
	CAP_OPTIONAL("forwardedToNumber", 0x85, FEATURE, forwarded_to_number, asn_isdn_address),
	CAP_OPTIONAL("forwardedToSubaddress", 0x88, FEATURE, forwarded_to_subaddress, map_subaddress),
	CAP_OPTIONAL("forwardingOptions", 0x86, FEATURE, forwarding_options, map_ext_forwarding_options),
	CAP_OPTIONAL("noReplyConditionTime", 0x87, FEATURE, no_reply_condition_time, map_ext_no_reply_time),
	CAP_OPTIONAL("extensionContainer", 0xa9, FEATURE, extension_container, asn_extension_container),
	CAP_OPTIONAL("longForwardedToNumber", 0x8a, FEATURE, long_forwarded_to_number, map_ftn_address),
};
static const struct cap_type forwarding_feature_type =
	CAP_ARGUMENT("Ext-ForwFeature", FEATURE, forwarding_feature, CAP_EXTENSIBLE);
const struct cap_type map_ext_forwarding_features = CAP_LIST("Ext-ForwFeatureList", 0x30, 1, MAP_MAX_EXT_FEATURES,
	struct map_ext_forwarding_features, forwarding_feature_type);

#define FOR_CSE struct map_forwarding_for_cse
static const struct cap_member forwarding_for_cse[] = {
	CAP_MANDATORY("ss-Code", 0x80, FOR_CSE, ss_code, map_ss_code),
	CAP_MANDATORY("forwardingFeatureList", 0xa1, FOR_CSE, forwarding_feature_list, map_ext_forwarding_features),
	CAP_OPTIONAL("notificationToCSE", 0x82, FOR_CSE, notification_to_cse, asn_null),
	CAP_OPTIONAL("extensionContainer", 0xa3, FOR_CSE, extension_container, asn_extension_container),
};
const struct cap_type map_forwarding_for_cse =
	CAP_SEQUENCE("Ext-ForwardingInfoFor-CSE", FOR_CSE, forwarding_for_cse, CAP_EXTENSIBLE);

#define FORWARDING struct map_forwarding_data
static const struct cap_member forwarding_data[] = {
	CAP_OPTIONAL("forwardedToNumber", 0x85, FORWARDING, forwarded_to_number, asn_isdn_address),
	CAP_OPTIONAL("forwardedToSubaddress", 0x84, FORWARDING, forwarded_to_subaddress, map_subaddress),
	CAP_OPTIONAL("forwardingOptions", 0x86, FORWARDING, forwarding_options, map_forwarding_options),
	CAP_OPTIONAL("extensionContainer", 0xa7, FORWARDING, extension_container, asn_extension_container),
	CAP_OPTIONAL("longForwardedToNumber", 0x88, FORWARDING, long_forwarded_to_number, map_ftn_address),
};
const struct cap_type map_forwarding_data = CAP_SEQUENCE("ForwardingData", FORWARDING, forwarding_data, CAP_EXTENSIBLE);

/* ---- barring ---- */

#define BARRING struct map_ext_barring_feature
static const struct cap_member barring_feature[] = {
	CAP_OPTIONAL("basicService", 0, BARRING, basic_service, asn_ext_basic_service),
	CAP_MANDATORY("ss-Status", 0x84, BARRING, ss_status, map_ext_ss_status),
	CAP_OPTIONAL("extensionContainer", 0x30, BARRING, extension_container, asn_extension_container),
};
static const struct cap_type barring_feature_type =
	CAP_ARGUMENT("Ext-CallBarringFeature", BARRING, barring_feature, CAP_EXTENSIBLE);
const struct cap_type map_ext_barring_features = CAP_LIST("Ext-CallBarFeatureList", 0x30, 1, MAP_MAX_EXT_FEATURES,
	struct map_ext_barring_features, barring_feature_type);

#define BARRED struct map_barring_for_cse
static const struct cap_member barring_for_cse[] = {
	CAP_MANDATORY("ss-Code", 0x80, BARRED, ss_code, map_ss_code),
	CAP_MANDATORY("callBarringFeatureList", 0xa1, BARRED, call_barring_feature_list, map_ext_barring_features),
	CAP_OPTIONAL("password", 0x82, BARRED, password, map_password),
	CAP_OPTIONAL("wrongPasswordAttemptsCounter", 0x83, BARRED, wrong_password_attempts_counter,
		     map_wrong_password_attempts),
	CAP_OPTIONAL("notificationToCSE", 0x84, BARRED, notification_to_cse, asn_null),
	CAP_OPTIONAL("extensionContainer", 0xa5, BARRED, extension_container, asn_extension_container),
};
const struct cap_type map_barring_for_cse =
	CAP_SEQUENCE("Ext-CallBarringInfoFor-CSE", BARRED, barring_for_cse, CAP_EXTENSIBLE);

static const struct cap_type odb_general = CAP_BITS("ODB-GeneralData", 15, 32);
static const struct cap_type odb_hplmn = CAP_BITS("ODB-HPLMN-Data", 4, 32);
#define ODB struct map_odb_data
static const struct cap_member odb_data[] = {
	CAP_MANDATORY("odb-GeneralData", 0x03, ODB, odb_general_data, odb_general),
	CAP_OPTIONAL("odb-HPLMN-Data", 0x03, ODB, odb_hplmn_data, odb_hplmn),
	CAP_OPTIONAL("extensionContainer", 0x30, ODB, extension_container, asn_extension_container),
};
const struct cap_type map_odb_data = CAP_SEQUENCE("ODB-Data", ODB, odb_data, CAP_EXTENSIBLE);

#define ODB_INFO struct map_odb_info
static const struct cap_member odb_info[] = {
	CAP_MANDATORY("odb-Data", 0x30, ODB_INFO, odb_data, map_odb_data),
	CAP_OPTIONAL("notificationToCSE", 0x05, ODB_INFO, notification_to_cse, asn_null),
	CAP_OPTIONAL("extensionContainer", 0x30, ODB_INFO, extension_container, asn_extension_container),
};
const struct cap_type map_odb_info = CAP_SEQUENCE("ODB-Info", ODB_INFO, odb_info, CAP_EXTENSIBLE);

/* ---- where a subscriber is, 17.7.1 ---- */

static const struct cap_name domain_names[] = { { 0, "cs-Domain" }, { 1, "ps-Domain" } };
static const struct cap_type domain = CAP_ENUMERATED("DomainType", domain_names);
static const struct cap_type requested_nodes = CAP_BITS("RequestedNodes", 1, 8);

#define REQUESTED struct map_requested_info
static const struct cap_member requested_info[] = {
	CAP_OPTIONAL("locationInformation", 0x80, REQUESTED, location_information, asn_null),
	CAP_OPTIONAL("subscriberState", 0x81, REQUESTED, subscriber_state, asn_null),
	CAP_OPTIONAL("extensionContainer", 0xa2, REQUESTED, extension_container, asn_extension_container),
	CAP_OPTIONAL("currentLocation", 0x83, REQUESTED, current_location, asn_null),
	CAP_OPTIONAL("requestedDomain", 0x84, REQUESTED, requested_domain, domain),
	CAP_OPTIONAL("imei", 0x86, REQUESTED, imei, asn_null),
	CAP_OPTIONAL("ms-classmark", 0x85, REQUESTED, ms_classmark, asn_null),
	CAP_OPTIONAL("mnpRequestedInfo", 0x87, REQUESTED, mnp_requested_info, asn_null),
	CAP_OPTIONAL("locationInformationEPS-Supported", 0x8b, REQUESTED, location_information_eps_supported, asn_null),
	CAP_OPTIONAL("t-adsData", 0x88, REQUESTED, t_ads_data, asn_null),
	CAP_OPTIONAL("requestedNodes", 0x89, REQUESTED, requested_nodes, requested_nodes),
	CAP_OPTIONAL("servingNodeIndication", 0x8a, REQUESTED, serving_node_indication, asn_null),
	CAP_OPTIONAL("localTimeZoneRequest", 0x8c, REQUESTED, local_time_zone_request, asn_null),
};
const struct cap_type map_requested_info = CAP_SEQUENCE("RequestedInfo", REQUESTED, requested_info, CAP_EXTENSIBLE);

/* IMEI, TimeZone and their like: no more than octets here. */
#define INFO struct map_subscriber_info
static const struct cap_member subscriber_info[] = {
	CAP_OPTIONAL("locationInformation", 0xa0, INFO, location_information, asn_location_information),
	CAP_OPTIONAL("subscriberState", 0xa1, INFO, subscriber_state, asn_subscriber_state),
	CAP_OPTIONAL("extensionContainer", 0xa2, INFO, extension_container, asn_extension_container),
	CAP_OPTIONAL("locationInformationGPRS", 0xa3, INFO, location_information_gprs, map_opaque),
	CAP_OPTIONAL("ps-SubscriberState", 0xa4, INFO, ps_subscriber_state, map_opaque),
	CAP_OPTIONAL("imei", 0x85, INFO, imei, map_opaque_octets),
	CAP_OPTIONAL("ms-Classmark2", 0x86, INFO, ms_classmark2, map_opaque_octets),
	CAP_OPTIONAL("gprs-MS-Class", 0xa7, INFO, gprs_ms_class, map_opaque),
	CAP_OPTIONAL("mnpInfoRes", 0xa8, INFO, mnp_info_res, map_opaque),
	CAP_OPTIONAL("imsVoiceOverPS-SessionsIndication", 0x89, INFO, ims_voice_over_ps_sessions_indication,
		     map_opaque_octets),
	CAP_OPTIONAL("lastUE-ActivityTime", 0x8a, INFO, last_ue_activity_time, map_opaque_octets),
	CAP_OPTIONAL("lastRAT-Type", 0x8b, INFO, last_rat_type, map_opaque_octets),
	CAP_OPTIONAL("eps-SubscriberState", 0xac, INFO, eps_subscriber_state, map_opaque),
	CAP_OPTIONAL("locationInformationEPS", 0xad, INFO, location_information_eps, map_opaque),
	CAP_OPTIONAL("timeZone", 0x8e, INFO, time_zone, map_opaque_octets),
	CAP_OPTIONAL("daylightSavingTime", 0x8f, INFO, daylight_saving_time, map_opaque_octets),
};
const struct cap_type map_subscriber_info = CAP_SEQUENCE("SubscriberInfo", INFO, subscriber_info, CAP_EXTENSIBLE);
