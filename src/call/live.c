/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lines: their legs, their rest after a group's call, and since when they are idle. A line's entry goes with its last
 * leg, unless it rests or is a member of a group, whose "longest idle" wants to know later. */

#include <limits.h>

#include <osmocom/core/utils.h>
#include <talloc.h>

#include "live_priv.h"

/* Groups that were called since the node began; what the longest idle of more would remember is forgotten. */
#define MAX_GROUPS 65536
#define MAX_LINES (1u << 21)

struct live *live_alloc(void *ctx, const struct fleet_snapshot *snap, uint32_t calls)
{
	struct live *live = talloc_zero(ctx, struct live);
	uint32_t lines = OSMO_MIN(calls, MAX_LINES / 2) * 2;
	unsigned i;

	if (!live)
		return NULL;
	live->snap = snap;
	live->lines = keyed_alloc(live, "live lines", sizeof(struct live_line), lines);
	live->payers = keyed_alloc(live, "diverting", sizeof(struct live_payer), lines);
	live->groups = keyed_alloc(live, "live groups", sizeof(struct live_group), OSMO_MIN(lines, MAX_GROUPS));
	if (!live->lines || !live->payers || !live->groups) {
		talloc_free(live);
		return NULL;
	}
	for (i = 0; i < LIVE_REST_SLOTS; i++)
		INIT_LLIST_HEAD(&live->resting[i]);
	live->rest_at_s = clock_ms() / 1000;
	return live;
}

void live_set_ops(struct live *live, const struct call_live_ops *ops, void *priv)
{
	live->ops = ops;
	live->ops_priv = priv;
}

size_t live_bytes(const struct live *live)
{
	return sizeof(*live) + keyed_bytes(live->lines) + keyed_bytes(live->payers) + keyed_bytes(live->groups);
}

uint32_t live_count(const struct live *live)
{
	return keyed_count(live->lines) + keyed_count(live->payers) + keyed_count(live->groups);
}

void live_told_line(const struct live *live, e164_t line)
{
	if (live->ops && live->ops->line)
		live->ops->line(live->ops_priv, line);
}

static bool is_busy(const struct live_line *l)
{
	return l->ringing || l->talking;
}

/* Forgotten, kept for its idle time, or in use. */
static void line_settle(struct live *live, struct live_line *l)
{
	const struct fleet_line *known;

	if (is_busy(l) || l->rest_until_ms) {
		keyed_set_idle(live->lines, l, false);
		return;
	}
	known = fleet_line_find(live->snap, l->item.key);
	if (known && known->is_member && l->idle_since_ms)
		keyed_set_idle(live->lines, l, true);
	else
		keyed_drop(live->lines, l);
}

static void rest_end(struct live *live, struct live_line *l)
{
	llist_del(&l->rest);
	l->rest_until_ms = 0;
}

void live_tick(struct live *live)
{
	uint64_t now_ms = clock_ms(), now_s = now_ms / 1000;
	struct live_line *l, *next;

	if (now_s - live->rest_at_s > LIVE_REST_SLOTS)
		live->rest_at_s = now_s - LIVE_REST_SLOTS;
	for (; live->rest_at_s < now_s; live->rest_at_s++) {
		llist_for_each_entry_safe(l, next, &live->resting[live->rest_at_s % LIVE_REST_SLOTS], rest) {
			e164_t line = l->item.key;

			if (l->rest_until_ms > now_ms)
				continue;
			rest_end(live, l);
			line_settle(live, l);
			live_told_line(live, line);
		}
	}
}

static uint16_t *counter_of(struct live_line *l, enum live_leg leg)
{
	return leg == LIVE_RINGING ? &l->ringing : &l->talking;
}

enum live_leg live_line_change(struct live *live, e164_t line, enum live_leg from, enum live_leg to)
{
	struct live_line *l;

	if (from == to || !line)
		return from;
	l = from == LIVE_NONE ? keyed_get(live->lines, line) : keyed_find(live->lines, line);
	if (!l)
		return from;
	if (to != LIVE_NONE && *counter_of(l, to) == UINT16_MAX)
		return from;
	if (from != LIVE_NONE)
		(*counter_of(l, from))--;
	if (to != LIVE_NONE)
		(*counter_of(l, to))++;
	/* Ringing alone does not end an idle time: who never answers would never be the longest idle. */
	if (from == LIVE_TALKING && !l->talking)
		l->idle_since_ms = OSMO_MAX(clock_ms(), 1);
	line_settle(live, l);
	live_told_line(live, line);
	return to;
}

void live_line_rest(struct live *live, e164_t line, uint32_t rest_s)
{
	struct live_line *l;
	uint64_t until;

	if (!rest_s)
		return;
	l = keyed_get(live->lines, line);
	if (!l)
		return;
	until = clock_ms() + (uint64_t)OSMO_MIN(rest_s, LIVE_REST_SLOTS - 2) * 1000;
	if (until > l->rest_until_ms) {
		if (l->rest_until_ms)
			rest_end(live, l);
		l->rest_until_ms = until;
		llist_add_tail(&l->rest, &live->resting[until / 1000 % LIVE_REST_SLOTS]);
	}
	line_settle(live, l);
	live_told_line(live, line);
}

bool live_line_is_busy(const struct live *live, e164_t line)
{
	const struct live_line *l = keyed_find(live->lines, line);

	return l && is_busy(l);
}

bool live_line_is_resting(const struct live *live, e164_t line)
{
	const struct live_line *l = keyed_find(live->lines, line);

	return l && l->rest_until_ms > clock_ms();
}

uint32_t *live_line_calls(struct live *live, e164_t line)
{
	struct live_line *l = keyed_find(live->lines, line);

	return l ? &l->calls : NULL;
}

void live_line_show(const struct live *live, e164_t line, struct call_line_live *ret)
{
	const struct live_line *l = keyed_find(live->lines, line);
	struct live_diverted diverted;
	uint64_t now = clock_ms();

	live_diverted_line(live, line, &diverted);
	*ret = (struct call_line_live){ .diverted = (uint16_t)OSMO_MIN(diverted.all, UINT16_MAX) };
	if (!l)
		return;
	ret->ringing = l->ringing;
	ret->talking = l->talking;
	ret->idle_since_ms = l->idle_since_ms;
	if (l->rest_until_ms > now)
		ret->rest_s = (uint32_t)((l->rest_until_ms - now + 999) / 1000);
}

static bool decide_is_busy(void *priv, e164_t line)
{
	return live_line_is_busy(priv, line);
}

static bool decide_is_resting(void *priv, e164_t line)
{
	return live_line_is_resting(priv, line);
}

static uint64_t decide_idle_since(void *priv, e164_t line)
{
	const struct live_line *l = keyed_find(((const struct live *)priv)->lines, line);

	return l ? l->idle_since_ms : 0;
}

static e164_t decide_last_rung(void *priv, uint32_t group_id)
{
	struct call_group_live now;

	live_group_show(priv, group_id, &now);
	return now.last_rung;
}

const struct decide_live_ops live_decide_ops = {
	.is_busy = decide_is_busy, .is_resting = decide_is_resting, .idle_since = decide_idle_since,
	.last_rung = decide_last_rung,
};
