/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules that a call to a line and a call from a line share (product.md section 2): own legs, emergency numbers,
 * entitlement, bearer. */

#include <osmocom/core/utils.h>

#include "rules.h"

/* It goes on, but when it fails it is released, so that the list behind it moves on and no forwarding of the network's,
 * a voicemail perhaps, swallows the call. */
static void own_leg_hold(struct decide_question *q)
{
	static const struct { enum decide_outcome outcome; uint8_t cause; } ends[] = {
		{ DECIDE_BUSY, CAUSE_USER_BUSY }, { DECIDE_NO_ANSWER, CAUSE_NO_ANSWER }, { DECIDE_UNREACHABLE, CAUSE_ABSENT },
	};
	struct decide_reason because = {
		.rule = DECIDE_RULE_OWN_LEG, .why = DECIDE_WHY_OWN_LEG, .arg = { q->facts->served },
	};
	struct decide_stage *phone = question_add(q, DECIDE_PHONE, &because);

	because.why = DECIDE_WHY_OWN_LEG_BACK;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		question_release(q, ends[i].cause, &because);
		phone->next[ends[i].outcome] = q->last;
	}
	phone->next[DECIDE_REFUSED] = q->last;
}

bool rule_own_leg(struct decide_question *q)
{
	if (!q->facts->own_leg)
		return false;
	if (!q->facts->own_leg_held || q->facts->sw.no_events || question_is_emergency(q, &q->facts->called))
		return question_untouched(q, DECIDE_RULE_OWN_LEG, DECIDE_WHY_OWN_LEG);
	own_leg_hold(q);
	return true;
}

bool rule_emergency_number(struct decide_question *q)
{
	return question_is_emergency(q, &q->facts->called) &&
		question_untouched(q, DECIDE_RULE_EMERGENCY, DECIDE_WHY_EMERGENCY_CALL);
}

bool line_csi_serves(const struct fleet_line *line, const struct decide_facts *facts)
{
	bool made = facts->side == DECIDE_MADE;

	switch (line->csi) {
	case LINE_CSI_O_ONLY:
		return made;
	case LINE_CSI_T_ONLY:
		return !made;
	case LINE_CSI_NONE:
		return facts->sw.legs || facts->sw.media;	/* served by SIP only */
	default:
		return true;
	}
}

bool rule_entitlement(struct decide_question *q)
{
	if (!q->line && !q->group)
		return question_untouched(q, DECIDE_RULE_ENTITLEMENT, DECIDE_WHY_UNKNOWN_LINE);
	if (q->fleet->suspended || (q->line && q->line->suspended))
		return question_untouched(q, DECIDE_RULE_ENTITLEMENT, DECIDE_WHY_SUSPENDED);
	if (q->group)
		return false;
	/* A single function that the line may not use is passed over by that function's own rule. */
	if (!q->line->rights)
		return question_untouched(q, DECIDE_RULE_ENTITLEMENT, DECIDE_WHY_NO_OPTION);
	return !line_csi_serves(q->line, q->facts) &&
		question_untouched(q, DECIDE_RULE_ENTITLEMENT, DECIDE_WHY_OTHER_SERVICE);
}

bool rule_bearer(struct decide_question *q)
{
	if (q->facts->bearer == DECIDE_SPEECH || q->facts->bearer == DECIDE_AUDIO_3K1)
		return false;
	return question_untouched(q, DECIDE_RULE_BEARER, DECIDE_WHY_NOT_SPEECH);
}
