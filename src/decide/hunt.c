/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Step 9: the hunt list takes the place of the phone (product.md sections 2 and 6). One number after the other; all at
 * once needs media. */

#include "destination.h"
#include "rules.h"

#define LIST_RINGS_S 120	/* all of it together */
#define SHORTEST_RING_S 5	/* by the node's own timer */

struct hunt {
	struct list list;
	uint8_t left_s;		/* of the 120 s */
	uint8_t num;
	struct { const struct fleet_hunt *entry; uint8_t ring_s; } ring[HUNT_MAX];
};

static struct decide_reason hunt_reason(const struct decide_question *q, enum decide_why why, e164_t number)
{
	return (struct decide_reason){
		.rule = DECIDE_RULE_HUNT, .why = (uint8_t)why, .version = q->line->service->version,
		.arg = { number, q->facts->served },
	};
}

static bool reject(struct decide_question *q, enum decide_why why, e164_t number)
{
	struct decide_reason reason = hunt_reason(q, why, number);

	question_reject(q, &reason);
	return false;
}

static bool is_duplicate(const struct fleet_service *service, unsigned at)
{
	unsigned i;

	for (i = 0; i < at; i++) {
		if (service->hunt[i].number == service->hunt[at].number)
			return true;
	}
	return false;
}

/* DECIDE_WHY_FORWARDED: it may ring. */
static enum decide_why entry_verdict(struct decide_question *q, unsigned at)
{
	e164_t number = q->line->service->hunt[at].number;
	enum decide_why why;

	if (is_duplicate(q->line->service, at))
		return DECIDE_WHY_DUPLICATE;
	if (number == q->facts->calling)
		return DECIDE_WHY_ON_A_CALL;
	if (number == q->line->number) {
		why = phone_why_busy(q);
		if (why != DECIDE_WHY_FORWARDED)
			return why;
		return phone_is_off(q) ? DECIDE_WHY_NOT_REACHABLE : DECIDE_WHY_FORWARDED;
	}
	why = destination_verdict(q, NUMPLAN_FOR_HUNT, number);
	if (why != DECIDE_WHY_FORWARDED)
		return why;
	if (!fleet_owns(q->snap, q->fleet, number))
		return DECIDE_WHY_OUTSIDE_FLEET;
	return destination_guard(q, number);
}

/* What fits in the rest of the 120 s; 0: no ringing worth it. */
static uint8_t take_time(struct decide_question *q, struct hunt *h, const struct fleet_hunt *entry)
{
	uint8_t least = question_has_legs(q) ? SHORTEST_RING_S : question_ring_min(q);
	uint8_t ring_s = question_ring_time(q, entry->ring_s, entry->number);

	if (ring_s > h->left_s)
		ring_s = h->left_s < least ? 0 : h->left_s;
	h->left_s -= ring_s;
	return ring_s;
}

static void choose_entry(struct decide_question *q, struct hunt *h, unsigned at)
{
	const struct fleet_hunt *entry = &q->line->service->hunt[at];
	enum decide_why why = entry_verdict(q, at);
	uint8_t ring_s = 0;

	if (why == DECIDE_WHY_FORWARDED) {
		ring_s = take_time(q, h, entry);
		if (!ring_s)
			why = DECIDE_WHY_HUNT_TOO_LONG;
	}
	if (why != DECIDE_WHY_FORWARDED) {
		h->list.busy += why == DECIDE_WHY_ON_A_CALL || why == DECIDE_WHY_PHONE_BUSY;
		h->list.off += why == DECIDE_WHY_NOT_REACHABLE;
		reject(q, why, entry->number);
		return;
	}
	if (entry->confirm)
		q->plan->anchor |= DECIDE_ANCHOR_CONFIRM;
	h->ring[h->num].entry = entry;
	h->ring[h->num++].ring_s = ring_s;
}

static void choose(struct decide_question *q, struct hunt *h)
{
	const struct fleet_service *service = q->line->service;
	unsigned i;

	for (i = 0; i < service->num_hunt && i < HUNT_MAX; i++) {
		/* Together they share the time. */
		if (service->hunt_together && question_has_legs(q))
			h->left_s = LIST_RINGS_S;
		choose_entry(q, h, i);
	}
}

static void take_entry(struct decide_target *target, const struct fleet_hunt *entry)
{
	target->confirm = entry->confirm;
	target->allow_diverted = entry->allow_diverted;
}

/* The own number is called like anybody else; what is sent there is no diversion. */
static struct decide_stage *add_stage(struct decide_question *q, const struct fleet_hunt *entry, uint8_t ring_s)
{
	struct decide_reason because = hunt_reason(q, DECIDE_WHY_HUNT_RINGS, entry->number);
	struct decide_stage *stage;

	because.seconds = ring_s;
	if (entry->number == q->line->number)
		stage = question_phone(q, ring_s, &because);
	else
		stage = question_divert(q, entry->number, ring_s, DECIDE_REDIRECT_BY_OUTCOME, &because);
	if (stage->num_targets)
		take_entry(&q->plan->target[stage->first_target], entry);
	return stage;
}

/* One stage with all of them, the redirecting information being that of those who are somebody else. */
static void ring_together(struct decide_question *q, const struct hunt *h)
{
	struct decide_reason because = hunt_reason(q, DECIDE_WHY_HUNT_RINGS, h->ring[0].entry->number);
	struct decide_stage *stage = question_add(q, DECIDE_RING, &because);
	unsigned i;

	stage->diverted = true;
	stage->redirect_reason = DECIDE_REDIRECT_BY_OUTCOME;
	for (i = 0; i < h->num; i++) {
		struct decide_target *target = question_target(q, stage, h->ring[i].entry->number, h->ring[i].ring_s);

		if (target)
			take_entry(target, h->ring[i].entry);
	}
	stage_then(stage, (uint8_t)(q->last + 1));
}

static void ring_in_turn(struct decide_question *q, const struct hunt *h)
{
	unsigned i;

	for (i = 0; i < h->num; i++) {
		struct decide_stage *stage = add_stage(q, h->ring[i].entry, h->ring[i].ring_s);

		stage_then(stage, (uint8_t)(q->last + 1));
	}
}

/* Is there a list to go through? */
static bool hunt_applies(struct decide_question *q)
{
	const struct fleet_service *service = q->line->service;

	if (!service->num_hunt && !service->hunt_active)
		return false;
	if (!(q->line->rights & LINE_RIGHT_INCOMING))
		return reject(q, DECIDE_WHY_NO_OPTION, E164_NONE);
	if (!service->hunt_active)
		return reject(q, DECIDE_WHY_HUNT_OFF, E164_NONE);
	if (!service->incoming_custom)
		return reject(q, DECIDE_WHY_BOX_TICKED, E164_NONE);
	if (!service->num_hunt)
		return reject(q, DECIDE_WHY_HUNT_EMPTY, E164_NONE);
	/* Step 3: the phone alone, not the phone in a list without the others. */
	if (q->at_limit)
		return reject(q, DECIDE_WHY_REDIRECTION_LIMIT, service->hunt[0].number);
	return true;
}

bool rule_hunt(struct decide_question *q)
{
	struct hunt h = { .left_s = LIST_RINGS_S, .list = { .rule = DECIDE_RULE_HUNT } };
	struct diversion to[DECIDE_REFUSED];
	bool together;

	if (!hunt_applies(q))
		return false;
	choose(q, &h);
	if (!h.num && !h.list.busy && !h.list.off)
		return reject(q, DECIDE_WHY_HUNT_EMPTY, E164_NONE);
	h.list.version = q->line->service->version;
	h.list.tried = h.num;
	together = q->line->service->hunt_together && h.num > 1;
	if (together)
		q->plan->anchor |= DECIDE_ANCHOR_TOGETHER;
	q->plan->total_is_limited = q->plan->watch = true;
	if (together && question_has_legs(q))
		ring_together(q, &h);
	else
		ring_in_turn(q, &h);
	forwarding_find(q, FORWARDING_BUSY, &to[DECIDE_BUSY]);
	forwarding_find(q, FORWARDING_NO_ANSWER, &to[DECIDE_NO_ANSWER]);
	forwarding_find(q, FORWARDING_UNREACHABLE, &to[DECIDE_UNREACHABLE]);
	list_end(q, &h.list, to);
	return true;
}
