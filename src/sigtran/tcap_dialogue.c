/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_dialogue.c
 *  A dialogue: its states (ITU-T Q.774 3.2.1.1 and 3.3.2.1), its peer, its one timer. It is opened by a Begin in
 *  (tcap_rx.c) or by the user, and ends by a message, by a guard or by the user. Our transaction id is its handle
 *  in the pool, so an id of a dialogue that is gone finds nothing. */
#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include <mpabx/base/clock.h>

#include "tcap_private.h"

#define BIT(state) (1u << (state))
#define NEVER_MS 0x40000000u	/* further away than any deadline */

/* Changes alone: what a message does in a state stands in tcap_rx.c and tcap_tx.c. */
static const struct fsm_state states[] = {
	/* nothing sent yet (TC-BEGIN request and indication: Q.774 figure A.5 sheets 2 to 4) */
	[TCAP_ST_IDLE] = {
		.name = "Idle",
		.out = BIT(TCAP_ST_INIT_SENT) | BIT(TCAP_ST_INIT_RECEIVED) | BIT(TCAP_ST_ENDED),
	},
	/* sheets 5 and 6 */
	[TCAP_ST_INIT_RECEIVED] = {
		.name = "InitReceived",
		.out = BIT(TCAP_ST_ACTIVE) | BIT(TCAP_ST_ENDED),
	},
	/* sheets 7 and 8; back where the Begin could not leave */
	[TCAP_ST_INIT_SENT] = {
		.name = "InitSent",
		.out = BIT(TCAP_ST_ACTIVE) | BIT(TCAP_ST_IDLE) | BIT(TCAP_ST_ENDED),
	},
	/* sheets 9 to 11; back where the first Continue could not leave */
	[TCAP_ST_ACTIVE] = {
		.name = "Active",
		.out = BIT(TCAP_ST_INIT_RECEIVED) | BIT(TCAP_ST_ENDED),
	},
	[TCAP_ST_ENDED] = { .name = "Ended" },
};

const struct fsm tcap_dialogue_fsm = {
	.name = "TCAP_DIALOGUE", .log_category = DTCAP, .states = states, .num_states = ARRAY_SIZE(states),
};

static uint32_t now_ms(void)
{
	return (uint32_t)clock_ms();
}

int tcap_dialogue_change(struct tcap_dialogue *dlg, enum tcap_state to, const char *why)
{
	return fsm_change(&tcap_dialogue_fsm, &dlg->state, to, why);
}

static struct tcap_dialogue *dialogue_get(struct tcap *tcap, const struct sccp_addr *peer,
					  const struct sccp_addr *own, uint8_t acn)
{
	struct tcap_dialogue *dlg = pool_get(tcap->pool);

	if (!dlg)
		return NULL;
	dlg->tcap = tcap;
	dlg->peer = *peer;
	dlg->own = *own;
	dlg->acn = acn;
	/* Round and round: the load spreads, and one dialogue keeps its way (Q.704 2.2.4). Not by the handle: a pool
	 * gives the same few slots again and again where dialogues are short. */
	dlg->sls = tcap->next_sls++ & 0x0f;
	return dlg;
}

struct tcap_dialogue *tcap_dialogue_open(struct tcap *tcap, const struct sccp_unitdata *ud, const struct tcap_msg *msg)
{
	uint8_t acn = tcap_acn_intern(tcap, msg->acn.v, msg->acn.len);
	struct tcap_dialogue *dlg;

	if (msg->acn.v && !acn)
		return NULL;
	dlg = dialogue_get(tcap, &ud->calling, &ud->called, acn);
	if (!dlg)
		return NULL;
	dlg->opc = ud->opc;
	dlg->peer_tid = msg->otid;
	dlg->peer_tid_len = msg->otid_len;
	tcap_dialogue_change(dlg, TCAP_ST_INIT_RECEIVED, "Begin");
	tcap_dialogue_touch(dlg);
	return dlg;
}

struct tcap_dialogue *tcap_dialogue_new(struct tcap *tcap, const struct sccp_addr *called,
					const struct sccp_addr *calling, const uint8_t *acn, size_t acn_len)
{
	uint8_t index = tcap_acn_intern(tcap, acn, acn_len);
	struct tcap_dialogue *dlg;

	if (acn_len && !index)
		return NULL;
	dlg = dialogue_get(tcap, called, calling, index);
	if (dlg)
		tcap_dialogue_touch(dlg);
	return dlg;
}

void tcap_dialogue_free(struct tcap_dialogue *dlg)
{
	struct tcap *tcap = dlg->tcap;

	wheel_disarm(tcap->wheel, &dlg->timer);
	pool_put(tcap->pool, dlg);
}

static bool same_digits(const struct sccp_addr *a, const struct sccp_addr *b)
{
	size_t pairs = a->gt_digits / 2;

	if (a->gt_digits != b->gt_digits || pairs > sizeof(a->gt) || memcmp(a->gt, b->gt, pairs))
		return false;
	return !(a->gt_digits & 1) || pairs == sizeof(a->gt) || (a->gt[pairs] & 0x0f) == (b->gt[pairs] & 0x0f);
}

/* A peer with a global title is known by it, whatever relay hands its messages on: that relay's OPC may change from
 * message to message where two share the load. One without is known by its point code. */
bool tcap_dialogue_is_from_peer(const struct tcap_dialogue *dlg, const struct sccp_unitdata *ud)
{
	const struct sccp_addr *is = &ud->calling, *was = &dlg->peer;

	if (is->has_ssn && was->has_ssn && is->ssn != was->ssn)
		return false;
	if (is->gti || was->gti)
		return is->gti && was->gti && same_digits(is, was);
	if (is->has_pc && was->has_pc && is->pc != was->pc)
		return false;
	return !ud->opc || !dlg->opc || ud->opc == dlg->opc;
}

/* ---- timer ---- */

/* How long until the guard of this state ends the dialogue, counted from its last message. */
static uint32_t guard_of(const struct tcap_dialogue *dlg)
{
	switch (dlg->state) {
	case TCAP_ST_IDLE:
	case TCAP_ST_INIT_SENT:
		return dlg->tcap->begin_guard_ms;
	case TCAP_ST_INIT_RECEIVED:
	case TCAP_ST_ACTIVE:
		return dlg->tcap->idle_guard_ms;
	default:
		return 0;
	}
}

/* A timer that goes off too early is armed again then: a dialogue arms once, not once a message. */
static void wake_at(struct tcap_dialogue *dlg, uint32_t when, uint32_t now)
{
	if (wheel_armed(&dlg->timer) && tcap_is_past(dlg->wake_ms, when))
		return;
	dlg->wake_ms = when;
	wheel_arm(dlg->tcap->wheel, &dlg->timer, dlg->tcap->timer_kind, tcap_is_past(when, now) ? 0 : when - now);
}

static void arm_from(struct tcap_dialogue *dlg, uint32_t now)
{
	int slot = tcap_invokes_earliest(&dlg->invokes);
	uint32_t guard = guard_of(dlg), wait = NEVER_MS;

	if (slot >= 0)
		wait = tcap_is_past(dlg->invokes.deadline[slot], now) ? 0 : dlg->invokes.deadline[slot] - now;
	/* The idle guard waits while an invoke is pending; the guard of a Begin does not. */
	if (guard && (slot < 0 || dlg->state == TCAP_ST_INIT_SENT)) {
		uint32_t end = dlg->last_ms + guard;
		uint32_t left = tcap_is_past(end, now) ? 0 : end - now;

		wait = OSMO_MIN(wait, left);
	}
	if (wait != NEVER_MS)
		wake_at(dlg, now + wait, now);
}

void tcap_dialogue_touch(struct tcap_dialogue *dlg)
{
	/* without a guard nobody asks when the last message was */
	if (!guard_of(dlg))
		return;
	dlg->last_ms = now_ms();
	arm_from(dlg, dlg->last_ms);
}

void tcap_dialogue_sent(struct tcap_dialogue *dlg, bool has_invokes)
{
	if (!has_invokes) {
		tcap_dialogue_touch(dlg);
		return;
	}
	dlg->last_ms = now_ms();
	tcap_invokes_commit(&dlg->invokes, dlg->last_ms);
	arm_from(dlg, dlg->last_ms);
}

/* TC-L-CANCEL for every invoke that is due (Q.774 3.2.1.1.3). \returns the dialogue, NULL: the user ended it */
static struct tcap_dialogue *cancel_due(struct tcap_dialogue *dlg, uint32_t now)
{
	struct tcap *tcap = dlg->tcap;
	uint32_t handle = pool_handle(tcap->pool, dlg);
	struct tcap_ind ind = { .event = TCAP_EV_L_CANCEL };

	while (dlg) {
		int slot = tcap_invokes_earliest(&dlg->invokes);

		if (slot < 0 || !tcap_is_past(dlg->invokes.deadline[slot], now))
			break;
		ind.invoke_id = dlg->invokes.id[slot];
		ind.op_class = dlg->invokes.op_class[slot];
		ind.op_code = dlg->invokes.op_code[slot];
		tcap_invokes_remove(&dlg->invokes, slot);
		/* the idle guard counts from here; the guard of a Begin does not wait for its invokes */
		if (dlg->state != TCAP_ST_INIT_SENT)
			dlg->last_ms = now;
		tcap_count(tcap, TCAP_CTR_L_CANCEL);
		tcap_indicate(dlg, &ind);
		dlg = pool_find(tcap->pool, handle);
	}
	return dlg;
}

static bool guard_is_past(const struct tcap_dialogue *dlg, uint32_t now)
{
	uint32_t guard = guard_of(dlg);

	if (!guard || (dlg->state != TCAP_ST_INIT_SENT && tcap_invokes_earliest(&dlg->invokes) >= 0))
		return false;
	return tcap_is_past(dlg->last_ms + guard, now);
}

/* Nobody speaks any more. A peer that knows our dialogue hears of its end, so that it does not hang there. */
static void guard_ended(struct tcap_dialogue *dlg)
{
	struct tcap *tcap = dlg->tcap;
	bool peer_knows = dlg->state == TCAP_ST_INIT_RECEIVED || dlg->state == TCAP_ST_ACTIVE;
	bool has_acn = dlg->acn;
	struct tcap_route route;

	LOGP(DTCAP, LOGL_NOTICE, "dialogue %08x: guard ran out in %s\n", tcap_dialogue_id(dlg),
	     states[dlg->state].name);
	tcap_route_of(&route, dlg);
	tcap_dialogue_finish(dlg, &(struct tcap_ind){ .event = TCAP_EV_P_ABORT, .p_abort = TCAP_PABORT_TIMEOUT });
	if (!peer_knows)
		return;
	if (has_acn)
		tcap_abort_provider(tcap, &route);
	else
		tcap_abort_p(tcap, &route, TCAP_PABORT_RESOURCE);
}

void tcap_dialogue_timer(struct wheel_timer *t, void *priv)
{
	struct tcap_dialogue *dlg = container_of(t, struct tcap_dialogue, timer);
	uint32_t now = now_ms();

	dlg = cancel_due(dlg, now);
	if (!dlg)
		return;
	if (guard_is_past(dlg, now))
		guard_ended(dlg);
	else
		arm_from(dlg, now);
}

/* ---- towards the user ---- */

void tcap_indicate(struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	dlg->tcap->ops.indicate(dlg->tcap->priv, dlg, ind);
}

void tcap_dialogue_finish(struct tcap_dialogue *dlg, const struct tcap_ind *ind)
{
	/* in this state the user can send nothing and end nothing: it is still there behind the call */
	tcap_dialogue_change(dlg, TCAP_ST_ENDED, "end");
	tcap_indicate(dlg, ind);
	tcap_dialogue_free(dlg);
}

void tcap_end_prearranged(struct tcap_dialogue *dlg)
{
	if (dlg->state != TCAP_ST_ENDED)
		tcap_dialogue_free(dlg);
}

int tcap_cancel(struct tcap_dialogue *dlg, int8_t invoke_id)
{
	int slot = tcap_invokes_find(&dlg->invokes, invoke_id);

	if (slot < 0)
		return -ENOENT;
	tcap_invokes_remove(&dlg->invokes, slot);
	tcap_dialogue_touch(dlg);
	return 0;
}

int tcap_timer_reset(struct tcap_dialogue *dlg, int8_t invoke_id, uint32_t timeout_ms)
{
	int slot = tcap_invokes_find(&dlg->invokes, invoke_id);

	if (slot < 0)
		return -ENOENT;
	uint32_t now = now_ms();
	dlg->invokes.deadline[slot] = now + (timeout_ms ? OSMO_MIN(timeout_ms, TCAP_INVOKE_MAX_MS) : 1);
	arm_from(dlg, now);
	return 0;
}

void *tcap_dialogue_data(struct tcap_dialogue *dlg)
{
	return dlg + 1;
}

uint32_t tcap_dialogue_id(const struct tcap_dialogue *dlg)
{
	return pool_handle(dlg->tcap->pool, dlg);
}

uint32_t tcap_dialogue_peer_id(const struct tcap_dialogue *dlg)
{
	return dlg->peer_tid;
}

const struct sccp_addr *tcap_dialogue_peer(const struct tcap_dialogue *dlg)
{
	return &dlg->peer;
}

uint32_t tcap_dialogue_opc(const struct tcap_dialogue *dlg)
{
	return dlg->opc;
}

size_t tcap_dialogue_acn(const struct tcap_dialogue *dlg, uint8_t acn[TCAP_MAX_OID])
{
	struct tcap_octets name = tcap_acn_octets(dlg->tcap, dlg->acn);

	if (name.len)
		memcpy(acn, name.v, name.len);
	return name.len;
}

struct tcap_dialogue *tcap_dialogue_find(const struct tcap *tcap, uint32_t id)
{
	return pool_find(tcap->pool, id);
}

struct tcap_dialogue *tcap_dialogue_next(const struct tcap *tcap, const struct tcap_dialogue *after)
{
	return pool_next(tcap->pool, after);
}

uint32_t tcap_dialogue_count(const struct tcap *tcap)
{
	return pool_count(tcap->pool);
}

void tcap_dialogue_set_own(struct tcap_dialogue *dlg, const struct sccp_addr *own)
{
	dlg->own = *own;
}
