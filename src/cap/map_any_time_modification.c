/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* anyTimeModification, TS 29.002 17.7.1. */
#include <mpabx/cap/map_any_time_modification.h>

#include "map_common.h"

#define CF struct map_cf_modification
static const struct cap_member cf[] = {
	CAP_MANDATORY("ss-Code", 0x80, CF, ss_code, map_ss_code),
	CAP_OPTIONAL("basicService", 0xa1, CF, basic_service, asn_ext_basic_service),
	CAP_OPTIONAL("ss-Status", 0x82, CF, ss_status, map_ext_ss_status),
	CAP_OPTIONAL("forwardedToNumber", 0x83, CF, forwarded_to_number, map_address_string),
	CAP_OPTIONAL("forwardedToSubaddress", 0x84, CF, forwarded_to_subaddress, map_subaddress),
	CAP_OPTIONAL("noReplyConditionTime", 0x85, CF, no_reply_condition_time, map_ext_no_reply_time),
	CAP_OPTIONAL("modifyNotificationToCSE", 0x86, CF, modify_notification_to_cse, map_modification),
	CAP_OPTIONAL("extensionContainer", 0xa7, CF, extension_container, asn_extension_container),
};
static const struct cap_type cf_type = CAP_SEQUENCE("ModificationRequestFor-CF-Info", CF, cf, CAP_EXTENSIBLE);

#define CB struct map_cb_modification
static const struct cap_member cb[] = {
	CAP_MANDATORY("ss-Code", 0x80, CB, ss_code, map_ss_code),
	CAP_OPTIONAL("basicService", 0xa1, CB, basic_service, asn_ext_basic_service),
	CAP_OPTIONAL("ss-Status", 0x82, CB, ss_status, map_ext_ss_status),
	CAP_OPTIONAL("password", 0x83, CB, password, map_password),
	CAP_OPTIONAL("wrongPasswordAttemptsCounter", 0x84, CB, wrong_password_attempts_counter,
		     map_wrong_password_attempts),
	CAP_OPTIONAL("modifyNotificationToCSE", 0x85, CB, modify_notification_to_cse, map_modification),
	CAP_OPTIONAL("extensionContainer", 0xa6, CB, extension_container, asn_extension_container),
};
static const struct cap_type cb_type = CAP_SEQUENCE("ModificationRequestFor-CB-Info", CB, cb, CAP_EXTENSIBLE);

#define CSI struct map_csi_modification
static const struct cap_member csi[] = {
	CAP_MANDATORY("requestedCamel-SubscriptionInfo", 0x80, CSI, requested_camel_subscription_info, map_requested_csi),
	CAP_OPTIONAL("modifyNotificationToCSE", 0x81, CSI, modify_notification_to_cse, map_modification),
	CAP_OPTIONAL("modifyCSI-State", 0x82, CSI, modify_csi_state, map_modification),
	CAP_OPTIONAL("extensionContainer", 0xa3, CSI, extension_container, asn_extension_container),
	CAP_OPTIONAL("additionalRequestedCAMEL-SubscriptionInfo", 0x84, CSI,
		     additional_requested_camel_subscription_info, map_additional_requested_csi),
};
static const struct cap_type csi_type = CAP_SEQUENCE("ModificationRequestFor-CSI", CSI, csi, CAP_EXTENSIBLE);

#define ODB struct map_odb_modification
static const struct cap_member odb[] = {
	CAP_OPTIONAL("odb-data", 0xa0, ODB, odb_data, map_odb_data),
	CAP_OPTIONAL("modifyNotificationToCSE", 0x81, ODB, modify_notification_to_cse, map_modification),
	CAP_OPTIONAL("extensionContainer", 0xa2, ODB, extension_container, asn_extension_container),
};
static const struct cap_type odb_type = CAP_SEQUENCE("ModificationRequestFor-ODB-data", ODB, odb, CAP_EXTENSIBLE);

#define ARG struct map_any_time_modification
static const struct cap_member argument[] = {
	CAP_MANDATORY("subscriberIdentity", 0xa0, ARG, subscriber_identity, map_subscriber_identity),
	CAP_MANDATORY("gsmSCF-Address", 0x81, ARG, gsm_scf_address, asn_isdn_address),
	CAP_OPTIONAL("modificationRequestFor-CF-Info", 0xa2, ARG, modification_request_for_cf_info, cf_type),
	CAP_OPTIONAL("modificationRequestFor-CB-Info", 0xa3, ARG, modification_request_for_cb_info, cb_type),
	CAP_OPTIONAL("modificationRequestFor-CSI", 0xa4, ARG, modification_request_for_csi, csi_type),
	CAP_OPTIONAL("extensionContainer", 0xa5, ARG, extension_container, asn_extension_container),
	CAP_OPTIONAL("longFTN-Supported", 0x86, ARG, long_ftn_supported, asn_null),
	CAP_OPTIONAL("modificationRequestFor-ODB-data", 0xa7, ARG, modification_request_for_odb_data, odb_type),
	CAP_OPTIONAL("modificationRequestFor-IP-SM-GW-Data", 0xa8, ARG, for_ip_sm_gw_data, map_opaque),
	CAP_OPTIONAL("activationRequestForUE-reachability", 0x89, ARG, for_ue_reachability, map_opaque_octets),
	CAP_OPTIONAL("modificationRequestFor-CSG", 0xaa, ARG, for_csg, map_opaque),
	CAP_OPTIONAL("modificationRequestFor-CW-Data", 0xab, ARG, for_cw_data, map_opaque),
	CAP_OPTIONAL("modificationRequestFor-CLIP-Data", 0xac, ARG, for_clip_data, map_opaque),
	CAP_OPTIONAL("modificationRequestFor-CLIR-Data", 0xad, ARG, for_clir_data, map_opaque),
	CAP_OPTIONAL("modificationRequestFor-HOLD-Data", 0xae, ARG, for_hold_data, map_opaque),
	CAP_OPTIONAL("modificationRequestFor-ECT-Data", 0xaf, ARG, for_ect_data, map_opaque),
};
const struct cap_type map_any_time_modification_type =
	CAP_ARGUMENT("AnyTimeModificationArg", ARG, argument, CAP_EXTENSIBLE);

#define FOR_CSE struct map_ss_info_for_cse
static const struct cap_member for_cse[] = {
	CAP_ALTERNATIVE(MAP_SS_FOR_CSE_FORWARDING, "forwardingInfoFor-CSE", 0xa0, FOR_CSE, forwarding_info_for_cse,
			map_forwarding_for_cse),
	CAP_ALTERNATIVE(MAP_SS_FOR_CSE_BARRING, "callBarringInfoFor-CSE", 0xa1, FOR_CSE, call_barring_info_for_cse,
			map_barring_for_cse),
};
static const struct cap_type for_cse_type = CAP_CHOICE("Ext-SS-InfoFor-CSE", FOR_CSE, for_cse);

#define RES struct map_any_time_modification_res
static const struct cap_member result[] = {
	CAP_OPTIONAL("ss-InfoFor-CSE", 0xa0, RES, ss_info_for_cse, for_cse_type),
	CAP_OPTIONAL("camel-SubscriptionInfo", 0xa1, RES, camel_subscription_info, map_camel_subscription_info),
	CAP_OPTIONAL("extensionContainer", 0xa2, RES, extension_container, asn_extension_container),
	CAP_OPTIONAL("odb-Info", 0xa3, RES, odb_info, map_odb_info),
	CAP_OPTIONAL("cw-Data", 0xa4, RES, cw_data, map_opaque),
	CAP_OPTIONAL("ch-Data", 0xa5, RES, ch_data, map_opaque),
	CAP_OPTIONAL("clip-Data", 0xa6, RES, clip_data, map_opaque),
	CAP_OPTIONAL("clir-Data", 0xa7, RES, clir_data, map_opaque),
	CAP_OPTIONAL("ect-data", 0xa8, RES, ect_data, map_opaque),
	CAP_OPTIONAL("serviceCentreAddress", 0x89, RES, service_centre_address, map_address_string),
};
const struct cap_type map_any_time_modification_res_type =
	CAP_ARGUMENT("AnyTimeModificationRes", RES, result, CAP_EXTENSIBLE);
