/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A leg of ours: the INVITE that makes it, what it answers, how long it may ring, how it ends. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "ua_priv.h"

/* ---- the INVITE ---- */

static const char *host_of(const struct sipua *ua, const struct sip_peer *peer)
{
	return ua->cfg.domain[0] ? ua->cfg.domain : sip_peer_config(peer)->address;
}

static uint16_t port_of(const struct sipua *ua, const struct sip_peer *peer)
{
	return ua->cfg.domain[0] ? 0 : sip_peer_config(peer)->port;
}

static int add_fields(struct sip_content *to, const struct sip_content *from, enum sipua_diversion form)
{
	unsigned i;
	int rc = 0;

	for (i = 0; i < from->num_fields && rc >= 0; i++)
		if (ua_diverted_goes_on(from->fields[i].name, form))
			rc = sip_content_add(to, from->fields[i].name, from->fields[i].value);
	return rc;
}

/* Who calls, as our core may believe it: the number that was asserted or signalled, or the one shown in its place. What
 * only the From of an untrusted peer says stays in From. */
static int add_identity(struct ua_call *uc, const struct call_step *step, const char *host)
{
	struct sip_content *c = &uc->ua->content;
	e164_t number = step->shown ? step->shown : uc->invite->asserted;
	unsigned privacy = uc->invite->privacy;
	struct sip_address a = { .display = "" };
	int rc = 0;

	if (number) {
		sip_uri_of_number(&a.uri, number, host, 0);
		rc = sip_asserted_add(c, &a);
	}
	if (step->shown_withheld)
		privacy |= SIP_PRIVACY_ID;
	if (rc >= 0 && privacy)
		rc = sip_privacy_add(c, privacy);
	return rc;
}

static void from_of(const struct ua_call *uc, const struct call_step *step, const char *host, struct sip_address *ret)
{
	*ret = uc->invite->from;
	if (step->shown_withheld) {
		*ret = (struct sip_address){ .display = "Anonymous" };
		sip_uri_of_number(&ret->uri, E164_NONE, "", 0);
	} else if (step->shown) {
		*ret = (struct sip_address){ .display = "" };
		sip_uri_of_number(&ret->uri, step->shown, host, 0);
	}
}

static void add_prefix(const struct ua_call *uc, struct sip_uri *uri)
{
	char digits[sizeof(uri->user)];

	if (ua_phone_way(uc)->how != SIPUA_BY_PREFIX)
		return;
	snprintf(digits, sizeof(digits), "%s%s", ua_phone_way(uc)->prefix, uri->user + (uri->user[0] == '+'));
	OSMO_STRLCPY_ARRAY(uri->user, digits);
}

void ua_phone_uri(const struct ua_call *uc, e164_t line, const char *host, uint16_t port, struct sip_uri *ret)
{
	sip_uri_of_number(ret, line, host, port);
	add_prefix(uc, ret);
}

/* A tel URI's parameters (RFC 4694 rn, npdi, cic; RFC 3966 phone-context) stand in the user part of the SIP URI in its place
 * (RFC 3261 19.1.6). What may not stand there unescaped (25.1), or has no room, is left out. */
static void keep_tel_params(struct sip_uri *uri)
{
	size_t n = strlen(uri->user), length = strlen(uri->params);

	if (uri->scheme != SIP_URI_TEL || !length || strpbrk(uri->params, ":[]@#?") || n + 1 + length >= sizeof(uri->user))
		return;
	uri->user[n] = ';';
	memcpy(uri->user + n + 1, uri->params, length + 1);
}

/* Whose voicemail it is and why (RFC 4458) somebody trusted says; of others ua_number_alone() has taken it away. */
static void own_params(struct sip_uri *uri)
{
	static const char *const names[] = { "target", "cause" };
	bool is_tel = uri->scheme == SIP_URI_TEL;
	char ret[sizeof(uri->params)] = "", value[sizeof(uri->params)];
	size_t n = 0;

	if (is_tel || sip_param_is(uri->params, "user", "phone"))
		n = OSMO_STRLCPY_ARRAY(ret, "user=phone");
	for (unsigned i = 0; i < ARRAY_SIZE(names) && !is_tel; i++)
		if (!sip_param(uri->params, names[i], value, sizeof(value)) && value[0] &&
		    n + strlen(names[i]) + strlen(value) + 2 < sizeof(ret))
			n += snprintf(ret + n, sizeof(ret) - n, "%s%s=%s", n ? ";" : "", names[i], value);
	OSMO_STRLCPY_ARRAY(uri->params, ret);
}

/* The call as it came keeps what was dialled; the served phone may have a prefix; other numbers are written in full. */
static void uri_of(const struct ua_leg *leg, const struct call_step *step, e164_t number, const struct sip_peer *peer,
		   struct sip_uri *ret)
{
	const struct ua_call *uc = leg->uc;
	const struct sipua *ua = uc->ua;
	struct call_record record;
	char digits[sizeof(ret->user)];
	bool international;

	if (leg->roaming) {
		sip_uri_of_number(ret, leg->roaming, host_of(ua, peer), port_of(ua, peer));
		return;
	}
	if (!number && step->kind == DECIDE_UNTOUCHED && !uc->invite->routed) {
		*ret = uc->invite->uri;
		/* A service's name (urn:service:sos, a conference, a voicemail) is nobody's number on another host. */
		if (uc->invite->route[0] || sip_uri_digits(ret, digits, &international) < 0)
			return;
		OSMO_STRLCPY_ARRAY(ret->host, host_of(ua, peer));
		ret->port = port_of(ua, peer);
		/* Its parameters were the other host's (maddr, transport) but what says why it is called; headers stand in no Request-URI (RFC 3261 19.1.1). */
		keep_tel_params(ret);
		own_params(ret);
		ret->headers[0] = '\0';
		ret->scheme = SIP_URI_SIP;
		return;
	}
	/* Another Request-URI would tell the S-CSCF that the call is not this user's any more (TS 24.229 5.4.3.3). */
	if (uc->invite->route[0] && !uc->invite->routed && ua_is_own_phone(uc, step, leg->number)) {
		*ret = uc->invite->uri;
		return;
	}
	if (!number) {
		call_describe(uc->call, &record);
		number = record.called;
		if (!number) {
			*ret = (struct sip_uri){ .scheme = SIP_URI_SIP, .port = port_of(ua, peer) };
			OSMO_STRLCPY_ARRAY(ret->user, record.dialled);
			OSMO_STRLCPY_ARRAY(ret->host, host_of(ua, peer));
			return;
		}
	}
	sip_uri_of_number(ret, number, host_of(ua, peer), port_of(ua, peer));
	if (ua_is_own_phone(uc, step, leg->number))
		add_prefix(uc, ret);
}

static int content_of(struct ua_leg *leg, const struct call_step *step, const struct sip_peer *to)
{
	struct ua_call *uc = leg->uc;
	struct sipua *ua = uc->ua;
	const struct sipua_peer *peer = ua_peer_of(ua, to);
	enum sipua_diversion form = peer ? peer->diversion : SIPUA_DIVERSION_BOTH;
	const char *host = host_of(ua, to);
	int rc;

	sip_content_init(&ua->content);
	rc = add_identity(uc, step, host);
	if (rc >= 0)
		rc = ua_diversions_add(leg, step, form, host);
	if (rc >= 0)
		rc = add_fields(&ua->content, &uc->invite->fields, form);
	if (rc >= 0)
		rc = ua_history_add(leg, step, form, host);
	if (rc >= 0 && uc->invite->sdp_len)
		rc = ua_sdp_pass(leg, uc->invite->sdp, uc->invite->sdp_len);
	return rc;
}

/* On ISC only who asked knows the call. \returns NULL: nobody is left to be asked */
static struct sip_peer *next_hop(struct ua_leg *leg)
{
	const struct ua_call *uc = leg->uc;
	struct sip_peer *asker = uc->invite->route[0] && uc->caller ? sip_dialog_peer(uc->caller->d) : NULL;

	if (!asker)
		return sip_peer_choose_next(uc->ua->agent, uc->ua->cfg.core, &leg->tried);
	if (leg->tried)
		return NULL;
	leg->tried = UINT32_MAX;
	return asker;
}

static int send_to(struct ua_leg *leg, const struct call_step *step, struct sip_peer *peer)
{
	struct ua_call *uc = leg->uc;
	struct sip_invite invite = { .peer = peer, .max_forwards = uc->invite->max_forwards - 1 };
	int rc;

	/* With the Route that it gave us (TS 24.229 5.7.3). */
	if (uc->invite->route[0])
		invite.route = uc->invite->route;
	/* Without an offer of the caller the far end's would come in a reliable 1xx, before anybody can answer it: it shall
	 * stand in the 200. */
	if (!uc->invite->sdp_len)
		invite.rel100 = SIP_REL100_NONE;
	uri_of(leg, step, leg->number, peer, &invite.uri);
	from_of(uc, step, host_of(uc->ua, peer), &invite.from);
	invite.to.uri = invite.uri;
	invite.to.uri.params[0] = '\0';
	/* 70 stands for 0 there. */
	if (invite.max_forwards <= 0)
		return -ELOOP;
	rc = content_of(leg, step, peer);
	if (rc < 0)
		return rc;
	leg->d = sip_invite(uc->ua->agent, &invite, &uc->ua->content, &ua_leg_ops, leg);
	if (!leg->d)
		return -errno;
	ua_journal(uc);
	return 0;
}

/* The peer's time to say anything, 100 at least; then what is left of the time to ring. */
static void arm_for_peer(struct ua_leg *leg)
{
	const struct sipua *ua = leg->uc->ua;

	leg->waited = false;
	wheel_arm(ua->wheel, &leg->ring, ua->ring_kind, OSMO_MIN(ua->cfg.fail_over_ms, ua->cfg.setup_s * 1000u));
}

static int send_by_step(struct ua_leg *leg, const struct call_step *step)
{
	struct sip_peer *peer;
	int rc = -ENOTCONN;

	while (rc < 0 && (peer = next_hop(leg))) {
		leg->in_vain = !sip_peer_up(peer) && !leg->uc->invite->route[0];
		rc = send_to(leg, step, peer);
		if (rc < 0)
			LOGUA(leg->uc, LOGL_NOTICE, "no leg to %s: %s\n", sip_peer_name(peer), strerror(-rc));
	}
	if (rc == 0)
		arm_for_peer(leg);
	return rc;
}

int ua_leg_send_now(struct ua_leg *leg)
{
	struct call_step step;

	call_step(leg->uc->call, &step);
	return send_by_step(leg, &step);
}

void ua_leg_anew(struct ua_leg *leg)
{
	struct ua_call *uc = leg->uc;

	uc->stale |= uc->caller && uc->caller->described;
	pool_put(uc->ua->texts, leg->sdp);
	leg->sdp = NULL;
	leg->sdp_len = 0;
	leg->fork = leg->sdp_fork = leg->told_fork = 0;
}

/* The same leg by the next peer that is up (RFC 3263 4.3). Whatever the last one may still say is dealt with in sip/.
 * \returns false: there is none, nothing has changed */
static bool fail_over(struct ua_leg *leg)
{
	struct sip_dialog *last = leg->d;

	leg->d = NULL;
	if (ua_leg_send_now(leg) < 0) {
		leg->d = last;
		return false;
	}
	ua_leg_anew(leg);
	leg->uc->ua->ctr[SIPUA_CTR_FAIL_OVER]++;
	LOGUA(leg->uc, LOGL_NOTICE, "leg %u: goes on by %s\n", leg->target, sip_peer_name(sip_dialog_peer(leg->d)));
	if (last) {
		sip_peer_failed(sip_dialog_peer(last));
		sip_dialog_end(last, 480, NULL);
	}
	return true;
}

int ua_leg_send(struct ua_call *uc, const struct call_step *step, unsigned target, e164_t number, uint8_t ring_s)
{
	struct sipua *ua = uc->ua;
	struct ua_leg *leg;
	int rc;

	if (target >= UA_MAX_LEGS)
		return -ENOTCONN;
	leg = ua_leg_new(uc, MEDIA_CALLED);
	if (!leg)
		return -ENOMEM;
	leg->target = (uint8_t)target;
	leg->pair = uc->pair;
	leg->local = uc->local[MEDIA_CALLED];
	leg->ring_s = ring_s;
	leg->allow_diverted = step->num_targets ? step->target[target].allow_diverted : step->allow_diverted;
	leg->number = number;
	leg->confirm = step->num_targets ? step->target[target].confirm : step->confirm;
	if (ua_confirm_prepare(leg)) {
		rc = 0;
		leg->waited = true;
		wheel_arm(ua->wheel, &leg->ring, ua->ring_kind, ua->cfg.setup_s * 1000u);
	} else if (ua_leg_locate(leg, step, number)) {
		rc = 0;
		leg->waited = true;
		wheel_arm(ua->wheel, &leg->ring, ua->ring_kind, ua->cfg.setup_s * 1000u);
	} else {
		rc = send_by_step(leg, step);
	}
	if (rc < 0) {
		ua_leg_free(leg);
		return rc;
	}
	ua->ctr[SIPUA_CTR_LEG]++;
	ua->ctr[SIPUA_CTR_FORK_LEG] += uc->together;
	uc->leg[target] = leg;
	return 0;
}

/* ---- ringing ---- */

void ua_leg_give_up(struct ua_leg *leg, enum decide_outcome outcome, uint8_t cause, unsigned status)
{
	struct ua_call *uc = leg->uc;
	unsigned target = leg->target;

	ua_leg_end(leg, cause, 0);
	ua_target_failed(uc, target, outcome, cause, status);
}

/* It does not ring yet. */
static void still_trying(struct ua_leg *leg)
{
	struct sipua *ua = leg->uc->ua;
	unsigned setup_ms = ua->cfg.setup_s * 1000u;

	if (leg->waited || setup_ms <= ua->cfg.fail_over_ms) {
		ua->ctr[SIPUA_CTR_LEG_SILENT]++;
		ua_leg_give_up(leg, DECIDE_UNREACHABLE, CAUSE_NO_RESPONSE, 480);
		return;
	}
	leg->waited = true;
	if (leg->d && !sip_dialog_heard(leg->d)) {
		if (fail_over(leg))
			return;
		/* It was down before: whoever sent us the call may know another way. */
		if (leg->in_vain) {
			ua->ctr[SIPUA_CTR_LEG_SILENT]++;
			ua_leg_give_up(leg, DECIDE_UNREACHABLE, CAUSE_NET_OUT_OF_ORDER, 503);
			return;
		}
	}
	wheel_arm(ua->wheel, &leg->ring, ua->ring_kind, setup_ms - ua->cfg.fail_over_ms);
}

void ua_ring_timer(struct wheel_timer *t, void *priv)
{
	struct ua_leg *leg = container_of(t, struct ua_leg, ring);

	if (ua_spare_timer(leg))
		return;
	if (leg->state == UA_LEG_UP && leg->uc->referrer && leg == leg->uc->caller) {
		ua_refer_timer(leg->uc);
	} else if (leg->state == UA_LEG_UP) {
		ua_refresh(leg);
	} else if (leg->state == UA_LEG_ALERTING || leg->state == UA_LEG_CONFIRM) {
		leg->uc->ua->ctr[SIPUA_CTR_LEG_NO_ANSWER]++;
		ua_leg_give_up(leg, DECIDE_NO_ANSWER, CAUSE_NO_ANSWER, 480);
	} else {
		still_trying(leg);
	}
}

static void alerting(struct ua_leg *leg)
{
	const struct sipua *ua = leg->uc->ua;
	uint32_t left = call_ring_left_ms(leg->uc->call), ms = (leg->ring_s ? leg->ring_s : ua->cfg.ring_max_s) * 1000u;

	if (leg->state != UA_LEG_TRYING)
		return;
	leg->state = UA_LEG_ALERTING;
	if (left && left < ms)
		ms = left;
	wheel_arm(ua->wheel, &leg->ring, ua->ring_kind, ms);
}

/* ---- what it answers ---- */

/* Forwarded by the phone or its own network: a voicemail must not swallow the list. */
bool ua_leg_taken_away(struct ua_leg *leg)
{
	struct ua_call *uc = leg->uc;

	uc->ua->ctr[SIPUA_CTR_DIVERTED_BY_NETWORK]++;
	if (uc->together)
		return !leg->allow_diverted;
	call_leg_diverted(uc->call, E164_NONE);
	return call_leg_unwanted(uc->call);
}

void ua_leg_keep(struct ua_leg *leg, const struct sip_message *m)
{
	struct sipua *ua = leg->uc->ua;

	if (!m->sdp_text || m->sdp_length > SDP_MAX_TEXT)
		return;
	if (!leg->sdp)
		leg->sdp = pool_get(ua->texts);
	if (!leg->sdp)
		return;
	memcpy(leg->sdp, m->sdp_text, m->sdp_length);
	leg->sdp_fork = m->fork;
	leg->sdp_len = (uint16_t)m->sdp_length;
}

/* What the caller hears of a leg's ringing. Early sound only of a leg behind which nothing waits: the answer to his
 * offer can be given once. */
static void tell_caller(struct ua_leg *leg, const struct sip_message *m)
{
	struct ua_call *uc = leg->uc;
	struct sipua *ua = uc->ua;
	bool sound = m->sdp_text && m->sdp != SIP_SDP_OFFER && !uc->together && !uc->controlled;
	unsigned status = m->status;

	if (uc->referrer)
		ua_refer_rings(uc, m->status);
	if (!uc->caller || !uc->caller->d)
		return;
	sip_content_init(&ua->content);
	sip_content_copy(&ua->content, m, "Alert-Info");
	if (sound) {
		ua_sdp_heard(leg, m->sdp_text, m->sdp_length);
		sound = ua_sdp_pass(uc->caller, m->sdp_text, m->sdp_length) == 0;
	}
	/* Sound that he does not get is not promised to him (RFC 5009 8): his own side is to let it ring. */
	if (sound || !m->sdp_text)
		sip_content_copy(&ua->content, m, "P-Early-Media");
	else if (status == 183)
		status = 180;
	if (sip_dialog_provisional(uc->caller->d, status, &ua->content) < 0 || !sound || !uc->invite->rel100)
		return;
	leg->told_fork = uc->caller->described ? leg->told_fork : m->fork;
	uc->caller->described = true;
}

static void provisional(struct ua_leg *leg, const struct sip_message *m)
{
	if (m->status == 199)	/* one of the forks behind it is over, which is nothing to the caller (RFC 6228 6) */
		return;
	leg->fork = m->fork;
	if (m->status == 181 && ua_leg_taken_away(leg)) {
		LOGUA(leg->uc, LOGL_INFO, "leg %u was forwarded elsewhere: dropped\n", leg->target);
		ua_leg_give_up(leg, DECIDE_NO_ANSWER, CAUSE_NO_ANSWER, 480);
		return;
	}
	if (m->sdp == SIP_SDP_ANSWER)
		ua_leg_keep(leg, m);
	if (m->status >= 180)
		alerting(leg);
	tell_caller(leg, m);
}

/* The others that ring were answered elsewhere. */
static void end_others(struct ua_call *uc, const struct ua_leg *winner)
{
	unsigned i;

	for (i = 0; i < UA_MAX_LEGS; i++) {
		struct ua_leg *leg = uc->leg[i];

		uc->leg[i] = NULL;
		if (!leg || leg == winner)
			continue;
		uc->ua->ctr[SIPUA_CTR_ELSEWHERE]++;
		ua_leg_end(leg, CAUSE_NON_SELECTED, 200);
	}
}

/* \returns 0 or -errno: what was answered cannot be told to the caller */
static int answer_caller(struct ua_leg *leg, const struct sip_message *m)
{
	struct ua_call *uc = leg->uc;
	struct sipua *ua = uc->ua;
	bool own = m && m->sdp_text;
	const char *text = own ? m->sdp_text : leg->sdp;
	size_t length = own ? m->sdp_length : leg->sdp_len;
	int rc = 0;

	if (!uc->caller->d)
		return ua_refer_offered(leg, m) ? 0 : -EINVAL;
	sip_content_init(&ua->content);
	/* Who answered, and whether he wants it told: to those who keep to that (RFC 3325 7, 9). */
	if (m && uc->invite->trusted) {
		sip_content_copy(&ua->content, m, "P-Asserted-Identity");
		sip_content_copy(&ua->content, m, "Privacy");
		sip_content_copy(&ua->content, m, "P-Charging-Vector");
	}
	if (text && m)
		ua_sdp_heard(leg, text, length);
	if (text && !uc->caller->described)
		rc = ua_sdp_pass(uc->caller, text, length);
	if (rc >= 0)
		rc = sip_dialog_answer(uc->caller->d, &ua->content);
	if (rc < 0)
		return rc;
	uc->caller->described = true;
	uc->caller->state = UA_LEG_UP;
	return 0;
}

/* Nobody has spoken: no call was answered. */
static void not_answered(struct ua_call *uc, int rc)
{
	LOGUA(uc, LOGL_NOTICE, "the answer cannot be passed on to the caller: %s\n", strerror(-rc));
	ua_call_tell(uc);	/* a pair that a 1 was asked in ends with the call */
	call_leg_failed(uc->call, DECIDE_REFUSED, CAUSE_BEARER_NOT_IMPLEMENTED);
	ua_call_end(uc, CAUSE_BEARER_NOT_IMPLEMENTED, 488, CALL_END_FAILED);
}

/* Does the caller send his sound to somebody else than who answered? (Where media stands between them it goes after the
 * answer by itself.) */
static bool is_stale(const struct ua_leg *leg, const struct sip_message *m)
{
	const struct ua_call *uc = leg->uc;

	if (uc->pair)
		return false;
	return uc->stale || (m && uc->caller->described && leg->told_fork != m->fork) ||
		(m && !m->sdp_text && leg->sdp && leg->sdp_fork != m->fork);
}

void ua_leg_take(struct ua_leg *leg, const struct sip_message *m)
{
	struct ua_call *uc = leg->uc;
	struct sipua *ua = uc->ua;
	bool stale = is_stale(leg, m);
	int rc;

	wheel_disarm(ua->wheel, &leg->ring);
	leg->state = UA_LEG_UP;
	leg->fork = 0;
	uc->called = leg;
	end_others(uc, leg);
	leg->peer = uc->caller;
	uc->caller->peer = leg;
	rc = answer_caller(leg, m);
	if (rc < 0) {
		not_answered(uc, rc);
		return;
	}
	if (!leg->offers) {
		pool_put(ua->texts, leg->sdp);
		leg->sdp = NULL;
	}
	uc->shows_caller &= !uc->invite->privacy;
	pool_put(ua->invites, uc->invite);
	uc->invite = NULL;
	ua->ctr[SIPUA_CTR_ANSWERED]++;
	call_target_answered(uc->call, leg->target);
	ua_call_tell(uc);
	ua_journal(uc);
	if (uc->referrer)
		ua_refer_join(uc);	/* it may be gone then */
	else if (stale)
		ua_refresh(leg);
}

static void on_response(void *priv, struct sip_dialog *d, const struct sip_message *m)
{
	struct ua_leg *leg = priv;

	if (m->method == SIP_INVITE && ua_spare_response(leg, m))
		return;
	if (m->method != SIP_INVITE || leg->state >= UA_LEG_CONFIRM || leg == leg->uc->caller)
		ua_within_response(leg, m);
	else if (m->status < 200)
		provisional(leg, m);
	else if (!ua_confirm_ask(leg, m))
		ua_leg_take(leg, m);
}

/* ---- how it ends ---- */

static uint8_t cause_of(enum sip_ended why, const struct sip_message *m)
{
	struct sip_reason r;

	if (m && sip_reason_read(m, &r) == 0 && r.q850)
		return r.q850;
	switch (why) {
	case SIP_ENDED_REFUSED:
		return m ? sipua_cause_of_status(m->status) : CAUSE_TEMPORARY_FAILURE;
	case SIP_ENDED_CANCELLED:
	case SIP_ENDED_BYE:
		return CAUSE_NORMAL;
	case SIP_ENDED_SESSION:
	case SIP_ENDED_LOST:
	case SIP_ENDED_NO_ACK:
		break;
	}
	return CAUSE_TIMER_EXPIRY;
}

/* Nobody was there at all: the peer is not asked again before it answers OPTIONS (sip/ sees to that). 503 is the peer's
 * own: what it cannot carry the next one may. No second peer is tried for a leg that has begun to ring. */
static void refused(struct ua_leg *leg, uint8_t cause, const struct sip_message *m)
{
	struct ua_call *uc = leg->uc;
	unsigned target = leg->target, status = m ? m->status : 503;
	bool alerted = leg->state == UA_LEG_ALERTING;
	uint8_t told = 0;
	struct sip_reason r;

	if (m && sip_reason_read(m, &r) == 0)
		told = r.q850;
	LOGUA(uc, LOGL_INFO, "leg %u: %u, cause %u\n", target, status, cause);
	if (m && m->local)
		uc->ua->ctr[SIPUA_CTR_LEG_SILENT]++;
	else
		ua_count_status(uc->ua, SIPUA_CTR_LEG_4XX, status);
	if (!alerted && m && (m->local || status == 503) && fail_over(leg))
		return;
	if (m && status < 400 && ua_leg_follow(leg, m)) {
		leg->state = UA_LEG_TRYING;
		return;
	}
	ua_leg_free(leg);
	ua_target_failed(uc, target, sipua_outcome_of_status(status, told, alerted), cause, status);
}

static void abandoned(struct ua_call *uc, uint8_t cause, const struct sip_message *m)
{
	struct sip_reason r;

	uc->ua->ctr[SIPUA_CTR_ABANDONED]++;
	ua_user_gave_up(uc);
	call_abandoned(uc->call);
	/* Somebody before us rings others as well, and one of those has answered: none of ours has missed a call (RFC 3326 2). */
	if (m && sip_reason_read(m, &r) == 0 && r.sip == 200)
		end_others(uc, NULL);
	ua_call_end(uc, cause, 0, CALL_END_NORMAL);
}

static void on_ended(void *priv, struct sip_dialog *d, enum sip_ended why, const struct sip_message *m)
{
	struct ua_leg *leg = priv;
	struct ua_call *uc = leg->uc;
	uint8_t cause = cause_of(why, m);
	bool by_caller = leg == uc->caller;

	leg->d = NULL;
	leg->asked = NULL;
	if (why == SIP_ENDED_LOST || why == SIP_ENDED_SESSION || why == SIP_ENDED_NO_ACK)
		uc->ua->ctr[SIPUA_CTR_LOST]++;
	if (ua_spare_ended(leg) || (leg->state == UA_LEG_UP && (ua_refer_left(leg) || (why == SIP_ENDED_BYE && ua_user_left(leg)))))
		return;
	if (by_caller && !uc->called) {
		abandoned(uc, cause, m);
	} else if (leg->state == UA_LEG_CONFIRM) {
		unsigned target = leg->target;

		ua_leg_free(leg);
		ua_target_failed(uc, target, DECIDE_NO_ANSWER, cause, 480);
	} else if (leg->state != UA_LEG_UP) {
		refused(leg, cause, m);
	} else {
		call_leg_ended(uc->call, cause, by_caller);
		ua_call_end(uc, cause, 0, CALL_END_NORMAL);
	}
}

static void on_request(void *priv, struct sip_dialog *d, struct sip_transaction *t, const struct sip_message *m)
{
	ua_within_request(priv, t, m);
}

static void on_ack(void *priv, struct sip_dialog *d, const struct sip_message *m)
{
	ua_within_ack(priv, m);
}

static void on_changed(void *priv, struct sip_dialog *d)
{
	ua_journal(((struct ua_leg *)priv)->uc);
}

const struct sip_dialog_ops ua_leg_ops = {
	.response = on_response, .request = on_request, .ack = on_ack, .changed = on_changed, .ended = on_ended,
};
