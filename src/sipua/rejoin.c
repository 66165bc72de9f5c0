/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* After a transfer two parties who never offered each other anything are to speak: one is asked for an offer (a re-INVITE
 * without one), which the other one answers (RFC 3725 4.1, flow I within dialogs that are up). Who was held hears again. The
 * same where a call was answered by somebody else than whose early sound the caller was told of, or where media was lost.
 * Glare asks again (RFC 3261 14.1); 408 and 481 end a dialog in sip/; another refusal leaves the sessions as they were: with
 * media both hear each other all the same, without it they never would, and the call ends. */

#include <errno.h>
#include <string.h>

#include "ua_priv.h"

#define TRY_AGAIN_MS 500
#define MOST_TRIES 8	/* within the 32 s in which an offer may wait for its answer */

static bool is_wanted(const struct ua_leg *leg)
{
	/* Where media joins them and nobody was held by a description, both hear each other already. */
	return !leg->pair || !leg->peer->pair || leg->was_held || leg->peer->was_held || leg->offers || leg->peer->offers;
}

static void forget_offer(struct ua_leg *leg)
{
	leg->offers = false;
	pool_put(leg->uc->ua->texts, leg->sdp);
	leg->sdp = NULL;
}

/* Its offer wants an answer (RFC 3261 13.2.2.4): what it offers itself, with our media at the other end; without media none. */
static void answer_for_peer(struct ua_leg *leg)
{
	struct sip_content *c = &leg->uc->ua->content;

	sip_content_init(c);
	leg->version++;
	if (leg->pair && ua_sdp_answer(leg, leg->sdp, leg->sdp_len) < 0)
		sip_content_init(c);
	sip_dialog_ack(leg->d, c);
	forget_offer(leg);
}

/* They do not come to terms. */
static void not_joined(struct ua_leg *leg, unsigned status)
{
	struct ua_call *uc = leg->uc;
	struct ua_leg *first = leg->offers ? leg : leg->peer && leg->peer->offers ? leg->peer : NULL;
	bool by_media = leg->pair && leg->peer && leg->peer->pair;

	LOGUA(uc, LOGL_NOTICE, "two parties do not come to terms: %u, %s\n", status,
	      by_media ? "their sessions stay as they were" : "the call ends");
	if (first && first->d)
		answer_for_peer(first);
	if (by_media)
		return;
	call_leg_ended(uc->call, CAUSE_TEMPORARY_FAILURE, leg == uc->caller);
	ua_call_end(uc, CAUSE_TEMPORARY_FAILURE, 0, CALL_END_FAILED);
}

static void again(struct ua_leg *leg, unsigned ms)
{
	struct sipua *ua = leg->uc->ua;

	if (++leg->tries > MOST_TRIES)
		not_joined(leg, 491);
	else
		wheel_arm(ua->wheel, &leg->ring, ua->ring_kind, ms);
}

/* What the first one offers is offered to the second. */
static void pass_offer(struct ua_leg *first)
{
	struct sipua *ua = first->uc->ua;
	struct ua_leg *to = first->peer;
	int rc;

	to->version++;
	sip_content_init(&ua->content);
	rc = ua_sdp_pass(to, first->sdp, first->sdp_len);
	if (rc >= 0)
		rc = sip_dialog_request(to->d, 0, SIP_INVITE, &ua->content);
	to->refreshing = rc == 0;
	if (rc < 0)
		again(to, TRY_AGAIN_MS);	/* whoever asked for this still holds both: it ends by the timer, if at all */
}

void ua_refresh(struct ua_leg *leg)
{
	struct sipua *ua = leg->uc->ua;
	int rc;

	if (!leg->peer || !leg->d || !leg->peer->d || leg->refreshing || leg->offers || leg->peer->refreshing || !is_wanted(leg))
		return;
	if (leg->peer->offers) {
		pass_offer(leg->peer);
		return;
	}
	sip_content_init(&ua->content);
	rc = sip_dialog_request(leg->d, 0, SIP_INVITE, &ua->content);
	leg->refreshing = rc == 0;
	if (rc < 0)
		again(leg, TRY_AGAIN_MS);
}

/* The offer, asked of the first, is kept: it may have to be made more than once. */
static void offered(struct ua_leg *leg, const struct sip_message *m)
{
	struct sipua *ua = leg->uc->ua;

	if (!leg->peer || !leg->peer->d)
		return;	/* it ends as well */
	leg->sdp = leg->sdp ? leg->sdp : pool_get(ua->texts);
	if (!leg->sdp || m->sdp_length > SDP_MAX_TEXT) {
		sip_content_init(&ua->content);
		sip_dialog_ack(leg->d, &ua->content);
		not_joined(leg, 500);
		return;
	}
	memcpy(leg->sdp, m->sdp_text, m->sdp_length);
	leg->sdp_len = (uint16_t)m->sdp_length;
	leg->offers = true;
	leg->peer->tries = 0;
	ua_sdp_heard(leg, leg->sdp, leg->sdp_len);
	pass_offer(leg);
}

/* Its answer goes back in the first one's ACK. */
static void answered(struct ua_leg *leg, const struct sip_message *m)
{
	struct sipua *ua = leg->uc->ua;
	struct ua_leg *first = leg->peer;

	forget_offer(first);
	leg->tries = first->tries = 0;
	leg->refuses = first->refuses = false;
	first->was_held = leg->was_held = false;
	if (!first->d)
		return;
	ua_sdp_heard(leg, m->sdp_text, m->sdp_length);
	first->version++;
	sip_content_init(&ua->content);
	ua_sdp_pass(first, m->sdp_text, m->sdp_length);
	sip_dialog_ack(first->d, &ua->content);
}

/* It makes no offer: the other one may. */
static void ask_other(struct ua_leg *leg, unsigned status)
{
	leg->refuses = true;
	if (leg->peer && leg->peer->d && !leg->peer->refuses)
		ua_refresh(leg->peer);
	else
		not_joined(leg, status);
}

void ua_refreshed(struct ua_leg *leg, const struct sip_message *m)
{
	bool is_second = leg->peer && leg->peer->offers, good = m->status < 300 && m->sdp_text;

	if (ua_spare_agreed(leg, m))
		return;
	leg->refreshing = false;
	if (!is_second && m->sdp == SIP_SDP_ANSWER) {
		/* It answers somebody who has gone meanwhile: the one who stays is asked instead. */
		if (leg->peer)
			ua_refresh(leg->peer);
		return;
	}
	if (m->status == 491)
		again(leg, sip_dialog_glare_ms(leg->d));
	else if (is_second && good)
		answered(leg, m);
	else if (is_second)
		not_joined(leg, m->status);
	else if (good)
		offered(leg, m);
	else
		ask_other(leg, m->status);
}
