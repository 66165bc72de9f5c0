/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Descriptors that the supplementary-service operations of MAP share (TS 29.002 17.7.4). */
#pragma once

#include <mpabx/cap/map_ss.h>

#include "map_common.h"

extern const struct cap_type map_basic_service, map_basic_services, map_forwarding_features, map_cli_restriction;
