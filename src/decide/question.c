/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How rules write the plan. A plan has one stage so far: what the switch does next. */

#include <string.h>

#include "question.h"

/* Q.763 3.9. */
enum { NAI_UNKNOWN = 2, NAI_INTERNATIONAL = 4 };
/* A country code and the longest emergency number have 9 digits. */
#define EMERGENCY_BELOW 1000000000u

static struct decide_stage *only_stage(struct decide_question *q, enum decide_stage_kind kind,
				       const struct decide_reason *because)
{
	struct decide_stage *stage = &q->plan->stage[0];

	/* Member by member: places for ten targets are not cleared for one. */
	stage->kind = (uint8_t)kind;
	stage->cause = 0;
	stage->diverted = false;
	stage->redirect_reason = 0;
	stage->first_target = stage->num_targets = 0;
	stage->ring_s = 0;
	memset(stage->next, DECIDE_NEXT_END, sizeof(stage->next));
	stage->because = *because;
	q->plan->num_stages = 1;
	return stage;
}

bool question_untouched_for(struct decide_question *q, const struct decide_reason *because)
{
	only_stage(q, DECIDE_UNTOUCHED, because);
	return true;
}

bool question_untouched(struct decide_question *q, enum decide_rule rule, enum decide_why why)
{
	return question_untouched_for(q, &(const struct decide_reason){
		.rule = (uint8_t)rule, .why = (uint8_t)why, .arg = { q->facts->served },
	});
}

struct decide_stage *question_ring(struct decide_question *q, e164_t number, const struct decide_reason *because)
{
	struct decide_stage *stage = only_stage(q, DECIDE_RING, because);

	stage->num_targets = 1;
	stage->redirecting = q->facts->served;
	q->plan->num_targets = 1;
	q->plan->target[0] = (struct decide_target){
		.number = number, .is_line = fleet_line_find(q->snap, number) != NULL,
	};
	return stage;
}

void question_reject(struct decide_question *q, const struct decide_reason *why_not)
{
	if (q->plan->num_rejected < DECIDE_MAX_REJECTED)
		q->plan->rejected[q->plan->num_rejected++] = *why_not;
}

/* Digits as they would be dialled or signalled here. */
static bool means_emergency(const struct decide_question *q, uint8_t nai, const char *digits)
{
	static const struct numplan_network plain = { 0 };
	struct numplan_number here;

	numplan_from_network(q->np, &plain, nai, digits, &here);
	return here.kind == NUMPLAN_EMERGENCY;
}

bool question_is_emergency(const struct decide_question *q, const struct numplan_number *number)
{
	if (number->kind == NUMPLAN_EMERGENCY)
		return true;
	if (number->kind == NUMPLAN_E164)
		return question_is_emergency_e164(q, number->e164);
	/* Read in another country's plan, 112 may have been taken for a short number. */
	return q->np && means_emergency(q, NAI_UNKNOWN, number->digits);
}

bool question_is_emergency_e164(const struct decide_question *q, e164_t number)
{
	char digits[E164_STR_SIZE];

	/* +33 112, +33 116000 */
	if (!q->np || number >= EMERGENCY_BELOW)
		return false;
	e164_to_digits(number, digits);
	return means_emergency(q, NAI_INTERNATIONAL, digits);
}
