/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Slots are given out round and round, so that the next one is always the oldest; under their hash they hang in doubly
 * linked chains. Slots that were never given out are not touched. */

#include <talloc.h>

#include "aging.h"

/* Back link of a chain's first slot: its bucket. */
#define IS_BUCKET 0x80000000u

struct link {
	uint32_t next;	/* slot, AGING_NONE ends */
	uint32_t prev;	/* slot, or bucket | IS_BUCKET, or AGING_NONE: not linked */
};

struct aging {
	uint32_t mask;
	uint32_t turn;		/* slot given out next */
	uint32_t touched;	/* slots below were given out once */
	uint32_t count;
	uint32_t *buckets;	/* first slot */
	struct link *links;
};

uint32_t aging_slots_for(uint32_t n)
{
	uint32_t slots = 1u << 6;

	while (slots < n && slots < 1u << 24)
		slots <<= 1;
	return slots;
}

uint32_t aging_hash(uint64_t a, uint64_t b)
{
	/* splitmix64's finish: numbers that differ in one digit fall far apart. */
	uint64_t x = a * 0x9e3779b97f4a7c15u + b;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return (uint32_t)(x ^ x >> 31);
}

struct aging *aging_alloc(void *ctx, uint32_t slots)
{
	struct aging *a = talloc_zero(ctx, struct aging);
	uint32_t i;

	if (!a)
		return NULL;
	a->mask = slots - 1;
	a->buckets = talloc_array(a, uint32_t, slots);
	a->links = talloc_array(a, struct link, slots);
	if (!a->buckets || !a->links) {
		talloc_free(a);
		return NULL;
	}
	for (i = 0; i < slots; i++)
		a->buckets[i] = AGING_NONE;
	return a;
}

uint32_t aging_add(struct aging *a, uint32_t hash)
{
	uint32_t slot = a->turn, bucket = hash & a->mask;
	struct link *link = &a->links[slot];

	a->turn = (a->turn + 1) & a->mask;
	if (slot < a->touched)
		aging_remove(a, slot);
	else
		a->touched = slot + 1;

	*link = (struct link){ .next = a->buckets[bucket], .prev = bucket | IS_BUCKET };
	if (link->next != AGING_NONE)
		a->links[link->next].prev = slot;
	a->buckets[bucket] = slot;
	a->count++;
	return slot;
}

void aging_remove(struct aging *a, uint32_t slot)
{
	struct link *link = &a->links[slot];

	if (link->prev == AGING_NONE)
		return;
	if (link->prev & IS_BUCKET)
		a->buckets[link->prev & ~IS_BUCKET] = link->next;
	else
		a->links[link->prev].next = link->next;
	if (link->next != AGING_NONE)
		a->links[link->next].prev = link->prev;
	link->prev = AGING_NONE;
	a->count--;
}

uint32_t aging_first(const struct aging *a, uint32_t hash)
{
	return a->buckets[hash & a->mask];
}

uint32_t aging_next(const struct aging *a, uint32_t slot)
{
	return a->links[slot].next;
}

uint32_t aging_count(const struct aging *a)
{
	return a->count;
}

size_t aging_bytes(const struct aging *a)
{
	return sizeof(*a) + ((size_t)a->mask + 1) * (sizeof(a->buckets[0]) + sizeof(a->links[0]));
}
