/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fleets of a snapshot: found by id; a fleet that goes takes all it has along, as the store's foreign keys do. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "service.h"
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

int fleet_fleets_each(const struct fleet_snapshot *snap, int (*cb)(void *priv, const struct fleet *fleet), void *priv)
{
	int rc = 0;

	for (struct fleet_item *item = NULL; !rc && (item = pool_next(snap->data->fleets, item));)
		rc = cb(priv, &item->fleet);
	return rc;
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
	item->fleet.barring = row->barring;
	item->fleet.max_diverted_line = row->max_diverted_line;
	item->fleet.max_diverted_fleet = row->max_diverted_fleet;
	item->fleet.max_abroad_line = row->max_abroad_line;
	item->fleet.max_abroad_fleet = row->max_abroad_fleet;
	item->fleet.numplan = np ? np : fleet_default_numplan(snap);
	return 0;
}

void fleet_take_barred(struct fleet_data *d, struct fleet_item *item, const char (*barred)[16], size_t n)
{
	d->array_bytes += fleet_array_bytes(n, sizeof(*item->fleet.barred));
	d->array_bytes -= fleet_array_bytes(item->fleet.num_barred, sizeof(*item->fleet.barred));
	fleet_array_free(item->fleet.barred);
	item->fleet.barred = barred;
	item->fleet.num_barred = (uint8_t)n;
}

static bool prefix_is_sound(const char prefix[16])
{
	size_t n = strnlen(prefix, 16), plus = prefix[0] == '+';

	return n > plus && n < 16 && strspn(prefix + plus, "0123456789") == n - plus;
}

int fleet_barred_copy(const struct store_barred *rows, size_t n, const char (**ret)[16])
{
	char (*barred)[16];
	int rc;

	if (n > UINT8_MAX)
		return -EINVAL;
	for (size_t i = 0; i < n; i++) {
		if (!prefix_is_sound(rows[i].prefix))
			return -EINVAL;
	}
	barred = fleet_array_alloc(n, sizeof(barred[0]), &rc);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < n; i++) {
		memset(barred[i], 0, sizeof(barred[i]));
		memcpy(barred[i], rows[i].prefix, strlen(rows[i].prefix));
	}
	*ret = (const char (*)[16])barred;
	return 0;
}

int fleet_snapshot_put_barred(struct fleet_snapshot *snap, uint32_t fleet_id, const struct store_barred *rows, size_t n)
{
	struct fleet_item *item = fleet_item_find(snap->data, fleet_id);
	const char (*barred)[16];
	int rc;

	if (!item)
		return -ENOENT;
	rc = fleet_barred_copy(rows, n, &barred);
	if (rc < 0)
		return rc;
	fleet_take_barred(snap->data, item, barred, n);
	return 0;
}

bool fleet_owns(const struct fleet_snapshot *snap, const struct fleet *fleet, e164_t number)
{
	const struct fleet_line *line = fleet_line_find(snap, number);

	return fleet && ((line && line->fleet == fleet) || fleet_fixed_find(snap, number) == fleet);
}

static void contents_free(struct fleet_data *d, struct fleet_item *item)
{
	struct fleet_fixed_item *f, *next_fixed;
	struct fleet_calendar_item *c, *next_calendar;

	while (item->first_group)
		fleet_group_item_free(d, pool_find(d->groups, item->first_group));
	while (item->first_line)
		fleet_line_item_free(d, pool_find(d->lines, item->first_line));
	for (f = pool_next(d->fixed, NULL); f; f = next_fixed) {
		next_fixed = pool_next(d->fixed, f);
		if (f->fleet == &item->fleet)
			fleet_fixed_item_free(d, f);
	}
	for (c = pool_next(d->calendars, NULL); c; c = next_calendar) {
		next_calendar = pool_next(d->calendars, c);
		if (c->fleet == &item->fleet)
			fleet_calendar_item_free(d, c);
	}
	fleet_take_barred(d, item, NULL, 0);
}

int fleet_snapshot_remove_fleet(struct fleet_snapshot *snap, uint32_t id)
{
	struct fleet_data *d = snap->data;
	struct fleet_item *item = fleet_item_find(d, id);

	if (!item)
		return -ENOENT;
	contents_free(d, item);
	fleet_table_remove(&d->fleet_by_id, fleet_hash(id), pool_handle(d->fleets, item));
	pool_put(d->fleets, item);
	return 0;
}
