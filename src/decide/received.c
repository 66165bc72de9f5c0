/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules for a call to a line, in the order of product.md section 2. Left out, and added where they belong in the list:
 * blocked callers (4), groups (5), the line's own rules (6), do not disturb (8), hunt list (9). */

#include "rules.h"

#define EMERGENCY_CALLBACK_S 1800

static bool emergency_is_recent(const struct decide_facts *f)
{
	time_t window = f->emergency_callback_s ? f->emergency_callback_s : EMERGENCY_CALLBACK_S;

	/* A wall clock that was set back since then counts as recent. */
	return f->emergency_at && f->now - f->emergency_at <= window;
}

/* Step 1: the emergency services may be calling back. */
bool rule_emergency_callback(struct decide_question *q)
{
	return (q->facts->psap_callback || emergency_is_recent(q->facts)) &&
		question_untouched(q, DECIDE_RULE_EMERGENCY, DECIDE_WHY_EMERGENCY_CALLBACK);
}

/* Why the stored forwarding is not followed; DECIDE_WHY_FORWARDED: it is. The loop guard is asked apart. */
static enum decide_why forwarding_verdict(const struct decide_question *q)
{
	const struct fleet_forwarding *fwd = &q->line->service->forwarding[FORWARDING_IMMEDIATE];

	if (!fwd->to.number)
		return DECIDE_WHY_NO_FORWARDING;
	if (!(q->line->rights & LINE_RIGHT_FORWARDING))
		return DECIDE_WHY_NO_OPTION;
	if (!fwd->active)
		return DECIDE_WHY_FORWARDING_OFF;
	if (question_is_emergency_e164(q, fwd->to.number))
		return DECIDE_WHY_EMERGENCY_DESTINATION;
	return DECIDE_WHY_FORWARDED;
}

static struct decide_reason forwarding_reason(const struct decide_question *q, enum decide_rule rule,
					      enum decide_why why)
{
	const struct fleet_forwarding *fwd = &q->line->service->forwarding[FORWARDING_IMMEDIATE];

	return (struct decide_reason){
		.rule = (uint8_t)rule, .why = (uint8_t)why, .version = fwd->version,
		.arg = { fwd->to.number, q->facts->served },
	};
}

static bool limit_is_reached(const struct decide_facts *f)
{
	uint8_t limit = f->redirection_limit;

	if (!limit || limit > DECIDE_MAX_REDIRECTIONS)
		limit = DECIDE_MAX_REDIRECTIONS;
	return f->redirections >= limit;
}

/* Only numbers that diverted the call and the line itself: the caller may well be the destination. */
static bool is_in_chain(const struct decide_facts *f, e164_t number)
{
	return number == f->original_called || number == f->redirecting || number == f->served ||
		number == f->called.e164;
}

/* Step 3: nothing more is diverted, the phone alone is tried. Looked at only where a diversion would come next. */
bool rule_loop_guard(struct decide_question *q)
{
	struct decide_reason guard, passed_over;
	enum decide_why why;

	if (forwarding_verdict(q) != DECIDE_WHY_FORWARDED)
		return false;
	if (limit_is_reached(q->facts))
		why = DECIDE_WHY_REDIRECTION_LIMIT;
	else if (is_in_chain(q->facts, q->line->service->forwarding[FORWARDING_IMMEDIATE].to.number))
		why = DECIDE_WHY_ALREADY_IN_CHAIN;
	else
		return false;

	passed_over = forwarding_reason(q, DECIDE_RULE_IMMEDIATE_FORWARDING, why);
	question_reject(q, &passed_over);
	guard = forwarding_reason(q, DECIDE_RULE_LOOP_GUARD, why);
	return question_untouched_for(q, &guard);
}

/* Step 7. A diverted call keeps the caller's number; redirecting number, reason and counter go out with it. */
bool rule_immediate_forwarding(struct decide_question *q)
{
	enum decide_why verdict = forwarding_verdict(q);
	struct decide_reason reason = forwarding_reason(q, DECIDE_RULE_IMMEDIATE_FORWARDING, verdict);
	struct decide_stage *stage;

	if (verdict != DECIDE_WHY_FORWARDED) {
		question_reject(q, &reason);
		return false;
	}
	stage = question_ring(q, q->line->service->forwarding[FORWARDING_IMMEDIATE].to.number, &reason);
	stage->diverted = true;
	stage->redirect_reason = DECIDE_REDIRECT_UNCONDITIONAL;
	return true;
}

/* Step 10: the phone, and whatever the network then does. */
bool rule_phone(struct decide_question *q)
{
	return question_untouched(q, DECIDE_RULE_PHONE, DECIDE_WHY_RINGS_PHONE);
}
