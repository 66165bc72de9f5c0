/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Our INVITE: sent, its forks kept apart, reliable 1xx acknowledged (RFC 3262), the first 2xx taken, given up by CANCEL; a
 * 2xx that crosses the CANCEL is acknowledged and ended (RFC 3261 9.1, 13.2.2.4). A 2xx of another fork after the first
 * is ended by the library itself. Our re-INVITE's responses come through here too. Left out: answering 401 and 407. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "sip_priv.h"
#include "text.h"

static int fork_learn(struct sip_dialog *d, struct sip_fork *f, const sip_t *sip)
{
	char text[DIALOG_TEXT_MAX];

	if (message_target(sip, text, sizeof(text)))
		snprintf(text, sizeof(text), "%s", dialog_text(d, TEXT_TARGET));
	f->target = talloc_strdup(d->forks, text);
	if (message_route(sip, true, text, sizeof(text)))
		return -ENOSPC;
	f->route = talloc_strdup(d->forks, text);
	return f->target && f->route ? 0 : -ENOMEM;
}

static void fork_forget(struct sip_fork *f)
{
	talloc_free(f->tag);
	talloc_free(f->target);
	talloc_free(f->route);
}

/* The early dialog of a response, made where it is new. \returns its number, -1: no tag, or too many */
static int fork_of(struct sip_dialog *d, const sip_t *sip)
{
	const char *tag = sip->sip_to->a_tag;
	struct sip_fork *grown, *f;

	if (!tag)
		return -1;
	for (unsigned i = 0; i < d->num_forks; i++)
		if (!strcasecmp(d->forks[i].tag, tag))
			return i;
	if (d->num_forks == SIP_MAX_FORKS)
		return -1;
	grown = talloc_realloc(d->agent, d->forks, struct sip_fork, d->num_forks + 1);
	if (!grown)
		return -1;
	d->forks = grown;
	f = &d->forks[d->num_forks];
	*f = (struct sip_fork){ .offer = d->offer };
	f->tag = talloc_strdup(d->forks, tag);
	if (!f->tag || fork_learn(d, f, sip)) {
		fork_forget(f);
		return -1;
	}
	return d->num_forks++;
}

static void prack_send(struct sip_dialog *d, struct sip_fork *f, const struct sip_content *c)
{
	char rack[64];
	msg_t *msg;

	snprintf(rack, sizeof(rack), "RAck: %u %u INVITE\r\n", f->rseq, d->invite_cseq);
	msg = send_request(d, f->tag ? f : NULL, SIP_PRACK, ++d->local_cseq, c, rack);
	if (send_transaction(d->agent, NULL, NULL, msg, NULL, NULL))
		agent_trace_msg(d->agent, d, msg, true);
}

int sip_dialog_prack(struct sip_dialog *d, unsigned fork, const struct sip_content *c)
{
	if (fork >= d->num_forks || !d->forks[fork].prack_due)
		return -ENOTCONN;
	d->forks[fork].prack_due = false;
	d->forks[fork].offer = OFFER_STABLE;
	prack_send(d, &d->forks[fork], c);
	return 0;
}

/* RSeq of this early dialog: in order, each once (RFC 3262 4). True: to be dropped, it came before or too early. */
static bool reliable_again(struct sip_fork *f, uint32_t rseq)
{
	if (f->rseq && rseq != f->rseq + 1)
		return true;
	f->rseq = rseq;
	return false;
}

static void early(struct sip_dialog *d, const sip_t *sip, struct message_view *v)
{
	int fork = fork_of(d, sip);
	struct sip_fork *f = fork >= 0 ? &d->forks[fork] : NULL;
	bool reliable = sip->sip_rseq && message_has_token((const msg_list_t *)sip->sip_require, "100rel");

	v->m.fork = fork > 0 ? fork : 0;
	if (sip->sip_allow)
		d->peer_allows = dialog_allows(sip);
	if (reliable && (!f || reliable_again(f, sip->sip_rseq->rs_response)))
		return;
	if (f)
		d->state = SIP_RINGING;
	v->m.reliable = reliable;
	if (v->m.sdp_text)
		v->m.sdp = offer_in_response(f ? &f->offer : &d->offer, v->m.status, reliable);
	if (reliable && v->m.sdp == SIP_SDP_OFFER)
		f->prack_due = true;
	else if (reliable)
		prack_send(d, f, NULL);
	if (d->ops)
		d->ops->response(d->priv, d, &v->m);
}

static void ack_send(struct sip_dialog *d, const struct sip_content *c)
{
	msg_t *msg = send_request(d, NULL, SIP_ACK, d->invite_cseq, c, NULL);
	nta_outgoing_t *ack;

	/* The branch is named: looking for the INVITE ends the program where it does not find it. */
	ack = send_transaction(d->agent, NULL, NULL, msg, NULL, nta_outgoing_branch(d->orq));
	if (ack) {
		agent_trace_msg(d->agent, d, msg, true);
		nta_outgoing_destroy(ack);	/* it lingers, and answers each 2xx that comes again */
	}
	nta_outgoing_destroy(d->orq);
	d->orq = NULL;
	d->ack_due = false;
}

int sip_dialog_ack(struct sip_dialog *d, const struct sip_content *c)
{
	if (!d->ack_due || !d->orq)
		return -ENOTCONN;
	d->offer = OFFER_STABLE;
	ack_send(d, c);
	return 0;
}

/* The first 2xx: of all early dialogs this one stays (RFC 3261 13.2.2.4). Its routes are read anew from the 2xx. */
static int dialog_take(struct sip_dialog *d, const sip_t *sip, uint8_t *ret_fork)
{
	char text[DIALOG_TEXT_MAX];
	int fork = -1, rc;
	issize_t n;

	for (unsigned i = 0; sip->sip_to->a_tag && i < d->num_forks; i++)
		if (!strcasecmp(d->forks[i].tag, sip->sip_to->a_tag))
			fork = i;
	if (fork >= 0) {
		d->offer = d->forks[fork].offer;
		d->remote_cseq = d->forks[fork].remote_cseq;
	}
	*ret_fork = fork > 0 ? fork : fork < 0 && d->num_forks ? d->num_forks : 0;
	n = msg_header_field_e(text, sizeof(text), (const msg_header_t *)sip->sip_to, 0);
	if (n < 0 || (size_t)n >= sizeof(text))
		return -ENOSPC;
	rc = dialog_set_text(d, TEXT_REMOTE, sip_text_plain(text));
	if (!rc)
		rc = dialog_set_text(d, TEXT_REMOTE_TAG, sip->sip_to->a_tag ? sip->sip_to->a_tag : "");
	if (!rc && !message_target(sip, text, sizeof(text)))
		rc = dialog_set_text(d, TEXT_TARGET, text);
	if (!rc)
		rc = message_route(sip, true, text, sizeof(text));
	if (!rc)
		rc = dialog_set_text(d, TEXT_ROUTE, text);
	TALLOC_FREE(d->forks);
	d->num_forks = 0;
	return rc;
}

static void target_refresh(struct sip_dialog *d, const sip_t *sip)
{
	char text[DIALOG_TEXT_MAX];

	if (!message_target(sip, text, sizeof(text)))
		dialog_target_set(d, text);
}

static void peer_learn(struct sip_dialog *d, const struct sip_message *m, const sip_t *sip)
{
	if (sip->sip_allow)
		d->peer_allows = dialog_allows(sip);
	d->peer_timer = m->timer;
	d->peer_replaces = m->replaces;
}

static void answered(struct sip_dialog *d, const sip_t *sip, struct message_view *v)
{
	bool first = d->state != SIP_UP, refresh = d->refreshing;
	int rc = 0;

	if (first) {
		rc = dialog_take(d, sip, &v->m.fork);
		peer_learn(d, &v->m, sip);
	} else {
		target_refresh(d, sip);
	}
	if (d->ending || rc) {
		/* Given up meanwhile, or unusable: RFC 3261 15, acknowledged and ended. */
		ack_send(d, NULL);
		dialog_bye(d, NULL);
		dialog_ended(d, SIP_ENDED_LOST, NULL);
		return;
	}
	d->state = SIP_UP;
	d->refreshing = false;
	d->agent->stats.answered += first;
	if (v->m.sdp_text)
		v->m.sdp = offer_in_response(&d->offer, 200, true);
	else
		d->offer = OFFER_STABLE;
	session_response(d, sip);
	if (v->m.sdp == SIP_SDP_OFFER)
		d->ack_due = true;
	else
		ack_send(d, NULL);
	if (d->ops && !refresh)
		d->ops->response(d->priv, d, &v->m);
}

/* Our re-INVITE was refused: the session stays as it was (RFC 3261 14.1). */
static void modify_refused(struct sip_dialog *d, struct message_view *v)
{
	bool refresh = d->refreshing;

	d->refreshing = false;
	d->offer = OFFER_STABLE;
	if (v->m.status == 491)
		d->agent->stats.glare++;
	if (v->m.status == 408 || v->m.status == 481) {
		dialog_lost(d, refresh ? SIP_ENDED_SESSION : SIP_ENDED_LOST);
		return;
	}
	if (refresh)
		session_failed(d);
	else if (d->ops)
		d->ops->response(d->priv, d, &v->m);
}

/* 422: the same INVITE once more, with the interval that the peer bears (RFC 4028 7.4). True: it is out. */
static bool longer_session(struct sip_dialog *d, nta_outgoing_t *orq, const sip_t *sip)
{
	char more[96];
	msg_t *old, *msg;
	sip_t *again;

	if (sip->sip_status->st_status != 422 || !sip->sip_min_se || d->longer || d->ending || d->state == SIP_UP)
		return false;
	d->longer = true;
	old = nta_outgoing_getrequest(orq);
	msg = msg_dup(old);
	msg_destroy(old);
	again = sip_object(msg);
	if (!again)
		return false;
	while (again->sip_via)
		sip_header_remove(msg, again, (sip_header_t *)again->sip_via);
	sip_header_remove(msg, again, (sip_header_t *)again->sip_session_expires);
	sip_header_remove(msg, again, (sip_header_t *)again->sip_min_se);
	sip_header_remove(msg, again, (sip_header_t *)again->sip_cseq);
	d->invite_cseq = ++d->local_cseq;
	snprintf(more, sizeof(more), "CSeq: %u INVITE\r\nSession-Expires: %lu\r\nMin-SE: %lu\r\n", d->invite_cseq,
		 sip->sip_min_se->min_delta, sip->sip_min_se->min_delta);
	if (sip_add_tl(msg, again, SIPTAG_HEADER_STR(more), TAG_END()) < 0) {
		msg_destroy(msg);
		return false;
	}
	d->orq = send_transaction(d->agent, uac_response, d, msg, d->peer ? d->peer->hop : NULL, NULL);
	if (!d->orq)
		return false;
	nta_outgoing_destroy(orq);
	agent_trace_msg(d->agent, d, msg, true);
	return true;
}

static void refused(struct sip_dialog *d, struct message_view *v)
{
	if (d->orq)
		nta_outgoing_destroy(d->orq);
	d->orq = NULL;
	if (d->state == SIP_UP) {
		modify_refused(d, v);
		return;
	}
	if (v->m.local && d->peer && !d->ending)
		sip_peer_failed(d->peer);
	dialog_ended(d, SIP_ENDED_REFUSED, &v->m);
}

int uac_response(void *magic, nta_outgoing_t *orq, const sip_t *sip)
{
	struct sip_dialog *d = magic;
	struct message_view v;
	msg_t *msg;

	agent_touch(d->agent);
	if (d->orq != orq)
		return 0;
	if (!sip) {
		d->orq = NULL;
		nta_outgoing_destroy(orq);
		dialog_lost(d, SIP_ENDED_LOST);
		return 0;
	}
	d->heard = true;
	msg = nta_outgoing_getresponse(orq);	/* keeps what the view points to, whatever becomes of the transaction */
	agent_trace_msg(d->agent, d, msg, false);
	if (sip->sip_status->st_status == 100) {
		msg_destroy(msg);
		return 0;
	}
	if (message_fill(&v, msg, sip)) {
		/* An address that does not fit: known to be a response all the same. */
		memset(&v.m.contact, 0, sizeof(v.m.contact));
		v.m.status = sip->sip_status->st_status;
	}
	if (v.m.status >= 300 && longer_session(d, orq, sip))
		;
	else if (v.m.status >= 300)
		refused(d, &v);
	else if (v.m.status >= 200)
		answered(d, sip, &v);
	else if (!d->ending && d->state == SIP_UP && d->ops)
		d->ops->response(d->priv, d, &v.m);
	else if (!d->ending)
		early(d, sip, &v);
	msg_destroy(msg);
	return 0;
}

void uac_cancel(struct sip_dialog *d, const struct sip_content *c)
{
	struct send_text t;
	const char *fields = send_fields(c, &t);

	d->state = SIP_OVER;
	if (!d->orq) {
		dialog_free(d);
		return;
	}
	nta_outgoing_tcancel(d->orq, NULL, NULL, TAG_IF(fields, SIPTAG_HEADER_STR(fields)), TAG_END());
	/* RFC 3261 9.1: 64 * T1, and it is over whether its peer says so or not. */
	wheel_arm(d->agent->stack->wheel, &d->timer, d->agent->stack->kind_session, d->agent->config.timeout);
	agent_touch(d->agent);
}

static int texts_set(struct sip_dialog *d, const struct sip_invite *i, const char *tag)
{
	struct sip_address to = i->to;
	char text[SIP_ADDRESS_TEXT + 64];
	int n = sip_address_print(&i->from, text, sizeof(text) - 32), rc;

	if (n < 0)
		return n;
	snprintf(text + n, 32, ";tag=%s", tag);
	rc = dialog_set_text(d, TEXT_LOCAL, text);
	if (!rc)
		rc = dialog_set_text(d, TEXT_LOCAL_TAG, tag);
	n = sip_address_print(&to, text, sizeof(text));
	if (!rc)
		rc = n < 0 ? n : dialog_set_text(d, TEXT_REMOTE, text);
	n = sip_uri_print(&i->uri, text, sizeof(text));
	if (!rc)
		rc = n < 0 ? n : dialog_set_text(d, TEXT_TARGET, text);
	return rc ? rc : dialog_set_text(d, TEXT_ROUTE, i->route ? i->route : "");
}

static int invite_send(struct sip_dialog *d, const struct sip_invite *i, const struct sip_content *c)
{
	char more[256];
	msg_t *msg;
	sip_t *sip;

	session_offer(d, SIP_INVITE, more, sizeof(more) - 32);
	if (i->rel100 == SIP_REL100_REQUIRED)
		strcat(more, "Require: 100rel\r\n");
	d->invite_cseq = ++d->local_cseq;
	msg = send_request(d, NULL, SIP_INVITE, d->invite_cseq, c, more);
	sip = sip_object(msg);
	if (!sip)
		return -EINVAL;
	if (i->max_forwards && sip->sip_max_forwards)
		sip->sip_max_forwards->mf_count = i->max_forwards;
	d->orq = send_transaction(d->agent, uac_response, d, msg, i->peer ? i->peer->hop : NULL, NULL);
	if (!d->orq)
		return -EINVAL;
	agent_trace_msg(d->agent, d, msg, true);
	return 0;
}

struct sip_dialog *sip_invite(struct sip_agent *agent, const struct sip_invite *i, const struct sip_content *c,
			      const struct sip_dialog_ops *ops, void *priv)
{
	char call_id[128], tag[24], random[24];
	struct sip_dialog *d;
	int rc;

	agent_tag(agent, random);
	agent_tag(agent, tag);
	snprintf(call_id, sizeof(call_id), "%s%s@%s", random, tag, agent->config.address);
	agent_tag(agent, tag);
	d = dialog_alloc(agent, call_id);
	if (!d) {
		errno = ENOBUFS;
		return NULL;
	}
	d->caller = true;
	d->state = SIP_CALLING;
	d->peer = i->peer;
	d->tcp = i->peer ? i->peer->config.tcp : su_strcasestr(i->uri.params, "transport=tcp") != NULL;
	d->no_timer = i->no_timer;
	d->no_rel100 = i->rel100 == SIP_REL100_NONE;
	d->offer = c && c->content_type && c->body_length ? OFFER_OURS : OFFER_NONE;
	rc = texts_set(d, i, tag);
	if (!rc)
		rc = invite_send(d, i, c);
	if (rc) {
		dialog_free(d);
		errno = -rc;
		return NULL;
	}
	session_keep_sdp(d, c);
	agent->stats.invites_out++;
	d->ops = ops;
	d->priv = priv;
	return d;
}
