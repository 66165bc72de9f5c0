/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A call of the SIP driver: the step that call/ shows, carried out with legs; how it goes on when they fail, how it ends. */

#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "ua_priv.h"

struct ua_call *ua_call_new(struct sipua *ua)
{
	struct ua_call *uc = pool_get(ua->ucs);

	if (!uc)
		return NULL;
	uc->ua = ua;
	uc->invite = pool_get(ua->invites);
	if (uc->invite)
		return uc;
	pool_put(ua->ucs, uc);
	return NULL;
}

struct ua_leg *ua_leg_new(struct ua_call *uc, enum media_side side)
{
	struct ua_leg *leg = pool_get(uc->ua->legs);

	if (!leg)
		return NULL;
	leg->uc = uc;
	leg->side = (uint8_t)side;
	leg->session = pool_handle(uc->ua->legs, leg);
	return leg;
}

uint32_t ua_handle(const struct ua_leg *leg)
{
	return leg ? pool_handle(leg->uc->ua->legs, leg) : 0;
}

void ua_leg_free(struct ua_leg *leg)
{
	struct sipua *ua = leg->uc->ua;

	wheel_disarm(ua->wheel, &leg->ring);
	wheel_disarm(ua->wheel, &leg->code);
	if (leg->peer)
		leg->peer->peer = NULL;
	ua_confirm_drop(leg);
	if (leg->uc->spare == leg)
		leg->uc->spare = NULL;
	if (leg->uc->replaced == leg)
		ua_spare_drop(leg->uc, 481);
	pool_put(ua->texts, leg->sdp);
	pool_put(ua->legs, leg);
}

/* A SIP status where that is the reason ("answered elsewhere", RFC 3326 2), else the Q.850 cause. */
static const struct sip_content *reason(struct sipua *ua, uint8_t cause, unsigned status)
{
	struct sip_reason r = { .q850 = status ? 0 : cause, .sip = (uint16_t)status };

	sip_content_init(&ua->content);
	if (status == 200)
		OSMO_STRLCPY_ARRAY(r.text, "Call completed elsewhere");
	if (cause || status)
		sip_reason_add(&ua->content, &r);
	return &ua->content;
}

void ua_leg_end(struct ua_leg *leg, uint8_t cause, unsigned status)
{
	struct sipua *ua = leg->uc->ua;

	if (leg->d && leg->offers) {	/* it wants its ACK first (RFC 3261 13.2.2.4) */
		sip_content_init(&ua->content);
		sip_dialog_ack(leg->d, &ua->content);
	}
	if (leg->d)
		sip_dialog_end(leg->d, cause ? sipua_status_of_cause(cause) : 480, reason(ua, cause, status));
	leg->d = NULL;
	ua_leg_free(leg);
}

void ua_call_tell(struct ua_call *uc)
{
	call_set_hands(uc->call, &(const struct call_hands){
		.ops = &ua_call_ops, .priv = uc->ua, .hands = pool_handle(uc->ua->ucs, uc),
		.leg = { ua_handle(uc->caller), ua_handle(uc->called) }, .pair = uc->pair,
		.called_pair = !uc->moved && uc->called && uc->called->pair != uc->pair ? uc->called->pair : 0,
	});
}

/* ---- its end ---- */

static void caller_end(struct ua_call *uc, uint8_t cause, unsigned status)
{
	struct ua_leg *leg = uc->caller;

	uc->caller = NULL;
	if (leg->d && leg->state != UA_LEG_UP) {
		status = status ? status : sipua_status_of_cause(cause);
		ua_count_status(uc->ua, SIPUA_CTR_CALL_4XX, status);
		sip_dialog_refuse(leg->d, status, reason(uc->ua, cause, 0));
		leg->d = NULL;
	}
	ua_leg_end(leg, cause, 0);
}

static void end_ringing(struct ua_call *uc, uint8_t cause, unsigned status)
{
	unsigned i;

	for (i = 0; i < UA_MAX_LEGS; i++) {
		if (uc->leg[i])
			ua_leg_end(uc->leg[i], cause, status);
		uc->leg[i] = NULL;
	}
}

void ua_call_end(struct ua_call *uc, uint8_t cause, unsigned status, enum call_end end)
{
	struct sipua *ua = uc->ua;

	ua_spare_drop(uc, 481);
	if (uc->refers)
		ua_refer_drop(uc);
	if (uc->referrer)
		ua_refer_over(uc, cause, status);
	ua_journal_gone(uc);
	if (uc->caller)
		caller_end(uc, cause, status);
	if (uc->called)
		ua_leg_end(uc->called, cause, 0);
	end_ringing(uc, cause, 0);
	if (uc->call)
		call_finish(&uc->call, end);
	pool_put(ua->invites, uc->invite);
	pool_put(ua->ucs, uc);
}

/* ---- steps ---- */

static void release(struct ua_call *uc, uint8_t cause)
{
	LOGUA(uc, LOGL_INFO, "released, cause %u\n", cause);
	call_step_sent(uc->call);
	ua_call_end(uc, cause, 0, CALL_END_RELEASED);
}

/* One target, or the call as it came. \returns 0 or -errno */
static int send_target(struct ua_call *uc, const struct call_step *step, unsigned target)
{
	const struct decide_target *t = step->num_targets ? &step->target[target] : NULL;

	return ua_leg_send(uc, step, target, t ? t->number : step->number, t ? t->ring_s : step->ring_s);
}

void ua_carry_out(struct ua_call *uc)
{
	uint16_t failed = 0;
	struct call_step step;
	unsigned i, num;

	call_step(uc->call, &step);
	if (step.kind == DECIDE_RELEASE) {
		release(uc, step.cause);
		return;
	}
	num = step.num_targets ? OSMO_MIN(step.num_targets, UA_MAX_LEGS) : 1;
	uc->together = num > 1;
	uc->controlled = step.control;
	call_step_sent(uc->call);
	for (i = 0; i < num; i++)
		if (!(step.left_out >> i & 1) && send_target(uc, &step, i) < 0)
			failed |= (uint16_t)(1u << i);
	/* Told one after the other; the last one may lead to the next step, or end the call. */
	for (i = 0; failed; i++) {
		bool is_last = failed == 1u << i;

		if (!(failed >> i & 1))
			continue;
		failed &= (uint16_t)~(1u << i);
		ua_target_failed(uc, i, DECIDE_UNREACHABLE, CAUSE_TEMPORARY_FAILURE, 503);
		if (is_last)
			return;
	}
}

/* Statuses that mean something between us and the leg's peer alone are not told to the caller. */
static unsigned natural_status(unsigned status, uint8_t cause)
{
	if (status < 400 || status == 401 || status == 407 || status == 420 || status == 421 || status == 422)
		return sipua_status_of_cause(cause ? cause : CAUSE_ABSENT);
	return status;
}

void ua_target_failed(struct ua_call *uc, unsigned target, enum decide_outcome outcome, uint8_t cause, unsigned status)
{
	uc->leg[target] = NULL;
	uc->ua->ctr[SIPUA_CTR_LEG_FAILED]++;
	switch (call_target_failed(uc->call, target, outcome, cause)) {
	case CALL_THEN_WAIT:
		return;
	case CALL_THEN_STEP:
		ua_carry_out(uc);
		return;
	case CALL_THEN_END:
		ua_call_end(uc, cause, natural_status(status, cause), CALL_END_NORMAL);
		return;
	}
}

/* ---- what call/ asks (leg_ops) ---- */

static void op_release(void *priv, uint32_t handle, uint8_t cause)
{
	struct sipua *ua = priv;
	struct ua_leg *leg = pool_find(ua->legs, handle);

	if (!leg)
		return;
	if (leg->uc->caller == leg)
		leg->uc->caller = NULL;
	if (leg->uc->called == leg)
		leg->uc->called = NULL;
	ua_leg_end(leg, cause, 0);
}

/* What its party asks is being asked of somebody who will not be its other party: it may ask again (RFC 3261 14.1). */
static void ask_again(struct ua_leg *leg)
{
	struct sip_content *c = &leg->uc->ua->content;
	struct sip_transaction *t = leg->asked;

	leg->asked = NULL;
	if (!t)
		return;
	sip_content_init(c);
	sip_reply(t, 491, c);
}

/* The place of the leg that is no other's party any more is the moved one's. */
static void move(struct ua_leg *leg, struct ua_leg *moves)
{
	struct ua_call *to = leg->uc, *from = moves->uc;

	ask_again(leg);
	ask_again(moves);
	if (from->caller == moves)
		from->caller = NULL;
	if (from->called == moves)
		from->called = NULL;
	if (to->caller == leg)
		to->called = moves;
	else
		to->caller = moves;
	leg->was_held = leg->peer && leg->peer->held;
	moves->was_held = moves->peer && moves->peer->held;
	if (leg->peer)
		leg->peer->peer = NULL;
	if (moves->peer)
		moves->peer->peer = NULL;
	moves->uc = to;
	to->moved = true;
	leg->peer = moves;
	moves->peer = leg;
}

static bool op_may_rejoin(void *priv, uint32_t handle, uint32_t moves_handle)
{
	struct sipua *ua = priv;
	const struct ua_leg *leg = pool_find(ua->legs, handle), *moves = pool_find(ua->legs, moves_handle);

	return leg && moves && leg->d && moves->d && !leg->uc->lingers && !moves->uc->lingers && !leg->uc->spare && !moves->uc->spare &&
		 leg->state == UA_LEG_UP && moves->state == UA_LEG_UP;
}

static int op_rejoin(void *priv, uint32_t handle, uint32_t moves_handle)
{
	struct sipua *ua = priv;
	struct ua_leg *leg = pool_find(ua->legs, handle), *moves = pool_find(ua->legs, moves_handle);

	if (!op_may_rejoin(priv, handle, moves_handle))
		return -ENOTCONN;
	ua->ctr[SIPUA_CTR_TRANSFER]++;
	if (ua->joined && leg->uc->call && moves->uc->call)
		ua->joined(ua->seen_priv, call_id(leg->uc->call), call_id(moves->uc->call));
	move(leg, moves);
	ua_journal(leg->uc);
	ua_refresh(leg);
	return 0;
}

static void op_lost(void *priv, uint32_t hands, uint32_t pair)
{
	struct sipua *ua = priv;
	struct ua_call *uc = pool_find(ua->ucs, hands);

	if (uc && uc->pair == pair)
		ua_sound_lost(uc);
	else if (uc)
		ua_confirm_lost(uc, pair);
}

static void op_transferred(void *priv, uint32_t handle, unsigned how)
{
	struct sipua *ua = priv;
	struct ua_leg *leg = pool_find(ua->legs, handle);

	if (leg)
		ua_refer_told(leg, how);
}

static void op_end(void *priv, uint32_t hands, uint8_t cause)
{
	struct sipua *ua = priv;
	struct ua_call *uc = pool_find(ua->ucs, hands);

	if (!uc)
		return;
	if (uc->called)
		call_leg_ended(uc->call, cause, false);
	else
		call_leg_failed(uc->call, DECIDE_REFUSED, cause);
	ua_call_end(uc, cause, 0, CALL_END_FAILED);
}

static void op_let_go(void *priv, uint32_t hands)
{
	struct sipua *ua = priv;
	struct ua_call *uc = pool_find(ua->ucs, hands);

	if (!uc)
		return;
	uc->call = NULL;	/* call/ finishes it */
	/* What it left behind is written down before it goes: a next life has the call once, as it was or as it is. */
	ua_journal_write(ua);
	ua_call_end(uc, CAUSE_NORMAL, 0, CALL_END_NORMAL);
}

static void op_media(void *priv, uint32_t hands, enum media_side side, uint32_t tag, const struct media_local *local)
{
	struct sipua *ua = priv;
	struct ua_call *uc = pool_find(ua->ucs, hands);

	if (uc)
		ua_sound_came(uc, side, tag, local);
}

static void op_code(void *priv, uint32_t hands, uint32_t pair, enum media_side side, const char *code)
{
	struct sipua *ua = priv;
	struct ua_call *uc = pool_find(ua->ucs, hands);
	struct ua_leg *leg = uc ? ua_confirm_of(uc, pair) : NULL;

	if (leg)
		ua_confirm_accept(leg);
}

const struct leg_ops ua_call_ops = {
	.release = op_release, .may_rejoin = op_may_rejoin, .rejoin = op_rejoin, .media = op_media, .lost = op_lost, .code = op_code,
	.transferred = op_transferred, .end = op_end, .let_go = op_let_go,
};
