/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One question on its way through the rules: facts, the line they are about, the plan that grows. */
#pragma once

#include <mpabx/decide.h>

struct decide_question {
	const struct fleet_snapshot *snap;
	const struct decide_facts *facts;
	const struct fleet_line *line;	/* NULL: the served number is no line of ours */
	const struct numplan *np;	/* NULL: nothing is loaded yet */
	struct decide_plan *plan;
};

/* One rule. \returns true: it has written the plan, no rule below runs. */
typedef bool (*decide_rule_fn)(struct decide_question *q);

/* The call goes on as it is, for this reason about the served line. \returns true */
bool question_untouched(struct decide_question *q, enum decide_rule rule, enum decide_why why);
/* The same, the sentence being about another number. */
bool question_untouched_for(struct decide_question *q, const struct decide_reason *because);
/* The call goes to one number. \returns its stage, for what else it needs */
struct decide_stage *question_ring(struct decide_question *q, e164_t number, const struct decide_reason *because);
/* An alternative that was looked at and not taken. */
void question_reject(struct decide_question *q, const struct decide_reason *why_not);

/* Is this an emergency number where the line is, whatever the facts took it for? */
bool question_is_emergency(const struct decide_question *q, const struct numplan_number *number);
bool question_is_emergency_e164(const struct decide_question *q, e164_t number);
