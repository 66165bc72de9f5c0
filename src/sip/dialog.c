/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dialogs: their memory, how they are found again, how they end. A dialog is one slot of a pool; its texts (tags, both
 * addresses, target, routes) lie one behind the other in it, or in a block of their own where that is too small, so that
 * a held call costs little. Found by Call-ID, then by tags. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <talloc.h>

#include "sip_priv.h"

/* FNV-1a */
static uint32_t hash_of(const char *text)
{
	uint32_t h = 2166136261u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return h;
}

const char *dialog_text(const struct sip_dialog *d, unsigned which)
{
	return d->text + d->text_at[which];
}

int dialog_set_text(struct sip_dialog *d, unsigned which, const char *value)
{
	char all[DIALOG_TEXT_MAX];
	uint16_t at[NUM_TEXTS];
	size_t used = 0;
	char *block;

	for (unsigned i = 0; i < NUM_TEXTS; i++) {
		const char *text = i == which ? value : dialog_text(d, i);
		size_t n = strlen(text) + 1;

		if (n > sizeof(all) - used)
			return -ENOSPC;
		at[i] = used;
		memcpy(all + used, text, n);
		used += n;
	}
	if (used > d->text_size) {
		block = malloc(used);
		if (!block)
			return -ENOMEM;
		if (d->text != d->inline_text)
			free(d->text);
		d->text = block;
		d->text_size = used;
	}
	memcpy(d->text, all, used);
	memcpy(d->text_at, at, sizeof(at));
	return 0;
}

void dialog_target_set(struct sip_dialog *d, const char *target)
{
	if (!strcmp(dialog_text(d, TEXT_TARGET), target) || dialog_set_text(d, TEXT_TARGET, target))
		return;
	if (d->state == SIP_UP && d->ops && d->ops->changed)
		d->ops->changed(d->priv, d);
}

struct sip_dialog *dialog_alloc(struct sip_agent *agent, const char *call_id)
{
	struct sip_dialog *d = pool_get(agent->dialogs), **bucket;

	if (!d)
		return NULL;
	d->agent = agent;
	d->text = d->inline_text;
	d->text_size = DIALOG_INLINE;
	for (unsigned i = 0; i < NUM_TEXTS; i++)
		d->text_at[i] = i;	/* each an empty text: the slot came zeroed */
	if (dialog_set_text(d, TEXT_CALL_ID, call_id)) {
		pool_put(agent->dialogs, d);
		return NULL;
	}
	d->hash = hash_of(call_id);
	bucket = &agent->buckets[d->hash & (agent->num_buckets - 1)];
	d->chain = *bucket;
	*bucket = d;
	return d;
}

static void dialog_unlink(struct sip_dialog *d)
{
	struct sip_dialog **at = &d->agent->buckets[d->hash & (d->agent->num_buckets - 1)];

	while (*at && *at != d)
		at = &(*at)->chain;
	if (*at)
		*at = d->chain;
}

void dialog_free(struct sip_dialog *d)
{
	struct sip_agent *agent = d->agent;

	dialog_unlink(d);
	d->ops = NULL;
	wheel_disarm(agent->stack->wheel, &d->timer);
	within_drop(d);
	if (d->irq) {
		nta_incoming_t *irq = d->irq;

		d->irq = NULL;
		nta_incoming_destroy(irq);
	}
	if (d->orq)
		nta_outgoing_destroy(d->orq);
	d->orq = NULL;
	TALLOC_FREE(d->forks);
	TALLOC_FREE(d->session_sdp);
	if (d->text != d->inline_text)
		free(d->text);
	pool_put(agent->dialogs, d);
	agent_touch(agent);
}

struct sip_dialog *dialog_by_tags(struct sip_agent *agent, const char *call_id, const char *local_tag,
				  const char *remote_tag, unsigned *ret_fork)
{
	uint32_t hash = hash_of(call_id);
	struct sip_dialog *d = agent->buckets[hash & (agent->num_buckets - 1)];

	for (; d; d = d->chain) {
		if (d->hash != hash || strcmp(dialog_text(d, TEXT_CALL_ID), call_id) || !local_tag ||
		    strcasecmp(dialog_text(d, TEXT_LOCAL_TAG), local_tag))
			continue;
		for (unsigned i = 0; remote_tag && i < d->num_forks; i++) {
			if (!strcasecmp(d->forks[i].tag, remote_tag)) {
				*ret_fork = i;
				return d;
			}
		}
		*ret_fork = 0;
		/* A peer of RFC 2543 has no tag. */
		if (!d->num_forks && !strcasecmp(dialog_text(d, TEXT_REMOTE_TAG), remote_tag ? remote_tag : ""))
			return d;
	}
	return NULL;
}

/* An INVITE that came before, by another way (RFC 3261 8.2.2.2). */
struct sip_dialog *dialog_merged(struct sip_agent *agent, const char *call_id, const char *remote_tag, uint32_t cseq)
{
	uint32_t hash = hash_of(call_id);
	struct sip_dialog *d = agent->buckets[hash & (agent->num_buckets - 1)];

	for (; d; d = d->chain)
		if (d->hash == hash && !d->caller && d->their_invite_cseq == cseq &&
		    !strcmp(dialog_text(d, TEXT_CALL_ID), call_id) &&
		    !strcasecmp(dialog_text(d, TEXT_REMOTE_TAG), remote_tag ? remote_tag : ""))
			return d;
	return NULL;
}

void dialog_ended(struct sip_dialog *d, enum sip_ended why, const struct sip_message *m)
{
	const struct sip_dialog_ops *ops = d->ops;

	d->ops = NULL;
	d->ending = true;
	d->state = SIP_OVER;
	d->agent->stats.ended++;
	if (ops)
		ops->ended(d->priv, d, why, m);
	dialog_free(d);
}

void dialog_bye(struct sip_dialog *d, const struct sip_content *c)
{
	nta_outgoing_t *orq;
	msg_t *msg;

	/* A 200 whose offer nobody has answered has its ACK all the same (RFC 3261 13.2.2.4). */
	if (d->ack_due)
		sip_dialog_ack(d, NULL);
	msg = send_request(d, NULL, SIP_BYE, ++d->local_cseq, c, NULL);
	orq = send_transaction(d->agent, NULL, NULL, msg, NULL, NULL);
	if (orq)
		agent_trace_msg(d->agent, d, msg, true);
}

void dialog_lost(struct sip_dialog *d, enum sip_ended why)
{
	if (d->state == SIP_UP)
		dialog_bye(d, NULL);
	dialog_ended(d, why, NULL);
}

void sip_dialog_end(struct sip_dialog *d, unsigned status, const struct sip_content *c)
{
	if (!d || d->ending)
		return;
	d->ending = true;
	d->ops = NULL;
	if (d->state == SIP_UP) {
		d->state = SIP_OVER;
		d->agent->stats.ended++;
		dialog_bye(d, c);
		dialog_free(d);
	} else if (d->caller) {
		uac_cancel(d, c);
	} else {
		d->ending = false;
		sip_dialog_refuse(d, status ? status : 480, c);
	}
}

void sip_dialog_forget(struct sip_dialog *d)
{
	if (d && !d->ending)
		dialog_free(d);
}

uint16_t dialog_allows(const sip_t *sip)
{
	const msg_list_t *allow = (const msg_list_t *)sip->sip_allow;
	uint16_t mask = 0;

	for (enum sip_method m = SIP_INVITE; m <= SIP_PUBLISH; m++)
		if (message_has_token(allow, sip_method_text(m)))
			mask |= 1 << m;
	return mask;
}

void sip_dialog_bind(struct sip_dialog *d, const struct sip_dialog_ops *ops, void *priv)
{
	if (d->ending)
		return;
	d->ops = ops;
	d->priv = priv;
}

enum sip_dialog_state sip_dialog_state(const struct sip_dialog *d)
{
	return d->state;
}

bool sip_dialog_heard(const struct sip_dialog *d)
{
	return d->heard;
}

bool sip_dialog_is_caller(const struct sip_dialog *d)
{
	return d->caller;
}

void *sip_dialog_priv(const struct sip_dialog *d)
{
	return d->priv;
}

struct sip_agent *sip_dialog_agent(const struct sip_dialog *d)
{
	return d->agent;
}

struct sip_peer *sip_dialog_peer(const struct sip_dialog *d)
{
	return d->peer;
}

const char *sip_dialog_call_id(const struct sip_dialog *d)
{
	return dialog_text(d, TEXT_CALL_ID);
}

bool sip_dialog_peer_allows(const struct sip_dialog *d, enum sip_method method)
{
	return d->peer_allows & 1 << method;
}

bool sip_dialog_peer_supports_replaces(const struct sip_dialog *d)
{
	return d->peer_replaces;
}

unsigned sip_dialog_session_s(const struct sip_dialog *d)
{
	return d->session_s;
}

struct sip_dialog *sip_dialog_find(struct sip_agent *agent, const struct sip_replaces *r)
{
	unsigned fork;
	struct sip_dialog *d = dialog_by_tags(agent, r->call_id, r->to_tag, r->from_tag, &fork);

	return d && d->ops ? d : NULL;
}

int sip_dialog_replaces(const struct sip_dialog *d, struct sip_replaces *ret)
{
	struct sip_replaces r = {};

	if (d->state != SIP_UP)
		return -ENOTCONN;
	if (strlen(dialog_text(d, TEXT_CALL_ID)) >= sizeof(r.call_id) ||
	    strlen(dialog_text(d, TEXT_REMOTE_TAG)) >= sizeof(r.to_tag) ||
	    strlen(dialog_text(d, TEXT_LOCAL_TAG)) >= sizeof(r.from_tag))
		return -ENOSPC;
	strcpy(r.call_id, dialog_text(d, TEXT_CALL_ID));
	strcpy(r.to_tag, dialog_text(d, TEXT_REMOTE_TAG));
	strcpy(r.from_tag, dialog_text(d, TEXT_LOCAL_TAG));
	*ret = r;
	return 0;
}

struct sip_dialog *sip_dialog_next(struct sip_agent *agent, const struct sip_dialog *d)
{
	struct sip_dialog *next = pool_next(agent->dialogs, d);

	while (next && !next->ops)
		next = pool_next(agent->dialogs, next);
	return next;
}
