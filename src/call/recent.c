/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Times are kept by the monotonic clock, so that a wall clock which is set forth or back loses no call-back. */

#include <talloc.h>

#include "aging.h"
#include "recent.h"

struct item {
	e164_t line;
	uint64_t at_ms;
};

struct recent {
	uint64_t window_ms;
	uint32_t slots;
	struct aging *index;
	struct item *items;
};

struct recent *recent_alloc(void *ctx, uint32_t lines, uint32_t window_s)
{
	struct recent *r = talloc_zero(ctx, struct recent);

	if (!r)
		return NULL;
	r->slots = aging_slots_for(lines);
	r->window_ms = (uint64_t)window_s * 1000;
	r->index = aging_alloc(r, r->slots);
	r->items = talloc_array(r, struct item, r->slots);
	if (!r->index || !r->items) {
		talloc_free(r);
		return NULL;
	}
	return r;
}

static uint32_t slot_find(const struct recent *r, e164_t line)
{
	uint32_t slot = aging_first(r->index, aging_hash(line, 0));

	while (slot != AGING_NONE && r->items[slot].line != line)
		slot = aging_next(r->index, slot);
	return slot;
}

void recent_note(struct recent *r, e164_t line)
{
	uint32_t slot = slot_find(r, line);

	/* A line stands here once, as young as its last call. */
	if (slot != AGING_NONE)
		aging_remove(r->index, slot);
	slot = aging_add(r->index, aging_hash(line, 0));
	r->items[slot] = (struct item){ .line = line, .at_ms = clock_ms() };
}

time_t recent_at(struct recent *r, e164_t line)
{
	uint32_t slot = slot_find(r, line);
	uint64_t ago_ms;

	if (slot == AGING_NONE)
		return 0;
	ago_ms = clock_ms() - r->items[slot].at_ms;
	if (ago_ms > r->window_ms) {
		aging_remove(r->index, slot);
		return 0;
	}
	return clock_wall() - (time_t)(ago_ms / 1000);
}

uint32_t recent_count(const struct recent *r)
{
	return aging_count(r->index);
}

size_t recent_bytes(const struct recent *r)
{
	return sizeof(*r) + aging_bytes(r->index) + (size_t)r->slots * sizeof(struct item);
}
