/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A leg that takes another one's place in an answered call, which goes on. INVITE with Replaces (RFC 3891), of a trusted peer:
 * in whose network the replaced leg is: its description is offered to the other party, whose answer answers it, then the
 * replaced leg is ended. Where that one was the served user's and the new one is not, the user has left the call, and what
 * holds for a transfer holds for him. And the call back (product.md section 3): a user who
 * ends both his calls within a second is rung once, with the older one's party waiting. Left out: Replaces of a leg that
 * rings yet (481), and without an offer (488). */

#include <errno.h>
#include <string.h>

#include "ua_priv.h"

#define BOTH_MS 1000
#define RINGS_MS 30000

static void forget_text(struct ua_leg *leg)
{
	pool_put(leg->uc->ua->texts, leg->sdp);
	leg->sdp = NULL;
}

/* The one that it shall replace stays. */
void ua_spare_drop(struct ua_call *uc, unsigned status)
{
	struct ua_leg *spare = uc->spare;

	uc->spare = uc->replaced = NULL;
	if (!spare)
		return;
	if (spare->d && !sip_dialog_is_caller(spare->d)) {
		sip_dialog_refuse(spare->d, status, NULL);
		spare->d = NULL;
	}
	ua_leg_end(spare, CAUSE_NORMAL, 0);
}

static void take_place(struct ua_leg *spare)
{
	struct ua_call *uc = spare->uc;
	struct ua_leg *old = uc->replaced, *other = old->peer;

	uc->spare = uc->replaced = NULL;
	if (uc->caller == old)
		uc->caller = spare;
	else
		uc->called = spare;
	wheel_disarm(uc->ua->wheel, &spare->ring);
	spare->state = UA_LEG_UP;
	spare->peer = other;
	other->peer = spare;
	old->peer = NULL;
	call_held(uc->call, MEDIA_CALLER, false);
	call_held(uc->call, MEDIA_CALLED, false);
	ua_call_tell(uc);
	ua_leg_end(old, CAUSE_NORMAL, 0);
	ua_journal(uc);
}

static struct ua_leg *spare_for(struct ua_leg *old)
{
	struct ua_call *uc = old->uc;
	struct ua_leg *spare = ua_leg_new(uc, old->side);

	if (!spare)
		return NULL;
	spare->pair = old->pair;
	spare->local = old->local;
	uc->spare = spare;
	uc->replaced = old;
	return spare;
}

/* ---- INVITE with Replaces ---- */

static bool is_busy(const struct ua_leg *leg)
{
	return leg->refreshing || leg->offers || leg->asked || sip_dialog_offering(leg->d);
}

/* Another network may not take what is in this one, however it came to know the dialog. */
static bool is_of_its_network(const struct ua_leg *leg, const struct sip_peer *peer)
{
	const struct sip_peer *own = sip_dialog_peer(leg->d);

	return own && peer && !strcmp(sip_peer_group(own), sip_peer_group(peer));
}

static bool is_user(const struct ua_leg *leg, e164_t number)
{
	return ua_place_of(leg) == call_user_side(leg->uc->call) && number == call_user_line(leg->uc->call);
}

/* What the line pays for does not go on with somebody else in its place but as a transfer would. Whose user is not known
 * (no right to transfers, transferred already) stays as it is. \returns 0, or the status to refuse with */
static unsigned check_place(const struct ua_leg *old, e164_t number)
{
	enum media_side user = call_user_side(old->uc->call);

	if (user == _MEDIA_SIDES)
		return 403;
	if (ua_place_of(old) != user || is_user(old, number))
		return 0;
	switch (call_user_may_leave(old->uc->call)) {
	case CALL_TRANSFER_DONE:
		return 0;
	case CALL_TRANSFER_UNDER_WAY:
		return 491;
	default:
		return 403;
	}
}

/* \returns 0, or the status to refuse with (RFC 3891 3) */
static unsigned find_replaced(struct sipua *ua, const struct sip_peer *peer, const struct sip_message *m, struct ua_leg **ret)
{
	const char *value = sip_message_field(m, "Replaces", 0);
	struct sip_replaces r;
	struct sip_dialog *d;
	struct ua_leg *old;

	if (sip_message_field(m, "Replaces", 1) || sip_replaces_read(value, &r) < 0)
		return 400;
	d = sip_dialog_find(ua->agent, &r);
	old = d ? sip_dialog_priv(d) : NULL;
	if (!old || old->state != UA_LEG_UP || !old->peer || !old->peer->d)
		return 481;
	if (!is_of_its_network(old, peer))
		return 403;
	if (r.early_only)
		return 486;
	if (old->uc->spare || old->uc->refers || old->uc->lingers || is_busy(old) || is_busy(old->peer))
		return 491;
	if (m->sdp != SIP_SDP_OFFER)
		return 488;
	*ret = old;
	return check_place(old, ua_asserted(ua, m));
}

static unsigned begin(struct sipua *ua, struct sip_dialog *d, const struct sip_message *m)
{
	const struct sipua_peer *peer = ua_peer_of(ua, sip_dialog_peer(d));
	struct ua_leg *old = NULL, *spare, *other;
	unsigned status = peer && peer->trusted ? find_replaced(ua, sip_dialog_peer(d), m, &old) : 403;
	int rc = -ENOMEM;

	if (status)
		return status;
	spare = spare_for(old);
	if (!spare)
		return 503;
	other = old->peer;
	spare->number = ua_asserted(ua, m);
	ua_leg_keep(spare, m);
	if (spare->sdp) {
		other->version++;
		sip_content_init(&ua->content);
		rc = ua_sdp_pass(other, spare->sdp, spare->sdp_len);
	}
	if (rc >= 0)
		rc = sip_dialog_request(other->d, 0, SIP_INVITE, &ua->content);
	if (rc < 0) {
		ua_spare_drop(old->uc, 0);
		return rc == -EBUSY ? 491 : 500;
	}
	other->refreshing = true;
	spare->d = d;
	sip_dialog_bind(d, &ua_leg_ops, spare);
	return 0;
}

bool ua_replaces(struct sipua *ua, struct sip_dialog *d, const struct sip_message *m)
{
	unsigned status;

	if (!sip_message_field(m, "Replaces", 0))
		return false;
	status = begin(ua, d, m);
	if (!status)
		return true;
	ua->ctr[SIPUA_CTR_REFUSED]++;
	ua_count_status(ua, SIPUA_CTR_CALL_4XX, status);
	sip_dialog_refuse(d, status, NULL);
	return true;
}

bool ua_spare_agreed(struct ua_leg *leg, const struct sip_message *m)
{
	struct ua_call *uc = leg->uc;
	struct ua_leg *spare = uc->spare, *old = uc->replaced;
	int rc = -EINVAL;

	if (!spare || old->peer != leg || !spare->d || sip_dialog_is_caller(spare->d))
		return false;
	leg->refreshing = false;
	if (m->status >= 300 || m->sdp != SIP_SDP_ANSWER) {
		ua_spare_drop(uc, m->status == 491 ? 491 : 488);
		return true;
	}
	sip_content_init(&uc->ua->content);
	rc = ua_sdp_pass(spare, m->sdp_text, m->sdp_length);
	if (rc >= 0)
		rc = sip_dialog_answer(spare->d, &uc->ua->content);
	if (rc < 0) {
		ua_spare_drop(uc, 500);
		return true;
	}
	LOGUA(uc, LOGL_INFO, "a leg is replaced, Call-ID %s\n", sip_dialog_call_id(spare->d));
	uc->ua->ctr[SIPUA_CTR_REPLACED]++;
	ua_sdp_heard(spare, spare->sdp, spare->sdp_len);
	ua_sdp_heard(leg, m->sdp_text, m->sdp_length);
	forget_text(spare);
	if (ua_place_of(old) == call_user_side(uc->call) && !is_user(old, spare->number))
		call_user_left(uc->call, spare->number);
	take_place(spare);
	return true;
}

/* ---- the call back ---- */

static void end_call(struct ua_call *uc)
{
	call_leg_ended(uc->call, CAUSE_NORMAL, call_user_side(uc->call) == MEDIA_CALLER);
	ua_call_end(uc, CAUSE_NORMAL, 0, CALL_END_NORMAL);
}

static int ring_user(struct ua_leg *spare, e164_t line)
{
	struct ua_call *uc = spare->uc;
	struct sipua *ua = uc->ua;
	struct sip_peer *peer = sip_peer_choose(ua->agent, ua->cfg.core, NULL);
	struct sip_invite invite = { .peer = peer, .rel100 = SIP_REL100_NONE };
	struct sip_address who = { .display = "" };
	struct call_record record;
	const char *host;

	if (!peer)
		return -ENOTCONN;
	host = ua->cfg.domain[0] ? ua->cfg.domain : sip_peer_config(peer)->address;
	call_describe(uc->call, &record);
	ua_phone_uri(uc, line, host, ua->cfg.domain[0] ? 0 : sip_peer_config(peer)->port, &invite.uri);
	/* Who withheld his number withholds it now. */
	sip_uri_of_number(&who.uri, record.side == DECIDE_MADE ? record.called : uc->shows_caller ? record.calling : E164_NONE, host, 0);
	invite.from = who;
	invite.to.uri = invite.uri;
	sip_content_init(&ua->content);
	if (who.uri.user[0] == '+')
		sip_asserted_add(&ua->content, &who);
	spare->d = sip_invite(ua->agent, &invite, &ua->content, &ua_leg_ops, spare);
	return spare->d ? 0 : -errno;
}

/* Its user's leg is gone; the party of the other one waits. */
static void call_back(struct ua_call *uc)
{
	struct ua_leg *old = uc->replaced, *spare = spare_for(old);

	uc->lingers = false;
	uc->called_back = true;
	uc->replaced = old;
	wheel_disarm(uc->ua->wheel, &old->ring);
	if (!spare || ring_user(spare, call_user_line(uc->call)) < 0) {
		end_call(uc);
		return;
	}
	LOGUA(uc, LOGL_INFO, "its user has ended both calls at once: called back\n");
	uc->ua->ctr[SIPUA_CTR_CALLED_BACK]++;
	call_play(uc->call, old->peer->pair, old->peer->side, MEDIA_RINGBACK, 0);
	wheel_arm(uc->ua->wheel, &spare->ring, uc->ua->ring_kind, RINGS_MS);
}

static struct ua_call *other_of_user(const struct ua_call *uc)
{
	uint32_t hands = call_other_hands(uc->call);

	return hands ? pool_find(uc->ua->ucs, hands) : NULL;
}

static bool is_older(const struct ua_call *uc, const struct ua_call *than)
{
	struct call_record a, b;

	call_describe(uc->call, &a);
	call_describe(than->call, &b);
	return a.start_us <= b.start_us;
}

bool ua_user_left(struct ua_leg *leg)
{
	struct ua_call *uc = leg->uc, *other;

	if (!uc->ua->cfg.call_back || uc->called_back || uc->spare || !leg->peer || !leg->peer->d || leg->peer->asked ||
	    ua_place_of(leg) != call_user_side(uc->call))
		return false;
	other = other_of_user(uc);
	if (other && other->lingers && is_older(other, uc)) {
		call_back(other);
		return false;
	}
	if (!other && !(uc->other_left_ms && clock_ms() - uc->other_left_ms <= BOTH_MS))
		return false;
	leg->d = NULL;
	uc->replaced = leg;
	ua_journal(uc);
	call_held(uc->call, ua_place_of(leg), true);	/* nobody is heard there */
	if (other && other->lingers)
		end_call(other);
	else if (other) {
		uc->lingers = true;
		wheel_arm(uc->ua->wheel, &leg->ring, uc->ua->ring_kind, BOTH_MS);
		return true;
	}
	call_back(uc);
	return true;
}

void ua_user_gave_up(struct ua_call *uc)
{
	struct ua_call *other = NULL;

	if (uc->ua->cfg.call_back && call_user_side(uc->call) == MEDIA_CALLER)	/* not somebody who called him */
		other = other_of_user(uc);
	if (!other)
		return;
	other->other_left_ms = clock_ms();
	if (other->lingers)
		call_back(other);
}

bool ua_spare_timer(struct ua_leg *leg)
{
	struct ua_call *uc = leg->uc;

	if (leg != uc->spare && !(uc->lingers && leg == uc->replaced))
		return false;
	end_call(uc);
	return true;
}

bool ua_spare_ended(struct ua_leg *leg)
{
	struct ua_call *uc = leg->uc;
	bool calls_back = uc->replaced && !uc->replaced->d;

	if (leg != uc->spare)
		return false;
	uc->spare = NULL;
	if (!calls_back)
		uc->replaced = NULL;
	ua_leg_free(leg);
	if (calls_back)
		end_call(uc);
	return true;
}

bool ua_spare_response(struct ua_leg *leg, const struct sip_message *m)
{
	struct ua_call *uc = leg->uc;
	struct ua_leg *other;
	void *priv;
	const struct media_ops *media = call_media_ops(uc->ua->calls, &priv);

	if (leg != uc->spare)
		return false;
	if (m->status < 200)
		return true;
	other = uc->replaced->peer;
	ua_leg_keep(leg, m);
	if (m->sdp != SIP_SDP_OFFER || !leg->sdp) {
		end_call(uc);
		return true;
	}
	leg->offers = true;
	ua_sdp_heard(leg, leg->sdp, leg->sdp_len);
	if (other->pair && media)
		media->stop(priv, other->pair, other->side);
	take_place(leg);
	ua_refresh(other);
	return true;
}
