/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* REFER of the served user (RFC 3515). With Replaces it is an attended transfer, as #1 is: the call whose dialog Replaces
 * names is the other one. Without, it is a blind one: a call of the line is made to whom it names, without a caller; once
 * somebody answers there, the two calls are joined like any others. Who asked may hang up meanwhile: the held party then
 * waits for that answer. What becomes of it is told by NOTIFY, to the end. Left out: Refer-Sub (RFC 4488). */

#include <stdio.h>
#include <string.h>

#include "ua_priv.h"

/* By enum call_transfer: what cannot be begun is refused at once, what fails later is told by NOTIFY. */
static unsigned status_of(enum call_transfer how)
{
	switch (how) {
	case CALL_TRANSFER_DONE:
		return 202;
	case CALL_TRANSFER_NO_OTHER:
		return 481;
	case CALL_TRANSFER_NOT_ANSWERED:
		return 480;
	case CALL_TRANSFER_UNDER_WAY:
		return 491;
	default:
		return 403;
	}
}

static const char *phrase_of(unsigned status)
{
	switch (status) {
	case 100:
		return "Trying";
	case 200:
		return "OK";
	case 486:
		return "Busy Here";
	case 503:
		return "Service Unavailable";
	default:
		return status < 200 ? "Ringing" : "Failed";
	}
}

/* One word on the way of what REFER asked for (RFC 3515 2.4.4); a final one ends the subscription that it made. */
static void notify(struct ua_leg *leg, unsigned status)
{
	struct sip_content *c = &leg->uc->ua->content;
	char text[64];

	if (!leg->referred || !leg->d)
		return;
	leg->referred = status < 200;
	snprintf(text, sizeof(text), "SIP/2.0 %u %s\r\n", status, phrase_of(status));
	sip_content_init(c);
	sip_content_add(c, "Event", "refer");
	sip_content_add(c, "Subscription-State", status < 200 ? "active;expires=300" : "terminated;reason=noresource");
	c->content_type = "message/sipfrag;version=2.0";
	c->body = text;
	c->body_length = strlen(text);
	sip_dialog_request(leg->d, 0, SIP_NOTIFY, c);
}

/* ---- a call that somebody else is to have ---- */

static struct ua_leg *referrer_of(const struct ua_call *uc)
{
	return uc->referrer ? pool_find(uc->ua->legs, uc->referrer) : NULL;
}

/* The two have nothing to do with each other any more. */
static void part(struct ua_call *uc, struct ua_leg *leg)
{
	uc->referrer = 0;
	leg->uc->refers = 0;
}

/* Who waits does not hear it ring any more. */
static void stop_ringback(const struct ua_leg *leg)
{
	void *priv;
	const struct media_ops *media = call_media_ops(leg->uc->ua->calls, &priv);

	if (!leg->d && leg->peer && leg->peer->pair && media)
		media->stop(priv, leg->peer->pair, leg->peer->side);
}

/* As the line's own phone would have sent it. */
static int say_invite(struct ua_call *uc, const struct ua_leg *leg, const struct sip_address *to, e164_t line)
{
	struct ua_invite *inv = uc->invite;
	const char *host = uc->ua->cfg.domain[0] ? uc->ua->cfg.domain : sip_peer_config(sip_dialog_peer(leg->d))->address;
	struct sip_address by = { .display = "" };
	char text[256];

	sip_uri_of_number(&inv->from.uri, line, host, 0);
	inv->uri = to->uri;
	ua_number_alone(&inv->uri);
	inv->uri.params[0] = '\0';
	inv->max_forwards = 70;
	inv->asserted = line;
	inv->trusted = true;
	sip_content_init(&inv->fields);
	sip_uri_of_number(&by.uri, line, host, 0);
	/* RFC 3892 */
	return sip_address_print(&by, text, sizeof(text)) < 0 ? -1 : sip_content_add(&inv->fields, "Referred-By", text);
}

static struct ua_call *call_for(struct ua_leg *leg, const struct sip_address *to, const struct numplan_number *number)
{
	struct sipua *ua = leg->uc->ua;
	struct ua_call *uc = ua_call_new(ua);
	struct call_setup setup = { .facts = {
		.side = DECIDE_MADE, .served = call_user_line(leg->uc->call), .called = *number,
		.redirection_limit = ua->cfg.redirection_limit, .sw = { .legs = true, .media = ua_media_is_alive(ua) },
	} };

	if (!uc)
		return NULL;
	setup.facts.calling = setup.facts.served;
	uc->caller = ua_leg_new(uc, MEDIA_CALLER);
	if (uc->caller) {
		uc->caller->state = UA_LEG_UP;
		if (say_invite(uc, leg, to, setup.facts.served) >= 0)
			uc->call = call_begin(ua->calls, &setup);
	}
	if (uc->call)
		return uc;
	ua_call_end(uc, CAUSE_CONGESTION, 503, CALL_END_FAILED);
	return NULL;
}

/* \returns status to answer REFER with; below 300 it is on its way */
static unsigned blind(struct ua_leg *leg, const struct sip_address *to, struct ua_call **ret)
{
	struct sipua *ua = leg->uc->ua;
	struct numplan_number number;
	enum call_transfer how;

	ua_number(ua, &to->uri, &number);
	if (leg->uc->refers || leg->uc->spare)
		return 491;
	how = call_transfer_to(leg->uc->call, &number);
	if (how != CALL_TRANSFER_DONE)
		return status_of(how);
	*ret = sip_dialog_peer(leg->d) ? call_for(leg, to, &number) : NULL;
	if (!*ret)
		return 503;
	(*ret)->referrer = ua_handle(leg);
	leg->uc->refers = pool_handle(ua->ucs, *ret);
	return 202;
}

void ua_refer_rings(struct ua_call *uc, unsigned status)
{
	struct ua_leg *leg = referrer_of(uc);

	if (!leg || status < 180 || uc->rang)
		return;
	uc->rang = true;
	notify(leg, status);
}

bool ua_refer_offered(struct ua_leg *leg, const struct sip_message *m)
{
	if (!m || m->sdp != SIP_SDP_OFFER)
		return false;
	ua_leg_keep(leg, m);
	leg->offers = leg->sdp != NULL;
	if (leg->offers)
		ua_sdp_heard(leg, leg->sdp, leg->sdp_len);
	return leg->offers;
}

void ua_refer_join(struct ua_call *uc)
{
	struct ua_leg *leg = referrer_of(uc);
	enum call_transfer how = CALL_TRANSFER_NO_OTHER;

	if (leg) {
		stop_ringback(leg);
		how = call_transfer(leg->uc->call, uc->call);
	}
	if (how == CALL_TRANSFER_DONE)
		return;		/* done, or told when media is */
	call_leg_ended(uc->call, CAUSE_TEMPORARY_FAILURE, true);
	ua_call_end(uc, CAUSE_TEMPORARY_FAILURE, 0, CALL_END_FAILED);
}

void ua_refer_over(struct ua_call *uc, uint8_t cause, unsigned status)
{
	struct ua_leg *leg = referrer_of(uc);
	struct ua_call *held;

	if (!leg)
		return;
	held = leg->uc;
	part(uc, leg);
	if (leg->d) {
		notify(leg, status >= 300 ? status : sipua_status_of_cause(cause));
		return;
	}
	/* Nobody is left for him. */
	call_leg_ended(held->call, cause, leg == held->caller);
	ua_call_end(held, cause, 0, CALL_END_NORMAL);
}

void ua_refer_drop(struct ua_call *uc)
{
	struct ua_call *made = pool_find(uc->ua->ucs, uc->refers);

	uc->refers = 0;
	if (!made)
		return;
	made->referrer = 0;
	if (made->called)
		call_leg_ended(made->call, CAUSE_NORMAL, true);
	else
		call_abandoned(made->call);
	ua_call_end(made, CAUSE_NORMAL, 0, CALL_END_NORMAL);
}

bool ua_refer_left(struct ua_leg *leg)
{
	struct ua_call *uc = leg->uc, *made = uc->refers ? pool_find(uc->ua->ucs, uc->refers) : NULL;

	if (!made || made->referrer != ua_handle(leg) || !leg->peer)
		return false;
	LOGUA(uc, LOGL_INFO, "who transfers it has hung up, the other party waits for the answer\n");
	leg->d = NULL;
	ua_journal(uc);
	call_held(uc->call, leg == uc->caller ? MEDIA_CALLER : MEDIA_CALLED, true);	/* nobody is heard there */
	call_play(uc->call, leg->peer->pair, leg->peer->side, MEDIA_RINGBACK, 0);
	return true;
}

void ua_refer_timer(struct ua_call *uc)
{
	call_leg_ended(uc->call, CAUSE_TEMPORARY_FAILURE, true);
	ua_call_end(uc, CAUSE_TEMPORARY_FAILURE, 503, CALL_END_FAILED);
}

void ua_refer_told(struct ua_leg *leg, unsigned how)
{
	struct ua_call *made = leg->uc->refers ? pool_find(leg->uc->ua->ucs, leg->uc->refers) : NULL;

	if (how != CALL_TRANSFER_DONE && made && made->caller && !made->invite) {
		/* It ends by itself, but not from within this. */
		wheel_arm(made->ua->wheel, &made->caller->ring, made->ua->ring_kind, 0);
		return;
	}
	/* One that rings was not meant, another call was: it rings on, or nobody is left for it. */
	if (made && !made->invite)
		part(made, leg);
	else if (made && how == CALL_TRANSFER_DONE)
		ua_refer_drop(leg->uc);
	notify(leg, how == CALL_TRANSFER_DONE ? 200 : 503);
}

/* ---- the request ---- */

/* The call whose dialog with the same user Replaces names. */
static struct call *call_named(struct sipua *ua, const struct sip_replaces *r)
{
	struct sip_dialog *d = sip_dialog_find(ua->agent, r);
	struct ua_leg *leg = d ? sip_dialog_priv(d) : NULL;

	return leg && leg->state == UA_LEG_UP && ua_place_of(leg) == call_user_side(leg->uc->call) ? leg->uc->call : NULL;
}

static unsigned attended(struct ua_leg *leg, const struct sip_replaces *replaces, struct call **other)
{
	*other = call_named(leg->uc->ua, replaces);
	return status_of(*other ? call_transfer_check(leg->uc->call, *other) : CALL_TRANSFER_NO_OTHER);
}

void ua_refer(struct ua_leg *leg, struct sip_transaction *t, const struct sip_message *m)
{
	struct sipua *ua = leg->uc->ua;
	struct call *call = leg->uc->call, *other = NULL;
	struct ua_call *made = NULL;
	struct sip_replaces replaces;
	enum call_transfer how;
	struct sip_address to;
	bool has = false;
	unsigned status;

	if (sip_refer_to_read(m, &to, &replaces, &has) < 0)
		status = 400;
	else if (ua_place_of(leg) != call_user_side(call) || leg->state != UA_LEG_UP)
		status = 403;
	else
		status = has ? attended(leg, &replaces, &other) : blind(leg, &to, &made);
	sip_content_init(&ua->content);
	sip_reply(t, status, &ua->content);
	if (status >= 300)
		return;
	leg->referred = true;
	notify(leg, 100);
	if (made) {
		ua_sound_begin(made);
		return;
	}
	how = call_transfer(call, other);
	/* Done, or told later: the leg may be gone. */
	if (how != CALL_TRANSFER_DONE)
		ua_refer_told(leg, how);
}
