/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file map_any_time_subscription_interrogation.h
 *  anyTimeSubscriptionInterrogation (TS 29.002 17.7.1): what a subscriber has subscribed and set, asked of the HLR. */
#pragma once

#include "map_ss.h"

struct map_any_time_subscription_interrogation {
	struct map_subscriber_identity subscriber_identity;
	struct map_requested_subscription_info {
		bool present;
		struct map_requested_ss_info { bool present; struct map_ss_for_bs v; } requested_ss_info;
		struct cap_null odb;
		struct cap_int requested_camel_subscription_info;	/*!< enum map_requested_csi */
		struct cap_null supported_vlr_camel_phases, supported_sgsn_camel_phases;
		struct cap_octets extension_container;
		struct cap_int additional_requested_camel_subscription_info;
		struct cap_null msisdn_bs_list, csg_subscription_data_requested, cw_info, clip_info, clir_info, hold_info,
			ect_info;
	} requested_subscription_info;
	struct cap_octets gsm_scf_address, extension_container;
	struct cap_null long_ftn_supported;
};
extern const struct cap_type map_any_time_subscription_interrogation_type;

struct map_any_time_subscription_interrogation_res {
	struct map_call_forwarding_data {
		bool present;
		struct map_ext_forwarding_features forwarding_feature_list;
		struct cap_null notification_to_cse;
		struct cap_octets extension_container;
	} call_forwarding_data;
	struct map_call_barring_data {
		bool present;
		struct map_ext_barring_features call_barring_feature_list;
		struct cap_octets password;
		struct cap_int wrong_password_attempts_counter;
		struct cap_null notification_to_cse;
		struct cap_octets extension_container;
	} call_barring_info;
	struct map_odb_info odb_info;
	struct map_camel_subscription_info camel_subscription_info;
	struct cap_octets supported_vlr_camel_phases, supported_sgsn_camel_phases, extension_container,
		offered_camel4_csis_in_vlr, offered_camel4_csis_in_sgsn, msisdn_bs_list, csg_subscription_data_list, cw_data,
		ch_data, clip_data, clir_data, ect_data;
};
extern const struct cap_type map_any_time_subscription_interrogation_res_type;
