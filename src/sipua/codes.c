/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the served user asks for within his call by SIP itself: "#1" in INFO (application/dtmf-relay, application/dtmf), REFER
 * with Replaces. Digits in RTP are media's. A "#" waits as long as a code may take; what it turns out not to begin goes on
 * to the other party in its order. */

#include <stdio.h>
#include <string.h>

#include "ua_priv.h"

#define GAP_MS 1000
#define DIGIT_MS 160

static enum media_side place_of(const struct ua_leg *leg)
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
		call_code(leg->uc->call, place_of(leg), "#1");
		return true;
	}
	if (leg->hash)
		give_back(leg);
	if (digit != '#' || !call_watches(leg->uc->call, place_of(leg)))
		return false;
	took(ua, t);
	leg->hash = true;
	wheel_arm(ua->wheel, &leg->code, ua->code_kind, GAP_MS);
	return true;
}

/* ---- REFER (RFC 3515) ---- */

/* By enum call_transfer: what cannot be begun is refused at once, what fails later is told by NOTIFY. */
static unsigned status_of(enum call_transfer how)
{
	switch (how) {
	case CALL_TRANSFER_DONE:
		return 202;
	case CALL_TRANSFER_NO_OTHER:
		return 481;
	case CALL_TRANSFER_NOT_ANSWERED:
		return 480;
	case CALL_TRANSFER_UNDER_WAY:
		return 491;
	default:
		return 403;
	}
}

/* One word on the way of what REFER asked for (RFC 3515 2.4.4); a final one ends the subscription that it made. */
static void notify(struct ua_leg *leg, unsigned status, const char *phrase)
{
	struct sip_content *c = &leg->uc->ua->content;
	char text[64];

	snprintf(text, sizeof(text), "SIP/2.0 %u %s\r\n", status, phrase);
	sip_content_init(c);
	sip_content_add(c, "Event", "refer");
	sip_content_add(c, "Subscription-State", status < 200 ? "active;expires=60" : "terminated;reason=noresource");
	c->content_type = "message/sipfrag;version=2.0";
	c->body = text;
	c->body_length = strlen(text);
	sip_dialog_request(leg->d, 0, SIP_NOTIFY, c);
}

void ua_codes_referred(struct ua_leg *leg, unsigned how)
{
	if (!leg->referred || !leg->d)
		return;
	leg->referred = false;
	if (how == CALL_TRANSFER_DONE)
		notify(leg, 200, "OK");
	else
		notify(leg, 503, "Service Unavailable");
}

/* The call whose dialog with the same user Replaces names. */
static struct call *call_named(struct sipua *ua, const struct sip_replaces *r)
{
	struct sip_dialog *d = sip_dialog_find(ua->agent, r);
	struct ua_leg *leg = d ? sip_dialog_priv(d) : NULL;

	return leg && leg->state == UA_LEG_UP && place_of(leg) == call_user_side(leg->uc->call) ? leg->uc->call : NULL;
}

void ua_codes_refer(struct ua_leg *leg, struct sip_transaction *t, const struct sip_message *m)
{
	struct sipua *ua = leg->uc->ua;
	struct call *call = leg->uc->call, *other = NULL;
	struct sip_replaces replaces;
	struct sip_address to;
	bool has = false;
	enum call_transfer how = CALL_TRANSFER_NO_OTHER;

	if (sip_refer_to_read(m, &to, &replaces, &has) < 0) {
		sip_content_init(&ua->content);
		sip_reply(t, 400, &ua->content);
		return;
	}
	if (place_of(leg) != call_user_side(call))
		how = CALL_TRANSFER_NOT_HERE;
	else if (has)
		other = call_named(ua, &replaces);
	if (other)
		how = call_transfer_check(call, other);
	sip_content_init(&ua->content);
	/* Without Replaces it asks for a call that is yet to be made. */
	sip_reply(t, has ? status_of(how) : 501, &ua->content);
	if (!has || how != CALL_TRANSFER_DONE)
		return;
	leg->referred = true;
	notify(leg, 100, "Trying");
	how = call_transfer(call, other);
	/* Done, or told later: the leg may be gone. */
	if (how != CALL_TRANSFER_DONE)
		ua_codes_referred(leg, how);
}
