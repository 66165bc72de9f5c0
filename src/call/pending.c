/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of our own legs. They are found by the called number alone: whatever else a leg went out with, a network on
 * its way may withhold. */

#include <talloc.h>

#include "aging.h"
#include "pending.h"

/* Legs to one line that are looked at: a hundred callers at once to the same diverted line. */
#define MAX_WALK 128

struct item {
	struct pending_leg leg;
	uint64_t owner, at_ms;
};

struct pending {
	uint64_t wait_ms, bare_ms;
	uint32_t slots;
	struct aging *index;
	struct item *items;
};

struct pending *pending_alloc(void *ctx, uint32_t legs, uint32_t wait_s, uint32_t bare_s)
{
	struct pending *p = talloc_zero(ctx, struct pending);

	if (!p)
		return NULL;
	p->slots = aging_slots_for(legs);
	p->wait_ms = (uint64_t)wait_s * 1000;
	p->bare_ms = (uint64_t)bare_s * 1000;
	p->index = aging_alloc(p, p->slots);
	p->items = talloc_array(p, struct item, p->slots);
	if (!p->index || !p->items) {
		talloc_free(p);
		return NULL;
	}
	return p;
}

static uint32_t hash_of(const struct pending_leg *leg)
{
	return aging_hash(leg->called, 0);
}

uint32_t pending_add(struct pending *p, const struct pending_leg *leg, uint64_t owner)
{
	uint32_t slot = aging_add(p->index, hash_of(leg));

	p->items[slot] = (struct item){ .leg = *leg, .owner = owner, .at_ms = clock_ms() };
	return slot;
}

void pending_forget(struct pending *p, uint32_t place, uint64_t owner)
{
	if (place < p->slots && p->items[place].owner == owner)
		aging_remove(p->index, place);	/* of one that is not linked any more: nothing */
}

enum fit {
	FIT_NOT,
	FIT_POORLY,	/* only the called number agrees: another leg that does as well spoils it */
	FIT_ROUGHLY,	/* one side has no calling number */
	FIT_WELL,
};

static enum fit calling_fit(e164_t sent, e164_t came)
{
	if (sent == came)
		return FIT_WELL;
	return sent && came ? FIT_NOT : FIT_ROUGHLY;
}

/* Neither redirecting nor original called number came: they were stripped, or never there. */
static enum fit fit_bare(const struct pending *p, const struct item *item, const struct pending_leg *came, uint64_t now)
{
	if (now - item->at_ms >= p->bare_ms)
		return FIT_NOT;
	if (!came->calling)
		return FIT_POORLY;
	return item->leg.calling == came->calling ? FIT_WELL : FIT_NOT;
}

static enum fit fit(const struct pending *p, const struct item *item, const struct pending_leg *came, uint64_t now)
{
	const struct pending_leg *sent = &item->leg;

	if (sent->called != came->called)
		return FIT_NOT;
	if (came->redirecting)
		return sent->redirecting == came->redirecting || sent->kept == came->redirecting ?
			calling_fit(sent->calling, came->calling) : FIT_NOT;
	if (came->original)
		return sent->redirecting == came->original || sent->original == came->original ?
			calling_fit(sent->calling, came->calling) : FIT_NOT;
	return fit_bare(p, item, came, now);
}

/* The slot of the leg that fits best, PENDING_NONE: none of them. */
static uint32_t slot_find(struct pending *p, const struct pending_leg *came)
{
	uint32_t slot = aging_first(p->index, hash_of(came)), next, found = PENDING_NONE, walked = 0, poor = 0;
	uint64_t now = slot == AGING_NONE ? 0 : clock_ms();
	enum fit best = FIT_NOT;

	for (; slot != AGING_NONE && walked < MAX_WALK; slot = next, walked++) {
		enum fit f;

		next = aging_next(p->index, slot);
		if (now - p->items[slot].at_ms >= p->wait_ms) {
			aging_remove(p->index, slot);
			continue;
		}
		f = fit(p, &p->items[slot], came, now);
		poor += f == FIT_POORLY;
		if (f <= best)
			continue;
		best = f;
		found = slot;
		if (f == FIT_WELL)
			break;
	}
	return best == FIT_POORLY && poor > 1 ? PENDING_NONE : found;
}

bool pending_match(struct pending *p, struct pending_leg *leg)
{
	uint32_t slot = leg->called ? slot_find(p, leg) : PENDING_NONE;

	if (slot == PENDING_NONE)
		return false;
	leg->held = p->items[slot].leg.held;
	aging_remove(p->index, slot);
	return true;
}

bool pending_knows(struct pending *p, const struct pending_leg *leg)
{
	return leg->called && slot_find(p, leg) != PENDING_NONE;
}

unsigned pending_count_to(struct pending *p, e164_t called)
{
	uint32_t slot = aging_first(p->index, hash_of(&(const struct pending_leg){ .called = called })), walked = 0;
	uint64_t now = clock_ms();
	unsigned n = 0;

	for (; slot != AGING_NONE && walked < MAX_WALK; slot = aging_next(p->index, slot), walked++)
		n += p->items[slot].leg.called == called && now - p->items[slot].at_ms < p->wait_ms;
	return n;
}

uint32_t pending_count(const struct pending *p)
{
	return aging_count(p->index);
}

size_t pending_bytes(const struct pending *p)
{
	return sizeof(*p) + aging_bytes(p->index) + (size_t)p->slots * sizeof(struct item);
}
