/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file map_common.h
 *  Structs that several MAP operations share (TS 29.002 17.7). An extensionContainer, and what the node has no use
 *  for, is kept as contents, opaque: it is printed as hex and comes back as it came. */
#pragma once

#include "common.h"

/*! SubscriberIdentity. */
struct map_subscriber_identity {
	enum { MAP_IDENTITY_NONE, MAP_IDENTITY_IMSI, MAP_IDENTITY_MSISDN } sel;
	struct cap_octets id;
};

/*! Ext-ForwFeature. */
struct map_ext_forwarding_feature {
	struct cap_ext_basic_service basic_service;
	struct cap_octets ss_status, forwarded_to_number, forwarded_to_subaddress, forwarding_options;
	struct cap_int no_reply_condition_time;		/*!< seconds */
	struct cap_octets extension_container, long_forwarded_to_number;
};
#define MAP_MAX_EXT_FEATURES 32
struct map_ext_forwarding_features { uint8_t n; struct map_ext_forwarding_feature v[MAP_MAX_EXT_FEATURES]; };

/*! Ext-CallBarringFeature. */
struct map_ext_barring_feature {
	struct cap_ext_basic_service basic_service;
	struct cap_octets ss_status, extension_container;
};
struct map_ext_barring_features { uint8_t n; struct map_ext_barring_feature v[MAP_MAX_EXT_FEATURES]; };

/*! Ext-ForwardingInfoFor-CSE. */
struct map_forwarding_for_cse {
	bool present;
	struct cap_octets ss_code;
	struct map_ext_forwarding_features forwarding_feature_list;
	struct cap_null notification_to_cse;
	struct cap_octets extension_container;
};

/*! Ext-CallBarringInfoFor-CSE. */
struct map_barring_for_cse {
	bool present;
	struct cap_octets ss_code;
	struct map_ext_barring_features call_barring_feature_list;
	struct cap_octets password;			/*!< four decimal digits, IA5 */
	struct cap_int wrong_password_attempts_counter;
	struct cap_null notification_to_cse;
	struct cap_octets extension_container;
};

/*! ODB-Info. */
struct map_odb_info {
	bool present;
	struct map_odb_data {
		bool present;
		struct cap_octets odb_general_data, odb_hplmn_data;	/*!< BIT STRING */
		struct cap_octets extension_container;
	} odb_data;
	struct cap_null notification_to_cse;
	struct cap_octets extension_container;
};

enum map_default_call_handling { MAP_CONTINUE_CALL, MAP_RELEASE_CALL };

/*! O-BcsmCamelTDPData and T-BcsmCamelTDPData. */
struct map_tdp_data {
	struct cap_int trigger_detection_point;		/*!< enum cap_event_type */
	struct cap_int service_key;
	struct cap_octets gsm_scf_address;
	struct cap_int default_call_handling;		/*!< enum map_default_call_handling */
	struct cap_octets extension_container;
};
#define MAP_MAX_TDP_DATA 10
/*! O-CSI, T-CSI, VT-CSI: where a line's calls trigger. */
struct map_csi {
	bool present;
	struct map_tdp_data_list { uint8_t n; struct map_tdp_data v[MAP_MAX_TDP_DATA]; } tdp_data_list;
	struct cap_octets extension_container;
	struct cap_int camel_capability_handling;	/*!< CAMEL phase */
	struct cap_null notification_to_cse, csi_active;
};

/*! D-CSI. */
struct map_d_csi {
	bool present;
	struct map_analysed_info_criteria {
		uint8_t n;
		struct map_analysed_info {
			struct cap_octets dialled_number;
			struct cap_int service_key;
			struct cap_octets gsm_scf_address;
			struct cap_int default_call_handling;
			struct cap_octets extension_container;
		} v[MAP_MAX_TDP_DATA];
	} dp_analysed_info_criteria_list;
	struct cap_int camel_capability_handling;
	struct cap_octets extension_container;
	struct cap_null notification_to_cse, csi_active;
};

/*! SS-CSI. */
#define MAP_MAX_SS_EVENTS 10
struct map_ss_csi {
	bool present;
	struct map_ss_camel_data {
		bool present;
		struct map_ss_event_list { uint8_t n; struct cap_octets v[MAP_MAX_SS_EVENTS]; } ss_event_list;
		struct cap_octets gsm_scf_address, extension_container;
	} ss_camel_data;
	struct cap_octets extension_container;
	struct cap_null notification_to_cse, csi_active;
};

/*! CAMEL-SubscriptionInfo: what steers calls is taken apart, SMS, GPRS and the rest stay opaque. */
struct map_camel_subscription_info {
	bool present;
	struct map_csi o_csi;
	struct cap_octets o_bcsm_camel_tdp_criteria_list;
	struct map_d_csi d_csi;
	struct map_csi t_csi;
	struct cap_octets t_bcsm_camel_tdp_criteria_list;
	struct map_csi vt_csi;
	struct cap_octets vt_bcsm_camel_tdp_criteria_list;
	struct cap_null tif_csi, tif_csi_notification_to_cse;
	struct cap_octets gprs_csi, mo_sms_csi;
	struct map_ss_csi ss_csi;
	struct cap_octets m_csi, extension_container, specific_csi_deleted_list, mt_sms_csi,
		mt_sms_camel_tdp_criteria_list, mg_csi, o_im_csi, o_im_bcsm_camel_tdp_criteria_list, d_im_csi, vt_im_csi,
		vt_im_bcsm_camel_tdp_criteria_list;
};

/*! RequestedInfo. */
struct map_requested_info {
	bool present;
	struct cap_null location_information, subscriber_state;
	struct cap_octets extension_container;
	struct cap_null current_location;
	struct cap_int requested_domain;		/*!< 0 CS, 1 PS */
	struct cap_null imei, ms_classmark, mnp_requested_info, location_information_eps_supported, t_ads_data;
	struct cap_octets requested_nodes;		/*!< BIT STRING */
	struct cap_null serving_node_indication, local_time_zone_request;
};

/*! SubscriberInfo. */
struct map_subscriber_info {
	bool present;
	struct cap_location_information location_information;
	struct cap_subscriber_state subscriber_state;
	struct cap_octets extension_container, location_information_gprs, ps_subscriber_state, imei, ms_classmark2,
		gprs_ms_class, mnp_info_res, ims_voice_over_ps_sessions_indication, last_ue_activity_time, last_rat_type,
		eps_subscriber_state, location_information_eps, time_zone, daylight_saving_time;
};

/*! ForwardingData: where a call is forwarded to. */
struct map_forwarding_data {
	bool present;
	struct cap_octets forwarded_to_number, forwarded_to_subaddress, forwarding_options, extension_container,
		long_forwarded_to_number;
};

/*! A result, or an error's parameter, in which nothing is defined but an extensionContainer. */
struct map_extension_only { struct cap_octets extension_container; };
