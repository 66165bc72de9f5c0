/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file collect_information.h CollectInformation (TS 29.078 6.1.1): let the caller dial more digits. */
#pragma once

#include "common.h"

struct cap_collect_information {
	struct cap_extensions extensions;
};
extern const struct cap_type cap_collect_information_type;
