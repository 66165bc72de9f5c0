/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file reset_timer.h ResetTimer (TS 29.078 6.1.1): Tssf starts anew. */
#pragma once

#include "common.h"

struct cap_reset_timer {
	struct cap_int timer_id;	/*!< 0 tssf, which is also what absent means */
	struct cap_int timervalue;	/*!< seconds */
	struct cap_extensions extensions;
	struct cap_int call_segment_id;
};
extern const struct cap_type cap_reset_timer_type;
