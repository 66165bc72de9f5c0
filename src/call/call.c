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
#define DEFAULT_CALLBACK_S 1800
#define DEFAULT_MAX_RECENT 65536
/* Legs come back within a second or never: far fewer are under way than calls. */
#define MAX_PENDING 32768

static struct call_config config_of(const struct call_config *cfg)
{
	struct call_config c = *cfg;

	if (!c.max_calls)
		c.max_calls = DEFAULT_MAX_CALLS;
	if (!c.pending_leg_s)
		c.pending_leg_s = DEFAULT_PENDING_S;
	if (!c.emergency_callback_s)
		c.emergency_callback_s = DEFAULT_CALLBACK_S;
	if (!c.max_recent)
		c.max_recent = DEFAULT_MAX_RECENT;
	return c;
}

struct call_room *call_room_alloc(void *ctx, const struct fleet_snapshot *snap, const struct call_config *cfg)
{
	struct call_room *room = talloc_zero(ctx, struct call_room);

	if (!room)
		return NULL;
	room->snap = snap;
	room->cfg = config_of(cfg);
	room->calls = pool_alloc(room, "calls", sizeof(struct call), room->cfg.max_calls);
	room->pending = pending_alloc(room, OSMO_MIN(room->cfg.max_calls, MAX_PENDING), room->cfg.pending_leg_s);
	room->recent = recent_alloc(room, room->cfg.max_recent, room->cfg.emergency_callback_s);
	if (!room->calls || !room->pending || !room->recent) {
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

static bool is_own_leg(struct call_room *room, const struct decide_facts *f)
{
	/* A leg that we diverted comes back once, as a call to the line that it was sent to. */
	return f->side == DECIDE_RECEIVED && pending_match(room->pending, &(const struct pending_leg){
		.called = f->served, .calling = f->calling, .redirecting = f->redirecting,
	}, f->original_called);
}

/* The plan for these facts, in the room's scratch plan. */
static void plan_make(struct call_room *room, const struct decide_facts *known, time_t now)
{
	struct decide_facts facts = *known;

	facts.own_leg = is_own_leg(room, known);
	facts.emergency_at = recent_at(room->recent, known->served);
	facts.emergency_callback_s = room->cfg.emergency_callback_s;
	facts.now = now;
	decide_call(room->snap, &facts, &room->plan);
	if (facts.side == DECIDE_MADE && room->plan.stage[0].because.why == DECIDE_WHY_EMERGENCY_CALL &&
	    fleet_line_find(room->snap, facts.served))
		recent_note(room->recent, facts.served);
}

static void call_fill(struct call *call, const struct call_setup *setup, uint64_t now_us)
{
	const struct decide_facts *f = &setup->facts;

	call->id = callid_new();
	call->start_us = now_us;
	call->start_ms = (uint32_t)clock_ms();
	call->is_made = f->side == DECIDE_MADE;
	call->served = f->served;
	call->calling = f->calling;
	call->called = f->called.e164;
	call->original_called = f->original_called;
	call->redirecting = f->redirecting;
	call->msc = setup->msc;
	call_keep_dialled(call, f->called.digits);
	if (setup->call_reference_len && setup->call_reference_len <= sizeof(call->call_reference)) {
		call->call_reference_len = setup->call_reference_len;
		memcpy(call->call_reference, setup->call_reference, setup->call_reference_len);
	}
}

struct call *call_begin(struct call_room *room, const struct call_setup *setup)
{
	const struct decide_plan *plan = &room->plan;
	uint64_t now_us = clock_wall_us();
	struct call *call;
	uint8_t i;

	/* Decided first: an emergency call is remembered even where there is no room for one more call. */
	plan_make(room, &setup->facts, (time_t)(now_us / 1000000));
	call = pool_get(room->calls);
	if (!call)
		return NULL;
	call->room = room;
	call->state = CALL_BEGUN;
	call_fill(call, setup, now_us);
	call->snapshot_version = plan->snapshot_version;
	call_keep_stage(call, plan, &plan->stage[0]);
	call->num_rejected = OSMO_MIN(plan->num_rejected, CALL_MAX_REJECTED);
	for (i = 0; i < call->num_rejected; i++)
		call_keep_reason(&plan->rejected[i], &call->rejected[i]);
	LOGCALL(call, LOGL_INFO, "begins: rule %s, %s\n", decide_rule_name(call->because.rule),
		decide_why_name(call->because.why));
	return call;
}

void call_pass_by(struct call_room *room, const struct call_setup *setup)
{
	plan_make(room, &setup->facts, clock_wall());
}

void call_finish(struct call **call_p, enum call_end end)
{
	struct call *call = *call_p;
	struct call_room *room;

	if (!call)
		return;
	room = call->room;
	if (room->ops) {
		struct call_record record;

		call_describe(call, &record);
		record.end = end;
		record.end_us = call->start_us + (uint64_t)(call_elapsed(call) - 1) * 1000;
		if (!record.leg[0].end_us)
			record.leg[0].end_us = record.end_us;
		if (!record.leg[1].end_us)
			record.leg[1].end_us = record.end_us;
		room->ops->append(room->ops_priv, &record);
	}
	LOGCALL(call, LOGL_INFO, "ends: %s\n", call_end_name(end));
	pool_put(room->calls, call);
	*call_p = NULL;
}

const struct decide_plan *call_plan_preview(struct call_room *room, const struct decide_facts *facts)
{
	decide_call(room->snap, facts, &room->plan);
	return &room->plan;
}

bool call_wants_phone(const struct call_room *room, const struct call_setup *setup)
{
	return false;
}

void call_step(const struct call *call, struct call_step *ret)
{
	*ret = (struct call_step){
		.kind = call->stage_kind, .number = call->target, .ring_s = (uint8_t)call->ring_s,
		.diverted = call->diverted, .redirecting = call->served, .redirect_reason = call->redirect_reason,
		.cause = call->stage_cause, .charged = call->diverted ? call->served : call->calling,
		.rule = call->because.rule, .no_diversion = call->diverted,
	};
}

callid_t call_id(const struct call *call)
{
	return call->id;
}

const struct decide_reason *call_reason(const struct call *call)
{
	call_give_reason(call, &call->because, &call->room->shown);
	return &call->room->shown;
}

uint32_t call_count(const struct call_room *room)
{
	return pool_count(room->calls);
}

struct call *call_next(const struct call_room *room, const struct call *after)
{
	return pool_next(room->calls, after);
}

size_t call_room_bytes(const struct call_room *room)
{
	return sizeof(*room) + pool_bytes(room->calls) + pending_bytes(room->pending) + recent_bytes(room->recent);
}
