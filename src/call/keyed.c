/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Chains from buckets, one bucket for two things at the most: what the live state of lines and groups lies in. */

#include <talloc.h>

#include <mpabx/base.h>

#include "aging.h"
#include "keyed.h"

struct keyed {
	struct pool *pool;
	struct llist_head idle;		/* longest idle first */
	uint32_t mask;
	struct keyed_item **buckets;
};

struct keyed *keyed_alloc(void *ctx, const char *name, size_t item_size, uint32_t max)
{
	struct keyed *k = talloc_zero(ctx, struct keyed);
	uint32_t buckets = aging_slots_for(max / 2);

	if (!k)
		return NULL;
	INIT_LLIST_HEAD(&k->idle);
	k->mask = buckets - 1;
	k->buckets = talloc_zero_array(k, struct keyed_item *, buckets);
	k->pool = pool_alloc(k, name, item_size, max);
	if (!k->buckets || !k->pool) {
		talloc_free(k);
		return NULL;
	}
	return k;
}

static struct keyed_item **bucket_of(const struct keyed *k, uint64_t key)
{
	return &k->buckets[aging_hash(key, 0) & k->mask];
}

void *keyed_find(const struct keyed *k, uint64_t key)
{
	struct keyed_item *item = *bucket_of(k, key);

	while (item && item->key != key)
		item = item->chain;
	return item;
}

/* A thing of the pool; the one idle for the longest time makes room. */
static struct keyed_item *item_new(struct keyed *k)
{
	struct keyed_item *item = pool_get(k->pool);

	if (item || llist_empty(&k->idle))
		return item;
	keyed_drop(k, llist_first_entry(&k->idle, struct keyed_item, idle));
	return pool_get(k->pool);
}

void *keyed_get(struct keyed *k, uint64_t key)
{
	struct keyed_item *item = keyed_find(k, key), **bucket;

	if (item)
		return item;
	item = item_new(k);
	if (!item)
		return NULL;
	bucket = bucket_of(k, key);
	item->key = key;
	item->chain = *bucket;
	*bucket = item;
	return item;
}

void keyed_drop(struct keyed *k, void *dropped)
{
	struct keyed_item *item = dropped, **at = bucket_of(k, item->key);

	while (*at != item)
		at = &(*at)->chain;
	*at = item->chain;
	keyed_set_idle(k, item, false);
	pool_put(k->pool, item);
}

void keyed_set_idle(struct keyed *k, void *which, bool idle)
{
	struct keyed_item *item = which;

	if (item->is_idle == idle)
		return;
	item->is_idle = idle;
	if (idle)
		llist_add_tail(&item->idle, &k->idle);
	else
		llist_del(&item->idle);
}

uint32_t keyed_count(const struct keyed *k)
{
	return pool_count(k->pool);
}

size_t keyed_bytes(const struct keyed *k)
{
	return sizeof(*k) + ((size_t)k->mask + 1) * sizeof(k->buckets[0]) + pool_bytes(k->pool);
}
