/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file assist_request_instructions.h
 *  AssistRequestInstructions (TS 29.078 6.1.1): the assisting side has been reached. */
#pragma once

#include "common.h"

struct cap_assist_request_instructions {
	struct cap_octets correlation_id;	/*!< Generic Number */
	struct cap_octets ip_ssp_capabilities;
	struct cap_extensions extensions;
};
extern const struct cap_type cap_assist_request_instructions_type;
