/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The way through a plan: which step is carried out, which one follows. A plan of one step is kept in the call itself;
 * a longer one in a walk. What changed since the decision (a member is busy by now, was disconnected, a limit is
 * reached) is seen before a step is shown, and the step passed by. */

#include <string.h>

#include <osmocom/core/utils.h>

#include "call_priv.h"

/* Product.md section 2 step 9: the whole list rings at most so long. */
#define LIST_RINGS_MS 120000
/* Where a network says nothing of its noAnswer timer's range. */
#define DEFAULT_RING_MIN_S 10

static const struct decide_target *target_at(const struct decide_plan *plan, const struct decide_stage *stage,
					     unsigned target)
{
	return stage->kind == DECIDE_RING && target < stage->num_targets ?
		&plan->target[stage->first_target + target] : NULL;
}

/* ---- what becomes the call's step ---- */

/* Q.732.2: why the call is diverted now, where it depends on how the leg before ended. */
static uint8_t redirect_reason(const struct call *call, const struct decide_stage *stage)
{
	static const uint8_t by_outcome[] = {
		[DECIDE_BUSY] = DECIDE_REDIRECT_BUSY, [DECIDE_NO_ANSWER] = DECIDE_REDIRECT_NO_REPLY,
		[DECIDE_UNREACHABLE] = DECIDE_REDIRECT_NOT_REACHABLE,
		/* The user's own "busy" (UDUB, TS 22.082 3.2.2) is the busy case. */
		[DECIDE_REFUSED] = DECIDE_REDIRECT_BUSY, [_DECIDE_OUTCOMES] = DECIDE_REDIRECT_UNCONDITIONAL,
	};

	if (stage->redirect_reason != DECIDE_REDIRECT_BY_OUTCOME)
		return stage->redirect_reason;
	return by_outcome[call->walk ? call->walk->last : _DECIDE_OUTCOMES];
}

static bool leads_on(const struct decide_plan *plan, const struct decide_stage *stage, unsigned target)
{
	unsigned i;

	if (stage->kind == DECIDE_RING && target + 1 < stage->num_targets)
		return true;
	for (i = 0; i < _DECIDE_OUTCOMES; i++)
		if (stage->next[i] < plan->num_stages)
			return true;
	return false;
}

/* Whose phone rings: the target's, or the served line's own. E164_NONE: nobody's. */
static e164_t number_at(const struct call *call, const struct decide_plan *plan, const struct decide_stage *stage,
			unsigned target)
{
	const struct decide_target *t = target_at(plan, stage, target);

	return t ? t->number : stage->kind == DECIDE_PHONE ? call->served : E164_NONE;
}

static bool is_member_stage(const struct call *call, unsigned stage)
{
	return call->walk && stage < 32 && call->walk->members >> stage & 1;
}

/* Every leg to a line triggers that line again, and comes back as our own; where the line's own rules are to run, it is
 * a call to it like any other. So is a short number's. */
bool call_awaits(const struct call *call, const struct decide_target *t)
{
	return !call->is_made && t && t->is_line && !t->own_rules;
}

/* A call that a switch sent us is delivered to its own line by a second call, which triggers the line again. */
static bool phone_comes_back(const struct call *call, const struct decide_stage *s)
{
	return call->is_routed && !call->is_made && (s->kind == DECIDE_PHONE || s->kind == DECIDE_UNTOUCHED);
}

static void keep_reason(struct call *call, const struct decide_reason *reason)
{
	if (call->walk)
		call->walk->because = *reason;
	else
		call_keep_reason(call, reason, &call->because);
}

/* Where the call as it came leads to, as a number: it cannot go on as it came any more, a Connect to somewhere else lies
 * between. E164_NONE: it can, or this is no such stage. */
static e164_t by_number(const struct call *call, enum decide_stage_kind kind)
{
	if (kind != DECIDE_PHONE && kind != DECIDE_UNTOUCHED)
		return E164_NONE;
	if (call->rerouted)
		return call->is_made ? call->called : call->served;
	return kind == DECIDE_PHONE && call->walk && call->walk->tried ? call->served : E164_NONE;
}

static void keep_step(struct call *call, const struct decide_plan *plan, unsigned stage, unsigned target, uint8_t ring_s)
{
	const struct decide_stage *s = &plan->stage[stage];
	const struct decide_target *t = target_at(plan, s, target);

	bool together = call->walk && call->walk->fork;
	e164_t again = by_number(call, s->kind);

	call->stage_kind = again ? DECIDE_RING : s->kind;
	call->stage_cause = s->cause;
	call->diverted = s->kind == DECIDE_RING && s->diverted;
	call->redirect_reason = redirect_reason(call, s);
	call->target = t ? t->number : again;
	call->allow_diverted = t && t->allow_diverted;
	call->confirm = t && t->confirm;
	call->is_awaited = !together && ((again && !call->is_made) || call_awaits(call, t) || phone_comes_back(call, s));
	call->ring_s = ring_s;
	call->control = call->walk && leads_on(plan, s, target);
	keep_reason(call, &s->because);
	if (call->walk) {
		call->walk->stage = (uint8_t)stage;
		call->walk->target = (uint8_t)target;
		call->walk->group_ran |= plan->group && s->because.rule == DECIDE_RULE_GROUP;
	}
}

/* The call goes on as if nothing were set. */
static void keep_untouched(struct call *call, enum decide_rule rule, enum decide_why why, e164_t number)
{
	call->target = by_number(call, DECIDE_UNTOUCHED);
	call->stage_kind = call->target ? DECIDE_RING : DECIDE_UNTOUCHED;
	call->is_awaited = call->target && !call->is_made;
	call->diverted = call->control = false;
	call->ring_s = 0;
	keep_reason(call, &(const struct decide_reason){ .rule = rule, .why = why, .arg = { number, call->served } });
}

/* ---- what stands in a step's way ---- */

static bool is_connected(const struct call *call, e164_t member)
{
	const struct fleet_group *group = fleet_group_by_id(call->room->snap, call->walk->plan.group);
	unsigned i;

	for (i = 0; group && i < group->num_members; i++)
		if (group->member[i].line == member)
			return group->member[i].connected;
	return false;
}

static bool rings_when_busy(const struct call *call, e164_t number)
{
	const struct fleet_line *line = fleet_line_find(call->room->snap, number);

	return line && line->service && line->service->rings_when_busy;
}

/* Milliseconds that the list may still ring; INT32_MAX: no limit. The destination behind the list has its own time. */
static int32_t list_left_ms(const struct call *call, unsigned stage)
{
	const struct call_walk *w = call->walk;

	if (!w || !w->plan.total_is_limited || w->plan.stage[stage].because.rule != DECIDE_RULE_HUNT)
		return INT32_MAX;
	return w->rung_ms >= LIST_RINGS_MS ? 0 : (int32_t)(LIST_RINGS_MS - w->rung_ms);
}

enum obstacle { OBSTACLE_NONE, OBSTACLE_GONE, OBSTACLE_RESTS, OBSTACLE_BUSY, OBSTACLE_LIMIT, OBSTACLE_TIME };

static enum obstacle member_obstacle(const struct call *call, e164_t member)
{
	const struct live *live = call->room->live;

	if (!is_connected(call, member))
		return OBSTACLE_GONE;
	if (live_line_is_resting(live, member))
		return OBSTACLE_RESTS;
	return live_line_is_busy(live, member) ? OBSTACLE_BUSY : OBSTACLE_NONE;
}

static enum obstacle live_obstacle(const struct call *call, unsigned stage, e164_t number)
{
	if (!number)
		return OBSTACLE_NONE;
	if (is_member_stage(call, stage))
		return member_obstacle(call, number);
	if (call->walk->plan.stage[stage].because.rule == DECIDE_RULE_HUNT &&
	    live_line_is_busy(call->room->live, number) && !rings_when_busy(call, number))
		return OBSTACLE_BUSY;
	return OBSTACLE_NONE;
}

/* The first step was decided on the state of this moment: only the limits are left to look at. */
static enum obstacle obstacle(struct call *call, unsigned stage, unsigned target, unsigned more)
{
	const struct call_walk *w = call->walk;
	const struct decide_stage *s = &w->plan.stage[stage];
	const struct decide_target *t = target_at(&w->plan, s, target);
	enum obstacle o = OBSTACLE_NONE;

	if (w->last != _DECIDE_OUTCOMES)
		o = live_obstacle(call, stage, number_at(call, &w->plan, s, target));

	/* The list's end needs no time. */
	if (o == OBSTACLE_NONE && s->kind != DECIDE_RELEASE && list_left_ms(call, stage) < w->ring_min_s * 1000)
		o = OBSTACLE_TIME;
	if (o == OBSTACLE_NONE && t && s->diverted && t->number != s->redirecting && !call_may_divert(call, t->number, more))
		o = OBSTACLE_LIMIT;
	return o;
}

void call_note_outcome(struct call_walk *w, enum decide_outcome outcome)
{
	w->seen |= (uint8_t)(1u << outcome);
	w->last = (uint8_t)outcome;
}

/* The record tells it among the alternatives. */
static void note_passed_by(struct call_walk *w, const struct decide_reason *step, uint8_t rule, uint8_t why, e164_t number)
{
	if (w->plan.num_rejected < CALL_MAX_REJECTED)
		w->plan.rejected[w->plan.num_rejected++] = (struct decide_reason){
			.rule = rule, .why = why, .version = step->version, .group = step->group, .arg = { number },
		};
}

/* By which outcome the walk goes on past it. Who is busy or rests has been tried, as it were; who is not there has not. */
static enum decide_outcome pass_by(struct call *call, enum obstacle o, unsigned stage, unsigned target)
{
	static const struct { uint8_t why, outcome; bool tried; } meaning[] = {
		[OBSTACLE_GONE] = { DECIDE_WHY_MEMBER_AWAY, DECIDE_UNREACHABLE, false },
		[OBSTACLE_RESTS] = { DECIDE_WHY_MEMBER_RESTS, DECIDE_BUSY, true },
		[OBSTACLE_BUSY] = { DECIDE_WHY_ON_A_CALL, DECIDE_BUSY, true },
		[OBSTACLE_LIMIT] = { DECIDE_WHY_FRAUD_LIMIT, DECIDE_REFUSED, false },
		[OBSTACLE_TIME] = { DECIDE_WHY_HUNT_TOO_LONG, DECIDE_NO_ANSWER, true },
	};
	struct call_walk *w = call->walk;
	const struct decide_stage *s = &w->plan.stage[stage];

	if (meaning[o].tried)
		call_note_outcome(w, meaning[o].outcome);
	note_passed_by(w, &s->because, o == OBSTACLE_LIMIT ? DECIDE_RULE_FRAUD_LIMIT : s->because.rule, meaning[o].why,
		       number_at(call, &w->plan, s, target));
	LOGCALL(call, LOGL_DEBUG, "step %u is passed by: %s\n", stage, decide_why_name(meaning[o].why));
	return meaning[o].outcome;
}

static enum decide_outcome common_outcome(const struct call_walk *w)
{
	if (w->seen == 1u << DECIDE_BUSY)
		return DECIDE_BUSY;
	return w->seen == 1u << DECIDE_UNREACHABLE ? DECIDE_UNREACHABLE : DECIDE_NO_ANSWER;
}

static uint8_t ring_s_of(const struct call *call, unsigned stage, unsigned target)
{
	const struct decide_stage *s = &call->walk->plan.stage[stage];
	const struct decide_target *t = target_at(&call->walk->plan, s, target);
	uint8_t wanted = t ? t->ring_s : s->ring_s;
	int32_t left = list_left_ms(call, stage);

	if (left == INT32_MAX || (wanted && wanted * 1000 <= left))
		return wanted;
	return (uint8_t)(left / 1000);
}

/* All that can be rung now ring together. \returns false: nobody can, on by *by */
static bool settle_together(struct call *call, unsigned stage, enum decide_outcome *by)
{
	struct call_walk *w = call->walk;
	unsigned num = OSMO_MIN(w->plan.stage[stage].num_targets, GROUP_MAX_MEMBERS), first = num, rung = 0, i;
	uint16_t left_out = 0;

	for (i = 0; i < num; i++) {
		enum obstacle o = obstacle(call, stage, i, rung);

		if (o != OBSTACLE_NONE) {
			*by = pass_by(call, o, stage, i);
			left_out |= (uint16_t)(1u << i);
		} else if (!rung++) {
			first = i;
		}
	}
	if (!rung)
		return false;
	/* Without memory for more they ring one after the other. */
	w->fork = pool_get(call->room->forks);
	if (w->fork)
		w->fork->left_out = left_out;
	keep_step(call, &w->plan, stage, first, ring_s_of(call, stage, first));
	return true;
}

/* The first step from this stage and target on that can be carried out. \returns false: there is none */
static bool settle(struct call *call, unsigned stage, unsigned target)
{
	struct call_walk *w = call->walk;
	const struct decide_plan *plan = &w->plan;

	while (stage < plan->num_stages) {
		const struct decide_stage *s = &plan->stage[stage];
		enum decide_outcome by = DECIDE_NO_ANSWER;
		unsigned next;

		if (s->kind == DECIDE_JUNCTION) {
			by = common_outcome(w);
			w->last = (uint8_t)by;
			w->seen = 0;
		} else if (w->together && s->kind == DECIDE_RING && s->num_targets > 1 && !target) {
			if (settle_together(call, stage, &by))
				return true;
		} else {
			enum obstacle o = obstacle(call, stage, target, 0);

			if (o == OBSTACLE_NONE) {
				keep_step(call, plan, stage, target, ring_s_of(call, stage, target));
				return true;
			}
			by = pass_by(call, o, stage, target);
			if (target + 1 < s->num_targets) {
				target++;
				continue;
			}
		}
		next = s->next[by];
		if (next <= stage)	/* a plan goes forward only */
			return false;
		stage = next;
		target = 0;
	}
	return false;
}

/* ---- the plan taken over, the step moved on ---- */

/* May it be kept in the call itself? */
static bool is_simple(const struct call *call, const struct decide_plan *plan)
{
	const struct decide_stage *s = &plan->stage[0];
	struct call_reason_kept kept;
	unsigned i;

	if (plan->num_stages > 1 || plan->group || s->num_targets > 1 || s->kind == DECIDE_JUNCTION ||
	    (s->redirecting && s->redirecting != call->served) || !call_keep_reason(call, &s->because, &kept))
		return false;
	for (i = 0; i < plan->num_rejected; i++)
		if (!call_keep_reason(call, &plan->rejected[i], &kept))
			return false;
	return true;
}

static uint32_t member_stages(const struct call *call, const struct decide_plan *plan)
{
	const struct fleet_group *group = plan->group ? fleet_group_by_id(call->room->snap, plan->group) : NULL;
	uint32_t mask = 0;
	unsigned i, m;

	for (i = 0; group && i < plan->num_stages; i++) {
		e164_t number = number_at(call, plan, &plan->stage[i], 0);

		/* Where the group sends the call on, a member is called like anybody else. */
		if (!number || plan->stage[i].because.rule != DECIDE_RULE_GROUP ||
		    plan->stage[i].because.why != DECIDE_WHY_GROUP_RINGS)
			continue;
		for (m = 0; m < group->num_members; m++)
			if (group->member[m].line == number)
				mask |= 1u << i;
	}
	return mask;
}

static void begin_walk(struct call *call, const struct decide_plan *plan, const struct decide_facts *facts)
{
	struct call_walk *w = call->walk;

	w->plan = *plan;
	w->plan.num_rejected = (uint8_t)OSMO_MIN(plan->num_rejected, CALL_MAX_REJECTED);
	w->last = _DECIDE_OUTCOMES;
	w->together = facts->sw.legs || facts->sw.media;
	w->ring_min_s = w->together ? 1 : facts->sw.ring_min_s ? facts->sw.ring_min_s : DEFAULT_RING_MIN_S;
	w->members = member_stages(call, plan);
	if (settle(call, 0, 0))
		return;
	if (call->limited)
		keep_untouched(call, DECIDE_RULE_FRAUD_LIMIT, DECIDE_WHY_FRAUD_LIMIT,
			       plan->num_targets ? plan->target[0].number : E164_NONE);
	else
		keep_untouched(call, plan->stage[0].because.rule, plan->stage[0].because.why,
			       plan->stage[0].because.arg[0]);
}

static void begin_simple(struct call *call, const struct decide_plan *plan)
{
	const struct decide_stage *s = &plan->stage[0];
	const struct decide_target *t = target_at(plan, s, 0);

	call_keep_rejected(call, plan);
	if (t && s->diverted && !call_may_divert(call, t->number, 0))
		keep_untouched(call, DECIDE_RULE_FRAUD_LIMIT, DECIDE_WHY_FRAUD_LIMIT, t->number);
	else
		keep_step(call, plan, 0, 0, t ? t->ring_s : s->ring_s);
}

void call_take_plan(struct call *call, const struct decide_facts *facts)
{
	const struct decide_plan *plan = &call->room->plan;

	call->snapshot_version = plan->snapshot_version;
	if (is_simple(call, plan)) {
		call->walk = NULL;
	} else {
		call->walk = pool_get(call->room->walks);
		if (!call->walk) {
			/* Never lost: it goes on without its service. */
			keep_untouched(call, DECIDE_RULE_OVERLOAD, DECIDE_WHY_OVERLOAD, E164_NONE);
			if (call_says_again(&call->room->memory_said_ms))
				LOGCALL(call, LOGL_ERROR, "no memory for its plan: let through\n");
			return;
		}
	}
	call->watch = plan->watch;
	call->anchor = plan->anchor;
	call->shown = plan->shown;
	call->shown_withheld = plan->shown_withheld;
	if (call->walk)
		begin_walk(call, plan, facts);
	else
		begin_simple(call, plan);
}

bool call_step_on(struct call *call, enum decide_outcome outcome)
{
	struct call_walk *w = call->walk;
	const struct decide_stage *s;
	struct call_past_leg leg;
	struct call_fork *fork;
	bool more;

	if (!w || call->stage_kind == DECIDE_UNTOUCHED || call->stage_kind == DECIDE_RELEASE)
		return false;
	leg = (struct call_past_leg){
		.number = call->target ? call->target : call->called, .sent_ms = call->sent_ms,
		.end_ms = call->leg_end_ms, .stage = w->stage, .cause = call->cause,
		.diverted_by_network = call->diverted_by_network, .followed = call_followed(call),
	};
	s = &w->plan.stage[w->stage];
	if (s->because.rule == DECIDE_RULE_HUNT)
		w->rung_ms += leg.end_ms - leg.sent_ms;
	call_note_outcome(w, outcome);
	w->tried = true;
	fork = w->fork;
	w->fork = NULL;
	if (!fork && s->kind == DECIDE_RING && w->target + 1u < s->num_targets)
		more = settle(call, w->stage, w->target + 1u);
	else
		more = s->next[outcome] > w->stage && settle(call, s->next[outcome], 0);
	if (!more) {
		w->fork = fork;
		return false;
	}
	if (fork)
		call_fork_over(call, fork, leg.stage, leg.sent_ms);
	else
		call_leg_is_past(w, &leg);
	call->sent_ms = call->leg_end_ms = 0;
	call->cause = 0;
	call->diverted_by_network = false;
	if (call->bridge)
		call->bridge->followed = (struct call_followed){ .number = E164_NONE };
	return true;
}

void call_leg_is_past(struct call_walk *w, const struct call_past_leg *leg)
{
	if (w->num_past < ARRAY_SIZE(w->past))
		w->past[w->num_past++] = *leg;
}

/* ---- the step as others see it ---- */

bool call_is_at_member(const struct call *call)
{
	/* Let through by a limit, it is at nobody. */
	return call->walk && call->stage_kind != DECIDE_UNTOUCHED && is_member_stage(call, call->walk->stage);
}

e164_t call_redirecting_out(const struct call *call)
{
	e164_t kept = call->walk ? call->walk->plan.stage[call->walk->stage].redirecting : E164_NONE;

	return kept ? kept : call->served;
}

e164_t call_charged(const struct call *call, enum decide_stage_kind kind)
{
	/* Our own leg that came back: who sent it pays. Where the network strips him off, the record of his call says it. */
	if (!call->is_made && call_reason(call)->rule == DECIDE_RULE_OWN_LEG)
		return call->redirecting ? call->redirecting : call->original_called;
	return call->is_made || kind == DECIDE_RING ? call->served : call->calling;
}

const struct decide_reason *call_reason(const struct call *call)
{
	if (call->walk)
		return &call->walk->because;
	call_give_reason(call, &call->because, &call->room->shown);
	return &call->room->shown;
}

void call_step(const struct call *call, struct call_step *ret)
{
	bool over = call->state == CALL_ENDED;

	*ret = (struct call_step){
		.kind = over ? DECIDE_UNTOUCHED : call->stage_kind,
		.shown = call->shown, .shown_withheld = call->shown_withheld,
		.charged = call_charged(call, over ? DECIDE_UNTOUCHED : call->stage_kind),
		.rule = call_reason(call)->rule,
		.watch = call->watch,
	};
	if (over)
		return;
	ret->number = call->target;
	ret->confirm = call->confirm;
	ret->allow_diverted = call->allow_diverted;
	if (call->walk && call->walk->fork) {
		unsigned num;

		ret->target = call_fork_targets(call, &num);
		ret->num_targets = (uint8_t)num;
		ret->left_out = call->walk->fork->left_out;
	}
	ret->ring_s = call->ring_s;
	ret->cause = call->stage_cause;
	ret->control = call->control;
	if (call->diverted) {
		ret->diverted = true;
		ret->redirecting = call_redirecting_out(call);
		ret->redirect_reason = call->redirect_reason;
		ret->no_diversion = !call->allow_diverted;
	}
}

uint32_t call_ring_left_ms(const struct call *call)
{
	uint32_t rung = call->state == CALL_RINGING ? call_elapsed(call) - call->sent_ms : 0;
	int32_t left = call->walk ? list_left_ms(call, call->walk->stage) : INT32_MAX;

	if (left == INT32_MAX)
		return 0;
	return rung >= (uint32_t)left ? 1 : (uint32_t)left - rung;
}

bool call_leg_unwanted(const struct call *call)
{
	return call->state == CALL_RINGING && call->diverted_by_network && call->control && !call->allow_diverted &&
		call->stage_kind == DECIDE_RING;
}
