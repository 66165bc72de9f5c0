/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A line's four forwardings (product.md section 5): immediate forwarding as step 7, and the other three for whoever
 * tries the phone or a hunt list. */

#include "destination.h"
#include "rules.h"

static const uint8_t rule_of[] = {
	[FORWARDING_IMMEDIATE] = DECIDE_RULE_IMMEDIATE_FORWARDING,
	[FORWARDING_BUSY] = DECIDE_RULE_BUSY_FORWARDING,
	[FORWARDING_NO_ANSWER] = DECIDE_RULE_NO_ANSWER_FORWARDING,
	[FORWARDING_UNREACHABLE] = DECIDE_RULE_UNREACHABLE_FORWARDING,
};

static bool is_in_period(const struct decide_question *q, uint32_t calendar)
{
	const struct calendar *c = calendar ? fleet_calendar_find(q->snap, calendar) : NULL;

	/* A calendar that is gone leaves the phone ringing. */
	return !calendar || (c && calendar_contains(c, q->facts->now));
}

static enum decide_why verdict(const struct decide_question *q, const struct fleet_forwarding *fwd, e164_t *number)
{
	if (fwd->to.kind == DESTINATION_NONE)
		return DECIDE_WHY_NO_FORWARDING;
	if (!(q->line->rights & LINE_RIGHT_FORWARDING))
		return DECIDE_WHY_NO_OPTION;
	if (!fwd->active)
		return DECIDE_WHY_FORWARDING_OFF;
	if (!q->line->service->forwarding_custom)
		return DECIDE_WHY_BOX_TICKED;
	if (!is_in_period(q, fwd->calendar))
		return DECIDE_WHY_OUTSIDE_PERIOD;
	return destination_find(q, &fwd->to, number);
}

void forwarding_find(struct decide_question *q, enum forwarding_kind kind, struct diversion *ret)
{
	const struct fleet_forwarding *fwd = &q->line->service->forwarding[kind];
	enum decide_why why;

	ret->number = E164_NONE;
	why = verdict(q, fwd, &ret->number);
	ret->usable = why == DECIDE_WHY_FORWARDED;
	/* Most lines have no forwarding but perhaps the immediate one: of that one it is said. */
	if (why == DECIDE_WHY_NO_FORWARDING && kind != FORWARDING_IMMEDIATE)
		return;
	ret->because = (struct decide_reason){
		.rule = rule_of[kind], .why = (uint8_t)why, .version = fwd->version,
		.arg = { destination_said(&fwd->to), q->facts->served },
	};
	if (!ret->usable)
		question_reject(q, &ret->because);
}

uint8_t forwarding_add(struct decide_question *q, const struct diversion *d, uint8_t redirect_reason)
{
	question_divert(q, d->number, 0, redirect_reason, &d->because);
	return q->last;
}

/* "Suspended, not erased": said once, of the first one that would have had a say. */
static void reject_suspended(struct decide_question *q)
{
	const struct fleet_service *service = q->line->service;
	struct decide_reason reason = { .why = DECIDE_WHY_SUSPENDED_BY_IMMEDIATE, .arg = { q->facts->served } };
	unsigned kind;

	if (service->dnd_active)
		reason.rule = DECIDE_RULE_DO_NOT_DISTURB;
	else if (service->hunt_active)
		reason.rule = DECIDE_RULE_HUNT;
	for (kind = FORWARDING_BUSY; !reason.rule && kind <= FORWARDING_UNREACHABLE; kind++) {
		if (service->forwarding[kind].active && service->forwarding[kind].to.kind != DESTINATION_NONE)
			reason.rule = rule_of[kind];
	}
	if (reason.rule)
		question_reject(q, &reason);
}

/* Step 7. */
bool rule_immediate_forwarding(struct decide_question *q)
{
	struct diversion d;

	forwarding_find(q, FORWARDING_IMMEDIATE, &d);
	if (d.usable) {
		question_divert(q, d.number, 0, DECIDE_REDIRECT_UNCONDITIONAL, &d.because);
		reject_suspended(q);
		return true;
	}
	if (d.because.why != DECIDE_WHY_REDIRECTION_LIMIT && d.because.why != DECIDE_WHY_ALREADY_IN_CHAIN)
		return false;
	/* Step 3: the phone alone is tried, then the natural outcome. */
	d.because.rule = DECIDE_RULE_LOOP_GUARD;
	phone_alone(q, &d.because);
	return true;
}
