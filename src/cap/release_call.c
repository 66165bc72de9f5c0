/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* ReleaseCall, TS 29.078 6.1.1 and 11.35. */
#include <mpabx/cap/release_call.h>

#include "common.h"

static const struct cap_member with_extension[] = {
	CAP_MANDATORY("allCallSegments", 0x80, struct cap_release_with_extension, all_call_segments, asn_cause),
	CAP_OPTIONAL("extensions", 0xa1, struct cap_release_with_extension, extensions, asn_extensions),
};
static const struct cap_type with_extension_type = CAP_SEQUENCE("AllCallSegmentsWithExtension",
	struct cap_release_with_extension, with_extension, CAP_CLOSED);

static const struct cap_member alternatives[] = {
	CAP_ALTERNATIVE(CAP_RELEASE_ALL_CALL_SEGMENTS, "allCallSegments", 0x04, struct cap_release_call,
			all_call_segments, asn_cause),
	CAP_ALTERNATIVE_IN(CAP_V4_ON, CAP_RELEASE_WITH_EXTENSION, "allCallSegmentsWithExtension", 0xa2,
			   struct cap_release_call, all_call_segments_with_extension, with_extension_type),
};
const struct cap_type cap_release_call_type = CAP_CHOICE("ReleaseCallArg", struct cap_release_call, alternatives);
