/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Step 3 of product.md section 2: no call goes round. Legs to lines of ours come back as own legs (step 0) and are not
 * asked about again; this is for all the others, and for networks that let nobody recognise a leg. */

#include "destination.h"
#include "rules.h"

/* Step 3: at the limit nothing more is diverted. Whether a next target stands in the chain is asked of each target,
 * when a rule below comes to it; both end in the phone alone. */
bool rule_loop_guard(struct decide_question *q)
{
	uint8_t limit = q->facts->redirection_limit;

	if (!limit || limit > DECIDE_MAX_REDIRECTIONS)
		limit = DECIDE_MAX_REDIRECTIONS;
	q->at_limit = q->facts->redirections >= limit;
	return false;
}

/* Only numbers that diverted the call and the one called: the caller may well be the destination. */
static bool is_in_chain(const struct decide_facts *f, e164_t number)
{
	return number == f->original_called || number == f->redirecting || number == f->served ||
		number == f->called.e164;
}

enum decide_why destination_guard(const struct decide_question *q, e164_t number)
{
	if (q->at_limit)
		return DECIDE_WHY_REDIRECTION_LIMIT;
	return is_in_chain(q->facts, number) ? DECIDE_WHY_ALREADY_IN_CHAIN : DECIDE_WHY_FORWARDED;
}
