/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file load.h Reading from the store: whole snapshots for the start, single objects for the follower's thread. */
#pragma once

#include <mpabx/fleet.h>

/*! A new snapshot of all that the store holds at one moment. \returns 0, -EIO, -ENOMEM */
int fleet_load(void *ctx, struct store *store, struct fleet_snapshot **ret);
/*! One profile with its rows; a row that makes no sense is said and left out.
 *  \returns 0, -EINVAL (the profile itself), -EIO, -ENOMEM */
int fleet_load_numplan(void *ctx, struct store *store, const struct store_numplan *row, struct numplan **ret);
/*! All that the lists of the store hold: hunt lists, blocked callers, members, barred prefixes.
 *  \returns 0, -EIO, -ENOMEM */
int fleet_load_lists(struct fleet_snapshot *snap, struct store *store);

/*! Says that a row is left out where the snapshot refused it (-EINVAL, -ENOENT). \returns 0 then, else rc */
int fleet_row_check(int rc, const char *what, uint64_t key);

/*! Numbers that come one by one. */
struct fleet_numbers { e164_t *list; size_t n, room; };
/*! \returns 0, -ENOMEM */
int fleet_numbers_add(struct fleet_numbers *numbers, e164_t number);
void fleet_numbers_free(struct fleet_numbers *numbers);
