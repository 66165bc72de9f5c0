/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A call comes in: its facts, or those of the call that was sent to this routing number; what its legs will need of the
 * INVITE; the plan. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "ua_priv.h"

/* Each side's own business, or written anew for each leg. */
static bool stays_here(const char *name)
{
	static const char *const stays[] = {
		"P-Asserted-Identity", "P-Preferred-Identity", "Privacy", "Diversion", "History-Info", "P-Served-User",
		"User-Agent", "Server", "Date", "Authorization", "Proxy-Authorization", "Proxy-Require", "Replaces",
		"Join", "Target-Dialog", "Expires", "Allow-Events", "Organization", "Record-Route", "Path", "Service-Route", "Retry-After", "Remote-Party-ID",
	};
	unsigned i;

	for (i = 0; i < ARRAY_SIZE(stays); i++)
		if (!strcasecmp(name, stays[i]))
			return true;
	return false;
}

/* The Date that an Identity is signed over goes on with it (RFC 8224 4.1, the compact form). */
static bool is_signed(const struct sip_message *m, const char *name)
{
	return !strcasecmp(name, "Date") && sip_message_field(m, "Identity", 0);
}

/* What only those in whom our core trusts may tell it: RFC 3325 9, RFC 4412 10.2. */
static bool wants_trust(const char *name)
{
	return !strncasecmp(name, "P-", 2) || !strcasecmp(name, "Priority") || !strcasecmp(name, "Resource-Priority");
}

bool ua_field_goes_on(const char *name, bool trusted)
{
	return !stays_here(name) && (trusted || !wants_trust(name));
}

static int keep_fields(struct ua_invite *inv, const struct sip_message *m)
{
	unsigned i;
	int rc = 0;

	sip_content_init(&inv->fields);
	for (i = 0; i < m->num_fields && rc >= 0; i++) {
		if (!ua_field_goes_on(m->fields[i].name, inv->trusted) && !is_signed(m, m->fields[i].name))
			continue;
		rc = sip_content_add(&inv->fields, m->fields[i].name, m->fields[i].value);
		/* One with characters that we do not send on is left out; the call goes on without it. */
		if (rc == -EINVAL)
			rc = 0;
	}
	/* What was diverted to a routing number tells our own diversion as its last one: the facts have it as it was. */
	if (rc >= 0 && !inv->routed) {
		inv->has_diversion = sip_message_field(m, "Diversion", 0) != NULL;
		rc = sip_content_copy(&inv->fields, m, "Diversion");
		if (rc >= 0)
			rc = sip_content_copy(&inv->fields, m, "History-Info");
	}
	return rc < 0 ? rc : 0;
}

/* Where ours is added. */
static void keep_history(struct ua_invite *inv, const struct sip_message *m)
{
	struct sip_history h[SIP_MAX_HISTORY];
	int n = inv->routed ? 0 : sip_history_read(m, h, SIP_MAX_HISTORY);

	inv->history_depth = 0;
	if (n <= 0)
		return;
	inv->history_depth = h[n - 1].depth;
	memcpy(inv->history_index, h[n - 1].index, sizeof(inv->history_index));
}

void ua_number_alone(struct sip_uri *uri)
{
	char digits[DIGITS_SIZE];
	bool international, phone = uri->scheme != SIP_URI_TEL && sip_param_is(uri->params, "user", "phone");

	if (sip_uri_digits(uri, digits, &international) < 0)
		return;
	uri->user[strcspn(uri->user, ";:")] = '\0';
	uri->headers[0] = '\0';
	OSMO_STRLCPY_ARRAY(uri->params, phone ? "user=phone" : "");
}

static int keep(struct ua_call *uc, const struct sip_message *m, bool routed)
{
	struct ua_invite *inv = uc->invite;

	if (m->sdp_length >= sizeof(inv->sdp))
		return -1;
	inv->from = m->from;
	inv->from.params[0] = '\0';
	inv->uri = m->uri;
	if (!inv->trusted)
		ua_number_alone(&inv->uri);
	inv->max_forwards = m->max_forwards < 0 ? 70 : m->max_forwards;
	inv->privacy = sip_privacy_read(m);
	if (inv->trusted && m->route && strlen(m->route) >= sizeof(inv->route))
		return -1;
	osmo_strlcpy(inv->route, inv->trusted && m->route ? m->route : "", sizeof(inv->route));
	inv->rel100 = m->rel100;
	inv->routed = routed;
	keep_history(inv, m);
	inv->sdp_len = (uint16_t)m->sdp_length;
	if (m->sdp_length)
		memcpy(inv->sdp, m->sdp_text, m->sdp_length);
	return keep_fields(inv, m);
}

/* Said to be somebody else's by the switch: told, no more. */
static void compare_caller(struct sipua *ua, const struct sip_message *m, e164_t number, const struct call_setup *setup)
{
	e164_t calling = ua_asserted(ua, m), said = setup->facts.calling;
	char was[E164_STR_SIZE], is[E164_STR_SIZE];

	if (!calling || !said || calling == said)
		return;
	ua->ctr[SIPUA_CTR_OTHER_CALLER]++;
	LOGP(DSIPUA, LOGL_NOTICE, "routing number %llu: caller %s, not %s as the switch said\n", (unsigned long long)number,
	     e164_print(calling, is), e164_print(said, was));
}

/* A fixed routing number: the call that was sent there, else the one that the network diverted by itself. */
static bool find_fixed(struct sipua *ua, const struct sip_message *m, e164_t number, struct call_setup *ret)
{
	const struct call_setup *routed;

	if (!ua_facts_diverted(ua, m, ret))
		return false;
	routed = call_route_look_fixed(ua->calls, number, ret->facts.served, ua_asserted(ua, m));
	if (routed)
		*ret = *routed;
	return true;
}

/* The setup of the call that this INVITE is. \returns 0, or the status to refuse it with */
static unsigned find_setup(struct sipua *ua, struct sip_dialog *d, const struct sip_message *m, struct call_setup *ret,
			   bool *ret_routed)
{
	const struct sipua_peer *peer = ua_peer_of(ua, sip_dialog_peer(d));
	const struct call_setup *routed = NULL;
	struct numplan_number called;
	bool is_fixed;

	*ret_routed = false;
	ua_number(ua, &m->uri, &called);
	is_fixed = call_route_is_fixed(ua->calls, called.e164);
	if (!is_fixed && !call_route_is_ours(ua->calls, called.e164))
		return ua_facts(ua, peer, m, ret);
	/* A routing number is worth a call with its caller's identity: whoever is not trusted cannot guess one. */
	if (peer && peer->trusted && !is_fixed)
		routed = call_route_look(ua->calls, called.e164);
	if (routed)
		*ret = *routed;
	if (!routed && !(is_fixed && peer && peer->trusted && find_fixed(ua, m, called.e164, ret))) {
		ua->ctr[SIPUA_CTR_NOT_OUTSTANDING]++;
		return 404;
	}
	*ret_routed = true;
	compare_caller(ua, m, called.e164, ret);
	return 0;
}

bool ua_media_is_alive(const struct sipua *ua)
{
	void *priv;
	const struct media_ops *media = call_media_ops(ua->calls, &priv);

	return media && media->is_alive(priv);
}

static void refuse(struct sipua *ua, struct sip_dialog *d, unsigned status)
{
	ua->ctr[SIPUA_CTR_REFUSED]++;
	ua_count_status(ua, SIPUA_CTR_CALL_4XX, status);
	sip_dialog_refuse(d, status, NULL);
}

/* A call with its caller's leg; the dialog is its own from now on. */
static struct ua_call *take(struct sipua *ua, struct sip_dialog *d, const struct sip_message *m, bool routed)
{
	const struct sipua_peer *peer = ua_peer_of(ua, sip_dialog_peer(d));
	struct ua_call *uc = ua_call_new(ua);
	struct ua_leg *leg = uc ? ua_leg_new(uc, MEDIA_CALLER) : NULL;

	if (uc)
		uc->invite->trusted = peer && peer->trusted;
	if (!leg || keep(uc, m, routed) < 0) {
		if (leg)
			ua_leg_free(leg);
		if (uc)
			ua_call_end(uc, 0, 0, CALL_END_FAILED);
		return NULL;
	}
	leg->d = d;
	uc->caller = leg;
	sip_dialog_bind(d, &ua_leg_ops, leg);
	return uc;
}

/* Taken over only now that nothing is in its way: a copy of the INVITE, or the next one, finds the number outstanding. */
static void arrived(struct sipua *ua, const struct sip_message *m, const struct call_setup *setup)
{
	struct numplan_number called;

	ua_number(ua, &m->uri, &called);
	if (call_route_is_fixed(ua->calls, called.e164))
		call_route_match_fixed(ua->calls, called.e164, setup->facts.served, ua_asserted(ua, m));
	else
		call_route_match(ua->calls, called.e164);
	ua->ctr[SIPUA_CTR_ROUTED]++;
}

void ua_invite(void *priv, struct sip_dialog *d, const struct sip_message *m)
{
	struct sipua *ua = priv;
	struct call_setup setup;
	struct ua_call *uc;
	unsigned status;
	bool routed;

	ua->ctr[SIPUA_CTR_INVITE]++;
	/* Each leg has one less, and one with none left reaches nobody (RFC 3261 16.3). */
	if (m->max_forwards >= 0 && m->max_forwards <= 1) {
		refuse(ua, d, 483);
		return;
	}
	if (ua_replaces(ua, d, m))
		return;
	status = find_setup(ua, d, m, &setup, &routed);
	if (status) {
		refuse(ua, d, status);
		return;
	}
	uc = take(ua, d, m, routed);
	if (!uc) {
		ua->ctr[SIPUA_CTR_OVERLOAD]++;
		refuse(ua, d, 503);
		return;
	}
	if (routed)
		arrived(ua, m, &setup);
	setup.facts.sw.legs = true;
	setup.facts.sw.media = ua_media_is_alive(ua);
	uc->invite->asserted = uc->invite->trusted ? setup.facts.calling : E164_NONE;
	uc->shows_caller = !setup.facts.calling_restricted;
	uc->original_called = setup.facts.original_called;
	uc->redirecting = setup.facts.redirecting;
	uc->redirections = setup.facts.redirections;
	uc->call = call_begin(ua->calls, &setup);
	if (!uc->call) {
		ua->ctr[SIPUA_CTR_OVERLOAD]++;
		ua_call_end(uc, CAUSE_CONGESTION, 503, CALL_END_FAILED);
		return;
	}
	ua_call_tell(uc);
	LOGUA(uc, LOGL_INFO, "INVITE %s, Call-ID %s\n", setup.facts.side == DECIDE_MADE ? "made" : "received",
	      sip_dialog_call_id(d));
	ua_sound_begin(uc);
}

void ua_call_start(struct ua_call *uc)
{
	ua_call_tell(uc);
	ua_carry_out(uc);
}
