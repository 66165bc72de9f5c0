/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several phones ring together: a step of a driver that holds the legs itself. Each leg counts for its own line and comes
 * back as our own; the first to answer becomes the call's leg, the others were answered elsewhere. */

#include <osmocom/core/utils.h>

#include "call_priv.h"

static const struct decide_stage *stage_of(const struct call *call)
{
	return &call->walk->plan.stage[call->walk->stage];
}

const struct decide_target *call_fork_targets(const struct call *call, unsigned *ret_num)
{
	const struct decide_stage *stage = stage_of(call);

	*ret_num = OSMO_MIN(stage->num_targets, GROUP_MAX_MEMBERS);
	return &call->walk->plan.target[stage->first_target];
}

static void leg_up(struct call *call, struct call_fork_leg *leg, const struct decide_target *t)
{
	struct live *live = call->room->live;

	/* The own number is called like anybody else; what is sent there is no diversion. */
	leg->diverted = call->diverted && t->number != call_redirecting_out(call);
	leg->is_awaited = call_awaits(call, t);
	if (leg->is_awaited) {
		leg->live = live_line_change(live, t->number, LIVE_NONE, LIVE_RINGING);
		leg->pending = call_leg_await(call, t->number, leg->diverted, t->allow_diverted);
	}
	if (leg->diverted) {
		leg->is_abroad = call_leads_abroad(call, t->number);
		leg->is_paid = live_diverted_add(live, call->served, call->fleet, leg->is_abroad);
	}
}

void call_fork_up(struct call *call)
{
	struct call_fork *fork = call->walk->fork;
	unsigned num, i;
	const struct decide_target *target = call_fork_targets(call, &num);

	for (i = 0; i < num; i++) {
		if (fork->left_out >> i & 1)
			continue;
		fork->up |= (uint16_t)(1u << i);
		leg_up(call, &fork->leg[i], &target[i]);
	}
}

/* It counts for nobody's line any more, and does not come back. */
static void leg_left(struct call *call, unsigned i)
{
	struct call_fork_leg *leg = &call->walk->fork->leg[i];
	unsigned num;

	if (leg->is_awaited)
		pending_forget(call->room->pending, leg->pending, call->id);
	leg->is_awaited = false;
	leg->live = live_line_change(call->room->live, call_fork_targets(call, &num)[i].number, leg->live, LIVE_NONE);
}

static void leg_unpaid(struct call *call, struct call_fork_leg *leg)
{
	if (leg->is_paid)
		live_diverted_remove(call->room->live, call->served, call->fleet, leg->is_abroad);
	leg->is_paid = false;
}

static void leg_down(struct call *call, unsigned i, uint8_t cause)
{
	struct call_fork *fork = call->walk->fork;
	struct call_fork_leg *leg = &fork->leg[i];

	fork->up &= (uint16_t)~(1u << i);
	leg_left(call, i);
	leg_unpaid(call, leg);
	leg->end_ms = call_elapsed(call);
	leg->cause = cause;
}

bool call_fork_follow(struct call *call, unsigned target, e164_t to)
{
	struct call_fork *fork = call->walk->fork;
	struct call_fork_leg *leg = &fork->leg[target];

	if (target >= GROUP_MAX_MEMBERS || !(fork->up >> target & 1))
		return false;
	leg_unpaid(call, leg);
	if (!call_may_divert(call, to, 0))
		return false;
	leg->is_abroad = call_leads_abroad(call, to);
	leg->is_paid = live_diverted_add(call->room->live, call->served, call->fleet, leg->is_abroad);
	leg_left(call, target);
	leg->followed = (struct call_followed){ .number = to, .ms = call_elapsed(call) };
	return true;
}

void call_fork_down(struct call *call, uint8_t cause)
{
	unsigned i;

	for (i = 0; i < GROUP_MAX_MEMBERS; i++)
		if (call->walk->fork->up >> i & 1)
			leg_down(call, i, cause);
}

static struct call_past_leg past_of(const struct call *call, const struct call_fork *fork, unsigned i, uint8_t stage,
				    uint32_t sent_ms)
{
	const struct decide_plan *plan = &call->walk->plan;

	return (struct call_past_leg){
		.number = plan->target[plan->stage[stage].first_target + i].number, .sent_ms = sent_ms,
		.end_ms = fork->leg[i].end_ms, .stage = stage, .cause = fork->leg[i].cause, .followed = fork->leg[i].followed,
		.diverted_by_network = fork->leg[i].followed.number != E164_NONE,
	};
}

/* Was it rung? */
static bool was_up(const struct call *call, const struct call_fork *fork, unsigned i, uint8_t stage)
{
	return i < call->walk->plan.stage[stage].num_targets && !(fork->left_out >> i & 1);
}

void call_fork_over(struct call *call, struct call_fork *fork, uint8_t stage, uint32_t sent_ms)
{
	unsigned i;

	for (i = 0; i < GROUP_MAX_MEMBERS; i++) {
		struct call_past_leg leg;

		if (!was_up(call, fork, i, stage))
			continue;
		leg = past_of(call, fork, i, stage, sent_ms);
		call_leg_is_past(call->walk, &leg);
	}
	pool_put(call->room->forks, fork);
}

unsigned call_fork_describe(const struct call *call, struct call_past_leg ret[GROUP_MAX_MEMBERS])
{
	const struct call_walk *w = call->walk;
	unsigned i, n = 0;

	if (!w || !w->fork || !call->sent_ms)
		return 0;
	for (i = 0; i < GROUP_MAX_MEMBERS; i++)
		if (was_up(call, w->fork, i, w->stage))
			ret[n++] = past_of(call, w->fork, i, w->stage, call->sent_ms);
	return n;
}

/* \returns the fork whose leg it is, where it still rings */
static struct call_fork *ringing(const struct call *call, unsigned target)
{
	struct call_fork *fork = call->walk ? call->walk->fork : NULL;

	return fork && call->state == CALL_RINGING && target < GROUP_MAX_MEMBERS && fork->up >> target & 1 ? fork : NULL;
}

/* It is the call's own leg from now on; the others are past ones. */
static void take(struct call *call, struct call_fork *fork, unsigned target)
{
	unsigned num;
	const struct decide_target *t = &call_fork_targets(call, &num)[target];
	struct call_fork_leg *leg = &fork->leg[target];

	fork->up &= (uint16_t)~(1u << target);
	call_fork_down(call, CAUSE_NON_SELECTED);
	fork->left_out |= (uint16_t)(1u << target);
	call->target = t->number;
	call->allow_diverted = t->allow_diverted;
	call->is_awaited = leg->is_awaited;
	call->pending = leg->pending;
	call->diverted = leg->diverted;
	call->is_paid = leg->is_paid;
	call->is_abroad = leg->is_abroad;
	call->diverted_by_network = leg->followed.number != E164_NONE;
	if (call->bridge)
		call->bridge->followed = leg->followed;
	call->walk->target = (uint8_t)target;
	call->walk->fork = NULL;
}

void call_target_answered(struct call *call, unsigned target)
{
	struct call_fork *fork = ringing(call, target);
	enum live_leg live;

	if (!fork) {
		if (!call->walk || !call->walk->fork)
			call_answered(call);
		return;
	}
	live = fork->leg[target].live;
	take(call, fork, target);
	call_fork_over(call, fork, call->walk->stage, call->sent_ms);
	call_answered(call);
	/* It counts for the call by now: the line was not free in between. */
	live_line_change(call->room->live, call->target, live, LIVE_NONE);
}

enum call_then call_target_failed(struct call *call, unsigned target, enum decide_outcome outcome, uint8_t cause)
{
	struct call_fork *fork = ringing(call, target);

	if (!fork) {
		if (call->walk && call->walk->fork)
			return CALL_THEN_WAIT;	/* it was over already */
		return call_leg_failed(call, outcome, cause) ? CALL_THEN_STEP : CALL_THEN_END;
	}
	leg_down(call, target, cause);
	if ((unsigned)outcome < _DECIDE_OUTCOMES)
		call_note_outcome(call->walk, outcome);
	if (fork->up)
		return CALL_THEN_WAIT;
	return call_leg_failed(call, outcome, cause) ? CALL_THEN_STEP : CALL_THEN_END;
}
