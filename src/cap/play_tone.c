/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* PlayTone, TS 29.078 6.1.1. */
#include <mpabx/cap/play_tone.h>

#include "common.h"

#define TONE struct cap_play_tone
static const struct cap_member members[] = {
	CAP_MANDATORY("legOrCallSegment", 0xa0, TONE, leg_or_call_segment, asn_leg_or_call_segment),
	CAP_MANDATORY("bursts", 0xa1, TONE, bursts, asn_burst),
	CAP_OPTIONAL("extensions", 0xa2, TONE, extensions, asn_extensions),
};
const struct cap_type cap_play_tone_type = CAP_ARGUMENT("PlayToneArg", TONE, members, CAP_EXTENSIBLE);
