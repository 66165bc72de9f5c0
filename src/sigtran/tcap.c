/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap.c
 *  A TCAP instance: one subsystem's dialogues, its counters and the application contexts in use. Made and
 *  configured by the program; messages come in by tcap_rx.c. */
#include <errno.h>
#include <string.h>

#include <osmocom/core/talloc.h>
#include <osmocom/core/utils.h>

#include <mpabx/base/clock.h>

#include "tcap_private.h"

#define BEGIN_GUARD_S 60
#define GUARD_MAX_S 86400	/* the wheel's reach */
#define MAX_DIALOGUES (1u << 20)

static const struct sccp_user_ops sccp_ops = { .unitdata = tcap_rx_unitdata, .notice = tcap_rx_notice };

static const char *const counter_names[_TCAP_CTRS] = {
	[TCAP_CTR_RX_BEGIN] = "rx:begin",
	[TCAP_CTR_RX_CONTINUE] = "rx:continue",
	[TCAP_CTR_RX_END] = "rx:end",
	[TCAP_CTR_RX_ABORT] = "rx:abort",
	[TCAP_CTR_RX_MALFORMED] = "rx:malformed",
	[TCAP_CTR_RX_UNKNOWN_TID] = "rx:unknown_tid",
	[TCAP_CTR_RX_UNKNOWN_ACN] = "rx:unknown_acn",
	[TCAP_CTR_RX_REFUSED] = "rx:refused",
	[TCAP_CTR_RX_OVER_CAP] = "rx:over_cap",
	[TCAP_CTR_TX] = "tx",
	[TCAP_CTR_TX_ABORT] = "tx:abort",
	[TCAP_CTR_TX_REJECT] = "tx:reject",
	[TCAP_CTR_RX_REJECT] = "rx:reject",
	[TCAP_CTR_L_CANCEL] = "l_cancel",
	[TCAP_CTR_NOTICE] = "notice",
	[TCAP_CTR_WRONG_PEER] = "rx:wrong_peer",
};

static int tcap_destroy(struct tcap *tcap)
{
	/* the wheel outlives us: nothing of ours may stay in its lists */
	for (struct tcap_dialogue *d = NULL; (d = pool_next(tcap->pool, d)); )
		wheel_disarm(tcap->wheel, &d->timer);
	sccp_unbind(tcap->sccp, tcap->ssn);
	return 0;
}

static uint32_t guard_ms(uint32_t s)
{
	return (s > GUARD_MAX_S ? GUARD_MAX_S : s) * 1000;
}

static void config_apply(struct tcap *tcap, const struct tcap_config *cfg)
{
	tcap->begin_guard_ms = guard_ms(cfg->begin_guard_s ? cfg->begin_guard_s : BEGIN_GUARD_S);
	tcap->idle_guard_ms = guard_ms(cfg->idle_guard_s);
}

struct tcap *tcap_alloc(void *ctx, struct sccp *sccp, struct wheel *wheel, uint8_t ssn,
			const struct tcap_config *cfg, const struct tcap_user_ops *ops, void *priv)
{
	uint32_t max = OSMO_MAX(1u, OSMO_MIN(cfg->max_dialogues, MAX_DIALOGUES));
	struct tcap *tcap = talloc_zero(ctx, struct tcap);
	int kind;

	if (!tcap)
		return NULL;
	tcap->sccp = sccp;
	tcap->wheel = wheel;
	tcap->ssn = ssn;
	tcap->ops = *ops;
	tcap->priv = priv;
	tcap->tx.tcap = tcap;
	config_apply(tcap, cfg);
	tcap->pool = pool_alloc(tcap, "tcap dialogues", sizeof(struct tcap_dialogue) + ops->dialogue_data, max);
	kind = wheel_kind(wheel, "tcap", tcap_dialogue_timer, tcap);
	if (!tcap->pool || kind < 0 || sccp_bind(sccp, ssn, &sccp_ops, tcap) < 0) {
		talloc_free(tcap);
		return NULL;
	}
	tcap->timer_kind = (uint8_t)kind;
	talloc_set_destructor(tcap, tcap_destroy);
	return tcap;
}

uint8_t tcap_acn_intern(struct tcap *tcap, const uint8_t *acn, size_t len)
{
	uint8_t i;

	if (!len || len > TCAP_MAX_OID)
		return 0;
	for (i = 0; i < tcap->num_acns; i++) {
		if (tcap->acn[i].len == len && !memcmp(tcap->acn[i].v, acn, len))
			return i + 1;
	}
	if (i == TCAP_MAX_ACNS)
		return 0;
	tcap->acn[i].len = (uint8_t)len;
	memcpy(tcap->acn[i].v, acn, len);
	return ++tcap->num_acns;
}

struct tcap_octets tcap_acn_octets(const struct tcap *tcap, uint8_t acn)
{
	if (!acn)
		return (struct tcap_octets){ .v = tcap->acn[0].v };
	return (struct tcap_octets){ .v = tcap->acn[acn - 1].v, .len = tcap->acn[acn - 1].len };
}

void tcap_trace(struct tcap *tcap, struct tcap_dialogue *dlg, bool out, const struct tcap_msg *msg,
		const uint8_t *pdu, size_t length)
{
	if (tcap->ops.trace)
		tcap->ops.trace(tcap->priv, dlg, out, msg, pdu, length);
}

uint64_t tcap_counter(const struct tcap *tcap, enum tcap_ctr ctr)
{
	return (unsigned)ctr < _TCAP_CTRS ? tcap->counter[ctr] : 0;
}

const char *tcap_counter_name(enum tcap_ctr ctr)
{
	return (unsigned)ctr < _TCAP_CTRS ? counter_names[ctr] : "unknown";
}

size_t tcap_bytes(const struct tcap *tcap)
{
	return pool_bytes(tcap->pool);
}
