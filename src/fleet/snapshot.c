/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The snapshot as a whole: its making, its version and size, and the swap of all its content after a reload.
 * Fleets are in fleets.c, lines in lines.c and service.c, declared fixed numbers in fixed.c, groups in groups.c,
 * calendars in calendars.c, number plans and voicemail in profiles.c. */

#include <errno.h>

#include <talloc.h>

#include "service.h"
#include "snapshot.h"

/* Arrays are not talloc's: they go before the pools that hold their owners. */
static int data_destroy(struct fleet_data *d)
{
	struct fleet_service *s;
	struct fleet_group_item *g;
	struct fleet_item *f;

	for (s = pool_next(d->services, NULL); s; s = pool_next(d->services, s))
		fleet_service_free(s, NULL);
	for (g = pool_next(d->groups, NULL); g; g = pool_next(d->groups, g))
		fleet_array_free(g->group.blocked);
	for (f = pool_next(d->fleets, NULL); f; f = pool_next(d->fleets, f))
		fleet_array_free(f->fleet.barred);
	return 0;
}

static struct fleet_data *data_alloc(void *ctx)
{
	struct fleet_data *d = talloc_zero(ctx, struct fleet_data);

	if (!d)
		return NULL;
	d->lines = pool_alloc(d, "lines", sizeof(struct fleet_line_item), FLEET_MAX_LINES);
	d->services = pool_alloc(d, "services", sizeof(struct fleet_service), FLEET_MAX_LINES);
	d->fleets = pool_alloc(d, "fleets", sizeof(struct fleet_item), FLEET_MAX_FLEETS);
	d->fixed = pool_alloc(d, "fixed numbers", sizeof(struct fleet_fixed_item), FLEET_MAX_FIXED);
	d->groups = pool_alloc(d, "groups", sizeof(struct fleet_group_item), FLEET_MAX_GROUPS);
	d->calendars = pool_alloc(d, "calendars", sizeof(struct fleet_calendar_item), FLEET_MAX_CALENDARS);
	if (!d->lines || !d->services || !d->fleets || !d->fixed || !d->groups || !d->calendars) {
		talloc_free(d);
		return NULL;
	}
	talloc_set_destructor(d, data_destroy);
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

void fleet_snapshot_swap(struct fleet_snapshot *a, struct fleet_snapshot *b)
{
	struct fleet_data *data = a->data;

	a->data = talloc_steal(a, b->data);
	b->data = talloc_steal(b, data);
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

	return sizeof(*snap) + sizeof(*d) + pool_bytes(d->lines) + pool_bytes(d->services) + pool_bytes(d->fleets) +
	       pool_bytes(d->fixed) + pool_bytes(d->groups) + pool_bytes(d->calendars) + d->array_bytes +
	       fleet_table_bytes(&d->line_by_number) + fleet_table_bytes(&d->fleet_by_id) +
	       fleet_table_bytes(&d->fixed_by_number) + fleet_table_bytes(&d->group_by_id) +
	       fleet_table_bytes(&d->group_by_number) + fleet_table_bytes(&d->group_by_member) +
	       fleet_table_bytes(&d->calendar_by_id) + fleet_table_bytes(&d->line_by_short) +
	       fleet_table_bytes(&d->fixed_by_short);
}
