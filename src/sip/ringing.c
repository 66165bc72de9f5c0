/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An INVITE that is not answered yet as a line of text, so that another life of the node can end it: ours by a CANCEL (RFC
 * 3261 9.1: the same branch, tags and CSeq number), the peer's by a final response to its Via, repeated as a server
 * transaction would (RFC 3261 17.2.1, timers G and H) until its ACK comes. Nothing else of it lives on. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "sip_priv.h"
#include "text.h"

#define MARK "ring1"
#define VIA_MAX 1500

static int via_of(const struct sip_dialog *d, char *buf, size_t size)
{
	msg_t *msg = nta_incoming_getrequest(d->irq);
	const sip_t *sip = sip_object(msg);
	size_t used = 0;
	int rc = 0;

	for (const sip_via_t *v = sip ? sip->sip_via : NULL; v && !rc; v = v->v_next) {
		issize_t n;

		if (used)
			used += (size_t)text_print(buf + used, size - used, ", ");
		n = used < size ? msg_header_field_e(buf + used, size - used, (const msg_header_t *)v, 0) : -1;
		if (n < 0 || (size_t)n >= size - used)
			rc = -ENOSPC;
		else
			used += (size_t)n;
	}
	msg_destroy(msg);
	return rc || used ? rc : -EINVAL;
}

int sip_dialog_export_ringing(const struct sip_dialog *d, char *buf, size_t size)
{
	char via[VIA_MAX];
	int n, rc = 0;
	size_t used;

	if ((d->state != SIP_CALLING && d->state != SIP_RINGING) || d->ending || (d->caller ? !d->orq : !d->irq))
		return -ENOTCONN;
	n = text_print(buf, size, MARK " caller=%u tcp=%u cseq=%u", d->caller, d->tcp, d->caller ? d->invite_cseq : d->their_invite_cseq);
	if (n < 0 || (size_t)n >= size)
		return -ENOSPC;
	used = (size_t)n;
	if (d->caller)
		text_print(via, sizeof(via), "%s", nta_outgoing_branch(d->orq));
	else
		rc = via_of(d, via, sizeof(via));
	if (!rc)
		rc = journal_print(buf, size, &used, "via", via);
	if (!rc)
		rc = journal_texts_print(d, buf, size, &used);
	return rc ? rc : (int)used;
}

/* ---- in another life ---- */

static int cancel(struct sip_dialog *d, uint32_t cseq, const char *branch, const struct sip_content *c)
{
	msg_t *msg = send_request(d, NULL, SIP_CANCEL, cseq, c, NULL);
	nta_outgoing_t *orq;

	agent_touch(d->agent);
	if (!msg)
		return -EINVAL;
	orq = nta_outgoing_mcreate(d->agent->nta, NULL, NULL, (const url_string_t *)(d->peer ? d->peer->hop : NULL), msg,
				   NTATAG_BRANCH_KEY(branch), TAG_END());
	if (!orq) {
		msg_destroy(msg);
		return -EIO;
	}
	agent_trace_msg(d->agent, d, msg, true);
	return 0;
}

static int refuse(struct sip_dialog *d, uint32_t cseq, const char *via, unsigned status, const char *fields)
{
	msg_t *msg = nta_msg_create(d->agent->nta, 0);
	sip_t *sip = sip_object(msg);
	char line[32], vias[VIA_MAX + 128];
	sip_status_t *st;

	if (!sip)
		return -ENOMEM;
	text_print(line, sizeof(line), "%u INVITE", cseq);
	/* The library takes the first Via off, as a proxy's own. */
	text_print(vias, sizeof(vias), "SIP/2.0/UDP %s:%u, %s", d->agent->host, d->agent->port, via);
	st = sip_status_create(msg_home(msg), status, send_phrase(status), NULL);
	if (!st || msg_header_insert(msg, (msg_pub_t *)sip, (msg_header_t *)st) < 0 ||
	    sip_add_tl(msg, sip, SIPTAG_VIA_STR(vias), SIPTAG_FROM_STR(dialog_text(d, TEXT_REMOTE)),
		       SIPTAG_TO_STR(dialog_text(d, TEXT_LOCAL)), SIPTAG_CALL_ID_STR(dialog_text(d, TEXT_CALL_ID)),
		       SIPTAG_CSEQ_STR(line), TAG_IF(fields, SIPTAG_HEADER_STR(fields)), SIPTAG_CONTENT_LENGTH_STR("0"),
		       SIPTAG_SEPARATOR_STR("\r\n"), TAG_END()) < 0) {
		msg_destroy(msg);
		return -EINVAL;
	}
	agent_replied(d->agent);
	return nta_msg_tsend(d->agent->nta, msg, NULL, TAG_END()) < 0 ? -EIO : 0;
}

/* ---- a refusal that is not acknowledged yet ---- */

struct refusal {
	struct llist_head entry;	/* of the agent */
	struct wheel_timer timer;
	struct sip_agent *agent;
	char *text, *fields, *call_id;	/* text: as it was exported */
	unsigned status;
	uint32_t cseq, wait_ms, left_ms;
};

static void refusal_free(struct refusal *r)
{
	wheel_disarm(r->agent->stack->wheel, &r->timer);
	llist_del(&r->entry);
	talloc_free(r);
}

void ringing_free_all(struct sip_agent *agent)
{
	struct refusal *r, *next;

	llist_for_each_entry_safe(r, next, &agent->refusals, entry) {
		refusal_free(r);
	}
}

void ringing_acknowledged(struct sip_agent *agent, const char *call_id, uint32_t cseq)
{
	struct refusal *r;

	llist_for_each_entry(r, &agent->refusals, entry)
		if (r->cseq == cseq && !strcmp(r->call_id, call_id)) {
			refusal_free(r);
			return;
		}
}

static void refusal_arm(struct refusal *r)
{
	wheel_arm(r->agent->stack->wheel, &r->timer, r->agent->stack->kind_refusal, r->wait_ms);
}

/* Without memory for it it is said once. */
static void say_again(const struct sip_dialog *d, const char *text, uint32_t cseq, unsigned status, const char *fields)
{
	struct sip_agent *agent = d->agent;
	struct refusal *r = d->tcp ? NULL : talloc_zero(agent, struct refusal);

	if (!r)
		return;
	r->agent = agent;
	r->text = talloc_strdup(r, text);
	r->call_id = talloc_strdup(r, dialog_text(d, TEXT_CALL_ID));
	r->fields = fields ? talloc_strdup(r, fields) : NULL;
	if (!r->text || !r->call_id || (fields && !r->fields)) {
		talloc_free(r);
		return;
	}
	r->status = status;
	r->cseq = cseq;
	r->wait_ms = agent->config.t1;
	r->left_ms = agent->config.timeout;
	llist_add_tail(&r->entry, &agent->refusals);
	refusal_arm(r);
}

static int end_ringing(struct sip_agent *agent, const char *text, unsigned status, const struct sip_content *c, const char *fields,
		       bool again);

void ringing_due(struct wheel_timer *t, void *priv)
{
	struct refusal *r = container_of(t, struct refusal, timer);

	if (r->left_ms <= r->wait_ms) {
		refusal_free(r);
		return;
	}
	r->left_ms -= r->wait_ms;
	r->wait_ms = OSMO_MIN(r->wait_ms * 2, r->agent->config.t2);
	refusal_arm(r);
	end_ringing(r->agent, r->text, r->status, NULL, r->fields, false);
}

static int end_ringing(struct sip_agent *agent, const char *text, unsigned status, const struct sip_content *c, const char *fields,
		       bool again)
{
	char id[512], via[VIA_MAX], peer[32];
	struct sip_dialog *d;
	uint32_t cseq;
	bool ok = true;
	int rc;

	if (strncmp(text, MARK " ", sizeof(MARK)) || journal_text(text, "id", id, sizeof(id)) ||
	    journal_text(text, "via", via, sizeof(via)))
		return -EINVAL;
	d = dialog_alloc(agent, id);
	if (!d)
		return -ENOBUFS;
	d->caller = journal_number(text, "caller", &ok);
	d->tcp = journal_number(text, "tcp", &ok);
	cseq = journal_number(text, "cseq", &ok);
	if (!journal_text(text, "peer", peer, sizeof(peer)))
		d->peer = sip_peer_find(agent, peer);
	rc = ok ? journal_texts_read(d, text) : -EINVAL;
	if (!rc)
		rc = d->caller ? cancel(d, cseq, via, c) : refuse(d, cseq, via, status, fields);
	if (!rc && !d->caller && again)
		say_again(d, text, cseq, status, fields);
	dialog_free(d);
	return rc;
}

int sip_dialog_end_ringing(struct sip_agent *agent, const char *text, unsigned status, const struct sip_content *c)
{
	struct send_text t;

	return end_ringing(agent, text, status, c, send_fields(c, &t), true);
}
