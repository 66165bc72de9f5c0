/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file cancel.h Cancel (TS 29.078 6.1.1): take back one operation, or all that is armed. */
#pragma once

#include "common.h"

struct cap_call_segment_to_cancel { bool present; struct cap_int invoke_id, call_segment_id; };

struct cap_cancel {
	enum { CAP_CANCEL_NONE, CAP_CANCEL_INVOKE_ID, CAP_CANCEL_ALL_REQUESTS, CAP_CANCEL_CALL_SEGMENT } sel;
	struct cap_int invoke_id;
	struct cap_null all_requests;
	struct cap_call_segment_to_cancel call_segment_to_cancel;	/*!< phase 4 */
};
extern const struct cap_type cap_cancel_type;
