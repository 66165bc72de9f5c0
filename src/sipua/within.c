/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests within the call: what one party asks (another codec, hold) is asked of the other one, whose answer is the
 * answer, one at a time a leg; what he sends (INFO, MESSAGE) is sent on. */

#include <errno.h>

#include "ua_priv.h"

/* Passed on as they are, but for those that stay here in the INVITE, too: a number that is withheld, or shown in another's
 * place, is so for the whole call. */
static void copy_fields(struct sip_content *c, const struct ua_leg *from, const struct sip_message *m)
{
	const struct sipua_peer *peer = from->d ? ua_peer_of(from->uc->ua, sip_dialog_peer(from->d)) : NULL;
	unsigned i;

	for (i = 0; i < m->num_fields; i++)
		if (ua_field_goes_on(m->fields[i].name, peer && peer->trusted))
			sip_content_add(c, m->fields[i].name, m->fields[i].value);
}

/* The body for the other party: a description is rewritten where sound passes through us. */
static int pass_body(struct ua_leg *from, struct ua_leg *to, const struct sip_message *m)
{
	struct sip_content *c = &from->uc->ua->content;

	if (m->sdp_text) {
		to->version++;
		ua_journal(to->uc);
		ua_sdp_heard(from, m->sdp_text, m->sdp_length);
		return ua_sdp_pass(to, m->sdp_text, m->sdp_length);
	}
	if (m->body) {
		c->content_type = m->content_type;
		c->body = m->body;
		c->body_length = m->body_length;
	}
	return 0;
}

/* RFC 3264 8.4: who offers sendonly or inactive holds the other one. */
static void note_hold(struct ua_leg *leg, const struct sip_message *m)
{
	struct ua_call *uc = leg->uc;
	struct sdp sdp;

	if (m->sdp != SIP_SDP_OFFER || sdp_read(m->sdp_text, m->sdp_length, &sdp) < 0)
		return;
	leg->held = sdp.direction == SDP_SENDONLY || sdp.direction == SDP_INACTIVE;
	call_held(uc->call, leg == uc->caller ? MEDIA_CALLER : MEDIA_CALLED, leg->held);
	ua_journal(uc);
}

/* The other party, answered or (before the answer) the only one that rings. */
static struct ua_leg *other_of(const struct ua_leg *leg)
{
	const struct ua_call *uc = leg->uc;

	if (leg->peer)
		return leg->peer;
	if (uc->called || leg->state == UA_LEG_CONFIRM)
		return NULL;
	if (leg != uc->caller)
		return uc->together ? NULL : uc->caller;
	return uc->together || uc->controlled || (uc->leg[0] && uc->leg[0]->state == UA_LEG_CONFIRM) ? NULL : uc->leg[0];
}

static bool goes_on(enum sip_method method)
{
	switch (method) {
	case SIP_INVITE:
	case SIP_UPDATE:
	case SIP_INFO:
	case SIP_MESSAGE:
		return true;
	default:
		return false;
	}
}

/* Nothing hangs on the answer, and many may be under way at once (digits): each is answered at once and sent on. */
static void send_on(struct ua_leg *leg, struct ua_leg *to, struct sip_transaction *t, const struct sip_message *m)
{
	struct sip_content *c = &leg->uc->ua->content;
	int rc;

	copy_fields(c, leg, m);
	rc = pass_body(leg, to, m);
	if (rc >= 0)
		rc = sip_dialog_request(to->d, to->fork, m->method, c);
	sip_content_init(c);
	sip_reply(t, rc < 0 ? 500 : 200, c);
}

void ua_within_request(struct ua_leg *leg, struct sip_transaction *t, const struct sip_message *m)
{
	struct ua_leg *to = other_of(leg);
	struct sip_content *c = &leg->uc->ua->content;
	int rc;

	sip_content_init(c);
	if (m->method == SIP_INFO && ua_codes_info(leg, t, m))
		return;
	if (m->method == SIP_REFER) {
		ua_refer(leg, t, m);
		return;
	}
	if (!goes_on(m->method)) {
		sip_reply(t, 501, c);
		return;
	}
	if (to && to->d && (m->method == SIP_INFO || m->method == SIP_MESSAGE)) {
		send_on(leg, to, t, m);
		return;
	}
	if (!to || !to->d || leg->asked || leg->refreshing || to->refreshing || (to->state == UA_LEG_UP && sip_dialog_offering(to->d))) {
		sip_reply(t, 491, c);
		return;
	}
	copy_fields(c, leg, m);
	rc = pass_body(leg, to, m);
	if (rc >= 0)
		rc = sip_dialog_request(to->d, to->fork, m->method, c);
	if (rc < 0) {
		sip_content_init(c);
		sip_reply(t, rc == -EBUSY ? 491 : 500, c);
		return;
	}
	note_hold(leg, m);
	leg->asked = t;
}

/* ---- what comes back ---- */

static void answer_asker(struct ua_leg *asker, struct ua_leg *from, const struct sip_message *m)
{
	struct sip_content *c = &from->uc->ua->content;
	struct sip_transaction *t = asker->asked;

	asker->asked = NULL;
	sip_content_init(c);
	copy_fields(c, from, m);
	/* A description may stand in a success only (RFC 3261 13.2.1). */
	if (m->status < 300 && pass_body(from, asker, m) < 0)
		sip_content_init(c);
	if (sip_reply(t, m->status, c) != -EINVAL)
		return;
	/* It cannot be said as it is: whoever asked must not wait for ever, and keeps what he has (RFC 3261 14.2). */
	sip_content_init(c);
	sip_reply(t, m->status < 300 ? 488 : 500, c);
}

void ua_within_response(struct ua_leg *leg, const struct sip_message *m)
{
	struct ua_leg *asker = other_of(leg);

	if (m->status < 200 || (m->method != SIP_INVITE && m->method != SIP_UPDATE))
		return;
	if (leg->refreshing && m->method == SIP_INVITE)
		ua_refreshed(leg, m);
	else if (asker && asker->asked && asker->d && sip_transaction_method(asker->asked) == m->method)
		answer_asker(asker, leg, m);
	else if (m->method == SIP_INVITE && m->status < 300 && m->sdp == SIP_SDP_OFFER && leg->d) {
		/* Who asked is gone, and the offer wants its answer: nothing is to be heard for now. */
		sip_content_init(&leg->uc->ua->content);
		sip_dialog_ack(leg->d, &leg->uc->ua->content);
	}
}

/* The answer to an offer that stood in our 200: it goes on in the ACK of the other side's. */
void ua_within_ack(struct ua_leg *leg, const struct sip_message *m)
{
	struct ua_leg *to = other_of(leg);
	struct sip_content *c = &leg->uc->ua->content;

	if (!m || m->sdp != SIP_SDP_ANSWER || !to || !to->d)
		return;
	sip_content_init(c);
	pass_body(leg, to, m);
	sip_dialog_ack(to->d, c);
}
