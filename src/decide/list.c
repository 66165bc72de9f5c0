/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a list of numbers tried one after the other ends, a hunt list or a group: by what all of them had in common
 * (product.md section 2 step 9), in a diversion or in the natural outcome. */

#include "destination.h"

/* By enum decide_outcome. */
static const struct { uint8_t cause, why, redirect; } ends[DECIDE_REFUSED] = {
	[DECIDE_BUSY] = { CAUSE_USER_BUSY, DECIDE_WHY_ALL_BUSY, DECIDE_REDIRECT_BUSY },
	[DECIDE_NO_ANSWER] = { CAUSE_NO_ANSWER, DECIDE_WHY_NOBODY_ANSWERED, DECIDE_REDIRECT_NO_REPLY },
	[DECIDE_UNREACHABLE] = { CAUSE_ABSENT, DECIDE_WHY_ALL_UNREACHABLE, DECIDE_REDIRECT_NOT_REACHABLE },
};

static struct decide_reason reason_of(const struct decide_question *q, const struct list *list, uint8_t why)
{
	return (struct decide_reason){
		.rule = list->rule, .why = why, .version = list->version, .group = list->group,
		.arg = { q->facts->served },
	};
}

static uint8_t end_add(struct decide_question *q, const struct list *list, const struct diversion *to,
		       enum decide_outcome outcome)
{
	struct decide_reason because;

	if (to[outcome].usable)
		return forwarding_add(q, &to[outcome], ends[outcome].redirect);
	because = reason_of(q, list, ends[outcome].why);
	question_release(q, ends[outcome].cause, &because);
	return q->last;
}

/* Those passed by count as what they were passed by for. */
static void junction_add(struct decide_question *q, const struct list *list, const struct diversion *to)
{
	struct decide_reason because = reason_of(q, list, DECIDE_WHY_LIST_END);
	struct decide_stage *junction = question_add(q, DECIDE_JUNCTION, &because);

	stage_then(junction, end_add(q, list, to, DECIDE_NO_ANSWER));
	if (!list->off)
		junction->next[DECIDE_BUSY] = end_add(q, list, to, DECIDE_BUSY);
	if (!list->busy)
		junction->next[DECIDE_UNREACHABLE] = end_add(q, list, to, DECIDE_UNREACHABLE);
}

void list_end(struct decide_question *q, const struct list *list, const struct diversion to[DECIDE_REFUSED])
{
	if (list->tried)
		junction_add(q, list, to);
	else if (list->busy && !list->off)
		end_add(q, list, to, DECIDE_BUSY);
	else if (list->off && !list->busy)
		end_add(q, list, to, DECIDE_UNREACHABLE);
	else
		end_add(q, list, to, DECIDE_NO_ANSWER);
}
