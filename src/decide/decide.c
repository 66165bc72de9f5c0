/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one list of rules that answers every call question (product.md section 2), for CAMEL, SIP and the simulator.
 * Each rule is one small function; the first that decides ends the walk. Pure: the same facts over the same snapshot
 * give the same plan. */

#include <string.h>

#include <osmocom/core/utils.h>

#include "rules.h"

/* A call to a line or to a group's number. */
static const decide_rule_fn received_rules[] = {
	rule_own_leg,			/* 0 */
	rule_emergency_number,		/* 1 */
	rule_emergency_callback,	/* 1 */
	rule_entitlement,		/* 2 */
	rule_bearer,			/* 2 */
	rule_loop_guard,		/* 3 */
	rule_blocked_caller,		/* 4 */
	rule_group,			/* 5 */
	/* 6: the line's own call rules come later; their place is here, and in group.c */
	rule_immediate_forwarding,	/* 7 */
	rule_do_not_disturb,		/* 8 */
	rule_hunt,			/* 9 */
	rule_phone,			/* 10, 11 */
};

/* A call from a line. */
static const decide_rule_fn made_rules[] = {
	rule_emergency_number,
	rule_entitlement,
	rule_bearer,
	rule_own_leg,
	rule_diverted_leg,
	rule_service_code,
	rule_short_number,
	rule_barring,
	rule_displayed_number,
	rule_normal_call,
};

/* CAP phase 1 reports neither busy nor no answer (TS 09.78 7.1.0, table of EDPs): what would follow never comes. */
static void first_try_only(struct decide_question *q)
{
	static const uint8_t end[_DECIDE_OUTCOMES] = {
		DECIDE_NEXT_END, DECIDE_NEXT_END, DECIDE_NEXT_END, DECIDE_NEXT_END,
	};
	struct decide_plan *plan = q->plan;
	struct decide_stage *stage = &plan->stage[0];
	struct decide_reason reason = stage->because;

	if (!memcmp(stage->next, end, sizeof(end)))
		return;
	stage_then(stage, DECIDE_NEXT_END);
	stage->ring_s = 0;
	stage->because.seconds = 0;
	if (stage->num_targets == 1)
		plan->target[stage->first_target].ring_s = 0;
	if (stage->kind == DECIDE_PHONE && !plan->watch)
		stage->kind = DECIDE_UNTOUCHED;
	plan->num_stages = 1;
	plan->num_targets = stage->num_targets;
	plan->anchor |= DECIDE_ANCHOR_EVENTS;
	reason.why = DECIDE_WHY_NO_EVENTS;
	question_reject(q, &reason);
}

/* Diverted legs have limits (product.md section 11), and can be counted only where their end is told. Where a network
 * would rather not be asked for it, only fleets with limits of their own are. */
static bool is_counted(const struct decide_facts *facts, const struct fleet *fleet)
{
	if (!facts->sw.uncounted)
		return true;
	return fleet && (fleet->max_diverted_line || fleet->max_diverted_fleet || fleet->max_abroad_line ||
			 fleet->max_abroad_fleet);
}

static bool is_diverting(const struct decide_plan *plan)
{
	for (unsigned i = 0; i < plan->num_stages; i++)
		if (plan->stage[i].diverted)
			return true;
	return false;
}

static bool leads_on(const struct decide_stage *stage)
{
	for (unsigned i = 0; i < _DECIDE_OUTCOMES; i++)
		if (stage->next[i] != DECIDE_NEXT_END)
			return true;
	return false;
}

static bool rings_a_line(const struct decide_plan *plan, const struct decide_stage *stage)
{
	for (unsigned i = 0; stage->kind == DECIDE_RING && i < stage->num_targets; i++)
		if (plan->target[stage->first_target + i].is_line)
			return true;
	return stage->kind == DECIDE_PHONE;
}

/* The HLR forwards our lines by settings of its own (product.md section 5, `foreign`): what is to follow a phone may never
 * come. Said once, of the first line that rings. */
static void mark_foreign(struct decide_question *q)
{
	struct decide_plan *plan = q->plan;

	for (unsigned i = 0; i < plan->num_stages && !plan->foreign; i++) {
		const struct decide_stage *stage = &plan->stage[i];

		if (stage->because.rule == DECIDE_RULE_OWN_LEG || !leads_on(stage) || !rings_a_line(plan, stage))
			continue;
		plan->foreign = true;
		question_reject(q, &(const struct decide_reason){
			.rule = stage->because.rule, .why = DECIDE_WHY_FOREIGN_FORWARDING, .arg = { q->facts->served },
		});
	}
}

static void question_init(struct decide_question *q)
{
	const struct decide_facts *facts = q->facts;

	q->line = fleet_line_find(q->snap, facts->served);
	q->group = facts->side == DECIDE_RECEIVED ? fleet_group_find(q->snap, facts->served) : NULL;
	q->fleet = q->line ? q->line->fleet : q->group ? q->group->fleet : NULL;
	if (q->group && q->group->fleet != q->fleet)
		q->group = NULL;	/* nobody serves another fleet's line */
	q->np = q->fleet ? q->fleet->numplan : fleet_default_numplan(q->snap);
	q->at_limit = q->phone_matters = false;
}

static void plan_init(const struct fleet_snapshot *snap, struct decide_plan *plan)
{
	plan->num_stages = plan->num_targets = plan->num_rejected = 0;
	plan->anchor = 0;
	plan->watch = plan->total_is_limited = plan->foreign = plan->shown_withheld = false;
	plan->shown = E164_NONE;
	plan->group = 0;
	plan->snapshot_version = fleet_snapshot_version(snap);
}

static void ask(struct decide_question *q)
{
	bool made = q->facts->side == DECIDE_MADE;
	const decide_rule_fn *rules = made ? made_rules : received_rules;
	size_t i, n = made ? ARRAY_SIZE(made_rules) : ARRAY_SIZE(received_rules);

	question_init(q);
	plan_init(q->snap, q->plan);
	for (i = 0; i < n && !rules[i](q); i++)
		;
	/* The last rule of a list always decides; a list without one still gives an answer. */
	if (!q->plan->num_stages)
		question_untouched(q, DECIDE_RULE_ERROR, DECIDE_WHY_INNER_ERROR);
	if (q->facts->sw.no_events)
		first_try_only(q);
	if (q->facts->sw.foreign_forwarding)
		mark_foreign(q);
	if (is_diverting(q->plan) && is_counted(q->facts, q->fleet))
		q->plan->watch = true;
}

void decide_call(const struct fleet_snapshot *snap, const struct decide_facts *facts, struct decide_plan *ret)
{
	struct decide_question q;

	q.snap = snap;
	q.facts = facts;
	q.plan = ret;
	ask(&q);
}

bool decide_wants_phone(const struct fleet_snapshot *snap, const struct decide_facts *facts)
{
	struct decide_facts unasked = *facts;
	struct decide_plan plan;
	struct decide_question q;

	unasked.phone = DECIDE_PHONE_UNKNOWN;
	q.snap = snap;
	q.facts = &unasked;
	q.plan = &plan;
	ask(&q);
	return q.phone_matters;
}
