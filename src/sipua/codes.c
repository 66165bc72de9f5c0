/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the served user asks for within his call by SIP itself: "#1" in INFO (application/dtmf-relay, application/dtmf).
 * REFER is refer.c. Digits in RTP are media's. A "#" waits as long as a code may take; what it turns out not to begin goes on
 * to the other party in its order. */

#include "ua_priv.h"

#define GAP_MS 1000
#define DIGIT_MS 160

enum media_side ua_place_of(const struct ua_leg *leg)
{
	return leg == leg->uc->caller ? MEDIA_CALLER : MEDIA_CALLED;
}

/* The "#" that waited was an ordinary one. */
static void give_back(struct ua_leg *leg)
{
	struct sipua *ua = leg->uc->ua;
	char body[64];

	leg->hash = false;
	wheel_disarm(ua->wheel, &leg->code);
	if (!leg->peer || !leg->peer->d)
		return;
	sip_content_init(&ua->content);
	if (sip_dtmf_set(&ua->content, '#', DIGIT_MS, true, body, sizeof(body)) >= 0)
		sip_dialog_request(leg->peer->d, 0, SIP_INFO, &ua->content);
}

void ua_code_timer(struct wheel_timer *t, void *priv)
{
	give_back(container_of(t, struct ua_leg, code));
}

static void took(struct sipua *ua, struct sip_transaction *t)
{
	sip_content_init(&ua->content);
	sip_reply(t, 200, &ua->content);
}

bool ua_codes_info(struct ua_leg *leg, struct sip_transaction *t, const struct sip_message *m)
{
	struct sipua *ua = leg->uc->ua;
	unsigned ms = 0;
	char digit;

	if (sip_dtmf_read(m, &digit, &ms) < 0)
		return false;
	if (leg->state == UA_LEG_CONFIRM) {
		took(ua, t);
		if (digit == '1')
			ua_confirm_accept(leg);
		return true;
	}
	if (leg->hash && digit == '1') {
		leg->hash = false;
		wheel_disarm(ua->wheel, &leg->code);
		took(ua, t);
		call_code(leg->uc->call, ua_place_of(leg), "#1");
		return true;
	}
	if (leg->hash)
		give_back(leg);
	if (digit != '#' || !call_watches(leg->uc->call, ua_place_of(leg)))
		return false;
	took(ua, t);
	leg->hash = true;
	wheel_arm(ua->wheel, &leg->code, ua->code_kind, GAP_MS);
	return true;
}
