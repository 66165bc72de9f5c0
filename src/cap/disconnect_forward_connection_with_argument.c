/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* DisconnectForwardConnectionWithArgument, TS 29.078 6.1.1 and 11.21. */
#include <mpabx/cap/disconnect_forward_connection_with_argument.h>

#include "common.h"

#define DFCWA struct cap_disconnect_forward_connection_with_argument
static const struct cap_member members[] = {
	CAP_OPTIONAL("callSegmentID", 0x81, DFCWA, call_segment_id, asn_call_segment_id),
	CAP_OPTIONAL("extensions", 0xa2, DFCWA, extensions, asn_extensions),
};
const struct cap_type cap_disconnect_forward_connection_with_argument_type =
	CAP_ARGUMENT("DisconnectForwardConnectionWithArgumentArg", DFCWA, members, CAP_EXTENSIBLE);
