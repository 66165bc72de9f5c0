/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls from their first question to their record. A driver begins a call with what its protocol said; here the facts
 * are completed by what only the node's memory knows (our own legs, recent emergency calls), decide/ answers, and
 * the open call waits for what happens to its leg (leg.c). */

#include <string.h>

#include <osmocom/core/utils.h>
#include <talloc.h>

#include "call_priv.h"

#define DEFAULT_MAX_CALLS 200000
#define DEFAULT_PENDING_S 30
#define DEFAULT_BARE_S 5
#define DEFAULT_CALLBACK_S 1800
#define DEFAULT_MAX_RECENT 65536
#define DEFAULT_DIVERTED_LINE 20
#define DEFAULT_DIVERTED_FLEET 500
#define DEFAULT_ABROAD_LINE 5
#define DEFAULT_ABROAD_FLEET 50
/* Legs come back within a second or never: far fewer are under way than calls. */
#define MAX_PENDING 32768
/* A line's calls: more are looked at nowhere. */
#define MOST_LOOKED_AT 128

#define DEFAULT(field, value) do { if (!(field)) (field) = (value); } while (0)

static struct call_config config_of(const struct call_config *cfg)
{
	struct call_config c = *cfg;

	DEFAULT(c.max_calls, DEFAULT_MAX_CALLS);
	DEFAULT(c.pending_leg_s, DEFAULT_PENDING_S);
	DEFAULT(c.pending_bare_s, DEFAULT_BARE_S);
	DEFAULT(c.emergency_callback_s, DEFAULT_CALLBACK_S);
	DEFAULT(c.max_recent, DEFAULT_MAX_RECENT);
	DEFAULT(c.max_diverted_line, DEFAULT_DIVERTED_LINE);
	DEFAULT(c.max_diverted_fleet, DEFAULT_DIVERTED_FLEET);
	DEFAULT(c.max_abroad_line, DEFAULT_ABROAD_LINE);
	DEFAULT(c.max_abroad_fleet, DEFAULT_ABROAD_FLEET);
	return c;
}

struct call_room *call_room_alloc(void *ctx, const struct fleet_snapshot *snap, const struct call_config *cfg)
{
	struct call_room *room = talloc_zero(ctx, struct call_room);
	uint32_t max;

	if (!room)
		return NULL;
	room->snap = snap;
	room->cfg = config_of(cfg);
	max = room->cfg.max_calls;
	room->calls = pool_alloc(room, "calls", sizeof(struct call), max);
	room->walks = pool_alloc(room, "walks", sizeof(struct call_walk), max);
	room->mores = pool_alloc(room, "rejected", sizeof(struct call_more), max);
	room->forks = pool_alloc(room, "forks", sizeof(struct call_fork), max);
	room->bridges = pool_alloc(room, "bridges", sizeof(struct call_bridge), max);
	room->befores = pool_alloc(room, "earlier records", sizeof(struct call_record), max);
	INIT_LLIST_HEAD(&room->transferred);
	room->pending = pending_alloc(room, OSMO_MIN(max, MAX_PENDING), room->cfg.pending_leg_s,
				      room->cfg.pending_bare_s);
	room->recent = recent_alloc(room, room->cfg.max_recent, room->cfg.emergency_callback_s);
	room->live = live_alloc(room, snap, max);
	if (!room->calls || !room->walks || !room->mores || !room->forks || !room->bridges || !room->befores ||
	    !room->pending || !room->recent || !room->live) {
		talloc_free(room);
		return NULL;
	}
	return room;
}

void call_room_set_record_ops(struct call_room *room, const struct record_ops *ops, void *priv)
{
	room->ops = ops;
	room->ops_priv = priv;
}

void call_room_set_live_ops(struct call_room *room, const struct call_live_ops *ops, void *priv)
{
	live_set_ops(room->live, ops, priv);
}

void call_room_tick(struct call_room *room)
{
	live_tick(room->live);
	call_bridges_tick(room);
}

/* What the driver knows, with what only the node's memory knows; own_leg is left as it is. */
static struct decide_facts facts_complete(const struct call_room *room, const struct decide_facts *known, time_t now)
{
	struct decide_facts facts = *known;

	facts.emergency_at = recent_at(room->recent, known->served);
	facts.emergency_callback_s = room->cfg.emergency_callback_s;
	facts.now = now;
	facts.live = &live_decide_ops;
	facts.live_priv = room->live;
	return facts;
}

/* A leg that we sent comes back once, as a call to the line that it was sent to. */
static struct pending_leg leg_of(const struct decide_facts *f)
{
	return (struct pending_leg){
		.called = f->side == DECIDE_RECEIVED ? f->served : E164_NONE, .calling = f->calling,
		.redirecting = f->redirecting, .original = f->original_called,
	};
}

/* The plan for these facts, in the room's scratch plan. */
static void plan_make(struct call_room *room, const struct decide_facts *known, time_t now)
{
	struct decide_facts facts = facts_complete(room, known, now);
	struct pending_leg leg = leg_of(known);

	facts.own_leg = pending_match(room->pending, &leg);
	facts.own_leg_held = facts.own_leg && leg.held;
	decide_call(room->snap, &facts, &room->plan);
	if (facts.side == DECIDE_MADE && room->plan.stage[0].because.why == DECIDE_WHY_EMERGENCY_CALL &&
	    fleet_line_find(room->snap, facts.served))
		recent_note(room->recent, facts.served);
}

static uint32_t fleet_of(const struct fleet_snapshot *snap, e164_t served)
{
	const struct fleet_line *line = fleet_line_find(snap, served);
	const struct fleet_group *group = line ? NULL : fleet_group_find(snap, served);
	const struct fleet *fleet = line ? line->fleet : group ? group->fleet : NULL;

	return fleet ? fleet->id : 0;
}

static void call_fill(struct call *call, const struct call_setup *setup, uint64_t now_us)
{
	const struct decide_facts *f = &setup->facts;

	call->id = setup->id ? setup->id : callid_new();
	call->not_here = setup->not_here;
	call->is_routed = setup->routed;
	call->rerouted = setup->rerouted;
	call->pending = PENDING_NONE;
	call->start_us = now_us;
	call->start_ms = (uint32_t)clock_ms();
	call->is_made = f->side == DECIDE_MADE;
	call->served = f->served;
	call->calling = f->calling;
	call->called = f->called.e164;
	call->original_called = f->original_called;
	call->redirecting = f->redirecting;
	call->msc = setup->msc;
	call->fleet = fleet_of(call->room->snap, f->served);
	call_keep_dialled(call, f->called.digits);
	if (setup->call_reference_len && setup->call_reference_len <= sizeof(call->call_reference)) {
		call->call_reference_len = setup->call_reference_len;
		memcpy(call->call_reference, setup->call_reference, setup->call_reference_len);
	}
}

bool call_wants_phone(const struct call_room *room, const struct call_setup *setup)
{
	struct decide_facts facts = facts_complete(room, &setup->facts, clock_wall());
	struct pending_leg leg = leg_of(&setup->facts);

	return !pending_knows(room->pending, &leg) && decide_wants_phone(room->snap, &facts);
}

uint8_t call_wants_anchor(struct call_room *room, const struct call_setup *setup)
{
	struct decide_facts facts = facts_complete(room, &setup->facts, clock_wall());
	struct pending_leg leg = leg_of(&setup->facts);

	if (pending_knows(room->pending, &leg))
		return 0;
	decide_call(room->snap, &facts, &room->plan);
	return room->plan.anchor;
}

unsigned call_legs_out(const struct call_room *room, const struct decide_facts *facts)
{
	const struct call *call = NULL;
	unsigned n = 0, i;

	if (facts->side != DECIDE_MADE)
		return pending_count_to(room->pending, facts->served);
	for (i = 0; i < MOST_LOOKED_AT && (call = call_of_line(room, facts->served, call)); i++)
		n += call->is_made && (call->state == CALL_BEGUN || call->state == CALL_RINGING);
	return n;
}

const struct decide_plan *call_plan_preview(struct call_room *room, const struct decide_facts *known)
{
	struct decide_facts facts = facts_complete(room, known, known->now ? known->now : clock_wall());

	decide_call(room->snap, &facts, &room->plan);
	return &room->plan;
}

static void record_begin(struct call *call)
{
	const struct record_ops *ops = call->room->ops;
	struct call_record record;

	if (!ops || !ops->begin)
		return;
	call_describe(call, &record);
	ops->begin(call->room->ops_priv, &record);
}

struct call *call_begin(struct call_room *room, const struct call_setup *setup)
{
	uint64_t now_us = clock_wall_us();
	struct call *call;

	live_tick(room->live);
	/* Decided first: an emergency call is remembered even where there is no room for one more call. */
	plan_make(room, &setup->facts, (time_t)(now_us / 1000000));
	call = pool_get(room->calls);
	if (!call)
		return NULL;
	call->room = room;
	call->state = CALL_BEGUN;
	call_fill(call, setup, now_us);
	call_take_plan(call, &setup->facts);
	call_line_up(call);
	LOGCALL(call, LOGL_INFO, "begins: rule %s, %s\n", decide_rule_name(call_reason(call)->rule),
		decide_why_name(call_reason(call)->why));
	record_begin(call);
	return call;
}

void call_pass_by(struct call_room *room, const struct call_setup *setup)
{
	plan_make(room, &setup->facts, clock_wall());
}

/* Nobody answered, nobody gave up, it went nowhere else: the group missed it. */
static void group_finish(struct call *call)
{
	struct call_walk *w = call->walk;

	if (!w || !w->plan.group || !w->group_ran)
		return;
	if (w->group_result == CALL_GROUP_NONE)
		w->group_result = CALL_GROUP_MISSED;
	live_group_count(call->room->live, w->plan.group, w->group_result);
}

static void record_append(const struct call *call, enum call_end end)
{
	const struct record_ops *ops = call->room->ops;
	struct call_record record;
	uint8_t i;

	if (!ops || !ops->append)
		return;
	call_describe(call, &record);
	record.end = end;
	record.end_us = call->start_us + (uint64_t)(call_elapsed(call) - 1) * 1000;
	for (i = 0; i < record.num_legs; i++)
		if (!record.leg[i].end_us)
			record.leg[i].end_us = record.end_us;
	ops->append(call->room->ops_priv, &record);
}

void call_finish(struct call **call_p, enum call_end end)
{
	struct call *call = *call_p;
	struct call_room *room;

	if (!call)
		return;
	room = call->room;
	live_tick(room->live);
	group_finish(call);
	record_append(call, end);
	call_all_down(call);
	call_bridge_drop(call);
	LOGCALL(call, LOGL_INFO, "ends: %s\n", call_end_name(end));
	if (call->walk)
		pool_put(room->forks, call->walk->fork);
	pool_put(room->walks, call->walk);
	pool_put(room->mores, call->more);
	pool_put(room->calls, call);
	*call_p = NULL;
}

void call_note_conference(struct call_room *room, e164_t served)
{
	const uint32_t *first = live_line_calls(room->live, served);
	struct call *call = first && *first ? pool_find(room->calls, *first) : NULL;

	for (; call; call = call->after ? pool_find(room->calls, call->after) : NULL)
		call->conference = true;
}

callid_t call_id(const struct call *call)
{
	return call->id;
}

uint8_t call_anchor(const struct call *call)
{
	return call->anchor;
}

uint32_t call_count(const struct call_room *room)
{
	return pool_count(room->calls);
}

uint64_t call_limited_count(const struct call_room *room)
{
	return room->limited;
}

uint64_t call_silent_count(const struct call_room *room)
{
	return room->silent;
}

uint64_t call_media_lost_count(const struct call_room *room)
{
	return room->media_lost;
}

struct call *call_next(const struct call_room *room, const struct call *after)
{
	return pool_next(room->calls, after);
}

void call_line_live(const struct call_room *room, e164_t line, struct call_line_live *ret)
{
	live_line_show(room->live, line, ret);
}

void call_group_live(const struct call_room *room, uint32_t group_id, struct call_group_live *ret)
{
	live_group_show(room->live, group_id, ret);
}

size_t call_room_bytes(const struct call_room *room)
{
	return sizeof(*room) + pool_bytes(room->calls) + pool_bytes(room->walks) + pool_bytes(room->mores) +
		pool_bytes(room->forks) + pool_bytes(room->bridges) + pool_bytes(room->befores) +
		pending_bytes(room->pending) + recent_bytes(room->recent) + live_bytes(room->live);
}
