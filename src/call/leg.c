/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What happens to a call's leg, as its driver tells it: sent, answered, failed, ended; and for which line, group and
 * payer it counts meanwhile. Told at a wrong moment, it is logged and changes nothing.
 *
 * A made call counts for its line from its beginning to its end. A received one counts for its own line while its phone
 * rings or talks; a leg sent to another line counts for that line, whose own dialogue (our own leg coming back) does not. */

#include <osmocom/core/utils.h>

#include "call_priv.h"

/* What the driver tells, and whether another step waits. */
struct news {
	enum decide_outcome outcome;
	uint8_t cause;
	bool by_caller, more;
};

uint32_t call_elapsed(const struct call *call)
{
	return (uint32_t)clock_ms() - call->start_ms + 1;
}

/* ---- for whom it counts ---- */

e164_t call_live_line(const struct call *call)
{
	return call->is_made || call->stage_kind != DECIDE_RING ? call->served : call->target;
}

/* Live state is wanted, or in-call codes are. */
static bool is_watched(const struct call *call)
{
	return call->watch || (call->bridge && call->anchor & DECIDE_ANCHOR_IN_CALL);
}

static bool leg_counts(const struct call *call)
{
	if (call->stage_kind == DECIDE_RING)
		return call->is_awaited;
	return is_watched(call) && call->stage_kind != DECIDE_RELEASE && call_reason(call)->rule != DECIDE_RULE_OWN_LEG;
}

/* A line's calls hang together, so that a conference finds them. */
static void chain_in(struct call *call, uint32_t *first)
{
	struct pool *pool = call->room->calls;
	struct call *next = *first ? pool_find(pool, *first) : NULL;

	call->before = 0;
	call->after = *first;
	*first = pool_handle(pool, call);
	if (next)
		next->before = *first;
}

static void chain_out(struct call *call, uint32_t *first)
{
	struct pool *pool = call->room->calls;
	struct call *before = call->before ? pool_find(pool, call->before) : NULL;
	struct call *after = call->after ? pool_find(pool, call->after) : NULL;

	if (before)
		before->after = call->after;
	else
		*first = call->after;
	if (after)
		after->before = call->before;
	call->before = call->after = 0;
}

static void live_set(struct call *call, enum live_leg to)
{
	struct live *live = call->room->live;
	e164_t line = call_live_line(call);
	enum live_leg was = call->live;
	uint32_t *first;

	if (was != LIVE_NONE && to == LIVE_NONE) {
		first = live_line_calls(live, line);
		if (first)
			chain_out(call, first);
	}
	call->live = live_line_change(live, line, was, to);
	if (was == LIVE_NONE && call->live != LIVE_NONE) {
		first = live_line_calls(live, line);
		if (first)
			chain_in(call, first);
	}
	call_arm_line(call->room, line);
}

struct call *call_of_line(const struct call_room *room, e164_t line, const struct call *after)
{
	const uint32_t *first = after ? &after->after : live_line_calls(room->live, line);

	return first && *first ? pool_find(room->calls, *first) : NULL;
}

uint32_t call_near_pair(const struct call *call)
{
	e164_t line = call_live_line(call);
	const struct call *other = line ? call_of_line(call->room, line, NULL) : NULL;

	for (; other; other = call_of_line(call->room, line, other))
		if (other != call && other->bridge && other->bridge->hands.pair)
			return other->bridge->hands.pair;
	return 0;
}

void call_line_up(struct call *call)
{
	bool has_left = call->bridge && call->bridge->user_end_ms;	/* by a transfer, in an earlier life of the node */

	if (call->is_made && call->live == LIVE_NONE && is_watched(call) && !has_left)
		live_set(call, LIVE_TALKING);
}

static void group_set(struct call *call, enum live_leg to)
{
	struct call_walk *w = call->walk;

	if (!w || !w->plan.group)
		return;
	if (to != LIVE_NONE && !call_is_at_member(call))
		return;
	w->group_live = live_group_change(call->room->live, w->plan.group, w->group_live, to);
}

static void group_rings(struct call *call)
{
	struct call_walk *w = call->walk;

	if (!w || !w->plan.group)
		return;
	if (call_is_at_member(call))
		live_group_rang(call->room->live, w->plan.group, call_live_line(call));
	else if (w->group_ran && call->stage_kind != DECIDE_RELEASE)
		w->group_result = CALL_GROUP_OVERFLOWED;
	group_set(call, LIVE_RINGING);
}

/* The member who answered rests; one who let it ring does not (product.md section 7, "Délai inter-appels"). */
static void member_rests(const struct call *call, e164_t member)
{
	const struct fleet_group *group = fleet_group_by_id(call->room->snap, call->walk->plan.group);

	if (group)
		live_line_rest(call->room->live, member, group->rest_s);
}

/* One of those that are tried in turn; where a group overflows to, the call goes for good. */
static bool is_in_list(const struct decide_reason *r)
{
	return r->why == DECIDE_WHY_HUNT_RINGS || r->why == DECIDE_WHY_GROUP_RINGS;
}

/* ---- legs ---- */

uint32_t call_leg_await(struct call *call, e164_t number, bool diverted, bool allow_diverted)
{
	struct pending_leg leg = {
		.called = number,
		.calling = call->shown_withheld ? E164_NONE : call->shown ? call->shown : call->calling,
		.redirecting = call->redirecting,
	};

	leg.held = is_in_list(call_reason(call)) && !allow_diverted;
	if (diverted)
		leg.redirecting = call_redirecting_out(call);
	else if (call->walk && call->walk->tried)
		/* What Connect does not name stays as an earlier one left it (TS 23.078 4.5.2.1). */
		leg.kept = call_redirecting_out(call);
	/* Q.732.2 2.5.2: the first to divert stays the original called number. */
	leg.original = call->original_called ? call->original_called :
		call->redirecting ? call->redirecting : leg.redirecting ? leg.redirecting : leg.kept;
	return pending_add(call->room->pending, &leg, call->id);
}

static void leg_await(struct call *call)
{
	if (call->is_awaited)
		call->pending = call_leg_await(call, call->target ? call->target : call->served, call->diverted,
					       call->allow_diverted);
}

static void leg_forget(struct call *call)
{
	if (call->is_awaited && call->sent_ms)
		pending_forget(call->room->pending, call->pending, call->id);
}

static void leg_up(struct call *call)
{
	call->sent_ms = call_elapsed(call);
	if (call->walk && call->walk->fork) {
		call_fork_up(call);
	} else {
		if (!call->is_made && leg_counts(call))
			live_set(call, LIVE_RINGING);
		call_divert_up(call);
	}
	group_rings(call);
}

static void leg_down(struct call *call, bool answered)
{
	if (!call->is_made)
		live_set(call, LIVE_NONE);
	call_divert_down(call);
	group_set(call, LIVE_NONE);
	if (answered && call_is_at_member(call) && !(call->bridge && call->bridge->user_end_ms) && !call_followed(call).number)
		member_rests(call, call_live_line(call));
}

void call_leg_left(struct call *call)
{
	leg_forget(call);
	call->is_awaited = false;
	live_set(call, LIVE_NONE);
}

void call_line_down(struct call *call)
{
	leg_down(call, true);
	live_set(call, LIVE_NONE);
}

void call_up_again(struct call *call, bool live, bool paid)
{
	if (live)
		live_set(call, LIVE_TALKING);
	if (paid)
		call->is_paid = live_diverted_add(call->room->live, call->served, call->fleet, call->is_abroad);
	if (!call->bridge->user_end_ms)
		group_set(call, LIVE_TALKING);
}

/* So that a crash leaves the time of it. */
static void record_answered(struct call *call)
{
	const struct record_ops *ops = call->room->ops;
	struct call_record record;

	if (!ops || !ops->answered)
		return;
	call_describe(call, &record);
	ops->answered(call->room->ops_priv, &record);
}

static void leg_answered(struct call *call)
{
	call->answer_ms = call_elapsed(call);
	leg_forget(call);
	if (!call->is_made && leg_counts(call) && !call_followed(call).number)
		live_set(call, LIVE_TALKING);
	group_set(call, LIVE_TALKING);
	if (call_is_at_member(call))
		call->walk->group_result = CALL_GROUP_ANSWERED;
	record_answered(call);
}

static void leg_over(struct call *call, const struct news *news, bool answered)
{
	if (!call->sent_ms && call->stage_kind != DECIDE_RELEASE)
		call->sent_ms = call_elapsed(call);
	if (call->walk && call->walk->fork)
		call_fork_down(call, news->cause);
	leg_forget(call);
	leg_down(call, answered);
	call->leg_end_ms = call_elapsed(call);
	call->cause = news->cause;
	call->by_caller = news->by_caller;
}

/* A step is decided and not yet carried out; or it is, and its driver does not say so but watches it. */
static void on_begun(void *object, uint32_t event, void *data)
{
	struct call *call = object;

	switch (event) {
	case CALL_EV_SENT:
		if (call->stage_kind == DECIDE_RELEASE) {
			leg_over(call, &(const struct news){ .cause = call->stage_cause }, false);
			fsm_change(&call_fsm, &call->state, CALL_ENDED, "released");
			return;
		}
		leg_up(call);
		leg_await(call);
		fsm_change(&call_fsm, &call->state, CALL_RINGING, "leg sent");
		return;
	case CALL_EV_ANSWER:
		leg_up(call);
		break;
	}
	call_fsm.states[CALL_RINGING].action(object, event, data);
}

static void on_ringing(void *object, uint32_t event, void *data)
{
	struct news *news = data;
	struct call *call = object;

	switch (event) {
	case CALL_EV_ANSWER:
		leg_answered(call);
		fsm_change(&call_fsm, &call->state, CALL_ANSWERED, "answer");
		return;
	case CALL_EV_LEG_FAIL:
		leg_over(call, news, false);
		news->more = call_step_on(call, news->outcome);
		fsm_change(&call_fsm, &call->state, news->more ? CALL_BEGUN : CALL_ENDED, "leg failed");
		return;
	case CALL_EV_ABANDON:
		if (call->walk && call->walk->group_ran && call->walk->group_result == CALL_GROUP_NONE)
			call->walk->group_result = CALL_GROUP_ABANDONED;
		break;
	}
	leg_over(call, news, false);
	fsm_change(&call_fsm, &call->state, CALL_ENDED, "leg ended");
}

static void on_answered(void *object, uint32_t event, void *data)
{
	struct call *call = object;

	leg_over(call, data, true);
	fsm_change(&call_fsm, &call->state, CALL_ENDED, "leg ended");
}

#define EVENT(e) (1u << CALL_EV_##e)
#define STATE(s) (1u << CALL_##s)

static const struct fsm_state call_states[_CALL_STATES] = {
	/* A step waits to be carried out. */
	[CALL_BEGUN] = { "BEGUN", EVENT(SENT) | EVENT(ANSWER) | EVENT(LEG_FAIL) | EVENT(LEG_END) | EVENT(ABANDON),
		STATE(BEGUN) | STATE(RINGING) | STATE(ANSWERED) | STATE(ENDED), on_begun },
	/* Its leg is on its way; when it fails, the next step may wait. */
	[CALL_RINGING] = { "RINGING", EVENT(ANSWER) | EVENT(LEG_FAIL) | EVENT(LEG_END) | EVENT(ABANDON),
		STATE(BEGUN) | STATE(ANSWERED) | STATE(ENDED), on_ringing },
	[CALL_ANSWERED] = { "ANSWERED", EVENT(LEG_END), STATE(ENDED), on_answered },
	/* The leg is gone and nothing follows: the driver finishes the call. */
	[CALL_ENDED] = { "ENDED", 0, 0, NULL },
};
static const char *const call_events[_CALL_EVENTS] = { "SENT", "ANSWER", "LEG_FAIL", "LEG_END", "ABANDON" };

const struct fsm call_fsm = {
	.name = "call", .log_category = DCALL, .states = call_states, .num_states = _CALL_STATES,
	.event_names = call_events, .num_events = _CALL_EVENTS,
};

void call_step_sent(struct call *call)
{
	fsm_dispatch(&call_fsm, &call->state, CALL_EV_SENT, call, NULL);
	call_arm_line(call->room, call_live_line(call));
}

void call_answered(struct call *call)
{
	const struct call_fork *fork = call->walk ? call->walk->fork : NULL;

	if (fork && fork->up) {
		call_target_answered(call, (unsigned)__builtin_ctz(fork->up));
		return;
	}
	fsm_dispatch(&call_fsm, &call->state, CALL_EV_ANSWER, call, NULL);
	call_arm_line(call->room, call_live_line(call));
}

bool call_leg_failed(struct call *call, enum decide_outcome outcome, uint8_t cause)
{
	struct news news = { .outcome = outcome, .cause = cause };

	if ((unsigned)outcome < _DECIDE_OUTCOMES)
		fsm_dispatch(&call_fsm, &call->state, CALL_EV_LEG_FAIL, call, &news);
	return news.more;
}

void call_leg_ended(struct call *call, uint8_t cause, bool caller)
{
	struct news news = { .cause = cause, .by_caller = caller };
	/* A caller who goes before the answer has given up, by whichever event the switch says so. */
	bool gave_up = caller && call->state == CALL_RINGING;

	fsm_dispatch(&call_fsm, &call->state, gave_up ? CALL_EV_ABANDON : CALL_EV_LEG_END, call, &news);
}

void call_abandoned(struct call *call)
{
	struct news news = { .by_caller = true };

	fsm_dispatch(&call_fsm, &call->state, CALL_EV_ABANDON, call, &news);
}

/* A leg that comes back may still do so: what is finished while it rings stays awaited. */
void call_all_down(struct call *call)
{
	if (call->walk && call->walk->fork && call->state == CALL_RINGING)
		call_fork_down(call, 0);
	if (call->state == CALL_RINGING || call->state == CALL_ANSWERED)
		leg_down(call, call->state == CALL_ANSWERED);
	live_set(call, LIVE_NONE);
}

void call_leg_diverted(struct call *call, e164_t to)
{
	char text[E164_STR_SIZE];

	if (call->state != CALL_RINGING)
		return;
	call->diverted_by_network = true;
	LOGCALL(call, LOGL_INFO, "the network diverted the leg to %s\n", e164_print(to, text));
}

const char *call_state_name(const struct call *call)
{
	return call_states[call->state].name;
}
