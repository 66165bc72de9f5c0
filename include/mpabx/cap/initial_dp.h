/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file initial_dp.h InitialDP (TS 29.078 6.1.1): a call has met a trigger. */
#pragma once

#include "common.h"

struct cap_uu_data {
	bool present;
	struct cap_octets uu_indicator, uui;
	struct cap_null uus_cf_interaction;
	struct cap_octets extension_container;	/*!< contents, opaque */
};

/*! InitialDPArgExtension. [0] and [1] are other members in phase 2 than from phase 3 on. */
struct cap_initial_dp_extension {
	bool present;
	struct cap_na_carrier na_carrier_information;		/*!< phase 2 */
	struct cap_octets gmsc_address;
	struct cap_octets forwarding_destination_number;	/*!< from here on phase 4 */
	struct cap_octets ms_classmark2, imei, supported_camel_phases, offered_camel4_functionalities;
	struct cap_bearer_capability bearer_capability2;
	struct cap_ext_basic_service ext_basic_service_code2;
	struct cap_octets high_layer_compatibility2, low_layer_compatibility, low_layer_compatibility2;
	struct cap_null enhanced_dialled_services_allowed;
	struct cap_uu_data uu_data;
	struct cap_null collect_information_allowed, release_call_arg_extension_allowed;
};

struct cap_initial_dp {
	struct cap_int service_key;
	struct cap_octets called_party_number, calling_party_number, calling_partys_category;
	struct cap_int cg_encountered;
	struct cap_octets ip_ssp_capabilities, location_number, original_called_party_id;
	struct cap_extensions extensions;
	struct cap_octets high_layer_compatibility, additional_calling_party_number;
	struct cap_bearer_capability bearer_capability;
	struct cap_int event_type_bcsm;		/*!< enum cap_event_type */
	struct cap_octets redirecting_party_id, redirection_information, cause;
	struct cap_service_interaction service_interaction_indicators_two;
	struct cap_octets carrier;
	struct cap_int cug_index;
	struct cap_octets cug_interlock;
	struct cap_null cug_outgoing_access;
	struct cap_octets imsi;
	struct cap_subscriber_state subscriber_state;
	struct cap_location_information location_information;
	struct cap_ext_basic_service ext_basic_service_code;
	struct cap_octets call_reference_number, msc_address, called_party_bcd_number, time_and_timezone;
	struct cap_null call_forwarding_ss_pending;	/*!< phase 2: gsm-ForwardingPending */
	struct cap_initial_dp_extension initial_dp_arg_extension;
};
extern const struct cap_type cap_initial_dp_type;
