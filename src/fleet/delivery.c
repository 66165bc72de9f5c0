/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Deliveries: from change-log entries to objects in the snapshot.
 *
 * Entries only name what changed; the thread reads each named object once, as it is now, in one read transaction. They
 * are applied in an order in which nothing is put before what it belongs to: number plans, fleets, lines, fixed
 * numbers, and then the fleets that are gone, whose lines may have moved elsewhere before. */

#include <errno.h>
#include <stdlib.h>

#include <talloc.h>

#include "delivery.h"
#include "load.h"
#include "snapshot.h"

/* Past this many entries reading everything again is as quick, and costs the loop less. */
#define MAX_ENTRIES 20000

enum change_kind { CHANGE_NUMPLAN, CHANGE_FLEET, CHANGE_LINE, CHANGE_LINE_GONE, CHANGE_FIXED, CHANGE_FIXED_GONE,
	CHANGE_FLEET_GONE };

struct fleet_change {
	enum change_kind kind;
	union {
		uint64_t key;
		struct numplan *numplan;
		struct store_fleet fleet;
		struct { struct store_line row; struct store_forwarding immediate; } line;
		struct store_fixed fixed;
	};
};

/* ---- thread: which objects ---- */
struct key { enum change_kind kind; uint64_t key; };

struct keys {
	struct key *keys;
	size_t num;
};

static int key_add(void *priv, const struct store_change *entry)
{
	/* A forwarding is part of its line. */
	static const enum change_kind kinds[] = {
		[STORE_OBJECT_FLEET] = CHANGE_FLEET, [STORE_OBJECT_LINE] = CHANGE_LINE,
		[STORE_OBJECT_FORWARDING] = CHANGE_LINE, [STORE_OBJECT_FIXED] = CHANGE_FIXED,
		[STORE_OBJECT_NUMPLAN] = CHANGE_NUMPLAN, [STORE_OBJECT_SERVICE] = CHANGE_LINE,
		[STORE_OBJECT_GROUP] = CHANGE_LINE, [STORE_OBJECT_CALENDAR] = CHANGE_LINE,
	};
	struct keys *keys = priv;

	if (keys->num == MAX_ENTRIES)
		return -E2BIG;
	keys->keys[keys->num++] = (struct key){ .kind = kinds[entry->object], .key = entry->key };
	return 0;
}

static int key_compare(const void *a, const void *b)
{
	const struct key *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->key < y->key ? -1 : x->key > y->key;
}

static void keys_unique(struct keys *keys)
{
	size_t kept = 0;

	qsort(keys->keys, keys->num, sizeof(keys->keys[0]), key_compare);
	for (size_t i = 0; i < keys->num; i++) {
		if (!i || key_compare(&keys->keys[i], &keys->keys[i - 1]))
			keys->keys[kept++] = keys->keys[i];
	}
	keys->num = kept;
}

/* ---- thread: the objects themselves ---- */
struct reader {
	struct store *store;
	struct fleet_delivery *delivery;
};

static struct fleet_change *change_add(struct fleet_delivery *d, enum change_kind kind, uint64_t key)
{
	struct fleet_change *c;

	if (d->num == d->room) {
		size_t room = d->room ? d->room * 2 : 8;
		struct fleet_change *grown = realloc(d->changes, room * sizeof(*grown));

		if (!grown)
			return NULL;
		d->changes = grown;
		d->room = room;
	}
	c = &d->changes[d->num++];
	*c = (struct fleet_change){ .kind = kind };
	c->key = key;
	return c;
}

static int plan_read(void *priv, const struct store_numplan *row)
{
	struct reader *r = priv;
	struct fleet_change *c;
	struct numplan *np;
	int rc = fleet_load_numplan(NULL, r->store, row, &np);

	if (rc < 0)
		return rc == -EINVAL ? 0 : rc;
	c = change_add(r->delivery, CHANGE_NUMPLAN, 0);
	if (!c) {
		talloc_free(np);
		return -ENOMEM;
	}
	c->numplan = np;
	return 0;
}

static int fleet_read(struct reader *r, uint64_t id)
{
	struct store_fleet row;
	struct fleet_change *c;
	int rc = store_fleet_get(r->store, (uint32_t)id, &row);

	if (rc < 0)
		return rc == -ENOENT ? 0 : rc;
	c = change_add(r->delivery, CHANGE_FLEET, 0);
	if (!c)
		return -ENOMEM;
	c->fleet = row;
	return 0;
}

static int fleet_gone_read(struct reader *r, uint64_t id)
{
	struct store_fleet row;
	int rc = store_fleet_get(r->store, (uint32_t)id, &row);

	if (rc != -ENOENT)
		return rc;
	return change_add(r->delivery, CHANGE_FLEET_GONE, id) ? 0 : -ENOMEM;
}

static int line_read(struct reader *r, e164_t number)
{
	struct store_forwarding immediate = { .line = number, .kind = FORWARDING_IMMEDIATE };
	struct store_line row;
	struct fleet_change *c;
	int rc = store_line_get(r->store, number, &row);

	if (rc == -ENOENT)
		return change_add(r->delivery, CHANGE_LINE_GONE, number) ? 0 : -ENOMEM;
	if (!rc)
		rc = store_forwarding_get(r->store, number, FORWARDING_IMMEDIATE, &immediate);
	if (rc < 0 && rc != -ENOENT)
		return rc;
	c = change_add(r->delivery, CHANGE_LINE, 0);
	if (!c)
		return -ENOMEM;
	c->line.row = row;
	c->line.immediate = immediate;
	return 0;
}

static int fixed_read(struct reader *r, e164_t number)
{
	struct store_fixed row;
	struct fleet_change *c;
	int rc = store_fixed_get(r->store, number, &row);

	if (rc < 0 && rc != -ENOENT)
		return rc;
	c = change_add(r->delivery, rc ? CHANGE_FIXED_GONE : CHANGE_FIXED, number);
	if (!c)
		return -ENOMEM;
	if (!rc)
		c->fixed = row;
	return 0;
}

static int object_read(struct reader *r, const struct key *k)
{
	switch (k->kind) {
	case CHANGE_NUMPLAN:
		return store_numplans_each(r->store, plan_read, r);
	case CHANGE_FLEET:
		return fleet_read(r, k->key);
	case CHANGE_LINE:
		return line_read(r, k->key);
	default:
		return fixed_read(r, k->key);
	}
}

static int objects_read(struct reader *r, const struct keys *keys)
{
	int rc = 0;

	for (size_t i = 0; i < keys->num && !rc; i++)
		rc = object_read(r, &keys->keys[i]);
	for (size_t i = 0; i < keys->num && !rc; i++) {
		if (keys->keys[i].kind == CHANGE_FLEET)
			rc = fleet_gone_read(r, keys->keys[i].key);
	}
	return rc;
}

int fleet_delivery_make(struct store *store, uint64_t after, struct fleet_delivery **ret)
{
	struct keys keys = { .keys = malloc(MAX_ENTRIES * sizeof(struct key)) };
	struct reader r = { .store = store, .delivery = calloc(1, sizeof(*r.delivery)) };
	int64_t last = store_change_last(store);
	int rc = last < 0 ? (int)last : 0;

	if (!keys.keys || !r.delivery)
		rc = -ENOMEM;
	if (!rc)
		rc = store_changes_each(store, after, key_add, &keys);
	if (!rc) {
		r.delivery->version = (uint64_t)last;
		keys_unique(&keys);
		rc = objects_read(&r, &keys);
	}
	free(keys.keys);
	if (rc < 0) {
		fleet_delivery_free(r.delivery);
		return rc;
	}
	*ret = r.delivery;
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
	for (size_t i = d->applied; i < d->num; i++) {
		if (d->changes[i].kind == CHANGE_NUMPLAN)
			talloc_free(d->changes[i].numplan);
	}
	talloc_free(d->fresh);
	free(d->changes);
	free(d);
}

/* ---- loop ---- */
static int line_apply(struct fleet_snapshot *snap, const struct fleet_change *c)
{
	int rc = fleet_snapshot_put_line(snap, &c->line.row);

	return rc ? rc : fleet_snapshot_put_forwarding(snap, &c->line.immediate);
}

static int numplan_apply(struct fleet_snapshot *snap, struct numplan *np)
{
	int rc = fleet_snapshot_put_numplan(snap, np);

	if (rc < 0)
		talloc_free(np);
	return rc;
}

static int change_apply(struct fleet_snapshot *snap, const struct fleet_change *c)
{
	switch (c->kind) {
	case CHANGE_NUMPLAN:
		return numplan_apply(snap, c->numplan);
	case CHANGE_FLEET:
		return fleet_snapshot_put_fleet(snap, &c->fleet);
	case CHANGE_LINE:
		return line_apply(snap, c);
	case CHANGE_FIXED:
		return fleet_snapshot_put_fixed(snap, &c->fixed);
	case CHANGE_LINE_GONE:
		fleet_snapshot_remove_line(snap, c->key);
		return 0;
	case CHANGE_FIXED_GONE:
		fleet_snapshot_remove_fixed(snap, c->key);
		return 0;
	case CHANGE_FLEET_GONE:
		fleet_snapshot_remove_fleet(snap, (uint32_t)c->key);
		return 0;
	}
	return 0;
}

int fleet_delivery_apply(struct fleet_delivery *d, struct fleet_snapshot *snap, size_t max)
{
	int rc = 0;

	if (d->fresh) {
		fleet_snapshot_take(snap, d->fresh);
		d->fresh = NULL;
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
