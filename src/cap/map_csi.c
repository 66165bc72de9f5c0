/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CAMEL subscription information (TS 29.002 17.7.1): which gsmSCF a line's calls are put to, with which service key. */
#include "map_common.h"

static const struct cap_name handling_names[] = {
	{ MAP_CONTINUE_CALL, "continueCall" }, { MAP_RELEASE_CALL, "releaseCall" },
};
const struct cap_type map_default_call_handling = CAP_ENUMERATED("DefaultCallHandling", handling_names);
const struct cap_type map_camel_capability = CAP_INTEGER("CamelCapabilityHandling", 1, 16);

/* ---- O-CSI, T-CSI, VT-CSI ---- */

static const struct cap_name o_tdp_names[] = {
	{ CAP_EVENT_COLLECTED_INFO, "collectedInfo" }, { CAP_EVENT_ROUTE_SELECT_FAILURE, "routeSelectFailure" },
};
static const struct cap_type o_tdp = CAP_ENUMERATED("O-BcsmTriggerDetectionPoint", o_tdp_names);
static const struct cap_name t_tdp_names[] = {
	{ CAP_EVENT_TERM_ATTEMPT_AUTHORIZED, "termAttemptAuthorized" }, { CAP_EVENT_T_BUSY, "tBusy" },
	{ CAP_EVENT_T_NO_ANSWER, "tNoAnswer" },
};
static const struct cap_type t_tdp = CAP_ENUMERATED("T-BcsmTriggerDetectionPoint", t_tdp_names);

#define TDP struct map_tdp_data
static const struct cap_member o_tdp_data[] = {
	CAP_MANDATORY("o-BcsmTriggerDetectionPoint", 0x0a, TDP, trigger_detection_point, o_tdp),
	CAP_MANDATORY("serviceKey", 0x02, TDP, service_key, asn_service_key),
	CAP_MANDATORY("gsmSCF-Address", 0x80, TDP, gsm_scf_address, asn_isdn_address),
	CAP_MANDATORY("defaultCallHandling", 0x81, TDP, default_call_handling, map_default_call_handling),
	CAP_OPTIONAL("extensionContainer", 0xa2, TDP, extension_container, asn_extension_container),
};
static const struct cap_type o_tdp_data_type = CAP_ARGUMENT("O-BcsmCamelTDPData", TDP, o_tdp_data, CAP_EXTENSIBLE);
static const struct cap_type o_tdp_list =
	CAP_LIST("O-BcsmCamelTDPDataList", 0x30, 1, MAP_MAX_TDP_DATA, struct map_tdp_data_list, o_tdp_data_type);

static const struct cap_member t_tdp_data[] = {
	CAP_MANDATORY("t-BcsmTriggerDetectionPoint", 0x0a, TDP, trigger_detection_point, t_tdp),
	CAP_MANDATORY("serviceKey", 0x02, TDP, service_key, asn_service_key),
	CAP_MANDATORY("gsmSCF-Address", 0x80, TDP, gsm_scf_address, asn_isdn_address),
	CAP_MANDATORY("defaultCallHandling", 0x81, TDP, default_call_handling, map_default_call_handling),
	CAP_OPTIONAL("extensionContainer", 0xa2, TDP, extension_container, asn_extension_container),
};
static const struct cap_type t_tdp_data_type = CAP_ARGUMENT("T-BcsmCamelTDPData", TDP, t_tdp_data, CAP_EXTENSIBLE);
static const struct cap_type t_tdp_list =
	CAP_LIST("T-BcsmCamelTDPDataList", 0x30, 1, MAP_MAX_TDP_DATA, struct map_tdp_data_list, t_tdp_data_type);

#define CSI struct map_csi
static const struct cap_member o_csi[] = {
	CAP_MANDATORY("o-BcsmCamelTDPDataList", 0x30, CSI, tdp_data_list, o_tdp_list),
	CAP_OPTIONAL("extensionContainer", 0x30, CSI, extension_container, asn_extension_container),
	CAP_OPTIONAL("camelCapabilityHandling", 0x80, CSI, camel_capability_handling, map_camel_capability),
	CAP_OPTIONAL("notificationToCSE", 0x81, CSI, notification_to_cse, asn_null),
	CAP_OPTIONAL("csiActive", 0x82, CSI, csi_active, asn_null),
};
const struct cap_type map_o_csi = CAP_SEQUENCE("O-CSI", CSI, o_csi, CAP_EXTENSIBLE);

static const struct cap_member t_csi[] = {
	CAP_MANDATORY("t-BcsmCamelTDPDataList", 0x30, CSI, tdp_data_list, t_tdp_list),
	CAP_OPTIONAL("extensionContainer", 0x30, CSI, extension_container, asn_extension_container),
	CAP_OPTIONAL("camelCapabilityHandling", 0x80, CSI, camel_capability_handling, map_camel_capability),
	CAP_OPTIONAL("notificationToCSE", 0x81, CSI, notification_to_cse, asn_null),
	CAP_OPTIONAL("csi-Active", 0x82, CSI, csi_active, asn_null),
};
const struct cap_type map_t_csi = CAP_SEQUENCE("T-CSI", CSI, t_csi, CAP_EXTENSIBLE);

/* ---- D-CSI ---- */

#define ANALYSED struct map_analysed_info
static const struct cap_member analysed_info[] = {
	CAP_MANDATORY("dialledNumber", 0x04, ANALYSED, dialled_number, asn_isdn_address),
	CAP_MANDATORY("serviceKey", 0x02, ANALYSED, service_key, asn_service_key),
	CAP_MANDATORY("gsmSCF-Address", 0x04, ANALYSED, gsm_scf_address, asn_isdn_address),
	CAP_MANDATORY("defaultCallHandling", 0x0a, ANALYSED, default_call_handling, map_default_call_handling),
	CAP_OPTIONAL("extensionContainer", 0x30, ANALYSED, extension_container, asn_extension_container),
};
static const struct cap_type analysed_info_type =
	CAP_ARGUMENT("DP-AnalysedInfoCriterium", ANALYSED, analysed_info, CAP_EXTENSIBLE);
static const struct cap_type analysed_info_list = CAP_LIST("DP-AnalysedInfoCriteriaList", 0x30, 1, MAP_MAX_TDP_DATA,
	struct map_analysed_info_criteria, analysed_info_type);

#define D_CSI struct map_d_csi
static const struct cap_member d_csi[] = {
	CAP_OPTIONAL("dp-AnalysedInfoCriteriaList", 0xa0, D_CSI, dp_analysed_info_criteria_list, analysed_info_list),
	CAP_OPTIONAL("camelCapabilityHandling", 0x81, D_CSI, camel_capability_handling, map_camel_capability),
	CAP_OPTIONAL("extensionContainer", 0xa2, D_CSI, extension_container, asn_extension_container),
	CAP_OPTIONAL("notificationToCSE", 0x83, D_CSI, notification_to_cse, asn_null),
	CAP_OPTIONAL("csi-Active", 0x84, D_CSI, csi_active, asn_null),
};
const struct cap_type map_d_csi = CAP_SEQUENCE("D-CSI", D_CSI, d_csi, CAP_EXTENSIBLE);

/* ---- SS-CSI ---- */

static const struct cap_type ss_event_list =
	CAP_LIST("SS-EventList", 0x30, 1, MAP_MAX_SS_EVENTS, struct map_ss_event_list, map_ss_code);
#define SS_DATA struct map_ss_camel_data
static const struct cap_member ss_camel_data[] = {
	CAP_MANDATORY("ss-EventList", 0x30, SS_DATA, ss_event_list, ss_event_list),
	CAP_MANDATORY("gsmSCF-Address", 0x04, SS_DATA, gsm_scf_address, asn_isdn_address),
	CAP_OPTIONAL("extensionContainer", 0xa0, SS_DATA, extension_container, asn_extension_container),
};
static const struct cap_type ss_camel_data_type = CAP_SEQUENCE("SS-CamelData", SS_DATA, ss_camel_data, CAP_EXTENSIBLE);

#define SS_CSI struct map_ss_csi
static const struct cap_member ss_csi[] = {
	CAP_MANDATORY("ss-CamelData", 0x30, SS_CSI, ss_camel_data, ss_camel_data_type),
	CAP_OPTIONAL("extensionContainer", 0x30, SS_CSI, extension_container, asn_extension_container),
	CAP_OPTIONAL("notificationToCSE", 0x80, SS_CSI, notification_to_cse, asn_null),
	CAP_OPTIONAL("csi-Active", 0x81, SS_CSI, csi_active, asn_null),
};
static const struct cap_type ss_csi_type = CAP_SEQUENCE("SS-CSI", SS_CSI, ss_csi, CAP_EXTENSIBLE);

/* ---- CAMEL-SubscriptionInfo ---- */

#define CAMEL struct map_camel_subscription_info
static const struct cap_member camel[] = {
	CAP_OPTIONAL("o-CSI", 0xa0, CAMEL, o_csi, map_o_csi),
	CAP_OPTIONAL("o-BcsmCamelTDP-CriteriaList", 0xa1, CAMEL, o_bcsm_camel_tdp_criteria_list, map_opaque),
	CAP_OPTIONAL("d-CSI", 0xa2, CAMEL, d_csi, map_d_csi),
	CAP_OPTIONAL("t-CSI", 0xa3, CAMEL, t_csi, map_t_csi),
	CAP_OPTIONAL("t-BCSM-CAMEL-TDP-CriteriaList", 0xa4, CAMEL, t_bcsm_camel_tdp_criteria_list, map_opaque),
	CAP_OPTIONAL("vt-CSI", 0xa5, CAMEL, vt_csi, map_t_csi),
	CAP_OPTIONAL("vt-BCSM-CAMEL-TDP-CriteriaList", 0xa6, CAMEL, vt_bcsm_camel_tdp_criteria_list, map_opaque),
	CAP_OPTIONAL("tif-CSI", 0x87, CAMEL, tif_csi, asn_null),
	CAP_OPTIONAL("tif-CSI-NotificationToCSE", 0x88, CAMEL, tif_csi_notification_to_cse, asn_null),
	CAP_OPTIONAL("gprs-CSI", 0xa9, CAMEL, gprs_csi, map_opaque),
	CAP_OPTIONAL("mo-sms-CSI", 0xaa, CAMEL, mo_sms_csi, map_opaque),
	CAP_OPTIONAL("ss-CSI", 0xab, CAMEL, ss_csi, ss_csi_type),
	CAP_OPTIONAL("m-CSI", 0xac, CAMEL, m_csi, map_opaque),
	CAP_OPTIONAL("extensionContainer", 0xad, CAMEL, extension_container, asn_extension_container),
	CAP_OPTIONAL("specificCSIDeletedList", 0x8e, CAMEL, specific_csi_deleted_list, map_opaque_octets),
	CAP_OPTIONAL("mt-sms-CSI", 0xaf, CAMEL, mt_sms_csi, map_opaque),
	CAP_OPTIONAL("mt-smsCAMELTDP-CriteriaList", 0xb0, CAMEL, mt_sms_camel_tdp_criteria_list, map_opaque),
	CAP_OPTIONAL("mg-csi", 0xb1, CAMEL, mg_csi, map_opaque),
	CAP_OPTIONAL("o-IM-CSI", 0xb2, CAMEL, o_im_csi, map_opaque),
	CAP_OPTIONAL("o-IM-BcsmCamelTDP-CriteriaList", 0xb3, CAMEL, o_im_bcsm_camel_tdp_criteria_list, map_opaque),
	CAP_OPTIONAL("d-IM-CSI", 0xb4, CAMEL, d_im_csi, map_opaque),
	CAP_OPTIONAL("vt-IM-CSI", 0xb5, CAMEL, vt_im_csi, map_opaque),
	CAP_OPTIONAL("vt-IM-BCSM-CAMEL-TDP-CriteriaList", 0xb6, CAMEL, vt_im_bcsm_camel_tdp_criteria_list, map_opaque),
};
const struct cap_type map_camel_subscription_info = CAP_SEQUENCE("CAMEL-SubscriptionInfo", CAMEL, camel, CAP_EXTENSIBLE);
