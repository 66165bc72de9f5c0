/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Calls whose plans the test writes itself: it takes the place of decide_call(), so that every way through a plan can be
 * walked whatever the rules are. A fleet of six lines, two of its lines groups' members. */
#pragma once

#include "calls.h"

static struct decide_plan script;
static struct decide_facts script_facts;	/* that call/ asked with */
static bool script_wants_phone;

void decide_call(const struct fleet_snapshot *snap, const struct decide_facts *facts, struct decide_plan *ret)
{
	script_facts = *facts;
	*ret = script;
	if (!facts->own_leg)
		return;
	ret->num_stages = 1;
	ret->group = 0;
	ret->stage[0] = (struct decide_stage){
		.kind = DECIDE_UNTOUCHED, .next = { 255, 255, 255, 255 },
		.because = { .rule = DECIDE_RULE_OWN_LEG, .why = DECIDE_WHY_OWN_LEG },
	};
}

bool decide_wants_phone(const struct fleet_snapshot *snap, const struct decide_facts *facts)
{
	return script_wants_phone;
}

static inline void script_new(void)
{
	memset(&script, 0, sizeof(script));
	script.snapshot_version = 42;
	script.watch = true;
}

/* A stage behind the last one, which leads to it whatever happens. */
static inline struct decide_stage *script_stage(enum decide_stage_kind kind, enum decide_rule rule)
{
	struct decide_stage *s = &script.stage[script.num_stages];

	if (script.num_stages)
		memset(s[-1].next, script.num_stages, sizeof(s->next));
	*s = (struct decide_stage){ .kind = kind, .because = { .rule = rule, .why = DECIDE_WHY_FORWARDED } };
	memset(s->next, DECIDE_NEXT_END, sizeof(s->next));
	script.num_stages++;
	return s;
}

static inline struct decide_stage *script_ring(e164_t number, uint8_t ring_s, enum decide_rule rule)
{
	struct decide_stage *s = script_stage(DECIDE_RING, rule);

	if (rule == DECIDE_RULE_GROUP)
		s->because.why = DECIDE_WHY_GROUP_RINGS;
	s->diverted = true;
	s->redirect_reason = DECIDE_REDIRECT_BY_OUTCOME;
	s->first_target = script.num_targets++;
	s->num_targets = 1;
	s->because.arg[0] = number;
	script.target[s->first_target] = (struct decide_target){
		.number = number, .ring_s = ring_s, .is_line = fleet_line_find(calls_snap, number) != NULL,
	};
	return s;
}

/* A list of these numbers, its end, and a forwarding for each common outcome. */
static inline void script_list(enum decide_rule rule, const e164_t *numbers, unsigned n, uint8_t ring_s)
{
	struct decide_stage *end;
	unsigned i, at;

	for (i = 0; i < n; i++)
		script_ring(numbers[i], ring_s, rule);
	end = script_stage(DECIDE_JUNCTION, rule);
	at = script.num_stages;
	for (i = 0; i < 3; i++)
		script_ring(OUTSIDE + 1 + i, 0, DECIDE_RULE_BUSY_FORWARDING + i);
	for (i = 0; i < 3; i++)
		memset(script.stage[at + i].next, DECIDE_NEXT_END, _DECIDE_OUTCOMES);
	end->next[DECIDE_BUSY] = at;
	end->next[DECIDE_NO_ANSWER] = at + 1;
	end->next[DECIDE_UNREACHABLE] = at + 2;
	end->next[DECIDE_REFUSED] = DECIDE_NEXT_END;
}
