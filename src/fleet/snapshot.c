/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The snapshot as a whole: its making, its version and size, and the swap of all its content after a reload.
 * Fleets are in fleets.c, lines in lines.c, declared fixed numbers in fixed.c, number plans in profiles.c. */

#include <errno.h>

#include <talloc.h>

#include "snapshot.h"

static struct fleet_data *data_alloc(void *ctx)
{
	struct fleet_data *d = talloc_zero(ctx, struct fleet_data);

	if (!d)
		return NULL;
	d->lines = pool_alloc(d, "lines", sizeof(struct fleet_line_item), FLEET_MAX_LINES);
	d->fleets = pool_alloc(d, "fleets", sizeof(struct fleet_item), FLEET_MAX_FLEETS);
	d->fixed = pool_alloc(d, "fixed numbers", sizeof(struct fleet_fixed_item), FLEET_MAX_FIXED);
	if (!d->lines || !d->fleets || !d->fixed) {
		talloc_free(d);
		return NULL;
	}
	return d;
}

struct fleet_snapshot *fleet_snapshot_alloc(void *ctx)
{
	struct fleet_snapshot *snap = talloc_zero(ctx, struct fleet_snapshot);

	if (!snap)
		return NULL;
	snap->data = data_alloc(snap);
	if (!snap->data) {
		talloc_free(snap);
		return NULL;
	}
	return snap;
}

void fleet_snapshot_take(struct fleet_snapshot *snap, struct fleet_snapshot *fresh)
{
	talloc_free(snap->data);
	snap->data = talloc_steal(snap, fresh->data);
	talloc_free(fresh);
}

int fleet_snapshot_reserve(struct fleet_snapshot *snap, uint32_t lines)
{
	struct fleet_data *d = snap->data;

	if (fleet_table_reserve(d, &d->line_by_number, lines) < 0)
		return -ENOMEM;
	return fleet_table_reserve(d, &d->line_by_short, lines);
}

uint64_t fleet_snapshot_version(const struct fleet_snapshot *snap)
{
	return snap->data->version;
}

void fleet_snapshot_set_version(struct fleet_snapshot *snap, uint64_t version)
{
	snap->data->version = version;
}

uint32_t fleet_snapshot_lines(const struct fleet_snapshot *snap)
{
	return pool_count(snap->data->lines);
}

uint32_t fleet_snapshot_fleets(const struct fleet_snapshot *snap)
{
	return pool_count(snap->data->fleets);
}

size_t fleet_snapshot_bytes(const struct fleet_snapshot *snap)
{
	const struct fleet_data *d = snap->data;

	return sizeof(*snap) + sizeof(*d) + pool_bytes(d->lines) + pool_bytes(d->fleets) + pool_bytes(d->fixed) +
	       fleet_table_bytes(&d->line_by_number) + fleet_table_bytes(&d->fleet_by_id) +
	       fleet_table_bytes(&d->fixed_by_number) + fleet_table_bytes(&d->line_by_short) +
	       fleet_table_bytes(&d->fixed_by_short);
}
