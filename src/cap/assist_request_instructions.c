/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* AssistRequestInstructions, TS 29.078 6.1.1 and 11.4. */
#include <mpabx/cap/assist_request_instructions.h>

#include "common.h"

#define ARI struct cap_assist_request_instructions
static const struct cap_member members[] = {
	CAP_MANDATORY("correlationID", 0x80, ARI, correlation_id, asn_number_digits),
	CAP_MANDATORY("iPSSPCapabilities", 0x82, ARI, ip_ssp_capabilities, asn_ip_ssp_capabilities),
	CAP_OPTIONAL("extensions", 0xa3, ARI, extensions, asn_extensions),
};
const struct cap_type cap_assist_request_instructions_type =
	CAP_ARGUMENT("AssistRequestInstructionsArg", ARI, members, CAP_EXTENSIBLE);
