/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A fleet's declared fixed numbers, and the look-up of short numbers, which lines and fixed numbers share. */

#include <errno.h>
#include <string.h>

#include "snapshot.h"

uint32_t fleet_short_hash(uint32_t fleet_id, const char short_number[8])
{
	uint64_t digits;

	memcpy(&digits, short_number, sizeof(digits));
	return fleet_hash(digits ^ (uint64_t)fleet_id * UINT64_C(0x9e3779b97f4a7c15));
}

int fleet_short_copy(const char *text, char ret[8])
{
	char copy[8] = "";
	size_t n = strnlen(text, sizeof(copy));

	if (n && (n < 2 || n > 6 || strspn(text, "0123456789") != n))
		return -EINVAL;
	memcpy(copy, text, n);
	memcpy(ret, copy, sizeof(copy));
	return 0;
}

struct fleet_fixed_item *fleet_fixed_item_find(const struct fleet_data *d, e164_t number)
{
	uint32_t hash = fleet_hash(number), at, handle;

	for (handle = fleet_table_first(&d->fixed_by_number, hash, &at); handle;
	     handle = fleet_table_next(&d->fixed_by_number, hash, &at)) {
		struct fleet_fixed_item *item = pool_find(d->fixed, handle);

		if (item->number == number)
			return item;
	}
	return NULL;
}

const struct fleet *fleet_fixed_find(const struct fleet_snapshot *snap, e164_t number)
{
	const struct fleet_fixed_item *item = fleet_fixed_item_find(snap->data, number);

	return item ? item->fleet : NULL;
}

static void short_remove(struct fleet_data *d, struct fleet_fixed_item *item)
{
	if (item->short_number[0])
		fleet_table_remove(&d->fixed_by_short, fleet_short_hash(item->fleet->id, item->short_number),
				   pool_handle(d->fixed, item));
}

static struct fleet_fixed_item *item_add(struct fleet_data *d, e164_t number)
{
	struct fleet_fixed_item *item;

	if (fleet_table_reserve_one(d, &d->fixed_by_number) < 0)
		return NULL;
	item = pool_get(d->fixed);
	if (!item)
		return NULL;
	item->number = number;
	fleet_table_add(&d->fixed_by_number, fleet_hash(number), pool_handle(d->fixed, item));
	return item;
}

int fleet_snapshot_put_fixed(struct fleet_snapshot *snap, const struct store_fixed *row)
{
	struct fleet_data *d = snap->data;
	struct fleet_item *owner = fleet_item_find(d, row->fleet_id);
	struct fleet_fixed_item *item;
	char short_number[8];

	if (row->number == E164_NONE || fleet_short_copy(row->short_number, short_number) < 0)
		return -EINVAL;
	if (!owner)
		return -ENOENT;
	if (short_number[0] && fleet_table_reserve_one(d, &d->fixed_by_short) < 0)
		return -ENOMEM;
	item = fleet_fixed_item_find(d, row->number);
	if (!item)
		item = item_add(d, row->number);
	if (!item)
		return -ENOMEM;
	if (item->fleet)
		short_remove(d, item);
	item->fleet = &owner->fleet;
	memcpy(item->short_number, short_number, sizeof(short_number));
	if (short_number[0])
		fleet_table_add(&d->fixed_by_short, fleet_short_hash(owner->fleet.id, short_number),
				pool_handle(d->fixed, item));
	return 0;
}

void fleet_fixed_item_free(struct fleet_data *d, struct fleet_fixed_item *item)
{
	short_remove(d, item);
	fleet_table_remove(&d->fixed_by_number, fleet_hash(item->number), pool_handle(d->fixed, item));
	pool_put(d->fixed, item);
}

int fleet_snapshot_remove_fixed(struct fleet_snapshot *snap, e164_t number)
{
	struct fleet_fixed_item *item = fleet_fixed_item_find(snap->data, number);

	if (!item)
		return -ENOENT;
	fleet_fixed_item_free(snap->data, item);
	return 0;
}

static e164_t fixed_short_find(const struct fleet_data *d, const struct fleet *fleet, const char digits[8], uint32_t hash)
{
	uint32_t at, handle;

	for (handle = fleet_table_first(&d->fixed_by_short, hash, &at); handle;
	     handle = fleet_table_next(&d->fixed_by_short, hash, &at)) {
		const struct fleet_fixed_item *item = pool_find(d->fixed, handle);

		if (item->fleet == fleet && !memcmp(item->short_number, digits, sizeof(item->short_number)))
			return item->number;
	}
	return E164_NONE;
}

/* The store keeps a short number unique in its fleet; between two rows of one change a line goes before a fixed
 * number. */
e164_t fleet_short_find(const struct fleet_snapshot *snap, const struct fleet *fleet, const char *short_number)
{
	const struct fleet_data *d = snap->data;
	uint32_t hash, at, handle;
	char digits[8];

	if (!fleet || fleet_short_copy(short_number, digits) < 0 || !digits[0])
		return E164_NONE;
	hash = fleet_short_hash(fleet->id, digits);
	for (handle = fleet_table_first(&d->line_by_short, hash, &at); handle;
	     handle = fleet_table_next(&d->line_by_short, hash, &at)) {
		const struct fleet_line_item *item = pool_find(d->lines, handle);

		if (item->line.fleet == fleet &&
		    !memcmp(item->line.short_number, digits, sizeof(item->line.short_number)))
			return item->line.number;
	}
	return fixed_short_find(d, fleet, digits, hash);
}
