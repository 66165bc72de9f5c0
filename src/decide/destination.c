/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* May a call be diverted to a number? What the profile refuses is refused again at each call: rows may be older than
 * the profile, or come from an import. */

#include "destination.h"

static const uint8_t why_refused[] = {
	[NUMPLAN_OK] = DECIDE_WHY_FORWARDED,
	[NUMPLAN_BAD_LENGTH] = DECIDE_WHY_BAD_LENGTH,
	[NUMPLAN_BAD_PREFIX] = DECIDE_WHY_BAD_PREFIX,
	[NUMPLAN_IS_SPECIAL] = DECIDE_WHY_SPECIAL_DESTINATION,
	[NUMPLAN_IS_SHORT] = DECIDE_WHY_SHORT_DESTINATION,
	[NUMPLAN_IS_INTERNATIONAL] = DECIDE_WHY_INTERNATIONAL_DESTINATION,
	[NUMPLAN_IS_EMERGENCY] = DECIDE_WHY_EMERGENCY_DESTINATION,
};

enum decide_why destination_verdict(const struct decide_question *q, enum numplan_service service, e164_t number)
{
	return q->np ? why_refused[numplan_check_e164(q->np, service, number)] : DECIDE_WHY_FORWARDED;
}

static enum decide_why voicemail_find(const struct decide_question *q, e164_t *ret)
{
	e164_t number = fleet_voicemail(q->snap, q->fleet);

	if (!number)
		return DECIDE_WHY_NO_VOICEMAIL;
	if (question_is_emergency_e164(q, number))
		return DECIDE_WHY_EMERGENCY_DESTINATION;
	*ret = number;
	return destination_guard(q, number);
}

enum decide_why destination_find(const struct decide_question *q, const struct destination *to, e164_t *ret)
{
	enum decide_why why;

	if (to->kind == DESTINATION_VOICEMAIL)
		return voicemail_find(q, ret);
	if (to->kind != DESTINATION_NUMBER || !to->number)
		return DECIDE_WHY_NO_FORWARDING;
	*ret = to->number;
	why = destination_verdict(q, NUMPLAN_FOR_FORWARDING, to->number);
	return why == DECIDE_WHY_FORWARDED ? destination_guard(q, to->number) : why;
}
