/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file connect.h Connect (TS 29.078 6.1.1): route the call to this number. */
#pragma once

#include "common.h"

struct cap_connect {
	struct cap_destination_routing_address destination_routing_address;
	struct cap_octets alerting_pattern, original_called_party_id;
	struct cap_extensions extensions;
	struct cap_octets carrier, calling_partys_category, redirecting_party_id, redirection_information;
	struct cap_generic_numbers generic_numbers;
	struct cap_service_interaction service_interaction_indicators_two;
	struct cap_octets charge_number;
	struct cap_leg_id leg_to_be_connected;		/*!< phase 4 */
	struct cap_octets cug_interlock;
	struct cap_null cug_outgoing_access, suppression_of_announcement, ocsi_applicable;
	struct cap_octets na_oli_info;			/*!< from phase 3 on, with all that follows */
	struct cap_null bor_interrogation_requested, suppress_n_csi;
};
extern const struct cap_type cap_connect_type;
