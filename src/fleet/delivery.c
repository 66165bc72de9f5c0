/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Deliveries: from change-log entries to objects in the snapshot.
 *
 * Entries only name what changed; the thread reads each named object once, as it is now, in one read transaction. They
 * are applied in an order in which nothing is put before what it belongs to, and then what is gone goes: a fleet last,
 * since its lines may have moved elsewhere before. What is done with each kind of object is in objects.c. */

#include <errno.h>
#include <stdlib.h>

#include <talloc.h>

#include "delivery.h"
#include "load.h"
#include "object.h"
#include "snapshot.h"

/* Past this many entries reading everything again is as quick, and costs the loop less. */
#define MAX_ENTRIES 20000

/* ---- thread: which objects ---- */
struct key { enum fleet_object object; uint64_t key; bool gone; };

struct keys {
	struct key *keys;
	size_t num;
};

static int key_add(void *priv, const struct store_change *entry)
{
	struct keys *keys = priv;

	if (keys->num == MAX_ENTRIES)
		return -E2BIG;
	keys->keys[keys->num++] = (struct key){ .object = fleet_object_of(entry->object), .key = entry->key };
	return 0;
}

static int key_compare(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	if (x->object != y->object)
		return x->object < y->object ? -1 : 1;
	return x->key < y->key ? -1 : x->key > y->key;
}

static void keys_unique(struct keys *keys)
{
	size_t kept = 0;

	qsort(keys->keys, keys->num, sizeof(keys->keys[0]), key_compare);
	for (size_t i = 0; i < keys->num; i++) {
		if (!kept || key_compare(&keys->keys[i], &keys->keys[kept - 1]))
			keys->keys[kept++] = keys->keys[i];
	}
	keys->num = kept;
}

/* ---- thread: the objects themselves ---- */
static void change_add(struct fleet_delivery *d, const struct fleet_change *c)
{
	d->changes[d->num++] = *c;
}

/* Puts first, in the order of kinds; then what is gone, in the opposite order. */
static int objects_read(struct store *store, struct keys *keys, struct fleet_delivery *d)
{
	for (size_t i = 0; i < keys->num; i++) {
		struct key *k = &keys->keys[i];
		struct fleet_change c = { .object = (uint8_t)k->object, .key = k->key };
		int rc = fleet_objects[k->object].read(store, &c);

		if (rc < 0 && rc != -ENOENT)
			return rc;
		k->gone = rc == -ENOENT;
		if (!k->gone)
			change_add(d, &c);
	}
	for (size_t i = keys->num; i--;) {
		const struct key *k = &keys->keys[i];

		if (k->gone)
			change_add(d, &(struct fleet_change){ .object = (uint8_t)k->object, .gone = true, .key = k->key });
	}
	return 0;
}

static int delivery_fill(struct fleet_delivery *d, struct store *store, uint64_t after, struct keys *keys)
{
	int64_t last = store_change_last(store);
	int rc = last < 0 ? (int)last : store_changes_each(store, after, key_add, keys);

	if (rc < 0)
		return rc;
	d->version = (uint64_t)last;
	keys_unique(keys);
	d->changes = calloc(keys->num ? keys->num : 1, sizeof(d->changes[0]));
	return d->changes ? objects_read(store, keys, d) : -ENOMEM;
}

int fleet_delivery_make(struct store *store, uint64_t after, struct fleet_delivery **ret)
{
	struct keys keys = { .keys = malloc(MAX_ENTRIES * sizeof(struct key)) };
	struct fleet_delivery *d = calloc(1, sizeof(*d));
	int rc = keys.keys && d ? delivery_fill(d, store, after, &keys) : -ENOMEM;

	free(keys.keys);
	if (rc < 0) {
		fleet_delivery_free(d);
		return rc;
	}
	*ret = d;
	return 0;
}

int fleet_delivery_reload(struct store *store, struct fleet_delivery **ret)
{
	struct fleet_delivery *d = calloc(1, sizeof(*d));
	int rc = d ? fleet_load(NULL, store, &d->fresh) : -ENOMEM;

	if (rc < 0) {
		free(d);
		return rc;
	}
	d->version = fleet_snapshot_version(d->fresh);
	*ret = d;
	return 0;
}

void fleet_delivery_free(struct fleet_delivery *d)
{
	if (!d)
		return;
	for (; d->applied < d->num; d->applied++) {
		struct fleet_change *c = &d->changes[d->applied];

		if (!c->gone)
			fleet_objects[c->object].free(c);
	}
	talloc_free(d->fresh);
	free(d->changes);
	free(d);
}

/* ---- loop ---- */
static int change_apply(struct fleet_snapshot *snap, struct fleet_change *c)
{
	if (!c->gone)
		return fleet_objects[c->object].put(snap, c);
	/* It may have gone with what it belonged to, or never have come. */
	fleet_objects[c->object].remove(snap, c->key);
	return 0;
}

int fleet_delivery_apply(struct fleet_delivery *d, struct fleet_snapshot *snap, size_t max)
{
	int rc = 0;

	if (d->fresh) {
		fleet_snapshot_swap(snap, d->fresh);
		return 0;
	}
	for (; d->applied < d->num && max; max--) {
		if (change_apply(snap, &d->changes[d->applied++]) < 0)
			rc = -ENOMEM;
	}
	if (d->applied < d->num)
		return rc ? rc : 1;
	if (!rc)
		fleet_snapshot_set_version(snap, d->version);
	return rc;
}
