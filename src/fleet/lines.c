/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines of a snapshot: found by number or by a fleet's short number. A put either does all or nothing: room in every
 * table is made first, then nothing can fail. What a line has set is in service.c.
 * Left out: a line's name (the portal reads it in the store). */

#include <errno.h>
#include <string.h>

#include "service.h"
#include "snapshot.h"

struct fleet_line_item *fleet_line_item_find(const struct fleet_data *d, e164_t number)
{
	uint32_t hash = fleet_hash(number), at, handle;

	for (handle = fleet_table_first(&d->line_by_number, hash, &at); handle;
	     handle = fleet_table_next(&d->line_by_number, hash, &at)) {
		struct fleet_line_item *item = pool_find(d->lines, handle);

		if (item->line.number == number)
			return item;
	}
	return NULL;
}

const struct fleet_line *fleet_line_find(const struct fleet_snapshot *snap, e164_t number)
{
	const struct fleet_line_item *item = fleet_line_item_find(snap->data, number);

	return item ? &item->line : NULL;
}

static void fleet_list_add(struct fleet_data *d, struct fleet_item *owner, struct fleet_line_item *item)
{
	uint32_t handle = pool_handle(d->lines, item);
	struct fleet_line_item *last = pool_find(d->lines, owner->last_line);

	item->line.fleet = &owner->fleet;
	item->prev = owner->last_line;
	item->next = 0;
	if (last)
		last->next = handle;
	else
		owner->first_line = handle;
	owner->last_line = handle;
}

static void fleet_list_remove(struct fleet_data *d, struct fleet_line_item *item)
{
	struct fleet_item *owner = fleet_item_of(item->line.fleet);
	struct fleet_line_item *prev = pool_find(d->lines, item->prev);
	struct fleet_line_item *next = pool_find(d->lines, item->next);

	if (prev)
		prev->next = item->next;
	else
		owner->first_line = item->next;
	if (next)
		next->prev = item->prev;
	else
		owner->last_line = item->prev;
	item->line.fleet = NULL;
}

static void short_add(struct fleet_data *d, struct fleet_line_item *item)
{
	const struct fleet_line *l = &item->line;

	if (l->short_number[0])
		fleet_table_add(&d->line_by_short, fleet_short_hash(l->fleet->id, l->short_number),
				pool_handle(d->lines, item));
}

static void short_remove(struct fleet_data *d, struct fleet_line_item *item)
{
	const struct fleet_line *l = &item->line;

	if (l->short_number[0])
		fleet_table_remove(&d->line_by_short, fleet_short_hash(l->fleet->id, l->short_number),
				   pool_handle(d->lines, item));
}

static struct fleet_line_item *item_add(struct fleet_data *d, e164_t number)
{
	struct fleet_line_item *item;

	if (fleet_table_reserve_one(d, &d->line_by_number) < 0)
		return NULL;
	item = pool_get(d->lines);
	if (!item)
		return NULL;
	item->line.number = number;
	item->line.service = &fleet_service_default;
	fleet_table_add(&d->line_by_number, fleet_hash(number), pool_handle(d->lines, item));
	return item;
}

int fleet_snapshot_put_line(struct fleet_snapshot *snap, const struct store_line *row)
{
	struct fleet_data *d = snap->data;
	struct fleet_item *owner = fleet_item_find(d, row->fleet_id);
	struct fleet_line_item *item;
	char short_number[8];

	if (row->number == E164_NONE || row->csi > LINE_CSI_NONE || fleet_short_copy(row->short_number, short_number) < 0)
		return -EINVAL;
	if (!owner)
		return -ENOENT;
	if (short_number[0] && fleet_table_reserve_one(d, &d->line_by_short) < 0)
		return -ENOMEM;
	item = fleet_line_item_find(d, row->number);
	if (!item)
		item = item_add(d, row->number);
	if (!item)
		return -ENOMEM;
	if (item->line.fleet) {
		short_remove(d, item);
		fleet_list_remove(d, item);
	}
	fleet_list_add(d, owner, item);
	fleet_groups_leave(d, row->number, &owner->fleet);
	item->line.rights = (uint16_t)row->rights;
	item->line.suspended = row->suspended;
	item->line.csi = row->csi;
	memcpy(item->line.short_number, short_number, sizeof(short_number));
	short_add(d, item);
	return 0;
}

void fleet_line_item_free(struct fleet_data *d, struct fleet_line_item *item)
{
	fleet_groups_leave(d, item->line.number, NULL);
	fleet_service_drop(d, item);
	short_remove(d, item);
	fleet_list_remove(d, item);
	fleet_table_remove(&d->line_by_number, fleet_hash(item->line.number), pool_handle(d->lines, item));
	pool_put(d->lines, item);
}

int fleet_snapshot_remove_line(struct fleet_snapshot *snap, e164_t number)
{
	struct fleet_line_item *item = fleet_line_item_find(snap->data, number);

	if (!item)
		return -ENOENT;
	fleet_line_item_free(snap->data, item);
	return 0;
}

static int all_lines_each(const struct fleet_data *d, int (*cb)(void *priv, const struct fleet_line *line), void *priv)
{
	const struct fleet_line_item *item;

	for (item = pool_next(d->lines, NULL); item; item = pool_next(d->lines, item)) {
		int rc = cb(priv, &item->line);

		if (rc)
			return rc;
	}
	return 0;
}

int fleet_lines_each(const struct fleet_snapshot *snap, const struct fleet *fleet,
		     int (*cb)(void *priv, const struct fleet_line *line), void *priv)
{
	const struct fleet_data *d = snap->data;
	const struct fleet_line_item *item;
	uint32_t handle;

	if (!fleet)
		return all_lines_each(d, cb, priv);
	handle = fleet_item_of(fleet)->first_line;
	for (; handle; handle = item->next) {
		int rc;

		item = pool_find(d->lines, handle);
		rc = cb(priv, &item->line);
		if (rc)
			return rc;
	}
	return 0;
}
