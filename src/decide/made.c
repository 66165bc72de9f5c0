/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules for a call from a line, product.md section 2 "A call from a line". Left out: fleet barring, displayed number,
 * anchoring; they follow the short number. */

#include <osmocom/core/utils.h>

#include "rules.h"

static struct decide_reason short_reason(const struct decide_question *q, enum decide_why why, e164_t number)
{
	struct decide_reason reason = {
		.rule = DECIDE_RULE_SHORT_NUMBER, .why = (uint8_t)why, .arg = { number, q->facts->served },
	};

	if (q->facts->called.kind == NUMPLAN_SHORT)
		OSMO_STRLCPY_ARRAY(reason.digits, q->facts->called.digits);
	return reason;
}

bool rule_service_code(struct decide_question *q)
{
	return q->facts->called.kind == NUMPLAN_SERVICE &&
		question_untouched(q, DECIDE_RULE_SERVICE_CODE, DECIDE_WHY_SERVICE_CODE);
}

/* The number behind a short number, in the caller's own fleet only. \returns DECIDE_WHY_SHORT_NUMBER: found */
static enum decide_why short_verdict(const struct decide_question *q, e164_t *number)
{
	*number = E164_NONE;
	if (q->facts->called.kind != NUMPLAN_SHORT)
		return DECIDE_WHY_NOT_SHORT;
	if (!(q->line->rights & LINE_RIGHT_SHORT_NUMBERS))
		return DECIDE_WHY_NO_OPTION;
	*number = fleet_short_find(q->snap, q->line->fleet, q->facts->called.digits);
	if (!*number)
		return DECIDE_WHY_SHORT_UNKNOWN;
	return question_is_emergency_e164(q, *number) ? DECIDE_WHY_EMERGENCY_DESTINATION : DECIDE_WHY_SHORT_NUMBER;
}

/* A translated number is no diversion: the called line is simply named by its full number. */
bool rule_short_number(struct decide_question *q)
{
	e164_t number;
	enum decide_why verdict = short_verdict(q, &number);
	struct decide_reason reason = short_reason(q, verdict, number);

	switch (verdict) {
	case DECIDE_WHY_SHORT_NUMBER:
		question_ring(q, number, &reason);
		return true;
	case DECIDE_WHY_SHORT_UNKNOWN:
		/* Perhaps the network knows it. */
		return question_untouched_for(q, &reason);
	default:
		question_reject(q, &reason);
		return false;
	}
}

bool rule_normal_call(struct decide_question *q)
{
	return question_untouched(q, DECIDE_RULE_NORMAL_CALL, DECIDE_WHY_AS_DIALLED);
}
