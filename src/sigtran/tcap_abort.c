/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_abort.c
 *  Aborts out: of a dialogue by its user (TC-U-ABORT), or of a message that becomes or stays no dialogue (ITU-T Q.774
 *  3.3.3.4 and figure A.5). They are built on the stack, whatever message is being built at that moment. */
#include <errno.h>
#include <string.h>

#include "tcap_private.h"

/* User information is small (CAP-U-ABORT-Data 13 octets, MAP-open's answers some tens). */
#define ABORT_MAX 512

void tcap_route_back(struct tcap_route *route, const struct sccp_unitdata *ud, const struct tcap_msg *msg)
{
	*route = (struct tcap_route){
		.to = ud->calling, .from = ud->called, .dpc = ud->opc, .sls = ud->sls,
		.tid = msg->otid, .tid_len = msg->otid_len,
	};
}

static void abort_init(struct tcap_msg *msg, const struct tcap_route *route)
{
	memset(msg, 0, offsetof(struct tcap_msg, component));
	msg->type = TCAP_ABORT;
	msg->dtid = route->tid;
	msg->dtid_len = route->tid_len;
}

/* dlg: the dialogue that it ends, NULL for none. It is gone before its abort leaves. */
static int abort_send(struct tcap *tcap, struct tcap_dialogue *dlg, const struct tcap_route *route,
		      struct tcap_msg *msg)
{
	uint8_t pdu[ABORT_MAX];
	int len = tcap_encode(msg, pdu, sizeof(pdu));

	if (len == -ENOSPC && msg->user_info_oid.v) {
		/* better an abort without the user's reason than none */
		msg->user_info_oid = (struct tcap_octets){ 0 };
		len = tcap_encode(msg, pdu, sizeof(pdu));
	}
	if (len > 0)
		tcap_trace(tcap, dlg, true, msg, pdu, (size_t)len);
	if (dlg)
		tcap_dialogue_free(dlg);
	if (len < 0)
		return len == -ENOSPC ? -EMSGSIZE : len;
	tcap_count(tcap, TCAP_CTR_TX_ABORT);
	return tcap_transmit(tcap, route, pdu, (size_t)len);
}

int tcap_abort_p(struct tcap *tcap, const struct tcap_route *route, uint8_t cause)
{
	struct tcap_msg msg;

	abort_init(&msg, route);
	msg.has_p_abort = true;
	msg.p_abort = cause;
	return abort_send(tcap, NULL, route, &msg);
}

int tcap_abort_provider(struct tcap *tcap, const struct tcap_route *route)
{
	struct tcap_msg msg;

	abort_init(&msg, route);
	tcap_put_dialogue_pdu(&msg, TCAP_ABRT, (struct tcap_octets){ 0 });
	msg.abort_source = 1;
	return abort_send(tcap, NULL, route, &msg);
}

int tcap_abort_refuse(struct tcap *tcap, const struct tcap_route *route, struct tcap_octets acn,
		      uint8_t source, uint8_t diag)
{
	struct tcap_msg msg;

	abort_init(&msg, route);
	if (acn.len) {
		tcap_put_dialogue_pdu(&msg, TCAP_AARE, acn);
		msg.result = 1;
		msg.diag_source = source;
		msg.diag = diag;
	}
	return abort_send(tcap, NULL, route, &msg);
}

/* ---- by the user ---- */

static void user_info_put(struct tcap_msg *msg, const uint8_t *oid, size_t oid_len, const uint8_t *data, size_t length)
{
	if (!oid)
		return;
	msg->user_info_oid = (struct tcap_octets){ .v = oid, .len = (uint16_t)oid_len };
	msg->user_info = (struct tcap_octets){ .v = data, .len = (uint16_t)length };
}

static int dialogue_abort(struct tcap_dialogue *dlg, struct tcap_msg *msg)
{
	struct tcap_route route;

	tcap_route_of(&route, dlg);
	msg->dtid = route.tid;
	msg->dtid_len = route.tid_len;
	return abort_send(dlg->tcap, dlg, &route, msg);
}

int tcap_send_u_abort(struct tcap_dialogue *dlg, const uint8_t *oid, size_t oid_len, const uint8_t *data, size_t length)
{
	struct tcap_octets acn = tcap_acn_octets(dlg->tcap, dlg->acn);
	struct tcap_msg msg;

	if (dlg->state == TCAP_ST_ENDED)
		return -EPERM;
	if (dlg->state == TCAP_ST_INIT_RECEIVED && !oid)
		return tcap_refuse(dlg, 1, NULL, 0, NULL, 0, NULL, 0);
	if (dlg->state != TCAP_ST_INIT_RECEIVED && dlg->state != TCAP_ST_ACTIVE) {
		/* the peer has not told us its id: a local matter (Q.774 figure A.5 sheet 7) */
		tcap_dialogue_free(dlg);
		return 0;
	}
	abort_init(&msg, &(struct tcap_route){ 0 });
	if (acn.len) {
		tcap_put_dialogue_pdu(&msg, TCAP_ABRT, (struct tcap_octets){ 0 });
		user_info_put(&msg, oid, oid_len, data, length);
	}
	return dialogue_abort(dlg, &msg);
}

int tcap_refuse(struct tcap_dialogue *dlg, uint8_t diag, const uint8_t *acn, size_t acn_len,
		const uint8_t *oid, size_t oid_len, const uint8_t *data, size_t length)
{
	struct tcap_octets name = tcap_acn_octets(dlg->tcap, dlg->acn);
	struct tcap_msg msg;

	if (dlg->state != TCAP_ST_INIT_RECEIVED)
		return -EPERM;
	if (acn)
		name = (struct tcap_octets){ .v = acn, .len = (uint16_t)acn_len };
	abort_init(&msg, &(struct tcap_route){ 0 });
	/* without an AARQ there is no dialogue to refuse: a bare abort (figure A.5 sheet 6) */
	if (dlg->acn) {
		tcap_put_dialogue_pdu(&msg, TCAP_AARE, name);
		msg.result = 1;
		msg.diag = diag;
		user_info_put(&msg, oid, oid_len, data, length);
	}
	return dialogue_abort(dlg, &msg);
}
