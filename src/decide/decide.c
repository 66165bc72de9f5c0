/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one list of rules that answers every call question (product.md section 2), for CAMEL, SIP and the simulator.
 * Each rule is one small function; the first that decides ends the walk. Here: the two lists, and the rules that both
 * sides of a call share. Pure: the same facts over the same snapshot give the same plan. */

#include <osmocom/core/utils.h>

#include "rules.h"

/* A call to a line: steps 0 to 3, 7 and 10. */
static const decide_rule_fn received_rules[] = {
	rule_own_leg,			/* 0 */
	rule_emergency_number,		/* 1 */
	rule_emergency_callback,	/* 1 */
	rule_entitlement,		/* 2 */
	rule_bearer,			/* 2 */
	rule_loop_guard,		/* 3 */
	rule_immediate_forwarding,	/* 7 */
	rule_phone,			/* 10 */
};

/* A call from a line. */
static const decide_rule_fn made_rules[] = {
	rule_emergency_number,
	rule_entitlement,
	rule_bearer,
	rule_own_leg,
	rule_service_code,
	rule_short_number,
	rule_normal_call,
};

bool rule_own_leg(struct decide_question *q)
{
	return q->facts->own_leg && question_untouched(q, DECIDE_RULE_OWN_LEG, DECIDE_WHY_OWN_LEG);
}

bool rule_emergency_number(struct decide_question *q)
{
	return question_is_emergency(q, &q->facts->called) &&
		question_untouched(q, DECIDE_RULE_EMERGENCY, DECIDE_WHY_EMERGENCY_CALL);
}

bool rule_entitlement(struct decide_question *q)
{
	if (!q->line)
		return question_untouched(q, DECIDE_RULE_ENTITLEMENT, DECIDE_WHY_UNKNOWN_LINE);
	if (q->line->suspended || q->line->fleet->suspended)
		return question_untouched(q, DECIDE_RULE_ENTITLEMENT, DECIDE_WHY_SUSPENDED);
	/* A single function that the line may not use is passed over by that function's own rule. */
	if (!q->line->rights)
		return question_untouched(q, DECIDE_RULE_ENTITLEMENT, DECIDE_WHY_NO_OPTION);
	return false;
}

bool rule_bearer(struct decide_question *q)
{
	if (q->facts->bearer == DECIDE_SPEECH || q->facts->bearer == DECIDE_AUDIO_3K1)
		return false;
	return question_untouched(q, DECIDE_RULE_BEARER, DECIDE_WHY_NOT_SPEECH);
}

void decide_call(const struct fleet_snapshot *snap, const struct decide_facts *facts, struct decide_plan *ret)
{
	bool made = facts->side == DECIDE_MADE;
	const decide_rule_fn *rules = made ? made_rules : received_rules;
	size_t i, n = made ? ARRAY_SIZE(made_rules) : ARRAY_SIZE(received_rules);
	struct decide_question q = {
		.snap = snap, .facts = facts, .plan = ret, .line = fleet_line_find(snap, facts->served),
	};

	q.np = q.line ? q.line->fleet->numplan : fleet_default_numplan(snap);
	ret->num_rejected = 0;
	ret->num_targets = 0;
	ret->anchor = 0;
	ret->watch = ret->total_is_limited = ret->shown_withheld = false;
	ret->shown = E164_NONE;
	ret->group = 0;
	ret->snapshot_version = fleet_snapshot_version(snap);
	for (i = 0; i < n && !rules[i](&q); i++)
		;
	/* The last rule of a list always decides; a list without one still gives an answer. */
	if (i == n)
		question_untouched(&q, DECIDE_RULE_ERROR, DECIDE_WHY_INNER_ERROR);
}
