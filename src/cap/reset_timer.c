/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ResetTimer, TS 29.078 6.1.1 and 11.38. */
#include <mpabx/cap/reset_timer.h>

#include "common.h"

static const struct cap_name timer_names[] = { { 0, "tssf" } };
static const struct cap_type timer_id = CAP_ENUMERATED("TimerID", timer_names);

#define RESET struct cap_reset_timer
static const struct cap_member members[] = {
	CAP_OPTIONAL("timerID", 0x80, RESET, timer_id, timer_id),
	CAP_MANDATORY("timervalue", 0x81, RESET, timervalue, asn_integer4),
	CAP_OPTIONAL("extensions", 0xa2, RESET, extensions, asn_extensions),
	CAP_OPTIONAL("callSegmentID", 0x83, RESET, call_segment_id, asn_call_segment_id),
};
const struct cap_type cap_reset_timer_type = CAP_ARGUMENT("ResetTimerArg", RESET, members, CAP_EXTENSIBLE);
