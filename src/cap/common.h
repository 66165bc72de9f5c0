/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Descriptors of the types that several operations share: TS 29.078 5.1, and what CAP takes from TS 29.002. */
#pragma once

#include <mpabx/cap/common.h>

#include "asn.h"

/* plain values */
extern const struct cap_type asn_null, asn_boolean, asn_octet, asn_service_key, asn_integer4, asn_invoke_id,
	asn_call_segment_id, asn_event_type_bcsm, asn_monitor_mode, asn_requested_information_type;

/* numbers: Q.763, TS 29.002, TS 24.008 */
extern const struct cap_type asn_called_party_number, asn_calling_party_number, asn_original_called_party_id,
	asn_redirecting_party_id, asn_location_number, asn_generic_number, asn_number_digits, asn_generic_digits,
	asn_isdn_address, asn_bcd_number, asn_imsi, asn_destination_routing_address, asn_generic_numbers;

/* other octets */
extern const struct cap_type asn_cause, asn_alerting_pattern, asn_carrier, asn_cug_interlock,
	asn_redirection_information, asn_two_octets, asn_call_reference, asn_date_and_time, asn_cell_or_service_area,
	asn_location_area, asn_scf_id, asn_ip_ssp_capabilities, asn_control_digit, asn_camel_phases,
	asn_camel4_functionalities, asn_extension_container;

/* structs */
extern const struct cap_type asn_extensions, asn_leg_id, asn_sending_side, asn_receiving_side, asn_leg_or_call_segment,
	asn_service_interaction, asn_bearer_capability, asn_ext_basic_service, asn_subscriber_state,
	asn_location_information, asn_burst, asn_charging_address, asn_na_carrier, asn_na_info;
