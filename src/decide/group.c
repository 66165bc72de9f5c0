/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Step 5: the service of a call group's number (product.md section 7): callers it refuses, opening hours, which members
 * ring in which order, and what follows. Who waits, and what the last member's leaving does to those who wait, comes
 * with the queue: it needs media. */

#include <osmocom/core/utils.h>

#include "destination.h"
#include "rules.h"

struct choice {
	struct list list;
	unsigned connected;	/* members that may ring, busy or not */
	unsigned num;
	e164_t member[GROUP_MAX_MEMBERS];
};

/* The group's number is a member's own: all rules below step 5, for that line. */
static const decide_rule_fn own_rules[] = {
	rule_blocked_caller,		/* 4 */
	/* 6, the line's own call rules, stands here */
	rule_immediate_forwarding,	/* 7 */
	rule_do_not_disturb,		/* 8 */
	rule_hunt,			/* 9 */
	rule_phone,			/* 10, 11 */
};

static struct decide_reason group_reason(const struct decide_question *q, enum decide_why why, e164_t number)
{
	return (struct decide_reason){
		.rule = DECIDE_RULE_GROUP, .why = (uint8_t)why, .version = q->group->version, .group = q->group->id,
		.arg = { number, q->facts->served },
	};
}

static void reject(struct decide_question *q, enum decide_why why, e164_t number)
{
	struct decide_reason reason = group_reason(q, why, number);

	question_reject(q, &reason);
}

/* Where a line's own rules may run when its group has done with the call. */
static bool line_is_served(const struct decide_question *q)
{
	return q->line && !q->line->suspended && q->line->rights && line_csi_serves(q->line, q->facts);
}

static void follow_own_rules(struct decide_question *q)
{
	struct decide_reason because = group_reason(q, DECIDE_WHY_GROUP_OWN_RULES, q->facts->served);
	unsigned i;

	if (question_is_late(q)) {
		struct decide_stage *junction = question_add(q, DECIDE_JUNCTION, &because);

		stage_then(junction, (uint8_t)(q->last + 1));
	} else {
		question_reject(q, &because);
	}
	q->group = NULL;
	for (i = 0; i < sizeof(own_rules) / sizeof(own_rules[0]) && !own_rules[i](q); i++)
		;
}

/* The destination for this case, else the member's own rules whose number it is, else nothing.
 * \returns true: a stage was added */
static bool go_elsewhere(struct decide_question *q, const struct destination *to, enum decide_why why, uint8_t redirect)
{
	struct decide_reason because;
	e164_t number = E164_NONE;
	enum decide_why verdict = destination_find(q, to, &number);

	if (verdict == DECIDE_WHY_FORWARDED) {
		because = group_reason(q, why, destination_said(to));
		question_divert(q, number, 0, redirect, &because);
		return true;
	}
	if (verdict != DECIDE_WHY_NO_FORWARDING)
		reject(q, verdict, destination_said(to));
	if (!line_is_served(q))
		return false;
	follow_own_rules(q);
	return true;
}

/* Nobody is tried. */
static void leave(struct decide_question *q, const struct destination *to, enum decide_why why, enum decide_why end)
{
	struct decide_reason because = group_reason(q, end, q->facts->served);

	if (line_is_served(q))
		reject(q, end, q->facts->served);
	if (!go_elsewhere(q, to, why, DECIDE_REDIRECT_UNCONDITIONAL))
		question_release(q, CAUSE_ABSENT, &because);
}

/* DECIDE_WHY_FORWARDED: rings. A leg to the member whose number the group has is no diversion. */
static enum decide_why member_verdict(struct decide_question *q, e164_t number, unsigned *connected)
{
	const struct fleet_line *line = fleet_line_find(q->snap, number);
	const struct decide_facts *f = q->facts;

	if (!line || line->fleet != q->group->fleet)
		return DECIDE_WHY_OUTSIDE_FLEET;
	if (line->suspended)
		return DECIDE_WHY_MEMBER_SUSPENDED;
	if (!(line->rights & LINE_RIGHT_GROUPS))
		return DECIDE_WHY_NO_OPTION;
	if (question_is_emergency_e164(q, number))
		return DECIDE_WHY_EMERGENCY_DESTINATION;
	++*connected;
	if (number == f->calling || (f->live && f->live->is_busy(f->live_priv, number)))
		return DECIDE_WHY_ON_A_CALL;
	if (f->live && f->live->is_resting(f->live_priv, number))
		return DECIDE_WHY_MEMBER_RESTS;
	return number == f->served ? DECIDE_WHY_FORWARDED : destination_guard(q, number);
}

/* Tour de rôle begins behind the one that rang last, be he still connected or not. */
static unsigned first_member(const struct decide_question *q)
{
	const struct fleet_group *g = q->group;
	unsigned i;
	e164_t last;

	if (g->mode != GROUP_ROUND_ROBIN || !q->facts->live)
		return 0;
	last = q->facts->live->last_rung(q->facts->live_priv, g->id);
	for (i = 0; i < g->num_members; i++) {
		if (g->member[i].line == last)
			return i + 1;
	}
	return 0;
}

/* Plus longtemps inactif: who never had a call comes first; the position decides between equals. */
static void sort_by_idleness(const struct decide_question *q, struct choice *c)
{
	const struct decide_live_ops *live = q->facts->live;
	uint64_t since[GROUP_MAX_MEMBERS];
	unsigned i, at;

	for (i = 0; i < c->num; i++) {
		e164_t member = c->member[i];
		uint64_t idle = live->idle_since(q->facts->live_priv, member);

		for (at = i; at && since[at - 1] > idle; at--) {
			since[at] = since[at - 1];
			c->member[at] = c->member[at - 1];
		}
		since[at] = idle;
		c->member[at] = member;
	}
}

static void choose(struct decide_question *q, struct choice *c)
{
	const struct fleet_group *g = q->group;
	unsigned n = OSMO_MIN(g->num_members, GROUP_MAX_MEMBERS), first = first_member(q), i;

	for (i = 0; i < n; i++) {
		const struct fleet_member *m = &g->member[(first + i) % n];
		enum decide_why why;

		if (!m->connected)
			continue;
		why = member_verdict(q, m->line, &c->connected);
		if (why == DECIDE_WHY_FORWARDED)
			c->member[c->num++] = m->line;
		else
			reject(q, why, m->line);
		c->list.busy += why == DECIDE_WHY_ON_A_CALL || why == DECIDE_WHY_MEMBER_RESTS;
	}
	if (g->mode == GROUP_LONGEST_IDLE && q->facts->live)
		sort_by_idleness(q, c);
	for (i = 0; i < n && c->connected; i++) {
		if (!g->member[i].connected)
			reject(q, DECIDE_WHY_MEMBER_AWAY, g->member[i].line);
	}
	c->list.tried = (uint8_t)c->num;
}

/* The members' own rules, where they apply to the group's legs, never lead one back to the group itself. */
static void take_member(const struct decide_question *q, struct decide_target *target)
{
	target->own_rules = q->group->member_rules && target->number != q->facts->served;
}

static void ring_member(struct decide_question *q, e164_t member, uint8_t ring_s)
{
	struct decide_reason because = group_reason(q, DECIDE_WHY_GROUP_RINGS, member);
	struct decide_stage *stage;

	because.seconds = ring_s;
	if (member == q->facts->served)
		stage = question_phone(q, ring_s, &because);
	else
		stage = question_divert(q, member, ring_s, DECIDE_REDIRECT_BY_OUTCOME, &because);
	if (stage->num_targets)
		take_member(q, &q->plan->target[stage->first_target]);
	stage_then(stage, (uint8_t)(q->last + 1));
}

static void ring_together(struct decide_question *q, const struct choice *c, uint8_t ring_s)
{
	struct decide_reason because = group_reason(q, DECIDE_WHY_GROUP_RINGS, c->member[0]);
	struct decide_stage *stage = question_add(q, DECIDE_RING, &because);
	unsigned i;

	stage->diverted = true;
	stage->redirect_reason = DECIDE_REDIRECT_BY_OUTCOME;
	for (i = 0; i < c->num; i++) {
		struct decide_target *target = question_target(q, stage, c->member[i], ring_s);

		if (target)
			take_member(q, target);
	}
	stage_then(stage, (uint8_t)(q->last + 1));
}

static void ring_members(struct decide_question *q, const struct choice *c)
{
	uint8_t ring_s = c->num ? question_ring_time(q, q->group->ring_s, c->member[0]) : 0;
	bool together = q->group->mode == GROUP_TOGETHER && c->num > 1;
	unsigned i;

	if (together)
		q->plan->anchor |= DECIDE_ANCHOR_TOGETHER;
	if (together && question_has_legs(q)) {
		ring_together(q, c, ring_s);
		return;
	}
	for (i = 0; i < c->num; i++)
		ring_member(q, c->member[i], ring_s);
}

static void distribute(struct decide_question *q, struct choice *c)
{
	static const struct diversion nowhere[DECIDE_REFUSED];
	const struct fleet_group *g = q->group;
	uint8_t redirect = c->num ? DECIDE_REDIRECT_BY_OUTCOME : DECIDE_REDIRECT_BUSY;

	ring_members(q, c);
	if (!c->num && c->list.busy && g->queue)
		q->plan->anchor |= DECIDE_ANCHOR_QUEUE;
	if (!go_elsewhere(q, &g->overflow, DECIDE_WHY_GROUP_OVERFLOW, redirect))
		list_end(q, &c->list, nowhere);
}

static bool is_closed(const struct decide_question *q)
{
	const struct calendar *c = q->group->calendar ? fleet_calendar_find(q->snap, q->group->calendar) : NULL;

	/* A calendar that is gone leaves the group open. */
	return c && !calendar_contains(c, q->facts->now);
}

static bool is_blocked(struct decide_question *q)
{
	struct decide_reason because = group_reason(q, DECIDE_WHY_BLOCKED, q->facts->served);
	enum decide_why why;

	if (!caller_is_blocked(q->facts, q->group->blocked, q->group->num_blocked, &why))
		return false;
	because.rule = DECIDE_RULE_BLOCKED_CALLER;
	because.why = (uint8_t)why;
	because.arg[1] = q->facts->calling;
	question_release(q, CAUSE_REJECTED, &because);
	return true;
}

/* Step 3: nothing more is diverted, and the number of a group alone has no phone that could be tried: its natural outcome. */
static bool is_at_limit(struct decide_question *q)
{
	const struct fleet_group *g = q->group;
	struct decide_reason because = group_reason(q, DECIDE_WHY_REDIRECTION_LIMIT,
						    g->num_members ? g->member[0].line : q->facts->served);

	if (!q->at_limit || line_is_served(q))
		return false;
	because.rule = DECIDE_RULE_LOOP_GUARD;
	return question_untouched_for(q, &because);
}

bool rule_group(struct decide_question *q)
{
	const struct fleet_group *g = q->group;
	struct choice c = { .connected = 0 };

	if (!g)
		return false;
	q->plan->group = g->id;
	if (is_blocked(q) || is_at_limit(q))
		return true;
	if (is_closed(q)) {
		leave(q, &g->closed, DECIDE_WHY_GROUP_CLOSED, DECIDE_WHY_GROUP_CLOSED_END);
		return true;
	}
	c.list = (struct list){ .rule = DECIDE_RULE_GROUP, .version = g->version, .group = g->id };
	q->plan->watch = true;
	choose(q, &c);
	if (c.connected)
		distribute(q, &c);
	else
		leave(q, &g->nobody, DECIDE_WHY_GROUP_NOBODY, DECIDE_WHY_GROUP_NOBODY_END);
	return true;
}
