/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file split_leg.h SplitLeg (TS 29.078 6.1.1): put this leg into a call segment of its own. */
#pragma once

#include "common.h"

struct cap_split_leg {
	struct cap_leg_id leg_to_be_split;
	struct cap_int new_call_segment;
	struct cap_extensions extensions;
};
extern const struct cap_type cap_split_leg_type;
