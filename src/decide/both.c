/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules that a call to a line and a call from a line share (product.md section 2): own legs, emergency numbers,
 * entitlement, bearer. */

#include "rules.h"

bool rule_own_leg(struct decide_question *q)
{
	return q->facts->own_leg && question_untouched(q, DECIDE_RULE_OWN_LEG, DECIDE_WHY_OWN_LEG);
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
		return facts->sw.media;	/* served by SIP only */
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
