/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file delivery.h
 *  What goes from the follower's thread to the loop: whole new objects, or a whole new snapshot. Made by the thread,
 *  then given away: never touched by both. */
#pragma once

#include <mpabx/fleet.h>

struct fleet_delivery {
	struct fleet_delivery *next;
	uint64_t version;		/*!< where the snapshot stands once all is applied */
	struct fleet_snapshot *fresh;	/*!< a reload, once applied what was there before; NULL: the objects below */
	struct fleet_change *changes;
	size_t num, applied;
};

/*! Everything that changed after a version (inside a read transaction of the caller's). More changes than pay: a
 *  reload. \returns 0, -EIO, -ENOMEM */
int fleet_delivery_make(struct store *store, uint64_t after, struct fleet_delivery **ret);
/*! A reload (outside of any transaction). */
int fleet_delivery_reload(struct store *store, struct fleet_delivery **ret);
/*! Loop: puts up to max objects in place. \returns 1 more to do, 0 all is done, -ENOMEM: the snapshot lacks something */
int fleet_delivery_apply(struct fleet_delivery *d, struct fleet_snapshot *snap, size_t max);
/*! After a reload not on the loop: a tenth of a second for a million lines. */
void fleet_delivery_free(struct fleet_delivery *d);
