/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CallInformationRequest, TS 29.078 6.1.1 and 11.7. */
#include <mpabx/cap/call_information_request.h>

#include "common.h"

static const struct cap_type types =
	CAP_LIST("RequestedInformationTypeList", 0x30, 1, CAP_MAX_INFO_ITEMS, struct cap_requested_types,
		 asn_requested_information_type);

#define CIRQ struct cap_call_information_request
static const struct cap_member members[] = {
	CAP_MANDATORY("requestedInformationTypeList", 0xa0, CIRQ, requested_information_type_list, types),
	CAP_OPTIONAL("extensions", 0xa2, CIRQ, extensions, asn_extensions),
	CAP_OPTIONAL("legID", 0xa3, CIRQ, leg_id, asn_sending_side),
};
const struct cap_type cap_call_information_request_type =
	CAP_ARGUMENT("CallInformationRequestArg", CIRQ, members, CAP_EXTENSIBLE);
