/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cancel, TS 29.078 6.1.1 and 11.9. */
#include <mpabx/cap/cancel.h>

#include "common.h"

#define SEGMENT struct cap_call_segment_to_cancel
static const struct cap_member segment[] = {
	CAP_OPTIONAL("invokeID", 0x80, SEGMENT, invoke_id, asn_invoke_id),
	CAP_OPTIONAL("callSegmentID", 0x81, SEGMENT, call_segment_id, asn_call_segment_id),
};
static const struct cap_type segment_type = CAP_SEQUENCE("CallSegmentToCancel", SEGMENT, segment, CAP_EXTENSIBLE);

#define CANCEL struct cap_cancel
static const struct cap_member alternatives[] = {
	CAP_ALTERNATIVE(CAP_CANCEL_INVOKE_ID, "invokeID", 0x80, CANCEL, invoke_id, asn_invoke_id),
	CAP_ALTERNATIVE(CAP_CANCEL_ALL_REQUESTS, "allRequests", 0x81, CANCEL, all_requests, asn_null),
	CAP_ALTERNATIVE(CAP_CANCEL_CALL_SEGMENT, "callSegmentToCancel", 0xa2, CANCEL, call_segment_to_cancel,
			segment_type),
};
const struct cap_type cap_cancel_type = CAP_CHOICE("CancelArg", CANCEL, alternatives);
