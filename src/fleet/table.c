/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hash tables of pool handles: see table.h.
 *
 * A place's home is given by the hash's high bits, so that a doubled table is filled from its start to its end in the
 * order of the old one: a million entries move in some milliseconds, none of the objects is read.
 * Left out: shrinking. A fleet that was large once will be large again. */

#include <errno.h>

#include <talloc.h>

#include "table.h"

#define TABLE_MIN_BITS 4
#define TABLE_MAX_BITS 26

/* At most three quarters full: 2.5 places read on average for a hit, 8.5 for a miss, in one or two cache lines. */
static uint32_t places_needed(uint32_t objects)
{
	uint64_t needed = (uint64_t)objects * 4 / 3 + 1;
	uint8_t bits = TABLE_MIN_BITS;

	while (bits <= TABLE_MAX_BITS && (UINT64_C(1) << bits) < needed)
		bits++;
	return bits <= TABLE_MAX_BITS ? UINT32_C(1) << bits : 0;
}

static void place_put(struct fleet_table *t, uint32_t hash, uint32_t handle)
{
	uint32_t at = hash >> t->shift;

	while (t->places[at].handle)
		at = (at + 1) & t->mask;
	t->places[at] = (struct fleet_table_place){ .hash = hash, .handle = handle };
}

int fleet_table_reserve(void *ctx, struct fleet_table *t, uint32_t objects)
{
	uint32_t places = places_needed(objects);
	struct fleet_table wider = { .count = t->count };

	if (!places)
		return -ENOMEM;
	if (t->places && places <= t->mask + 1)
		return 0;
	wider.places = talloc_zero_array(ctx, struct fleet_table_place, places);
	if (!wider.places)
		return -ENOMEM;
	wider.mask = places - 1;
	wider.shift = 32 - __builtin_ctz(places);
	for (uint32_t i = 0; t->places && i <= t->mask; i++) {
		if (t->places[i].handle)
			place_put(&wider, t->places[i].hash, t->places[i].handle);
	}
	talloc_free(t->places);
	*t = wider;
	return 0;
}

int fleet_table_reserve_one(void *ctx, struct fleet_table *t)
{
	return fleet_table_reserve(ctx, t, t->count + 1);
}

void fleet_table_add(struct fleet_table *t, uint32_t hash, uint32_t handle)
{
	place_put(t, hash, handle);
	t->count++;
}

/* Closes the hole by moving back what would no longer be found past it (Knuth, TAOCP 6.4, algorithm R): no
 * tombstones, so that look-ups stay as quick after a year of changes as on the first day. */
static void hole_close(struct fleet_table *t, uint32_t hole)
{
	for (uint32_t at = (hole + 1) & t->mask; t->places[at].handle; at = (at + 1) & t->mask) {
		uint32_t home = t->places[at].hash >> t->shift;

		if (((at - home) & t->mask) >= ((at - hole) & t->mask)) {
			t->places[hole] = t->places[at];
			hole = at;
		}
	}
	t->places[hole] = (struct fleet_table_place){ 0 };
}

bool fleet_table_remove(struct fleet_table *t, uint32_t hash, uint32_t handle)
{
	uint32_t at, found;

	for (found = fleet_table_first(t, hash, &at); found; found = fleet_table_next(t, hash, &at)) {
		if (found != handle)
			continue;
		hole_close(t, at);
		t->count--;
		return true;
	}
	return false;
}

size_t fleet_table_bytes(const struct fleet_table *t)
{
	return t->places ? ((size_t)t->mask + 1) * sizeof(t->places[0]) : 0;
}
