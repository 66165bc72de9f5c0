/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of our own legs. They are found by called and redirecting number; the calling number is left out of the
 * hash, since either side of the network may withhold it. */

#include <talloc.h>

#include "aging.h"
#include "pending.h"

/* Legs to one line from one line that are looked at: a hundred callers at once to the same diverted line. */
#define MAX_WALK 128

struct item {
	struct pending_leg leg;
	uint64_t until_ms;
};

struct pending {
	uint64_t wait_ms;
	uint32_t slots;
	struct aging *index;
	struct item *items;
};

struct pending *pending_alloc(void *ctx, uint32_t legs, uint32_t wait_s)
{
	struct pending *p = talloc_zero(ctx, struct pending);

	if (!p)
		return NULL;
	p->slots = aging_slots_for(legs);
	p->wait_ms = (uint64_t)wait_s * 1000;
	p->index = aging_alloc(p, p->slots);
	p->items = talloc_array(p, struct item, p->slots);
	if (!p->index || !p->items) {
		talloc_free(p);
		return NULL;
	}
	return p;
}

void pending_add(struct pending *p, const struct pending_leg *leg)
{
	uint32_t slot = aging_add(p->index, aging_hash(leg->called, leg->redirecting));

	p->items[slot] = (struct item){ .leg = *leg, .until_ms = clock_ms() + p->wait_ms };
}

static bool calling_fits(e164_t a, e164_t b)
{
	return !a || !b || a == b;
}

/* The slot of a leg that fits; one whose calling number is the same goes before one that has none. */
static uint32_t slot_find(struct pending *p, const struct pending_leg *leg)
{
	uint32_t slot = aging_first(p->index, aging_hash(leg->called, leg->redirecting));
	uint32_t next, found = AGING_NONE, walked = 0;
	uint64_t now = slot == AGING_NONE ? 0 : clock_ms();

	for (; slot != AGING_NONE; slot = next) {
		const struct item *item = &p->items[slot];

		next = aging_next(p->index, slot);
		if (now >= item->until_ms) {
			aging_remove(p->index, slot);
			continue;
		}
		if (++walked > MAX_WALK)
			break;
		if (item->leg.called != leg->called || item->leg.redirecting != leg->redirecting ||
		    !calling_fits(item->leg.calling, leg->calling))
			continue;
		found = slot;
		if (item->leg.calling == leg->calling)
			break;
	}
	return found;
}

bool pending_match(struct pending *p, const struct pending_leg *leg, e164_t original_called)
{
	struct pending_leg wanted = *leg;
	uint32_t slot;

	if (!wanted.redirecting)
		wanted.redirecting = original_called;
	/* A leg of ours always says who diverted it. */
	if (!wanted.called || !wanted.redirecting)
		return false;
	slot = slot_find(p, &wanted);
	if (slot == AGING_NONE)
		return false;
	aging_remove(p->index, slot);
	return true;
}

uint32_t pending_count(const struct pending *p)
{
	return aging_count(p->index);
}

size_t pending_bytes(const struct pending *p)
{
	return sizeof(*p) + aging_bytes(p->index) + (size_t)p->slots * sizeof(struct item);
}
