/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests within a dialog, the peer's and ours. The peer's are held against CSeq and the offer/answer state first
 * (RFC 3261 12.2.2, 14.2, RFC 3311 5.2); what its user need not see (OPTIONS, UPDATE without a description) is answered. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sip_priv.h"
#include "text.h"

static void refuse(struct sip_agent *agent, msg_t *msg, unsigned status, const char *more)
{
	if (sip_object(msg)->sip_request->rq_method == sip_method_ack) {
		msg_destroy(msg);
		return;
	}
	nta_msg_treply(agent->nta, msg, status, send_phrase(status), TAG_IF(more, SIPTAG_HEADER_STR(more)),
		       TAG_IF(agent->config.name, SIPTAG_SERVER_STR(agent->config.name)), TAG_END());
	agent_replied(agent);
}

static struct sip_transaction *transaction_alloc(struct sip_agent *agent, struct sip_dialog *d, msg_t *msg, sip_t *sip)
{
	struct sip_transaction *t = pool_get(agent->transactions);

	if (!t) {
		agent->stats.overload++;
		refuse(agent, msg, 503, "Retry-After: 5\r\n");
		return NULL;
	}
	t->irq = nta_incoming_create(agent->nta, NULL, msg, sip, TAG_END());
	if (!t->irq) {
		pool_put(agent->transactions, t);
		return NULL;
	}
	t->agent = agent;
	t->dialog = d;
	t->method = message_method(sip->sip_request->rq_method);
	if (d) {
		t->next = d->open;
		d->open = t;
	}
	return t;
}

static void transaction_free(struct sip_transaction *t)
{
	struct sip_transaction **at = t->dialog ? &t->dialog->open : NULL;

	while (at && *at && *at != t)
		at = &(*at)->next;
	if (at && *at)
		*at = t->next;
	pool_put(t->agent->transactions, t);
}

void transaction_outside(struct sip_agent *agent, msg_t *msg, sip_t *sip)
{
	struct message_view v;
	struct sip_transaction *t;
	unsigned status = message_fill(&v, msg, sip);

	if (status) {
		refuse(agent, msg, status, NULL);
		return;
	}
	message_route_left(&v, agent, sip);
	t = transaction_alloc(agent, NULL, msg, sip);
	if (!t)
		return;
	msg_ref(msg);
	agent->ops->request(agent->priv, t, &v.m);
	msg_destroy(msg);
}

/* What a re-INVITE, or an UPDATE with a description, meets: 0, 491 or 500. */
static unsigned offer_refused(struct sip_dialog *d, unsigned fork, enum sip_method method, bool sdp)
{
	bool invite = method == SIP_INVITE;

	if (invite && d->state != SIP_UP)
		return 500;
	if (invite && d->orq)
		return 491;
	if (invite && d->irq)
		return 500;
	for (const struct sip_transaction *t = d->open; t; t = t->next)
		if (t->method == SIP_INVITE ? invite || sdp : t->offered)
			return 500;
	for (const struct sip_client *c = d->clients; c; c = c->next)
		if (c->offered)
			return 491;
	if (d->state == SIP_UP && d->orq && sdp)
		return 491;
	return invite || sdp ? offer_in_request(d, *offer_of(d, fork)) : 0;
}

static void target_refresh(struct sip_dialog *d, unsigned fork, const sip_t *sip)
{
	char text[DIALOG_TEXT_MAX];

	if (fork < d->num_forks || message_target(sip, text, sizeof(text)))
		return;
	dialog_target_set(d, text);
}

static void bye(struct sip_dialog *d, msg_t *msg, sip_t *sip)
{
	struct message_view v;
	bool readable = !message_fill(&v, msg, sip);
	nta_incoming_t *irq;

	msg_ref(msg);	/* a transaction that cannot be made takes the message with it */
	irq = nta_incoming_create(d->agent->nta, NULL, msg, sip, TAG_END());
	if (irq) {
		send_reply(d->agent, irq, d, 200, NULL, NULL);
		nta_incoming_destroy(irq);
	}
	if (d->irq && d->state == SIP_RINGING)	/* RFC 3261 15.1.2 */
		send_reply(d->agent, d->irq, d, 487, NULL, NULL);
	if (d->ending) {
		/* We gave it up ourselves and wait for the INVITE's end. */
		msg_destroy(msg);
		return;
	}
	if (d->caller && d->state != SIP_UP) {
		/* BYE of one fork of ours: that fork is gone, the INVITE goes on (RFC 3261 15). */
		msg_destroy(msg);
		return;
	}
	dialog_ended(d, SIP_ENDED_BYE, readable ? &v.m : NULL);
	msg_destroy(msg);
}

static void refresh_answer(struct sip_dialog *d, unsigned fork, msg_t *msg, sip_t *sip)
{
	char more[160] = "";
	nta_incoming_t *irq;

	if (sip->sip_request->rq_method == sip_method_update) {
		target_refresh(d, fork, sip);
		session_request(d, sip);
		session_answer(d, more, sizeof(more));
		session_refreshed(d);
	}
	irq = nta_incoming_create(d->agent->nta, NULL, msg, sip, TAG_END());
	if (!irq)
		return;
	send_reply(d->agent, irq, d, 200, NULL, more);
	nta_incoming_destroy(irq);
}

static void to_user(struct sip_dialog *d, unsigned fork, msg_t *msg, sip_t *sip, struct message_view *v)
{
	/* The message is gone where no transaction can be made. */
	bool invite = sip->sip_request->rq_method == sip_method_invite;
	struct sip_transaction *t = transaction_alloc(d->agent, d, msg, sip);

	if (!t)
		return;
	t->fork = fork;
	if (v->m.sdp_text && (invite || t->method == SIP_UPDATE)) {
		v->m.sdp = SIP_SDP_OFFER;
		t->offered = true;
		*offer_of(d, fork) = OFFER_THEIRS;
	}
	if (invite || t->method == SIP_UPDATE) {
		target_refresh(d, fork, sip);
		session_request(d, sip);
	}
	if (invite) {
		nta_incoming_bind(t->irq, uas_ack_cancel, d);
		nta_incoming_treply(t->irq, SIP_100_TRYING, TAG_END());
		agent_replied(d->agent);
	}
	msg_ref(msg);
	d->ops->request(d->priv, d, t, &v->m);
	msg_destroy(msg);
}

static bool serves(sip_method_t method)
{
	switch (method) {
	case sip_method_invite:
	case sip_method_update:
	case sip_method_info:
	case sip_method_refer:
	case sip_method_notify:
	case sip_method_message:
	case sip_method_subscribe:
		return true;
	default:
		return false;
	}
}

/* Checks that end a request at once. True: it is answered. */
static bool refused_early(struct sip_dialog *d, unsigned fork, msg_t *msg, sip_t *sip)
{
	uint32_t *last = fork < d->num_forks ? &d->forks[fork].remote_cseq : &d->remote_cseq;
	sip_method_t method = sip->sip_request->rq_method;

	if (method == sip_method_ack) {
		msg_destroy(msg);	/* again, or of a 2xx that we know no more */
		return true;
	}
	if (*last && sip->sip_cseq->cs_seq < *last) {
		refuse(d->agent, msg, 500, NULL);
		return true;
	}
	*last = sip->sip_cseq->cs_seq;
	if (method == sip_method_bye)
		return false;
	if (d->ending || !d->ops || method == sip_method_prack || method == sip_method_cancel)
		refuse(d->agent, msg, 481, NULL);
	else if (method == sip_method_unknown)
		refuse(d->agent, msg, 501, "Allow: " SIP_ALLOW "\r\n");
	else if (method != sip_method_options && !serves(method))
		refuse(d->agent, msg, 405, "Allow: " SIP_ALLOW "\r\n");
	else
		return false;
	return true;
}

void within_request(struct sip_dialog *d, unsigned fork, msg_t *msg, sip_t *sip)
{
	struct message_view v;
	sip_method_t method = sip->sip_request->rq_method;
	unsigned status;

	if (refused_early(d, fork, msg, sip))
		return;
	if (method == sip_method_bye) {
		bye(d, msg, sip);
		return;
	}
	status = message_fill(&v, msg, sip);
	v.m.fork = fork;
	if (!status && (method == sip_method_invite || method == sip_method_update))
		status = offer_refused(d, fork, v.m.method, v.m.sdp_text != NULL);
	if (status) {
		if (status == 491)
			d->agent->stats.glare++;
		refuse(d->agent, msg, status, status == 500 ? "Retry-After: 3\r\n" : NULL);
	} else if (method == sip_method_options || (method == sip_method_update && !v.m.sdp_text)) {
		refresh_answer(d, fork, msg, sip);
	} else {
		to_user(d, fork, msg, sip, &v);
	}
}

/* The state that a final answer of ours leaves. */
static void offer_replied(struct sip_transaction *t, unsigned status, bool sdp)
{
	uint8_t *state = offer_of(t->dialog, t->fork);

	if (t->method != SIP_INVITE && !t->offered)
		return;
	if (t->method == SIP_INVITE && !t->offered && status < 300 && sdp)
		*state = OFFER_OURS;	/* the answer comes in the ACK */
	else
		*state = OFFER_STABLE;
}

static int reply_final(struct sip_transaction *t, unsigned status, const struct sip_content *c)
{
	struct sip_dialog *d = t->dialog;
	nta_incoming_t *irq = t->irq;
	char more[160] = "";
	bool sdp = c && c->content_type && c->body_length;
	int rc;

	if (status < 300 && t->offered && !sdp)
		return -EINVAL;
	if (d && status < 300 && (t->method == SIP_INVITE || t->method == SIP_UPDATE)) {
		session_answer(d, more, sizeof(more));
		session_refreshed(d);
		if (t->method == SIP_INVITE)
			session_keep_sdp(d, c);
	}
	if (d)
		offer_replied(t, status, sdp);
	rc = send_reply(t->agent, irq, d, status, c, more);
	if (d && t->method == SIP_INVITE && status < 300 && !rc)
		d->irq = irq;	/* until its ACK */
	else
		nta_incoming_destroy(irq);
	transaction_free(t);
	return rc ? -EIO : 0;
}

int sip_reply(struct sip_transaction *t, unsigned status, const struct sip_content *c)
{
	if (status <= 100 || status > 699)
		return -EINVAL;
	if (!t->irq) {
		if (status >= 200)
			transaction_free(t);
		return -ENOTCONN;
	}
	if (status >= 200)
		return reply_final(t, status, c);
	return send_reply(t->agent, t->irq, t->dialog, status, c, NULL);
}

enum sip_method sip_transaction_method(const struct sip_transaction *t)
{
	return t->method;
}

void sip_transaction_set(struct sip_transaction *t, void *mark)
{
	t->mark = mark;
}

void *sip_transaction_mark(const struct sip_transaction *t)
{
	return t->mark;
}

void within_cancelled(struct sip_dialog *d, const nta_incoming_t *irq)
{
	for (struct sip_transaction *t = d->open; t; t = t->next) {
		if (t->irq != irq)
			continue;
		t->irq = NULL;
		*offer_of(d, t->fork) = OFFER_STABLE;
		t->offered = false;
	}
}

static void client_free(struct sip_client *c)
{
	struct sip_client **at = &c->dialog->clients;

	while (*at && *at != c)
		at = &(*at)->next;
	if (*at)
		*at = c->next;
	pool_put(c->dialog->agent->clients, c);
}

void within_drop(struct sip_dialog *d)
{
	while (d->open) {
		struct sip_transaction *t = d->open;

		if (t->irq) {
			send_reply(d->agent, t->irq, d, t->method == SIP_INVITE ? 487 : 481, NULL, NULL);
			nta_incoming_destroy(t->irq);
		}
		transaction_free(t);
	}
	while (d->clients) {
		nta_outgoing_destroy(d->clients->orq);
		client_free(d->clients);
	}
}

static void client_done(struct sip_client *c, const sip_t *sip, struct message_view *v)
{
	struct sip_dialog *d = c->dialog;
	bool refresh = c->refresh, offered = c->offered, ok = v->m.status < 300;
	unsigned fork = c->fork;

	v->m.fork = fork;
	client_free(c);
	if (offered) {
		*offer_of(d, fork) = OFFER_STABLE;
		if (ok && v->m.sdp_text)
			v->m.sdp = SIP_SDP_ANSWER;
	}
	if (v->m.status == 491)
		d->agent->stats.glare++;
	if (ok && v->m.method == SIP_UPDATE) {
		target_refresh(d, fork, sip);
		session_response(d, sip);
	}
	/* RFC 5057: these say that the dialog is gone at the other end. */
	if ((v->m.status == 481 || v->m.status == 408) && d->state == SIP_UP) {
		dialog_lost(d, refresh ? SIP_ENDED_SESSION : SIP_ENDED_LOST);
		return;
	}
	if (refresh) {
		if (!ok)
			session_failed(d);
		return;
	}
	if (d->ops)
		d->ops->response(d->priv, d, &v->m);
}

static int client_response(void *magic, nta_outgoing_t *orq, const sip_t *sip)
{
	struct sip_client *c = magic;
	struct sip_dialog *d = c->dialog;
	struct message_view v;
	msg_t *msg;

	agent_touch(d->agent);
	if (sip && sip->sip_status->st_status < 200)
		return 0;
	if (!sip) {
		bool refresh = c->refresh;

		client_free(c);
		nta_outgoing_destroy(orq);
		dialog_lost(d, refresh ? SIP_ENDED_SESSION : SIP_ENDED_LOST);
		return 0;
	}
	msg = nta_outgoing_getresponse(orq);
	agent_trace_msg(d->agent, d, msg, false);
	if (message_fill(&v, msg, sip))
		v.m.status = sip->sip_status->st_status;
	nta_outgoing_destroy(orq);
	client_done(c, sip, &v);
	msg_destroy(msg);
	return 0;
}

/* Digits are a few a second; a peer that answers nothing is given no more, so that others have theirs. */
#define MOST_WAITING 64

static bool is_full(const struct sip_dialog *d)
{
	const struct sip_client *c = d->clients;
	unsigned n;

	for (n = 0; c && n < MOST_WAITING; n++)
		c = c->next;
	return n == MOST_WAITING;
}

static int may_send(struct sip_dialog *d, unsigned fork, enum sip_method method, bool sdp)
{
	bool early = d->state == SIP_RINGING && (d->caller ? fork < d->num_forks : d->irq != NULL);

	switch (method) {
	case SIP_INVITE:
		if (d->state != SIP_UP)
			return -ENOTCONN;
		return sip_dialog_offering(d) ? -EBUSY : 0;
	case SIP_UPDATE:
		if (d->state != SIP_UP && !early)
			return -ENOTCONN;
		if (!sdp)
			return 0;
		if (d->state == SIP_UP)
			return sip_dialog_offering(d) ? -EBUSY : 0;
		return *offer_of(d, fork) == OFFER_STABLE && !d->open && !d->clients ? 0 : -EBUSY;
	case SIP_INFO:
	case SIP_REFER:
	case SIP_NOTIFY:
	case SIP_MESSAGE:
	case SIP_OPTIONS:
	case SIP_SUBSCRIBE:
		return d->state == SIP_UP || early ? 0 : -ENOTCONN;
	default:
		return -EINVAL;
	}
}

static int reinvite_send(struct sip_dialog *d, const struct sip_content *c, bool sdp, bool refresh)
{
	char more[256];
	msg_t *msg;

	session_offer(d, SIP_INVITE, more, sizeof(more));
	d->invite_cseq = ++d->local_cseq;
	msg = send_request(d, NULL, SIP_INVITE, d->invite_cseq, c, more);
	d->orq = send_transaction(d->agent, uac_response, d, msg, NULL, NULL);
	if (!d->orq)
		return -EINVAL;
	agent_trace_msg(d->agent, d, msg, true);
	d->offer = sdp ? OFFER_OURS : OFFER_NONE;
	d->refreshing = refresh;
	if (!refresh)
		session_keep_sdp(d, c);
	return 0;
}

int within_send(struct sip_dialog *d, unsigned fork, enum sip_method method, const struct sip_content *c, bool refresh)
{
	bool sdp = c && c->content_type && c->body_length && !strcmp(c->content_type, "application/sdp");
	const struct sip_fork *f = fork < d->num_forks ? &d->forks[fork] : NULL;
	int rc = d->ending ? -ENOTCONN : may_send(d, fork, method, sdp);
	struct sip_client *client;
	char more[256] = "";
	msg_t *msg;

	if (rc)
		return rc;
	if (method == SIP_INVITE)
		return reinvite_send(d, c, sdp, refresh);
	if (!refresh && is_full(d))
		return -EBUSY;
	client = pool_get(d->agent->clients);
	if (!client)
		return -ENOMEM;
	if (method == SIP_UPDATE && d->state == SIP_UP)
		session_offer(d, SIP_UPDATE, more, sizeof(more));
	msg = send_request(d, f, method, ++d->local_cseq, c, more);
	client->orq = send_transaction(d->agent, client_response, client, msg, NULL, NULL);
	if (!client->orq) {
		pool_put(d->agent->clients, client);
		return -EINVAL;
	}
	agent_trace_msg(d->agent, d, msg, true);
	client->dialog = d;
	client->method = method;
	client->fork = fork;
	client->refresh = refresh;
	client->offered = method == SIP_UPDATE && sdp;
	if (client->offered)
		*offer_of(d, fork) = OFFER_OURS;
	client->next = d->clients;
	d->clients = client;
	return 0;
}

int sip_dialog_request(struct sip_dialog *d, unsigned fork, enum sip_method method, const struct sip_content *c)
{
	return within_send(d, fork, method, c, false);
}
