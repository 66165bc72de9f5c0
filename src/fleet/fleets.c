/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fleets of a snapshot: found by id; a fleet that goes takes its lines and fixed numbers along, as the store's
 * foreign keys do. */

#include <errno.h>
#include <stdio.h>

#include "snapshot.h"

struct fleet_item *fleet_item_find(const struct fleet_data *d, uint32_t id)
{
	uint32_t hash = fleet_hash(id), at, handle;

	for (handle = fleet_table_first(&d->fleet_by_id, hash, &at); handle;
	     handle = fleet_table_next(&d->fleet_by_id, hash, &at)) {
		struct fleet_item *item = pool_find(d->fleets, handle);

		if (item->fleet.id == id)
			return item;
	}
	return NULL;
}

const struct fleet *fleet_find(const struct fleet_snapshot *snap, uint32_t id)
{
	const struct fleet_item *item = fleet_item_find(snap->data, id);

	return item ? &item->fleet : NULL;
}

static struct fleet_item *item_add(struct fleet_data *d, uint32_t id)
{
	struct fleet_item *item;

	if (fleet_table_reserve_one(d, &d->fleet_by_id) < 0)
		return NULL;
	item = pool_get(d->fleets);
	if (!item)
		return NULL;
	item->fleet.id = id;
	fleet_table_add(&d->fleet_by_id, fleet_hash(id), pool_handle(d->fleets, item));
	return item;
}

int fleet_snapshot_put_fleet(struct fleet_snapshot *snap, const struct store_fleet *row)
{
	struct fleet_item *item = fleet_item_find(snap->data, row->id);
	const struct numplan *np = fleet_numplan_find(snap, row->profile);

	if (!item)
		item = item_add(snap->data, row->id);
	if (!item)
		return -ENOMEM;
	snprintf(item->fleet.name, sizeof(item->fleet.name), "%s", row->name);
	snprintf(item->profile, sizeof(item->profile), "%s", row->profile);
	item->fleet.suspended = row->suspended;
	item->fleet.numplan = np ? np : fleet_default_numplan(snap);
	return 0;
}

int fleet_snapshot_remove_fleet(struct fleet_snapshot *snap, uint32_t id)
{
	struct fleet_data *d = snap->data;
	struct fleet_item *item = fleet_item_find(d, id);
	struct fleet_fixed_item *f, *next;
	uint32_t handle;

	if (!item)
		return -ENOENT;
	while (item->first_line)
		fleet_line_item_free(d, pool_find(d->lines, item->first_line));
	for (f = pool_next(d->fixed, NULL); f; f = next) {
		next = pool_next(d->fixed, f);
		if (f->fleet == &item->fleet)
			fleet_fixed_item_free(d, f);
	}
	handle = pool_handle(d->fleets, item);
	fleet_table_remove(&d->fleet_by_id, fleet_hash(id), handle);
	pool_put(d->fleets, item);
	return 0;
}
