/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file table.h
 *  The snapshot's hash tables: 8 bytes a place, a 32-bit hash and the 32-bit pool handle of the object, open addressing
 *  with linear probing. The object's own fields are the key, so that a table costs 8 to 22 bytes an object and a look-up
 *  reads one cache line here and one of the object, however many lines there are. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fleet_table_place {
	uint32_t hash;
	uint32_t handle;	/*!< 0 = free; no pool handle is ever 0 */
};

/*! Zeroed: an empty table. */
struct fleet_table {
	struct fleet_table_place *places;
	uint32_t count;
	uint32_t mask;		/*!< number of places - 1, all ones */
	uint8_t shift;		/*!< 32 - log2(number of places) */
};

/*! splitmix64's finalizer: every bit of the key moves every bit of the hash. */
static inline uint32_t fleet_hash(uint64_t key)
{
	key = (key ^ key >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	key = (key ^ key >> 27) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)((key ^ key >> 31) >> 32);
}

/*! Room for that many objects in all, so that fleet_table_add() cannot fail. \returns 0 or -ENOMEM, table as before */
int fleet_table_reserve(void *ctx, struct fleet_table *t, uint32_t objects);
/*! Same for one more than there are. */
int fleet_table_reserve_one(void *ctx, struct fleet_table *t);
/*! Several objects may have one hash; one handle is added once. Needs room. */
void fleet_table_add(struct fleet_table *t, uint32_t hash, uint32_t handle);
/*! \returns whether it was there */
bool fleet_table_remove(struct fleet_table *t, uint32_t hash, uint32_t handle);
size_t fleet_table_bytes(const struct fleet_table *t);

/*! The next handle under this hash from place *at on, 0 where there is none. */
static inline uint32_t fleet_table_from(const struct fleet_table *t, uint32_t hash, uint32_t *at)
{
	for (;; *at = (*at + 1) & t->mask) {
		const struct fleet_table_place *p = &t->places[*at];

		if (!p->handle)
			return 0;
		if (p->hash == hash)
			return p->handle;
	}
}

static inline uint32_t fleet_table_first(const struct fleet_table *t, uint32_t hash, uint32_t *at)
{
	if (!t->count)
		return 0;
	*at = hash >> t->shift;
	return fleet_table_from(t, hash, at);
}

static inline uint32_t fleet_table_next(const struct fleet_table *t, uint32_t hash, uint32_t *at)
{
	*at = (*at + 1) & t->mask;
	return fleet_table_from(t, hash, at);
}
