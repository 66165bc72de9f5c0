/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calendars of a snapshot, found by id. Forwardings and groups name theirs by id and look it up at each call, so that
 * one that goes leaves nothing dangling. */

#include <errno.h>

#include "snapshot.h"

static struct fleet_calendar_item *item_find(const struct fleet_data *d, uint32_t id)
{
	uint32_t hash = fleet_hash(id), at, handle;

	for (handle = fleet_table_first(&d->calendar_by_id, hash, &at); handle;
	     handle = fleet_table_next(&d->calendar_by_id, hash, &at)) {
		struct fleet_calendar_item *item = pool_find(d->calendars, handle);

		if (item->id == id)
			return item;
	}
	return NULL;
}

const struct calendar *fleet_calendar_find(const struct fleet_snapshot *snap, uint32_t id)
{
	const struct fleet_calendar_item *item = id ? item_find(snap->data, id) : NULL;

	return item ? &item->calendar : NULL;
}

int fleet_calendars_each(const struct fleet_snapshot *snap,
			 int (*cb)(void *priv, uint32_t id, const struct fleet *fleet, const struct calendar *calendar), void *priv)
{
	int rc = 0;

	for (struct fleet_calendar_item *item = NULL; !rc && (item = pool_next(snap->data->calendars, item));)
		rc = cb(priv, item->id, item->fleet, &item->calendar);
	return rc;
}

static struct fleet_calendar_item *item_add(struct fleet_data *d, uint32_t id)
{
	struct fleet_calendar_item *item;

	if (fleet_table_reserve_one(d, &d->calendar_by_id) < 0)
		return NULL;
	item = pool_get(d->calendars);
	if (!item)
		return NULL;
	item->id = id;
	fleet_table_add(&d->calendar_by_id, fleet_hash(id), pool_handle(d->calendars, item));
	return item;
}

int fleet_snapshot_put_calendar(struct fleet_snapshot *snap, const struct store_calendar *row)
{
	struct fleet_data *d = snap->data;
	struct fleet_item *owner = fleet_item_find(d, row->fleet_id);
	struct fleet_calendar_item *item;

	if (!row->id || calendar_check(&row->calendar) < 0)
		return -EINVAL;
	if (!owner)
		return -ENOENT;
	item = item_find(d, row->id);
	if (!item)
		item = item_add(d, row->id);
	if (!item)
		return -ENOMEM;
	item->fleet = &owner->fleet;
	item->calendar = row->calendar;
	return 0;
}

void fleet_calendar_item_free(struct fleet_data *d, struct fleet_calendar_item *item)
{
	fleet_table_remove(&d->calendar_by_id, fleet_hash(item->id), pool_handle(d->calendars, item));
	pool_put(d->calendars, item);
}

int fleet_snapshot_remove_calendar(struct fleet_snapshot *snap, uint32_t id)
{
	struct fleet_calendar_item *item = item_find(snap->data, id);

	if (!item)
		return -ENOENT;
	fleet_calendar_item_free(snap->data, item);
	return 0;
}
