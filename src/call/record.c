/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From an open call to its record: the whole call told again. */

#include <string.h>

#include <osmocom/core/utils.h>

#include "call_priv.h"

/* Behind the legs that are over stand the call's own, two where its phone sent it on, and who comes by a transfer. What is
 * charged is never what finds no place. */
#define PAST_ROOM (CALL_MAX_LEGS - 3u)

/* Wall clock of a moment that was kept as milliseconds since the start, plus 1. */
static uint64_t wall_of(const struct call *call, uint32_t elapsed)
{
	return elapsed ? call->start_us + (uint64_t)(elapsed - 1) * 1000 : 0;
}

static void reason_of_leg(struct call_leg *leg, const struct decide_reason *reason)
{
	leg->rule = reason->rule;
	leg->why = reason->why;
	leg->version = reason->version;
}

static void leg_add(struct call_record *ret, const struct call_leg *leg, unsigned limit)
{
	if (ret->num_legs < limit)
		ret->leg[ret->num_legs++] = *leg;
}

/* Where its phone sent it on, what became of it is the other number's: two legs, where there is room for them and for one of
 * each of those \a behind. */
static void legs_add(const struct call *call, struct call_record *ret, struct call_leg *leg, struct call_followed followed,
		     unsigned behind, unsigned limit)
{
	struct call_leg sent = *leg;

	if (followed.number) {
		sent.answer_us = 0;
		sent.end_us = leg->start_us = wall_of(call, followed.ms);
		sent.cause = 0;
		if (ret->num_legs + 2 + behind <= limit)
			leg_add(ret, &sent, limit);
		leg->number = followed.number;
		leg->charged = call->served;
		leg->diverted_by_network = false;
	}
	leg_add(ret, leg, limit);
}

static void give_past(const struct call *call, const struct call_past_leg *past, struct call_record *ret, unsigned behind)
{
	const struct decide_stage *stage = &call->walk->plan.stage[past->stage];
	struct call_leg leg = {
		.number = past->number, .charged = call_charged(call, stage->kind),
		.start_us = wall_of(call, past->sent_ms), .end_us = wall_of(call, past->end_ms),
		.cause = past->cause, .diverted_by_network = past->diverted_by_network,
	};

	reason_of_leg(&leg, &stage->because);
	legs_add(call, ret, &leg, past->followed, behind, PAST_ROOM);
}

static void give_current(const struct call *call, struct call_record *ret)
{
	struct call_leg leg = {
		.number = call->target ? call->target : call->called,
		.charged = call_charged(call, call->stage_kind),
		.start_us = call->sent_ms ? wall_of(call, call->sent_ms) : call->start_us,
		.answer_us = wall_of(call, call->answer_ms), .end_us = wall_of(call, call->leg_end_ms),
		.cause = call->cause, .diverted_by_network = call->diverted_by_network,
	};

	reason_of_leg(&leg, &ret->because);
	legs_add(call, ret, &leg, call_followed(call), 0, CALL_MAX_LEGS - 1);
}

/* The user's own leg ended with the transfer; who came by it is the last of the legs, at his expense. */
static void give_transfer(const struct call *call, struct call_record *ret)
{
	const struct call_bridge *b = call->bridge;
	struct call_leg *user;

	if (!b || !b->user_end_ms)
		return;
	user = call->is_made ? &ret->leg[0] : &ret->leg[ret->num_legs - 1];
	user->end_us = wall_of(call, b->user_end_ms);
	user->cause = CAUSE_NORMAL;
	leg_add(ret, &b->moved, CALL_MAX_LEGS);
}

/* Who pays which leg (product.md section 11): the caller his own, the served line what is rung for it. */
static void give_legs(const struct call *call, struct call_record *ret)
{
	struct call_past_leg fork[GROUP_MAX_MEMBERS];
	unsigned i, past = call->walk ? call->walk->num_past : 0, together = call_fork_describe(call, fork);
	struct call_leg *caller = &ret->leg[0];

	*caller = (struct call_leg){
		.number = call->calling, .charged = call->is_made ? call->served : call->calling,
		.start_us = call->start_us, .answer_us = wall_of(call, call->answer_ms),
		.cause = call->by_caller ? call->cause : 0,
	};
	ret->num_legs = 1;
	for (i = 0; i < past; i++)
		give_past(call, &call->walk->past[i], ret, past - 1 - i + together);
	for (i = 0; i < together; i++)
		give_past(call, &fork[i], ret, together - 1 - i);
	/* A step that waits behind legs of before has no leg yet; one that releases the caller behind them rings nobody. */
	if (past && call->stage_kind == DECIDE_RELEASE)
		caller->cause = call->cause;
	else if (!together && (!past || call->sent_ms || call->state != CALL_BEGUN))
		give_current(call, ret);
	give_transfer(call, ret);
	caller->rule = ret->leg[1].rule;
	caller->why = ret->leg[1].why;
	caller->version = ret->leg[1].version;
}

/* Of the step carried out last: one that only waits may never be. */
static const struct decide_reason *reason_carried_out(const struct call *call)
{
	const struct call_walk *w = call->walk;

	if (w && w->num_past && call->state == CALL_BEGUN)
		return &w->plan.stage[w->past[w->num_past - 1].stage].because;
	return call_reason(call);
}

/* What a driver does that holds the legs itself; codes, and "press 1", where media hears them. */
static uint8_t carried_out(const struct call *call)
{
	uint8_t done = DECIDE_ANCHOR_TOGETHER | DECIDE_ANCHOR_RING_TIME | DECIDE_ANCHOR_EVENTS;

	if (!call->bridge)
		return 0;
	return call->bridge->had_pair ? done | DECIDE_ANCHOR_IN_CALL | DECIDE_ANCHOR_CONFIRM : done;
}

static void give_service(const struct call *call, struct call_record *ret)
{
	ret->snapshot_version = call->snapshot_version;
	ret->because = *reason_carried_out(call);
	ret->anchor = call->anchor & (uint8_t)~carried_out(call);
	ret->conference = call->conference;
	ret->limited = call->limited;
	ret->fleet = call->fleet;
	if (call->walk) {
		ret->group = call->walk->plan.group;
		ret->group_result = call->walk->group_result;
	}
	ret->num_rejected = call_give_rejected(call, ret->rejected);
}

/* What an earlier life of the node knew of it, and what has become of it since. */
static void describe_before(const struct call *call, struct call_record *ret)
{
	const struct call_bridge *b = call->bridge;
	struct call_leg *current;

	*ret = *b->before;
	ret->conference = call->conference;
	current = &ret->leg[b->current];
	if (call->leg_end_ms && !current->end_us) {
		current->end_us = wall_of(call, call->leg_end_ms);
		current->cause = call->cause;
	}
	if (call->by_caller)
		ret->leg[0].cause = call->cause;
	if (!b->is_told)
		give_transfer(call, ret);
}

void call_describe(const struct call *call, struct call_record *ret)
{
	if (call->bridge && call->bridge->before) {
		describe_before(call, ret);
		return;
	}
	memset(ret, 0, sizeof(*ret));
	ret->id = call->id;
	ret->side = call->is_made ? DECIDE_MADE : DECIDE_RECEIVED;
	ret->served = call->served;
	ret->calling = call->calling;
	ret->called = call->called;
	call_give_dialled(call, ret->dialled);
	ret->original_called = call->original_called;
	ret->redirecting = call->redirecting;
	ret->call_reference_len = call->call_reference_len;
	memcpy(ret->call_reference, call->call_reference, sizeof(ret->call_reference));
	ret->msc = call->msc;
	ret->start_us = call->start_us;
	ret->answer_us = wall_of(call, call->answer_ms);
	give_service(call, ret);
	give_legs(call, ret);
}

const char *call_end_name(enum call_end end)
{
	static const struct value_string names[] = {
		{ CALL_END_NORMAL, "normal" }, { CALL_END_LET_THROUGH, "let-through" }, { CALL_END_RELEASED, "released" },
		{ CALL_END_FAILED, "failed" }, { CALL_END_ABORTED, "aborted" }, { CALL_END_DRAINED, "drained" },
		{ CALL_END_NODE_RESTART, "node-restart" }, { CALL_END_TRANSFERRED, "transferred" },
		{ 0, NULL }
	};
	const char *name = get_value_string_or_null(names, end);

	return name ? name : "?";
}

const char *call_group_result_name(enum call_group_result result)
{
	static const struct value_string names[] = {
		{ CALL_GROUP_NONE, "none" }, { CALL_GROUP_ANSWERED, "answered" }, { CALL_GROUP_MISSED, "missed" },
		{ CALL_GROUP_OVERFLOWED, "overflowed" }, { CALL_GROUP_ABANDONED, "abandoned" },
		{ 0, NULL }
	};
	const char *name = get_value_string_or_null(names, result);

	return name ? name : "?";
}
