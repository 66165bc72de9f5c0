/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Press 1 to accept" (product.md section 6): a leg that asks for it has a pair of media of its own, so that several may be
 * asked at once and nobody hears anybody before. Who answers hears the announcement and has some seconds for the 1, in RTP
 * or INFO; the other phones ring on meanwhile. The first to confirm has the call: his connection is joined with the
 * caller's, his pair is the call's second one from then on. Who does not confirm counts as not answering: a voicemail that
 * answers does not swallow the list. Where media has no place for it, or the caller made no
 * offer, whoever answers has the call. */

#include "ua_priv.h"

#define ANSWER_MS 12000		/* the announcement, and time to think */
#define SAID_TIMES 3

static const struct media_ops *media_of(const struct ua_leg *leg, void **priv)
{
	return call_media_ops(leg->uc->ua->calls, priv);
}

bool ua_confirm_prepare(struct ua_leg *leg)
{
	struct ua_call *uc = leg->uc;
	void *priv;
	const struct media_ops *media = media_of(leg, &priv);
	uint32_t pair = leg->confirm && uc->pair && uc->invite->sdp_len ? media->pair_new(priv, call_id(uc->call), call_handle(uc->call), uc->pair) : 0;

	if (!pair) {
		leg->confirm = false;
		return false;
	}
	leg->pair = pair;
	leg->preparing = true;
	media->connect(priv, pair, MEDIA_CALLED, NULL, TAG_LEG + leg->target);
	return true;
}

void ua_confirm_drop(struct ua_leg *leg)
{
	void *priv;
	const struct media_ops *media = media_of(leg, &priv);

	if (leg->confirm && leg->pair && media)
		media->pair_free(priv, leg->pair);
	if (leg->confirm) {
		leg->pair = leg->uc->pair;
		leg->local = leg->uc->local[MEDIA_CALLED];
	}
	leg->confirm = false;
}

void ua_confirm_prepared(struct ua_call *uc, uint32_t target, const struct media_local *local)
{
	struct ua_leg *leg = target < UA_MAX_LEGS ? uc->leg[target] : NULL;
	struct call_step step;

	if (!leg || !leg->preparing)
		return;
	leg->preparing = false;
	if (local) {
		leg->local = *local;
	} else {
		LOGUA(uc, LOGL_NOTICE, "leg %u: media has no place to ask for a 1\n", target);
		ua_confirm_drop(leg);
	}
	call_step(uc->call, &step);
	if (!ua_leg_locate(leg, &step, leg->number) && ua_leg_send_now(leg) < 0)
		ua_leg_give_up(leg, DECIDE_UNREACHABLE, CAUSE_TEMPORARY_FAILURE, 503);
}

bool ua_confirm_ask(struct ua_leg *leg, const struct sip_message *m)
{
	static const struct media_watch one = { .num_codes = 1, .code = { "1" } };
	struct ua_call *uc = leg->uc;
	struct sipua *ua = uc->ua;
	void *priv;
	const struct media_ops *media = media_of(leg, &priv);

	if (!leg->confirm)
		return false;
	ua_leg_keep(leg, m);
	if (!leg->sdp || m->sdp == SIP_SDP_OFFER) {	/* the caller made no offer: he is to answer this one first */
		ua_confirm_drop(leg);
		return false;
	}
	leg->state = UA_LEG_CONFIRM;
	leg->fork = 0;
	ua->ctr[SIPUA_CTR_CONFIRM]++;
	LOGUA(uc, LOGL_INFO, "leg %u: asked to press 1\n", leg->target);
	ua_sdp_heard(leg, leg->sdp, leg->sdp_len);
	call_play(uc->call, leg->pair, MEDIA_CALLED, MEDIA_SAY_PRESS_1, SAID_TIMES);
	media->watch(priv, leg->pair, MEDIA_CALLED, &one);
	wheel_arm(ua->wheel, &leg->ring, ua->ring_kind, ANSWER_MS);
	ua_journal(uc);
	return true;
}

void ua_confirm_accept(struct ua_leg *leg)
{
	struct ua_call *uc = leg->uc;
	void *priv;
	const struct media_ops *media = media_of(leg, &priv);

	if (leg->state != UA_LEG_CONFIRM)
		return;
	/* Where media was lost since, the two speak past it. */
	if (uc->pair) {
		media->stop(priv, leg->pair, MEDIA_CALLED);
		media->watch(priv, leg->pair, MEDIA_CALLED, NULL);
	}
	if (uc->pair && media->join(priv, uc->pair, MEDIA_CALLER, leg->pair, MEDIA_CALLED, TAG_HEARD) < 0) {
		ua_leg_give_up(leg, DECIDE_UNREACHABLE, CAUSE_TEMPORARY_FAILURE, 503);
		return;
	}
	LOGUA(uc, LOGL_INFO, "leg %u: has pressed 1\n", leg->target);
	uc->ua->ctr[SIPUA_CTR_CONFIRMED]++;
	leg->confirm = false;	/* its pair is the call's */
	ua_leg_take(leg, NULL);
}

struct ua_leg *ua_confirm_of(const struct ua_call *uc, uint32_t pair)
{
	unsigned i;

	for (i = 0; i < UA_MAX_LEGS; i++)
		if (uc->leg[i] && uc->leg[i]->confirm && uc->leg[i]->pair == pair)
			return uc->leg[i];
	return NULL;
}

/* A phone that rings by it cannot be heard any more. */
void ua_confirm_lost(struct ua_call *uc, uint32_t pair)
{
	struct ua_leg *leg = ua_confirm_of(uc, pair);

	if (!leg)
		return;
	leg->confirm = false;
	leg->pair = 0;
	ua_leg_give_up(leg, DECIDE_UNREACHABLE, CAUSE_TEMPORARY_FAILURE, 503);
}
