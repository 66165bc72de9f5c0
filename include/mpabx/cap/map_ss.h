/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file map_ss.h
 *  Supplementary services (TS 29.002 17.7.4): registerSS, eraseSS, activateSS, deactivateSS, interrogateSS. The gsmSCF
 *  sends them to the HLR in the subscriber's name. */
#pragma once

#include "map_common.h"

/*! BasicServiceCode. */
struct map_basic_service {
	enum { MAP_SERVICE_NONE, MAP_BEARER_SERVICE, MAP_TELESERVICE } sel;
	struct cap_octets code;
};
#define MAP_MAX_BASIC_SERVICES 13
struct map_basic_services { uint8_t n; struct map_basic_service v[MAP_MAX_BASIC_SERVICES]; };

/*! ForwardingFeature. */
struct map_forwarding_feature {
	struct map_basic_service basic_service;
	struct cap_octets ss_status, forwarded_to_number, forwarded_to_subaddress, forwarding_options;
	struct cap_int no_reply_condition_time;
	struct cap_octets long_forwarded_to_number;
};
struct map_forwarding_features { uint8_t n; struct map_forwarding_feature v[MAP_MAX_BASIC_SERVICES]; };

/*! CallBarringFeature. */
struct map_barring_feature { struct map_basic_service basic_service; struct cap_octets ss_status; };
struct map_barring_features { uint8_t n; struct map_barring_feature v[MAP_MAX_BASIC_SERVICES]; };

/*! SS-Info: result of registerSS, eraseSS, activateSS, deactivateSS. */
struct map_ss_info {
	enum { MAP_SS_INFO_NONE, MAP_SS_INFO_FORWARDING, MAP_SS_INFO_BARRING, MAP_SS_INFO_DATA } sel;
	union {
		struct map_forwarding_info {
			bool present;
			struct cap_octets ss_code;
			struct map_forwarding_features forwarding_feature_list;
		} forwarding_info;
		struct map_barring_info {
			bool present;
			struct cap_octets ss_code;
			struct map_barring_features call_barring_feature_list;
		} call_barring_info;
		struct map_ss_data {
			bool present;
			struct cap_octets ss_code, ss_status;
			struct map_ss_subscription_option {
				enum { MAP_OPTION_NONE, MAP_OPTION_CLI_RESTRICTION, MAP_OPTION_OVERRIDE } sel;
				struct cap_int v;
			} ss_subscription_option;
			struct map_basic_services basic_service_group_list;
			struct cap_int default_priority, nbr_user;
		} ss_data;
	};
};
extern const struct cap_type map_ss_info_type;

/*! SS-ForBS-Code: argument of eraseSS, activateSS, deactivateSS, interrogateSS. */
struct map_ss_for_bs {
	struct cap_octets ss_code;
	struct map_basic_service basic_service;
	struct cap_null long_ftn_supported;
};
extern const struct cap_type map_ss_for_bs_type;

/*! RegisterSS-Arg. */
struct map_register_ss {
	struct cap_octets ss_code;
	struct map_basic_service basic_service;
	struct cap_octets forwarded_to_number, forwarded_to_subaddress;
	struct cap_int no_reply_condition_time, default_priority, nbr_user;
	struct cap_null long_ftn_supported;
};
extern const struct cap_type map_register_ss_type;

/*! InterrogateSS-Res. */
struct map_interrogate_ss_res {
	enum {
		MAP_INTERROGATE_NONE, MAP_INTERROGATE_STATUS, MAP_INTERROGATE_SERVICES, MAP_INTERROGATE_FORWARDING,
		MAP_INTERROGATE_GENERIC,
	} sel;
	union {
		struct cap_octets ss_status;
		struct map_basic_services basic_service_group_list;
		struct map_forwarding_features forwarding_feature_list;
		struct map_generic_service_info {
			bool present;
			struct cap_octets ss_status;
			struct cap_int cli_restriction_option, maximum_entitled_priority, default_priority;
			struct cap_octets ccbs_feature_list;	/*!< opaque */
			struct cap_int nbr_sb, nbr_user, nbr_sn;
		} generic_service_info;
	};
};
extern const struct cap_type map_interrogate_ss_res_type;
