/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file continue_with_argument.h ContinueWithArgument (TS 29.078 6.1.1): go on, with these changes. */
#pragma once

#include "common.h"

struct cap_continue_extension {
	bool present;
	struct cap_null suppress_d_csi, suppress_n_csi, suppress_outgoing_call_barring;
	struct cap_leg_or_call_segment leg_or_call_segment;
};

struct cap_continue_with_argument {
	struct cap_octets alerting_pattern;
	struct cap_extensions extensions;
	struct cap_service_interaction service_interaction_indicators_two;
	struct cap_octets calling_partys_category;
	struct cap_generic_numbers generic_numbers;
	struct cap_octets cug_interlock;
	struct cap_null cug_outgoing_access;
	struct cap_octets charge_number, carrier;
	struct cap_null suppression_of_announcement;
	struct cap_octets na_oli_info;
	struct cap_null bor_interrogation_requested, suppress_o_csi;
	struct cap_continue_extension continue_with_argument_arg_extension;	/*!< phase 4 */
};
extern const struct cap_type cap_continue_with_argument_type;
