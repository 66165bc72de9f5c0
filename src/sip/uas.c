/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The peer's INVITE: taken in, answered provisionally (reliably where it can be, RFC 3262), with 200 or with a refusal;
 * ACK, CANCEL and PRACK that belong to it. A re-INVITE's transaction is in within.c, its ACK comes through here. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sip_priv.h"
#include "text.h"

static const char *const known_options[] = { "100rel", "timer", "histinfo", "replaces" };

/* Option tags that we do not know (RFC 3261 8.2.2.3), as text. */
static bool options_unknown(const sip_t *sip, char *buf, size_t size)
{
	const msg_list_t *list = (const msg_list_t *)sip->sip_require;
	size_t n = 0;

	buf[0] = '\0';
	for (; list; list = list->k_next) {
		for (unsigned i = 0; list->k_items && list->k_items[i]; i++) {
			bool known = false;

			for (unsigned j = 0; j < sizeof(known_options) / sizeof(known_options[0]); j++)
				known |= !strcasecmp(list->k_items[i], known_options[j]);
			if (known || n + strlen(list->k_items[i]) + 3 > size)
				continue;
			n += snprintf(buf + n, size - n, "%s%s", n ? ", " : "", list->k_items[i]);
		}
	}
	return n > 0;
}

static void refuse(struct sip_agent *agent, msg_t *msg, unsigned status, const char *name, const char *value)
{
	char more[320] = "";

	if (name)
		snprintf(more, sizeof(more), "%s: %s\r\n", name, value);
	nta_msg_treply(agent->nta, msg, status, send_phrase(status), TAG_IF(name, SIPTAG_HEADER_STR(more)),
		       TAG_IF(agent->config.name, SIPTAG_SERVER_STR(agent->config.name)), TAG_END());
	agent_replied(agent);
}

/* urn: is how an emergency call is addressed (RFC 5031): not ours to refuse here. */
static bool scheme_known(const url_t *url)
{
	return url->url_type == url_sip || url->url_type == url_sips || url->url_type == url_tel ||
	       (url->url_scheme && !strcasecmp(url->url_scheme, "urn"));
}

/* RFC 3261 17.2.1: 100 where nothing else will be said within 200 ms. */
#define TRYING_MS 100

/* An INVITE of ours that nobody answers, a refusal that nobody acknowledges: each stands in a list of the library's that each
 * repetition walks. With thousands of them the loop would stall; more calls would go the same way. */
#define MOST_REPEATS 2500	/* a second */
#define LOOK_MS 250

/* The library counts the requests that it repeats, but not the responses: they are all that it has sent, without ours, those that
 * a repeated request has asked for, and the 200 to CANCEL. What it could not send makes them a little less. */
static int64_t repeats_count(struct sip_agent *agent)
{
	usize_t requests = 0, responses = 0, asked = 0, cancels = 0;

	nta_agent_get_stats(agent->nta, NTATAG_S_RETRY_REQUEST_REF(requests), NTATAG_S_SENT_RESPONSE_REF(responses),
			    NTATAG_S_RECV_RETRY_REF(asked), NTATAG_S_CANCELED_TR_REF(cancels), TAG_END());
	return (int64_t)(requests + responses) - (int64_t)(agent->replies + asked + cancels);
}

static bool is_overwhelmed(struct sip_agent *agent)
{
	uint64_t now = clock_ms(), passed = now - agent->repeats_ms;
	int64_t repeats;

	if (passed < LOOK_MS)
		return agent->overwhelmed;
	repeats = repeats_count(agent);
	agent->overwhelmed = (repeats - agent->repeats) * 1000 / (int64_t)passed > MOST_REPEATS;
	agent->repeats = repeats;
	agent->repeats_ms = now;
	return agent->overwhelmed;
}

/* What can be refused before anything is kept. True: it was. */
static bool refused_early(struct sip_agent *agent, msg_t *msg, sip_t *sip)
{
	char text[256];

	if (dialog_merged(agent, sip->sip_call_id->i_id, sip->sip_from->a_tag, sip->sip_cseq->cs_seq))
		refuse(agent, msg, 482, NULL, NULL);
	else if (!scheme_known(sip->sip_request->rq_url))
		refuse(agent, msg, 416, NULL, NULL);
	else if (options_unknown(sip, text, sizeof(text)))
		refuse(agent, msg, 420, "Unsupported", text);
	else if (!sip->sip_contact || sip->sip_contact->m_url->url_type == url_any)
		refuse(agent, msg, 400, NULL, NULL);
	else if (sip->sip_max_forwards && sip->sip_max_forwards->mf_count == 0)
		refuse(agent, msg, 483, NULL, NULL);
	else if (sip->sip_content_type && sip->sip_content_type->c_type && sip->sip_payload &&
		 strcasecmp(sip->sip_content_type->c_type, "application/sdp") &&
		 strncasecmp(sip->sip_content_type->c_type, "multipart/", 10))
		refuse(agent, msg, 415, "Accept", "application/sdp");
	else if (sip->sip_content_encoding)
		refuse(agent, msg, 415, "Accept-Encoding", "identity");
	else if (sip->sip_session_expires && sip->sip_session_expires->x_delta < agent->config.min_se &&
		 message_has_token((const msg_list_t *)sip->sip_supported, "timer")) {
		snprintf(text, sizeof(text), "%u", agent->config.min_se);
		refuse(agent, msg, 422, "Min-SE", text);
	} else if (agent->drain || pool_count(agent->dialogs) >= agent->config.max_dialogs || is_overwhelmed(agent)) {
		agent->stats.overload++;
		refuse(agent, msg, 503, "Retry-After", "10");
	} else {
		return false;
	}
	return true;
}

/* Our address and tag as our requests' From, theirs as To; where to send them. */
static int dialog_learn(struct sip_dialog *d, const sip_t *sip, const char *tag)
{
	char text[DIALOG_TEXT_MAX];
	issize_t n;
	int rc;

	n = msg_header_field_e(text, sizeof(text) - 32, (const msg_header_t *)sip->sip_to, 0);
	if (n < 0 || (size_t)n >= sizeof(text) - 32)
		return -ENOSPC;
	snprintf(text + n, 32, ";tag=%s", tag);
	rc = dialog_set_text(d, TEXT_LOCAL, sip_text_plain(text));
	n = msg_header_field_e(text, sizeof(text), (const msg_header_t *)sip->sip_from, 0);
	if (n < 0 || (size_t)n >= sizeof(text))
		return -ENOSPC;
	if (!rc)
		rc = dialog_set_text(d, TEXT_REMOTE, sip_text_plain(text));
	if (!rc)
		rc = dialog_set_text(d, TEXT_LOCAL_TAG, tag);
	if (!rc)
		rc = dialog_set_text(d, TEXT_REMOTE_TAG, sip->sip_from->a_tag ? sip->sip_from->a_tag : "");
	if (!rc)
		rc = message_target(sip, text, sizeof(text));
	if (!rc)
		rc = dialog_set_text(d, TEXT_TARGET, text);
	if (!rc)
		rc = message_route(sip, false, text, sizeof(text));
	return rc ? rc : dialog_set_text(d, TEXT_ROUTE, text);
}

static void peer_learn(struct sip_dialog *d, const struct sip_message *m, const sip_t *sip)
{
	d->peer_allows = sip->sip_allow ? dialog_allows(sip) : 0;
	d->peer_rel100 = m->rel100;
	d->peer_require_rel100 = message_has_token((const msg_list_t *)sip->sip_require, "100rel");
	d->peer_timer = m->timer;
	d->peer_replaces = m->replaces;
	d->tcp = sip->sip_via && sip->sip_via->v_protocol && su_strcasestr(sip->sip_via->v_protocol, "/TCP");
}

void uas_invite(struct sip_agent *agent, msg_t *msg, sip_t *sip)
{
	struct message_view v;
	struct sip_dialog *d;
	unsigned status;
	uint32_t handle;
	char tag[24];

	if (refused_early(agent, msg, sip))
		return;
	status = message_fill(&v, msg, sip);
	if (status) {
		agent->stats.malformed++;
		refuse(agent, msg, status, NULL, NULL);
		return;
	}
	message_route_left(&v, agent, sip);
	d = dialog_alloc(agent, sip->sip_call_id->i_id);
	agent_tag(agent, tag);
	if (!d) {
		refuse(agent, msg, 503, "Retry-After", "10");
		return;
	}
	if (dialog_learn(d, sip, tag)) {
		dialog_free(d);
		refuse(agent, msg, 513, NULL, NULL);
		return;
	}
	d->state = SIP_RINGING;
	d->remote_cseq = d->their_invite_cseq = sip->sip_cseq->cs_seq;
	d->peer = peer_by_address(agent, &msg_addr(msg)->su_sa, false);
	peer_learn(d, &v.m, sip);
	session_request(d, sip);
	if (v.m.sdp_text) {
		v.m.sdp = SIP_SDP_OFFER;
		d->offer = OFFER_THEIRS;
	}
	d->irq = nta_incoming_create(agent->nta, NULL, msg, sip, TAG_END());
	if (!d->irq) {
		dialog_free(d);
		return;
	}
	agent->stats.invites_in++;
	nta_incoming_tag(d->irq, tag);
	nta_incoming_bind(d->irq, uas_ack_cancel, d);
	wheel_arm(agent->stack->wheel, &d->timer, agent->stack->kind_session, TRYING_MS);
	handle = pool_handle(agent->dialogs, d);
	msg_ref(msg);		/* refused at once over TCP, the transaction and the message's text go at once too */
	agent->ops->invite(agent->priv, d, &v.m);
	if (pool_find(agent->dialogs, handle) == d && !d->ops && !d->ending)
		sip_dialog_refuse(d, 480, NULL);
	msg_destroy(msg);
}

/* A description in a response of ours to an INVITE: moves the state on. \returns 0, or -EINVAL where none may be. */
static int offer_answered(struct sip_dialog *d, const struct sip_content *c, unsigned status, bool reliable)
{
	bool sdp = c && c->content_type && c->body_length && !strcmp(c->content_type, "application/sdp");

	if (!sdp)
		return status >= 200 && d->offer == OFFER_THEIRS && !d->early_answered ? -EINVAL : 0;
	if (status < 200 && !reliable)
		return 0;	/* a preview of the answer; it comes again in the 200 */
	if (d->offer == OFFER_THEIRS) {
		d->offer = OFFER_STABLE;
	} else if (d->offer == OFFER_NONE) {
		d->offer = OFFER_OURS;
	}
	return 0;
}

static int prack_cb(struct sip_dialog *d, nta_reliable_t *rel, nta_incoming_t *prack, const sip_t *sip)
{
	struct message_view v;
	msg_t *msg;
	int rc = 200;

	nta_reliable_destroy(rel);
	if (!prack || !sip || d->ending)
		return 200;
	msg = nta_incoming_getrequest(prack);
	agent_trace_msg(d->agent, d, msg, false);
	d->remote_cseq = sip->sip_cseq->cs_seq;
	if (!message_fill(&v, msg, sip)) {
		if (v.m.sdp_text && d->offer == OFFER_OURS) {
			d->offer = OFFER_STABLE;
			v.m.sdp = SIP_SDP_ANSWER;
		} else if (v.m.sdp_text) {
			v.m.sdp = SIP_SDP_OFFER;
		}
		if (v.m.sdp == SIP_SDP_OFFER && d->ops) {
			struct sip_transaction *t = pool_get(d->agent->transactions);

			if (t) {
				t->agent = d->agent;
				t->dialog = d;
				t->irq = prack;
				t->method = SIP_PRACK;
				t->offered = true;
				t->next = d->open;
				d->open = t;
				d->offer = OFFER_THEIRS;
				d->ops->request(d->priv, d, t, &v.m);
				rc = 0;
			}
		} else {
			nta_incoming_treply(prack, SIP_200_OK, TAG_END());
			agent_replied(d->agent);
			nta_incoming_destroy(prack);
			rc = 0;
			if (d->ops && d->ops->prack)
				d->ops->prack(d->priv, d, &v.m);
		}
	}
	msg_destroy(msg);
	return rc;
}

static int reliable_send(struct sip_dialog *d, unsigned status, const struct sip_content *c)
{
	struct send_text t;
	const char *fields = send_fields(c, &t);
	bool body = c && c->content_type && c->body_length;
	sip_payload_t payload[1];
	nta_reliable_t *rel;

	sip_payload_init(payload);
	if (body) {
		payload->pl_data = (char *)c->body;
		payload->pl_len = c->body_length;
	}
	rel = nta_reliable_treply(d->irq, prack_cb, d, status, send_phrase(status),
		SIPTAG_CONTACT_STR(agent_contact(d->agent, d->tcp)), SIPTAG_ALLOW_STR(SIP_ALLOW),
		SIPTAG_SUPPORTED_STR(SIP_SUPPORTED), TAG_IF(fields, SIPTAG_HEADER_STR(fields)),
		TAG_IF(body, SIPTAG_CONTENT_TYPE_STR(body ? c->content_type : "")), TAG_IF(body, SIPTAG_PAYLOAD(payload)), TAG_END());
	agent_touch(d->agent);
	if (!rel)
		return -EINVAL;
	d->agent->replies++;
	if (d->agent->trace) {
		msg_t *msg = nta_incoming_getresponse(d->irq);

		agent_trace_msg(d->agent, d, msg, true);
		msg_destroy(msg);
	}
	return 0;
}

/* RFC 3261 13.3.1.1: each minute, so that no proxy on the way gives the call up. The library would do it too, but its
 * list of such timers is walked from the front by each new one, and a node has thousands of phones ringing. */
#define RING_AGAIN_MS 60000

void uas_ring_again(struct sip_dialog *d)
{
	if (!d->irq)
		return;
	if (!d->rang) {
		nta_incoming_treply(d->irq, SIP_100_TRYING, TAG_END());
		agent_replied(d->agent);
		return;
	}
	send_reply(d->agent, d->irq, d, d->rang, NULL, NULL);
	wheel_arm(d->agent->stack->wheel, &d->timer, d->agent->stack->kind_session, RING_AGAIN_MS);
}

int sip_dialog_provisional(struct sip_dialog *d, unsigned status, const struct sip_content *c)
{
	bool sdp = c && c->content_type && c->body_length, reliable;
	int rc;

	if (status <= 100 || status > 199)
		return -EINVAL;
	if (d->caller || d->state != SIP_RINGING || !d->irq)
		return -ENOTCONN;
	reliable = d->peer_require_rel100 || (d->peer_rel100 && sdp);
	rc = reliable ? reliable_send(d, status, c) : send_reply(d->agent, d->irq, d, status, c, NULL);
	if (rc)
		return rc;
	d->rang = status;
	wheel_arm(d->agent->stack->wheel, &d->timer, d->agent->stack->kind_session, RING_AGAIN_MS);
	if (sdp && d->offer == OFFER_THEIRS)
		d->early_answered = reliable;
	return offer_answered(d, c, status, reliable);
}

int sip_dialog_answer(struct sip_dialog *d, const struct sip_content *c)
{
	char more[160];
	uint8_t before = d->offer;
	int rc;

	if (d->caller || d->state != SIP_RINGING || !d->irq)
		return -ENOTCONN;
	rc = offer_answered(d, c, 200, true);
	if (rc)
		return rc;
	session_answer(d, more, sizeof(more));
	rc = send_reply(d->agent, d->irq, d, 200, c, more);
	if (rc) {
		d->offer = before;
		return rc;
	}
	d->state = SIP_UP;
	d->agent->stats.answered++;
	session_keep_sdp(d, c);
	session_refreshed(d);
	return 0;
}

int sip_dialog_refuse(struct sip_dialog *d, unsigned status, const struct sip_content *c)
{
	if (status < 300 || status > 699)
		return -EINVAL;
	if (d->caller || d->state != SIP_RINGING || !d->irq || d->ending)
		return -ENOTCONN;
	d->ending = true;
	d->state = SIP_OVER;
	d->ops = NULL;
	send_reply(d->agent, d->irq, d, status, c, NULL);
	dialog_free(d);
	return 0;
}

static void acknowledged(struct sip_dialog *d, nta_incoming_t *irq, const sip_t *sip)
{
	struct message_view v;
	msg_t *msg = nta_incoming_getrequest_ackcancel(irq);

	agent_trace_msg(d->agent, d, msg, false);
	if (d->irq == irq)
		d->irq = NULL;
	nta_incoming_destroy(irq);
	if (!d->ending && !message_fill(&v, msg, sip)) {
		if (v.m.sdp_text && d->offer == OFFER_OURS) {
			v.m.sdp = SIP_SDP_ANSWER;
			d->offer = OFFER_STABLE;
		} else if (d->offer == OFFER_OURS) {
			d->offer = OFFER_STABLE;	/* no answer to our offer: the user sees it is missing */
		}
		if (d->ops && d->ops->ack)
			d->ops->ack(d->priv, d, &v.m);
	}
	msg_destroy(msg);
}

static void cancelled(struct sip_dialog *d, nta_incoming_t *irq, const sip_t *sip)
{
	struct message_view v;
	msg_t *msg = nta_incoming_getrequest_ackcancel(irq);
	bool readable = !message_fill(&v, msg, sip);

	agent_trace_msg(d->agent, d, msg, false);
	nta_incoming_treply(irq, SIP_487_REQUEST_CANCELLED, TAG_END());
	agent_replied(d->agent);
	if (d->irq == irq)
		d->irq = NULL;
	nta_incoming_destroy(irq);
	if (d->state == SIP_UP)
		within_cancelled(d, irq);
	else
		dialog_ended(d, SIP_ENDED_CANCELLED, readable ? &v.m : NULL);
	msg_destroy(msg);
}

/* ACK, CANCEL, or neither (sip NULL): nobody acknowledged our 2xx, or our reliable 1xx. */
int uas_ack_cancel(struct sip_dialog *d, nta_incoming_t *irq, const sip_t *sip)
{
	agent_touch(d->agent);
	if (sip && sip->sip_request->rq_method == sip_method_ack) {
		acknowledged(d, irq, sip);
	} else if (sip) {
		cancelled(d, irq, sip);
	} else {
		bool up = d->state == SIP_UP;

		if (d->irq == irq)
			d->irq = NULL;
		if (!up) {
			nta_incoming_treply(irq, SIP_504_GATEWAY_TIME_OUT, TAG_END());
			agent_replied(d->agent);
		}
		nta_incoming_destroy(irq);
		dialog_lost(d, SIP_ENDED_NO_ACK);
	}
	return 0;
}
