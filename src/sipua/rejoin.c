/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* After a transfer two parties who never offered each other anything are to speak: one is asked for an offer (a re-INVITE
 * without one), which the other one answers (RFC 3725 4.1, flow I within dialogs that are up). Who was held hears again. */

#include <errno.h>

#include "ua_priv.h"

#define TRY_AGAIN_MS 500

static bool is_wanted(const struct ua_leg *leg)
{
	/* Where media joins them and nobody was held by a description, both hear each other already. */
	return !leg->pair || !leg->peer->pair || leg->was_held || leg->peer->was_held;
}

void ua_refresh(struct ua_leg *leg)
{
	struct sipua *ua = leg->uc->ua;
	int rc;

	if (!leg->peer || !leg->d || !leg->peer->d || leg->refreshing || !is_wanted(leg))
		return;
	sip_content_init(&ua->content);
	rc = sip_dialog_request(leg->d, 0, SIP_INVITE, &ua->content);
	if (rc == -EBUSY)
		wheel_arm(ua->wheel, &leg->ring, ua->ring_kind, TRY_AGAIN_MS);
	leg->refreshing = rc == 0;
}

static void failed(struct ua_leg *leg, unsigned status)
{
	struct ua_call *uc = leg->uc;

	LOGUA(uc, LOGL_NOTICE, "the parties of a transfer cannot be joined: %u\n", status);
	call_leg_ended(uc->call, CAUSE_TEMPORARY_FAILURE, leg == uc->caller);
	ua_call_end(uc, CAUSE_TEMPORARY_FAILURE, 0, CALL_END_FAILED);
}

/* The offer, asked of the first, goes to the second. */
static void offered(struct ua_leg *leg, const struct sip_message *m)
{
	struct sipua *ua = leg->uc->ua;
	struct ua_leg *to = leg->peer;
	int rc;

	if (!to || !to->d)
		return;	/* it ends as well */
	ua_sdp_heard(leg, m->sdp_text, m->sdp_length);
	to->version++;
	sip_content_init(&ua->content);
	rc = ua_sdp_pass(to, m->sdp_text, m->sdp_length);
	if (rc >= 0)
		rc = sip_dialog_request(to->d, 0, SIP_INVITE, &ua->content);
	to->refreshing = rc >= 0;
	if (rc < 0)
		failed(leg, 500);
}

/* Its answer goes back in the first one's ACK. */
static void answered(struct ua_leg *leg, const struct sip_message *m)
{
	struct sipua *ua = leg->uc->ua;
	struct ua_leg *first = leg->peer;

	if (!first || !first->d)
		return;
	ua_sdp_heard(leg, m->sdp_text, m->sdp_length);
	first->version++;
	sip_content_init(&ua->content);
	ua_sdp_pass(first, m->sdp_text, m->sdp_length);
	sip_dialog_ack(first->d, &ua->content);
	first->was_held = leg->was_held = false;
}

void ua_refreshed(struct ua_leg *leg, const struct sip_message *m)
{
	struct sipua *ua = leg->uc->ua;

	leg->refreshing = false;
	if (m->status == 491) {
		if (!(leg->peer && leg->peer->refreshing))
			wheel_arm(ua->wheel, &leg->ring, ua->ring_kind, sip_dialog_glare_ms(leg->d));
		else
			failed(leg, m->status);
	} else if (m->status >= 300 || !m->sdp_text) {
		failed(leg, m->status);
	} else if (m->sdp == SIP_SDP_OFFER) {
		offered(leg, m);
	} else {
		answered(leg, m);
	}
}
