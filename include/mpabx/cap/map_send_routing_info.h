/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file map_send_routing_info.h
 *  sendRoutingInfo, version 3 (TS 29.002 17.7.3): where a subscriber is to be reached: an MSRN, a forwarding, or the
 *  CSIs that must be asked first. */
#pragma once

#include "map_common.h"

enum map_interrogation_type { MAP_BASIC_CALL, MAP_FORWARDING };

struct map_send_routing_info {
	struct cap_octets msisdn;
	struct cap_octets cug_check_info;		/*!< opaque */
	struct cap_int number_of_forwarding, interrogation_type;	/*!< enum map_interrogation_type */
	struct cap_null or_interrogation;
	struct cap_int or_capability;
	struct cap_octets gmsc_or_gsm_scf_address, call_reference_number;
	struct cap_int forwarding_reason;		/*!< 0 not reachable, 1 busy, 2 no reply */
	struct cap_ext_basic_service basic_service_group;
	struct cap_octets network_signal_info;		/*!< opaque */
	struct map_camel_info {
		bool present;
		struct cap_octets supported_camel_phases;	/*!< BIT STRING */
		struct cap_null suppress_t_csi;
		struct cap_octets extension_container, offered_camel4_csis;
	} camel_info;
	struct cap_null suppression_of_announcement;
	struct cap_octets extension_container, alerting_pattern;
	struct cap_null ccbs_call;
	struct cap_int supported_ccbs_phase;
	struct cap_octets additional_signal_info, ist_support_indicator;
	struct cap_null pre_paging_supported;
	struct cap_octets call_diversion_treatment_indicator;
	struct cap_null long_ftn_supported, suppress_vt_csi, suppress_incoming_call_barring, gsm_scf_initiated_call;
	struct cap_ext_basic_service basic_service_group2;
	struct cap_octets network_signal_info2, suppress_mtss;
	struct cap_null mt_roaming_retry_supported;
	struct cap_int call_priority;
};
extern const struct cap_type map_send_routing_info_type;

/*! RoutingInfo. */
struct map_routing_info {
	enum { MAP_ROUTING_NONE, MAP_ROUTING_ROAMING_NUMBER, MAP_ROUTING_FORWARDING } sel;
	struct cap_octets roaming_number;
	struct map_forwarding_data forwarding_data;
};

struct map_send_routing_info_res {
	struct cap_octets imsi;
	struct map_extended_routing_info {
		enum { MAP_EXTENDED_NONE, MAP_EXTENDED_ROUTING_INFO, MAP_EXTENDED_CAMEL } sel;
		struct map_routing_info routing_info;
		struct map_camel_routing_info {
			bool present;
			struct map_forwarding_data forwarding_data;
			struct map_gmsc_camel_subscription_info {
				bool present;
				struct map_csi t_csi, o_csi;
				struct cap_octets extension_container, o_bcsm_camel_tdp_criteria_list,
					t_bcsm_camel_tdp_criteria_list;
				struct map_d_csi d_csi;
			} gmsc_camel_subscription_info;
			struct cap_octets extension_container;
		} camel_routing_info;
	} extended_routing_info;
	struct cap_octets cug_check_info;		/*!< opaque */
	struct cap_null cug_subscription_flag;
	struct map_subscriber_info subscriber_info;
	struct map_ss_list { uint8_t n; struct cap_octets v[30]; } ss_list;
	struct cap_ext_basic_service basic_service;
	struct cap_null forwarding_interrogation_required;
	struct cap_octets vmsc_address, extension_container, naea_preferred_ci, ccbs_indicators, msisdn;
	struct cap_int number_portability_status, ist_alert_timer;
	struct cap_octets supported_camel_phases_in_vmsc, offered_camel4_csis_in_vmsc;	/*!< BIT STRING */
	struct map_routing_info routing_info2;
	struct map_ss_list ss_list2;
	struct cap_ext_basic_service basic_service2;
	struct cap_octets allowed_services;		/*!< BIT STRING */
	struct cap_int unavailability_cause;
	struct cap_null release_resources_supported;
	struct cap_octets gsm_bearer_capability;	/*!< opaque */
};
extern const struct cap_type map_send_routing_info_res_type;
