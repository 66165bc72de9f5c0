/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A leg that is answered 3xx: refused, unless it is configured that it is followed. What is followed is the number alone,
 * by our own core: no INVITE ever goes to a Contact's host. That host must be one that may speak to us, or our own
 * domain; the number one that a forwarding may have, and none that the call was at before; call/ has to allow it, too. */

#include <strings.h>

#include "ua_priv.h"

#define MOST_FOLLOWED 3

/* Nobody else's numbers. */
static bool is_known_host(const struct sipua *ua, const struct sip_uri *uri)
{
	return uri->scheme == SIP_URI_TEL || (ua->cfg.domain[0] && !strcasecmp(uri->host, ua->cfg.domain)) ||
		sip_agent_allows(ua->agent, uri->host);
}

static bool was_there(const struct ua_leg *leg, e164_t number)
{
	const struct ua_call *uc = leg->uc;
	struct call_record record;

	call_describe(uc->call, &record);
	return number == record.called || number == record.served || number == uc->redirecting || number == uc->original_called ||
		number == leg->number || number == leg->redirected;
}

static bool is_enough(const struct ua_leg *leg)
{
	unsigned limit = leg->uc->ua->cfg.redirection_limit ? leg->uc->ua->cfg.redirection_limit : DECIDE_MAX_REDIRECTIONS;

	return leg->followed >= MOST_FOLLOWED || leg->uc->redirections + leg->followed >= limit;
}

/* \returns E164_NONE: it is not followed */
static e164_t destination(const struct ua_leg *leg, const struct sip_uri *uri)
{
	const struct sipua *ua = leg->uc->ua;
	struct numplan_number n;

	if (is_enough(leg) || !is_known_host(ua, uri))
		return E164_NONE;
	ua_number(ua, uri, &n);
	if (n.kind != NUMPLAN_E164 || was_there(leg, n.e164) ||
	    numplan_check(fleet_default_numplan(ua->snap), NUMPLAN_FOR_FORWARDING, &n) != NUMPLAN_OK)
		return E164_NONE;
	return n.e164;
}

bool ua_leg_follow(struct ua_leg *leg, const struct sip_message *m)
{
	struct ua_call *uc = leg->uc;
	struct call_record record;
	char text[E164_STR_SIZE];
	e164_t to;

	uc->ua->ctr[SIPUA_CTR_REDIRECTED]++;
	/* 305: the same number by another proxy, 380: another service (RFC 3261 21.3.4, 21.3.5) */
	if (!uc->ua->cfg.follow || m->status == 305 || m->status == 380)
		return false;
	to = destination(leg, &m->contact.uri);
	if (!to) {
		LOGUA(uc, LOGL_NOTICE, "leg %u: %u to where it is not followed\n", leg->target, m->status);
		return false;
	}
	if (ua_leg_taken_away(leg))
		return false;
	if (!call_may_follow(uc->call, leg->target, to)) {
		LOGUA(uc, LOGL_NOTICE, "leg %u: %u to where it may not go\n", leg->target, m->status);
		return false;
	}
	LOGUA(uc, LOGL_INFO, "leg %u: %u, followed to %s\n", leg->target, m->status, e164_print(to, text));
	uc->ua->ctr[SIPUA_CTR_FOLLOWED]++;
	call_describe(uc->call, &record);
	leg->redirected = leg->number ? leg->number : record.called;
	leg->number = to;
	leg->roaming = E164_NONE;
	leg->tried = 0;
	leg->followed++;
	ua_leg_anew(leg);
	return ua_leg_send_now(leg) == 0;
}
