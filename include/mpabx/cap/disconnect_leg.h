/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file disconnect_leg.h DisconnectLeg (TS 29.078 6.1.1): release this leg, keep the others. */
#pragma once

#include "common.h"

struct cap_disconnect_leg {
	struct cap_leg_id leg_to_be_released;
	struct cap_octets release_cause;
	struct cap_extensions extensions;
};
extern const struct cap_type cap_disconnect_leg_type;
