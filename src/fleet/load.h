/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file load.h Reading whole snapshots and profiles from the store, for the start and for the follower's thread. */
#pragma once

#include <mpabx/fleet.h>

/*! A new snapshot of all that the store holds at one moment. \returns 0, -EIO, -ENOMEM */
int fleet_load(void *ctx, struct store *store, struct fleet_snapshot **ret);
/*! One profile with its rows; a row that makes no sense is said and left out.
 *  \returns 0, -EINVAL (the profile itself), -EIO, -ENOMEM */
int fleet_load_numplan(void *ctx, struct store *store, const struct store_numplan *row, struct numplan **ret);
