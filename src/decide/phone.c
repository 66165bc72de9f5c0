/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Step 10: the phone; then busy, no-answer or unreachable forwarding; 11: their destination, else the natural
 * outcome. */

#include "destination.h"
#include "rules.h"

/* A call of the line is up, whether or not the phone has call waiting; "Laisser sonner en double appel" leaves it to
 * the network's busy (product.md section 5). */
enum decide_why phone_why_busy(struct decide_question *q)
{
	const struct decide_facts *f = q->facts;

	if (q->line->service->rings_when_busy || question_is_late(q))
		return DECIDE_WHY_FORWARDED;
	if (f->live && f->live->is_busy(f->live_priv, f->served))
		return DECIDE_WHY_ON_A_CALL;
	q->phone_matters = true;
	return f->phone == DECIDE_PHONE_BUSY ? DECIDE_WHY_PHONE_BUSY : DECIDE_WHY_FORWARDED;
}

bool phone_is_off(struct decide_question *q)
{
	if (question_is_late(q))
		return false;
	q->phone_matters = true;
	return q->facts->phone == DECIDE_PHONE_OFF;
}

void phone_alone(struct decide_question *q, const struct decide_reason *because)
{
	struct decide_stage *stage = question_phone(q, 0, because);

	if (stage->kind == DECIDE_PHONE && !q->plan->watch)
		stage->kind = DECIDE_UNTOUCHED;
}

/* Straight to a forwarding, the phone being known not to take the call. */
static bool pass_by_phone(struct decide_question *q, const struct diversion *d, enum decide_why why, uint8_t redirect)
{
	forwarding_add(q, d, redirect);
	question_reject(q, &(const struct decide_reason){
		.rule = DECIDE_RULE_PHONE, .why = (uint8_t)why, .arg = { q->facts->served },
	});
	return true;
}

bool rule_phone(struct decide_question *q)
{
	struct decide_reason because = {
		.rule = DECIDE_RULE_PHONE, .why = DECIDE_WHY_RINGS_PHONE, .arg = { q->facts->served },
	};
	struct diversion busy, no_answer, unreachable;
	enum decide_why why_busy = DECIDE_WHY_FORWARDED;
	struct decide_stage *stage;

	forwarding_find(q, FORWARDING_BUSY, &busy);
	forwarding_find(q, FORWARDING_NO_ANSWER, &no_answer);
	forwarding_find(q, FORWARDING_UNREACHABLE, &unreachable);
	if (busy.usable)
		why_busy = phone_why_busy(q);
	if (why_busy != DECIDE_WHY_FORWARDED)
		return pass_by_phone(q, &busy, why_busy, DECIDE_REDIRECT_BUSY);
	if (unreachable.usable && phone_is_off(q))
		return pass_by_phone(q, &unreachable, DECIDE_WHY_NOT_REACHABLE, DECIDE_REDIRECT_NOT_REACHABLE);
	if (!busy.usable && !no_answer.usable && !unreachable.usable) {
		phone_alone(q, &because);
		return true;
	}
	if (no_answer.usable)
		because.seconds = question_ring_time(q, q->line->service->no_answer_s, q->facts->served);
	stage = question_phone(q, (uint8_t)because.seconds, &because);
	/* Whoever refuses a call on the phone is busy for this caller (TS 22.082: user determined user busy). */
	if (busy.usable)
		stage->next[DECIDE_BUSY] = stage->next[DECIDE_REFUSED] = forwarding_add(q, &busy, DECIDE_REDIRECT_BUSY);
	if (no_answer.usable)
		stage->next[DECIDE_NO_ANSWER] = forwarding_add(q, &no_answer, DECIDE_REDIRECT_NO_REPLY);
	if (unreachable.usable)
		stage->next[DECIDE_UNREACHABLE] = forwarding_add(q, &unreachable, DECIDE_REDIRECT_NOT_REACHABLE);
	return true;
}
