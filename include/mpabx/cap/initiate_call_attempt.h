/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file initiate_call_attempt.h
 *  InitiateCallAttempt (TS 29.078 6.1.1): set up a leg of our own. Argument and result. */
#pragma once

#include "common.h"

struct cap_initiate_call_attempt {
	struct cap_destination_routing_address destination_routing_address;
	struct cap_extensions extensions;
	struct cap_leg_id leg_to_be_created;
	struct cap_int new_call_segment;
	struct cap_octets calling_party_number, call_reference_number, gsm_scf_address;
	struct cap_null suppress_t_csi;
};
extern const struct cap_type cap_initiate_call_attempt_type;

struct cap_initiate_call_attempt_result {
	struct cap_octets supported_camel_phases, offered_camel4_functionalities;
	struct cap_extensions extensions;
	struct cap_null release_call_arg_extension_allowed;
};
extern const struct cap_type cap_initiate_call_attempt_result_type;
