/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* See life.h. A held call sends no RTP and has no commands for an hour: so its agent is asked before anything goes, and an agent
 * that is away for a moment (a restart) is asked again. */
#include "life.h"

#define AGAIN_MS 60000

void life_sign(struct life *l, uint64_t now_ms)
{
	l->sign_ms = now_ms;
	l->asked_ms = 0;
	l->unanswered = false;
}

enum life_step life_look(struct life *l, uint64_t heard_ms, uint64_t now_ms, uint64_t limit_ms)
{
	uint64_t again_ms = limit_ms / 4 < AGAIN_MS ? limit_ms / 4 : AGAIN_MS;

	if (heard_ms > l->sign_ms)
		life_sign(l, heard_ms);
	if (!limit_ms || now_ms < l->sign_ms + limit_ms || l->waiting)
		return LIFE_GOES_ON;
	if (l->unanswered && now_ms >= l->sign_ms + 2 * limit_ms)
		return LIFE_OVER;
	if (l->asked_ms && now_ms < l->asked_ms + again_ms)
		return LIFE_GOES_ON;
	l->asked_ms = now_ms;
	l->waiting = true;
	return LIFE_ASK;
}

enum life_step life_answer(struct life *l, unsigned code, uint64_t now_ms)
{
	l->waiting = false;
	if (code >= 200 && code < 300)
		life_sign(l, now_ms);
	else if (!l->asked_ms)	/* a sign crossed with it: what it says is of before */
		return LIFE_GOES_ON;
	else if (code == 500)	/* RFC 3435 2.4: the endpoint is unknown */
		return LIFE_OVER;
	else			/* a refusal that says something else may be a passing one */
		l->unanswered = true;
	return LIFE_GOES_ON;
}
