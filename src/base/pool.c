/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pools of objects: where calls, dialogues and legs live.
 *
 * A slot is a head of 8 bytes and the object. The head keeps the slot's own index (so that an object finds its handle)
 * and its generation (so that an old handle finds nothing). A free slot links to the next one inside the object's own
 * bytes; under ASan these bytes are poisoned, so that a use after pool_put() is seen at once.
 * Left out: giving chunks back while the pool lives. A node that was full once will be full again. */

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <talloc.h>

#include <mpabx/base/pool.h>

#if defined(__SANITIZE_ADDRESS__)
#define POOL_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POOL_ASAN 1
#endif
#endif
#ifdef POOL_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(addr, size) ((void)(addr), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(addr, size) ((void)(addr), (void)(size))
#endif

#define POOL_MAX_OBJECTS (1u << 24)
#define POOL_CHUNK_BYTES (64u * 1024)
#define POOL_NO_SLOT UINT32_MAX

struct slot {
	uint32_t index;
	uint32_t state;		/* generation << 1 | alive */
	uint8_t object[];
};

struct pool {
	size_t object_size;	/* what is zeroed: rounded up to 8 */
	size_t slot_size;
	uint32_t max;
	uint32_t count;
	uint32_t used;		/* slots that were ever given out; all above are untouched memory */
	uint32_t free;		/* first free slot below used */
	uint8_t index_bits;
	uint8_t chunk_shift;
	size_t bytes;
	uint32_t num_chunks;	/* places in chunks[] */
	uint8_t *chunks[];
};

/* Set by tests only: how many gets of the process still succeed, -1 for all of them. */
static int gets_left = -1;

void pool_fail_after(int n)
{
	gets_left = n;
}

static bool get_must_fail(void)
{
	if (gets_left < 0)
		return false;
	if (gets_left == 0)
		return true;
	gets_left--;
	return false;
}

static uint8_t bits_for(uint32_t n)
{
	uint8_t bits = 1;

	while ((1u << bits) < n)
		bits++;
	return bits;
}

struct pool *pool_alloc(void *ctx, const char *name, size_t object_size, uint32_t max)
{
	size_t rounded = (object_size + 7) & ~(size_t)7;
	struct pool *pool;
	uint32_t num_chunks;
	uint8_t shift = 4;

	if (!object_size || !max || max > POOL_MAX_OBJECTS)
		return NULL;
	while (((size_t)2 << shift) * (rounded + sizeof(struct slot)) <= POOL_CHUNK_BYTES && (1u << shift) < max)
		shift++;
	num_chunks = ((max - 1) >> shift) + 1;

	pool = talloc_zero_size(ctx, sizeof(*pool) + num_chunks * sizeof(pool->chunks[0]));
	if (!pool)
		return NULL;
	talloc_set_name(pool, "pool %s", name);
	pool->object_size = rounded;
	pool->slot_size = rounded + sizeof(struct slot);
	pool->max = max;
	pool->free = POOL_NO_SLOT;
	pool->index_bits = bits_for(max);
	pool->chunk_shift = shift;
	pool->num_chunks = num_chunks;
	pool->bytes = sizeof(*pool) + num_chunks * sizeof(pool->chunks[0]);
	return pool;
}

static struct slot *slot_at(const struct pool *pool, uint32_t index)
{
	uint32_t in_chunk = index & ((1u << pool->chunk_shift) - 1);

	return (struct slot *)(pool->chunks[index >> pool->chunk_shift] + (size_t)in_chunk * pool->slot_size);
}

static struct slot *slot_of(const void *object)
{
	return (struct slot *)((uint8_t *)object - offsetof(struct slot, object));
}

/* The next slot that was never used; its chunk is allocated but not touched before its turn. */
static struct slot *slot_fresh(struct pool *pool)
{
	uint32_t chunk = pool->used >> pool->chunk_shift;
	struct slot *slot;

	if (!pool->chunks[chunk]) {
		size_t size = pool->slot_size << pool->chunk_shift;

		pool->chunks[chunk] = talloc_size(pool, size);
		if (!pool->chunks[chunk])
			return NULL;
		pool->bytes += size;
	}
	slot = slot_at(pool, pool->used);
	slot->index = pool->used++;
	slot->state = 1u << 1;
	return slot;
}

static struct slot *slot_reused(struct pool *pool)
{
	struct slot *slot = slot_at(pool, pool->free);

	ASAN_UNPOISON_MEMORY_REGION(slot->object, pool->object_size);
	memcpy(&pool->free, slot->object, sizeof(pool->free));
	return slot;
}

void *pool_get(struct pool *pool)
{
	struct slot *slot;

	if (pool->count >= pool->max || get_must_fail())
		return NULL;
	slot = pool->free != POOL_NO_SLOT ? slot_reused(pool) : slot_fresh(pool);
	if (!slot)
		return NULL;
	slot->state |= 1;
	pool->count++;
	memset(slot->object, 0, pool->object_size);
	return slot->object;
}

void pool_put(struct pool *pool, void *object)
{
	uint32_t generations = UINT32_MAX >> pool->index_bits;
	struct slot *slot;
	uint32_t next;

	if (!object)
		return;
	slot = slot_of(object);
	OSMO_ASSERT(slot->state & 1);

	/* Generation 0 is left out, so that no handle is ever 0. */
	next = ((slot->state >> 1) + 1) & generations;
	slot->state = (next ? next : 1) << 1;
	memcpy(slot->object, &pool->free, sizeof(pool->free));
	pool->free = slot->index;
	pool->count--;
	ASAN_POISON_MEMORY_REGION(slot->object, pool->object_size);
}

uint32_t pool_handle(const struct pool *pool, const void *object)
{
	const struct slot *slot = slot_of(object);

	return (slot->state >> 1) << pool->index_bits | slot->index;
}

void *pool_find(const struct pool *pool, uint32_t handle)
{
	uint32_t index = handle & ((1u << pool->index_bits) - 1);
	struct slot *slot;

	if (index >= pool->used)
		return NULL;
	slot = slot_at(pool, index);
	if (slot->state != ((handle >> pool->index_bits) << 1 | 1))
		return NULL;
	return slot->object;
}

uint32_t pool_count(const struct pool *pool)
{
	return pool->count;
}

uint32_t pool_max(const struct pool *pool)
{
	return pool->max;
}

size_t pool_bytes(const struct pool *pool)
{
	return pool->bytes;
}

void *pool_next(const struct pool *pool, const void *object)
{
	uint32_t index = object ? slot_of(object)->index + 1 : 0;

	for (; index < pool->used; index++) {
		struct slot *slot = slot_at(pool, index);

		if (slot->state & 1)
			return slot->object;
	}
	return NULL;
}
