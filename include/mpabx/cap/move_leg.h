/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file move_leg.h MoveLeg (TS 29.078 6.1.1): put this leg into call segment 1. */
#pragma once

#include "common.h"

struct cap_move_leg {
	struct cap_leg_id leg_id_to_move;
	struct cap_extensions extensions;
};
extern const struct cap_type cap_move_leg_type;
