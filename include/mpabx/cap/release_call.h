/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file release_call.h ReleaseCall (TS 29.078 6.1.1): clear the call with this cause. */
#pragma once

#include "common.h"

struct cap_release_with_extension {
	bool present;
	struct cap_octets all_call_segments;
	struct cap_extensions extensions;
};

struct cap_release_call {
	enum {
		CAP_RELEASE_NONE, CAP_RELEASE_ALL_CALL_SEGMENTS,
		CAP_RELEASE_WITH_EXTENSION,	/*!< phase 4, where the InitialDP allowed it */
	} sel;
	struct cap_octets all_call_segments;	/*!< Q.763 cause */
	struct cap_release_with_extension all_call_segments_with_extension;
};
extern const struct cap_type cap_release_call_type;
