/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file map_any_time_modification.h
 *  anyTimeModification (TS 29.002 17.7.1): the gsmSCF sets forwarding, barring or the state of a CSI in the HLR. */
#pragma once

#include "map_common.h"

enum map_modification { MAP_DEACTIVATE, MAP_ACTIVATE };
/*! RequestedCAMEL-SubscriptionInfo. */
enum map_requested_csi {
	MAP_O_CSI, MAP_T_CSI, MAP_VT_CSI, MAP_TIF_CSI, MAP_GPRS_CSI, MAP_MO_SMS_CSI, MAP_SS_CSI, MAP_M_CSI, MAP_D_CSI,
};

struct map_any_time_modification {
	struct map_subscriber_identity subscriber_identity;
	struct cap_octets gsm_scf_address;
	struct map_cf_modification {
		bool present;
		struct cap_octets ss_code;
		struct cap_ext_basic_service basic_service;
		struct cap_octets ss_status, forwarded_to_number, forwarded_to_subaddress;
		struct cap_int no_reply_condition_time, modify_notification_to_cse;	/*!< enum map_modification */
		struct cap_octets extension_container;
	} modification_request_for_cf_info;
	struct map_cb_modification {
		bool present;
		struct cap_octets ss_code;
		struct cap_ext_basic_service basic_service;
		struct cap_octets ss_status, password;
		struct cap_int wrong_password_attempts_counter, modify_notification_to_cse;
		struct cap_octets extension_container;
	} modification_request_for_cb_info;
	struct map_csi_modification {
		bool present;
		struct cap_int requested_camel_subscription_info;	/*!< enum map_requested_csi */
		struct cap_int modify_notification_to_cse, modify_csi_state;
		struct cap_octets extension_container;
		struct cap_int additional_requested_camel_subscription_info;
	} modification_request_for_csi;
	struct cap_octets extension_container;
	struct cap_null long_ftn_supported;
	struct map_odb_modification {
		bool present;
		struct map_odb_data odb_data;
		struct cap_int modify_notification_to_cse;
		struct cap_octets extension_container;
	} modification_request_for_odb_data;
	struct cap_octets for_ip_sm_gw_data, for_ue_reachability, for_csg, for_cw_data, for_clip_data, for_clir_data,
		for_hold_data, for_ect_data;		/*!< opaque */
};
extern const struct cap_type map_any_time_modification_type;

struct map_any_time_modification_res {
	struct map_ss_info_for_cse {
		enum { MAP_SS_FOR_CSE_NONE, MAP_SS_FOR_CSE_FORWARDING, MAP_SS_FOR_CSE_BARRING } sel;
		union {
			struct map_forwarding_for_cse forwarding_info_for_cse;
			struct map_barring_for_cse call_barring_info_for_cse;
		};
	} ss_info_for_cse;
	struct map_camel_subscription_info camel_subscription_info;
	struct cap_octets extension_container;
	struct map_odb_info odb_info;
	struct cap_octets cw_data, ch_data, clip_data, clir_data, ect_data, service_centre_address;
};
extern const struct cap_type map_any_time_modification_res_type;
