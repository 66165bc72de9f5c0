/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file play_tone.h PlayTone (TS 29.078 6.1.1): tones from the switch, to a leg or a call segment. */
#pragma once

#include "common.h"

struct cap_play_tone {
	struct cap_leg_or_call_segment leg_or_call_segment;
	struct cap_burst bursts;
	struct cap_extensions extensions;
};
extern const struct cap_type cap_play_tone_type;
