/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The session timer (RFC 4028): agreed in INVITE and UPDATE, refreshed by us at half time where that is our part, and the
 * call ended where no refresh comes. We refresh by UPDATE without a description; where the peer knows no UPDATE, by a
 * re-INVITE with the description that we sent last, which is kept for that alone. */

#include <string.h>

#include <osmocom/core/utils.h>
#include <talloc.h>

#include <mpabx/base.h>

#include "sip_priv.h"

#define RETRY_MS 5000

void session_offer(const struct sip_dialog *d, enum sip_method method, char *buf, size_t size)
{
	const struct sip_agent_config *c = &d->agent->config;
	const char *refresher = "";

	buf[0] = '\0';
	if (d->no_timer || (d->state == SIP_UP && !d->session_s))
		return;
	if (d->session_s)	/* RFC 4028 7.4: who refreshes goes on refreshing */
		refresher = d->refresher ? ";refresher=uac" : ";refresher=uas";
	text_print(buf, size, "Session-Expires: %u%s\r\nMin-SE: %u\r\n", d->session_s ? d->session_s : c->session_expires,
		 refresher, c->min_se);
}

unsigned session_request(struct sip_dialog *d, const sip_t *sip)
{
	const struct sip_agent_config *c = &d->agent->config;
	const sip_session_expires_t *x = sip->sip_session_expires;
	uint32_t s = c->session_expires, least = c->min_se;

	d->peer_timer = message_has_token((const msg_list_t *)sip->sip_supported, "timer") ||
			message_has_token((const msg_list_t *)sip->sip_require, "timer");
	if (!d->peer_timer || d->no_timer) {
		d->session_s = 0;
		return 0;
	}
	if (sip->sip_min_se && sip->sip_min_se->min_delta > least)
		least = sip->sip_min_se->min_delta;
	if (x && x->x_delta < s)
		s = x->x_delta;
	d->session_s = s < least ? least : s;
	/* RFC 4028 9: what the request says; where it is silent we refresh ourselves. */
	d->refresher = !x || !x->x_refresher || strcmp(x->x_refresher, "uac");
	return 0;
}

void session_answer(const struct sip_dialog *d, char *buf, size_t size)
{
	buf[0] = '\0';
	if (d->session_s)
		text_print(buf, size, "Session-Expires: %u;refresher=%s\r\n%s", d->session_s, d->refresher ? "uas" : "uac",
			 d->refresher ? "" : "Require: timer\r\n");
}

void session_response(struct sip_dialog *d, const sip_t *sip)
{
	const sip_session_expires_t *x = sip->sip_session_expires;

	d->session_s = 0;
	if (x && x->x_delta && !d->no_timer) {
		/* Less than we bear nobody may answer (RFC 4028 9). */
		d->session_s = OSMO_MAX(x->x_delta, d->agent->config.min_se);
		d->refresher = !x->x_refresher || !strcmp(x->x_refresher, "uac");
	}
	if (!d->session_s || !d->refresher || d->peer_allows & 1 << SIP_UPDATE)
		TALLOC_FREE(d->session_sdp);
	session_refreshed(d);
}

void session_refreshed(struct sip_dialog *d)
{
	uint64_t ms = d->session_s * 1000ull, early = d->session_s / 3 < 32 ? ms / 3 : 32000;

	d->refresh_failed = d->refresh_busy = 0;
	wheel_disarm(d->agent->stack->wheel, &d->timer);
	if (!d->session_s || d->ending)
		return;
	ms = d->refresher ? ms / 2 : ms - early;
	if (ms > 23 * 3600 * 1000ull)
		ms = 23 * 3600 * 1000ull;
	wheel_arm(d->agent->stack->wheel, &d->timer, d->agent->stack->kind_session, ms);
}

/* The last refresh was half an interval ago at most when the node went, and nobody knows how long it was away: ours come
 * soon, but not those of all dialogs at once. */
void session_taken_up(struct sip_dialog *d)
{
	session_refreshed(d);
	if (d->session_s && d->refresher)
		wheel_arm(d->agent->stack->wheel, &d->timer, d->agent->stack->kind_session,
			  1000 + d->hash % (OSMO_MIN(d->session_s, 1800u) * 125));
}

void session_failed(struct sip_dialog *d)
{
	if (d->refresh_failed++) {
		d->agent->stats.session_lost++;
		dialog_lost(d, SIP_ENDED_SESSION);
		return;
	}
	wheel_arm(d->agent->stack->wheel, &d->timer, d->agent->stack->kind_session, RETRY_MS);
}

void session_due(struct wheel_timer *t, void *priv)
{
	struct sip_dialog *d = container_of(t, struct sip_dialog, timer);
	struct sip_content c;
	int rc;

	if (!d->ending && !d->caller && d->state == SIP_RINGING)
		uas_ring_again(d);
	if (d->ending && d->caller) {
		dialog_free(d);		/* nobody has ended the INVITE that was cancelled (RFC 3261 9.1) */
		return;
	}
	if (d->ending || d->state != SIP_UP)
		return;
	if (!d->refresher) {
		d->agent->stats.session_lost++;
		dialog_lost(d, SIP_ENDED_SESSION);
		return;
	}
	if (d->peer_allows & 1 << SIP_UPDATE || !d->session_sdp) {
		rc = within_send(d, 0, SIP_UPDATE, NULL, true);
	} else {
		sip_content_init(&c);
		sip_content_sdp(&c, d->session_sdp, strlen(d->session_sdp));
		rc = within_send(d, 0, SIP_INVITE, &c, true);
	}
	if (!rc)
		return;
	/* Another request is under way, and refreshes too: look again, until the session's end. One that the peer has said 100 to
	 * and nothing more waits for ever. */
	if (++d->refresh_busy * RETRY_MS < d->session_s * 500ull) {
		wheel_arm(d->agent->stack->wheel, &d->timer, d->agent->stack->kind_session, RETRY_MS);
		return;
	}
	d->agent->stats.session_lost++;
	dialog_lost(d, SIP_ENDED_SESSION);
}

void session_keep_sdp(struct sip_dialog *d, const struct sip_content *c)
{
	bool needed = !d->no_timer && !(d->peer_allows & 1 << SIP_UPDATE) && (d->caller || (d->session_s && d->refresher));

	if (!c || !c->content_type || !c->body_length || strcmp(c->content_type, "application/sdp"))
		return;
	TALLOC_FREE(d->session_sdp);
	if (needed)
		d->session_sdp = talloc_strndup(d->agent, c->body, c->body_length);
}
