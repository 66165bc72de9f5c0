/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How rules write the plan: stages and targets one behind the other, member by member, never the whole plan cleared. */

#include <string.h>

#include <osmocom/core/utils.h>

#include "question.h"

/* Q.763 3.9. */
enum { NAI_UNKNOWN = 2, NAI_INTERNATIONAL = 4 };
/* Where operator data say nothing of the noAnswer EDP's application timer (TS 29.078 6.1.2 lets networks choose). */
enum { RING_MIN_S = 10, RING_MAX_S = 40 };
/* So much before the HLR's own forwarding our timer is over. */
enum { FOREIGN_LEAD_S = 2 };

struct decide_stage *question_add(struct decide_question *q, enum decide_stage_kind kind,
				  const struct decide_reason *because)
{
	struct decide_plan *plan = q->plan;
	bool room = plan->num_stages < DECIDE_MAX_STAGES &&
		(kind != DECIDE_RING || plan->num_targets < DECIDE_MAX_TARGETS);
	struct decide_stage *stage = room ? &plan->stage[plan->num_stages] : &q->spare;

	q->last = room ? plan->num_stages++ : DECIDE_NEXT_END;
	stage->kind = (uint8_t)kind;
	stage->cause = 0;
	stage->diverted = false;
	stage->redirect_reason = 0;
	stage->first_target = plan->num_targets;
	stage->num_targets = 0;
	stage->ring_s = 0;
	memset(stage->next, DECIDE_NEXT_END, sizeof(stage->next));
	stage->redirecting = q->facts->served;
	stage->because = *because;
	return stage;
}

bool question_untouched_for(struct decide_question *q, const struct decide_reason *because)
{
	question_add(q, DECIDE_UNTOUCHED, because);
	return true;
}

bool question_untouched(struct decide_question *q, enum decide_rule rule, enum decide_why why)
{
	return question_untouched_for(q, &(const struct decide_reason){
		.rule = (uint8_t)rule, .why = (uint8_t)why, .arg = { q->facts->served },
	});
}

struct decide_stage *question_release(struct decide_question *q, uint8_t cause, const struct decide_reason *because)
{
	struct decide_stage *stage = question_add(q, DECIDE_RELEASE, because);

	stage->cause = cause;
	return stage;
}

struct decide_target *question_target(struct decide_question *q, struct decide_stage *stage, e164_t number,
				      uint8_t ring_s)
{
	const struct fleet_line *line = fleet_line_find(q->snap, number);
	struct decide_target *target;

	if (q->plan->num_targets == DECIDE_MAX_TARGETS)
		return NULL;
	target = &q->plan->target[q->plan->num_targets++];
	*target = (struct decide_target){ .number = number, .ring_s = ring_s, .is_line = line != NULL };
	stage->num_targets++;
	question_mark(q, line);
	return target;
}

struct decide_stage *question_ring(struct decide_question *q, e164_t number, uint8_t ring_s,
				   const struct decide_reason *because)
{
	struct decide_stage *stage = question_add(q, DECIDE_RING, because);

	if (stage != &q->spare)
		question_target(q, stage, number, ring_s);
	return stage;
}

/* A diverted call keeps the caller's number; redirecting number, reason and counter go out with it. */
struct decide_stage *question_divert(struct decide_question *q, e164_t number, uint8_t ring_s, uint8_t reason,
				     const struct decide_reason *because)
{
	struct decide_stage *stage = question_ring(q, number, ring_s, because);

	stage->diverted = true;
	stage->redirect_reason = reason;
	return stage;
}

struct decide_stage *question_phone(struct decide_question *q, uint8_t ring_s, const struct decide_reason *because)
{
	struct decide_stage *stage;

	/* Behind a Connect there is no Continue that leads back to the number called first. */
	if (question_is_late(q))
		return question_ring(q, q->facts->served, ring_s, because);
	stage = question_add(q, DECIDE_PHONE, because);
	stage->ring_s = ring_s;
	question_mark(q, q->line);
	return stage;
}

void stage_then(struct decide_stage *stage, uint8_t index)
{
	memset(stage->next, index, sizeof(stage->next));
}

void question_reject(struct decide_question *q, const struct decide_reason *why_not)
{
	if (q->plan->num_rejected < DECIDE_MAX_REJECTED)
		q->plan->rejected[q->plan->num_rejected++] = *why_not;
}

uint8_t question_ring_min(const struct decide_question *q)
{
	return q->facts->sw.ring_min_s ? q->facts->sw.ring_min_s : RING_MIN_S;
}

/* Both timers begin when the phone rings, each in a switch of its own. */
static uint8_t foreign_max(const struct decide_question *q, e164_t number)
{
	const struct decide_switch *sw = &q->facts->sw;

	if (!sw->foreign_forwarding || sw->foreign_no_answer_s <= FOREIGN_LEAD_S || !fleet_line_find(q->snap, number))
		return UINT8_MAX;
	return sw->foreign_no_answer_s - FOREIGN_LEAD_S;
}

uint8_t question_ring_time(struct decide_question *q, uint8_t seconds, e164_t number)
{
	uint8_t min = question_ring_min(q), max = q->facts->sw.ring_max_s ? q->facts->sw.ring_max_s : RING_MAX_S;
	uint8_t foreign = foreign_max(q, number);

	max = OSMO_MIN(max, foreign);
	if (seconds >= min && seconds <= max)
		return seconds;
	q->plan->anchor |= DECIDE_ANCHOR_RING_TIME;
	if (question_has_legs(q) && seconds)
		return OSMO_MIN(seconds, foreign);
	return seconds > max && max > min ? max : min;
}

void question_mark(struct decide_question *q, const struct fleet_line *line)
{
	const struct fleet_service *service;

	if (!line)
		return;
	service = line->service;
	if (line->is_member || (service->forwarding[FORWARDING_BUSY].active && service->forwarding_custom) ||
	    (service->hunt_active && service->incoming_custom))
		q->plan->watch = true;
	/* Product.md section 2: only speech is anchored for codes sent in a call. */
	if (line->rights & (LINE_RIGHT_TRANSFER | LINE_RIGHT_CONFERENCE) && q->facts->bearer == DECIDE_SPEECH) {
		q->plan->anchor |= DECIDE_ANCHOR_IN_CALL;
		/* A code is armed while the line has a second call: all of them are to be known. */
		q->plan->watch |= q->facts->sw.media || q->facts->sw.codes;
	}
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
	if (!q->np || number >= CLEAR_OF_EMERGENCY)
		return false;
	e164_to_digits(number, digits);
	return means_emergency(q, NAI_INTERNATIONAL, digits);
}
