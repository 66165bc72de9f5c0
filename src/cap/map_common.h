/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Descriptors of the types that several MAP operations share (TS 29.002 17.7). */
#pragma once

#include <mpabx/cap/map_common.h>

#include "common.h"

/* octets */
extern const struct cap_type map_ss_code, map_ss_status, map_ext_ss_status, map_address_string, map_subaddress,
	map_ftn_address, map_forwarding_options, map_ext_forwarding_options, map_password, map_opaque,
	map_opaque_octets, map_offered_camel4_csis;
/* numbers and enumerations */
extern const struct cap_type map_no_reply_time, map_ext_no_reply_time, map_priority, map_mc_bearers,
	map_wrong_password_attempts, map_modification, map_requested_csi, map_additional_requested_csi,
	map_default_call_handling, map_camel_capability;
/* structs */
extern const struct cap_type map_subscriber_identity, map_ext_forwarding_features, map_ext_barring_features,
	map_forwarding_for_cse, map_barring_for_cse, map_odb_data, map_odb_info, map_o_csi, map_t_csi, map_d_csi,
	map_camel_subscription_info, map_requested_info, map_subscriber_info, map_forwarding_data;
