/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_rx.c
 *  Messages in: what each means to the dialogue it names (ITU-T Q.774 3.3.3 and figure A.5). SCCP calls
 *  tcap_rx_unitdata(); the user gets his events from here. What is wrong is answered by the protocol's own abort,
 *  except an End or an Abort, which end things and are never answered. Unidirectional messages are read and
 *  dropped: none of our users has an operation for them. */
#include <string.h>

#include "tcap_private.h"

/* A dialogue that a message of the peer's can name: he knows our id only behind a Begin or a Continue of ours. */
static struct tcap_dialogue *dialogue_named(struct tcap *tcap, const struct tcap_msg *msg)
{
	struct tcap_dialogue *dlg = msg->dtid_len ? pool_find(tcap->pool, msg->dtid) : NULL;

	return dlg && (dlg->state == TCAP_ST_INIT_SENT || dlg->state == TCAP_ST_ACTIVE) ? dlg : NULL;
}

/* The first answer to our Begin may come from another address (Q.774 2); after it the peer is who he is. */
static bool is_from_peer(const struct tcap_dialogue *dlg, const struct sccp_unitdata *ud, const struct tcap_msg *msg)
{
	if (dlg->state == TCAP_ST_INIT_SENT)
		return true;
	if (msg->otid_len && (msg->otid != dlg->peer_tid || msg->otid_len != dlg->peer_tid_len))
		return false;
	return tcap_dialogue_is_from_peer(dlg, ud);
}

/* \returns the dialogue that may take this message, else NULL: counted, traced, and a Continue answered */
static struct tcap_dialogue *dialogue_for(struct tcap *tcap, const struct sccp_unitdata *ud, const struct tcap_msg *msg)
{
	struct tcap_dialogue *dlg = dialogue_named(tcap, msg);
	struct tcap_route route;

	if (dlg && is_from_peer(dlg, ud, msg)) {
		tcap_trace(tcap, dlg, false, msg, ud->data, ud->length);
		return dlg;
	}
	tcap_trace(tcap, NULL, false, msg, ud->data, ud->length);
	if (dlg) {
		LOGP(DTCAP, LOGL_INFO, "dialogue %08x: message from another than its peer, dropped\n", msg->dtid);
		tcap_count(tcap, TCAP_CTR_WRONG_PEER);
		return NULL;
	}
	tcap_count(tcap, TCAP_CTR_RX_UNKNOWN_TID);
	if (msg->type == TCAP_CONTINUE) {
		tcap_route_back(&route, ud, msg);
		tcap_abort_p(tcap, &route, TCAP_PABORT_UNREC_TID);
	}
	return NULL;
}

/* ---- components ---- */

static void rejects_indicate(struct tcap *tcap, const struct tcap_rejects *rejects)
{
	struct tcap_dialogue *dlg;

	for (unsigned i = 0; i < rejects->count && (dlg = pool_find(tcap->pool, rejects->handle)); i++) {
		const struct tcap_reject *r = &rejects->reject[i];

		tcap_indicate(dlg, &(struct tcap_ind){
			.event = TCAP_EV_L_REJECT, .invoke_id = r->invoke_id, .problem = r->problem });
	}
}

/* The user had his chance to send; the peer shall hear of them in any case. */
static void rejects_flush(struct tcap *tcap, const struct tcap_rejects *rejects)
{
	struct tcap_dialogue *dlg = pool_find(tcap->pool, rejects->handle);
	struct tcap_tx *tx;

	if (rejects->sent || !dlg || (dlg->state != TCAP_ST_INIT_RECEIVED && dlg->state != TCAP_ST_ACTIVE))
		return;
	tx = tcap_tx(dlg);
	if (tx->msg.num_components)
		tcap_send_continue(tx);
}

/* BEGIN and CONTINUE: behind each indication the dialogue may be gone. */
static void deliver(struct tcap_dialogue *dlg, const struct sccp_unitdata *ud, struct tcap_msg *msg,
		    enum tcap_event event)
{
	struct tcap *tcap = dlg->tcap;
	struct tcap_rejects rejects;

	rejects.outer = tcap->rejects;
	rejects.handle = tcap_dialogue_id(dlg);
	rejects.count = 0;
	rejects.sent = false;
	tcap_components_check(dlg, &ud->calling, msg, &rejects);
	tcap->rejects = &rejects;
	tcap_indicate(dlg, &(struct tcap_ind){ .event = event, .msg = msg });
	if (rejects.count) {
		rejects_indicate(tcap, &rejects);
		rejects_flush(tcap, &rejects);
	}
	tcap->rejects = rejects.outer;
}

/* ---- Begin ---- */

static bool is_served(const struct tcap *tcap, const struct tcap_msg *msg)
{
	static const uint8_t none[1];

	if (msg->acn.len > TCAP_MAX_OID)
		return false;
	if (!tcap->ops.serves)
		return true;
	return tcap->ops.serves(tcap->priv, msg->acn.len ? msg->acn.v : none, msg->acn.len);
}

/* Who asks nothing that could be screened must be allowed something at least. */
static bool all_allowed(const struct tcap *tcap, const struct sccp_addr *calling, const struct tcap_msg *msg)
{
	bool asks = false;

	if (!tcap->ops.allows)
		return true;
	for (unsigned i = 0; i < msg->num_components; i++) {
		const struct tcap_component *c = &msg->component[i];

		if (c->type != TCAP_INVOKE || c->code < 0)
			continue;
		if (!tcap->ops.allows(tcap->priv, calling, c->code))
			return false;
		asks = true;
	}
	return asks || tcap->ops.allows(tcap->priv, calling, -1);
}

/* Lazy: the level is asked before the address is printed. */
static void log_refused(const struct sccp_unitdata *ud, const char *why)
{
	char from[96];

	LOGP(DTCAP, LOGL_INFO, "Begin from %s refused: %s\n", sccp_addr_print(&ud->calling, from, sizeof(from)), why);
}

/* Q.774 figure A.5 sheets 3 and 4. \returns true where the Begin was refused */
static bool begin_refused(struct tcap *tcap, const struct sccp_unitdata *ud, const struct tcap_msg *msg,
			  const struct tcap_route *route)
{
	if (msg->dialogue_as.v && msg->pdu != TCAP_AARQ) {
		tcap_count(tcap, TCAP_CTR_RX_MALFORMED);
		tcap_abort_provider(tcap, route);
		return true;
	}
	if (msg->no_version1) {
		tcap_count(tcap, TCAP_CTR_RX_REFUSED);
		tcap_abort_refuse(tcap, route, msg->acn, 2, 2);
		return true;
	}
	/* Who may not ask is not told what is served (GSMA FS.11). */
	if (!all_allowed(tcap, &ud->calling, msg)) {
		log_refused(ud, "not allowed by screening");
		tcap_count(tcap, TCAP_CTR_RX_REFUSED);
		tcap_abort_refuse(tcap, route, msg->acn, 1, 1);
		return true;
	}
	if (!is_served(tcap, msg)) {
		log_refused(ud, "application context not served");
		tcap_count(tcap, TCAP_CTR_RX_UNKNOWN_ACN);
		tcap_abort_refuse(tcap, route, msg->acn, 1, 2);
		return true;
	}
	return false;
}

static void rx_begin(struct tcap *tcap, const struct sccp_unitdata *ud, struct tcap_msg *msg)
{
	struct tcap_dialogue *dlg = NULL;
	struct tcap_route route;

	tcap_count(tcap, TCAP_CTR_RX_BEGIN);
	tcap_route_back(&route, ud, msg);
	if (begin_refused(tcap, ud, msg, &route)) {
		tcap_trace(tcap, NULL, false, msg, ud->data, ud->length);
		return;
	}
	dlg = tcap_dialogue_open(tcap, ud, msg);
	tcap_trace(tcap, dlg, false, msg, ud->data, ud->length);
	if (!dlg) {
		tcap_count(tcap, TCAP_CTR_RX_OVER_CAP);
		tcap_abort_p(tcap, &route, TCAP_PABORT_RESOURCE);
		return;
	}
	deliver(dlg, ud, msg, TCAP_EV_BEGIN);
}

/* ---- Continue, End ---- */

/* The dialogue portion that this state wants (figure A.5 sheets 7 to 11): AARE accepted of the same context in the
 * first answer to an AARQ, no control APDU in any other message. */
static bool portion_fits(const struct tcap_dialogue *dlg, const struct tcap_msg *msg)
{
	struct tcap_octets acn = tcap_acn_octets(dlg->tcap, dlg->acn);

	if (dlg->state == TCAP_ST_ACTIVE)
		return msg->pdu == TCAP_NO_PDU;
	if (!dlg->acn)
		return !msg->dialogue_as.v;
	return msg->pdu == TCAP_AARE && !msg->result && acn.len == msg->acn.len &&
	       !memcmp(acn.v, msg->acn.v, acn.len);
}

static void abnormal_dialogue(struct tcap_dialogue *dlg, const struct sccp_unitdata *ud, const struct tcap_msg *msg)
{
	struct tcap *tcap = dlg->tcap;
	struct tcap_route route;

	tcap_count(tcap, TCAP_CTR_RX_MALFORMED);
	tcap_route_back(&route, ud, msg);
	tcap_dialogue_finish(dlg, &(struct tcap_ind){
		.event = TCAP_EV_P_ABORT, .p_abort = TCAP_PABORT_ABNORMAL_DIALOGUE });
	if (msg->type == TCAP_CONTINUE)
		tcap_abort_provider(tcap, &route);
}

/* What the first answer tells of the peer: its id, and where it wants to be written to (Q.774 2, Q.771 3.1.2.2). */
static void peer_adopt(struct tcap_dialogue *dlg, const struct sccp_unitdata *ud, const struct tcap_msg *msg)
{
	if (dlg->state == TCAP_ST_INIT_SENT) {
		dlg->peer_tid = msg->otid;
		dlg->peer_tid_len = msg->otid_len;
		if (ud->calling.gti || ud->calling.has_ssn)
			dlg->peer = ud->calling;
		tcap_dialogue_change(dlg, TCAP_ST_ACTIVE, "Continue");
	}
	if (ud->opc)
		dlg->opc = ud->opc;
}

static void rx_continue(struct tcap *tcap, const struct sccp_unitdata *ud, struct tcap_msg *msg)
{
	tcap_count(tcap, TCAP_CTR_RX_CONTINUE);
	struct tcap_dialogue *dlg = dialogue_for(tcap, ud, msg);
	if (!dlg)
		return;
	if (!portion_fits(dlg, msg)) {
		abnormal_dialogue(dlg, ud, msg);
		return;
	}
	peer_adopt(dlg, ud, msg);
	tcap_dialogue_touch(dlg);
	deliver(dlg, ud, msg, TCAP_EV_CONTINUE);
}

static void rx_end(struct tcap *tcap, const struct sccp_unitdata *ud, struct tcap_msg *msg)
{
	struct tcap_rejects rejects;

	tcap_count(tcap, TCAP_CTR_RX_END);
	struct tcap_dialogue *dlg = dialogue_for(tcap, ud, msg);
	if (!dlg)
		return;
	if (!portion_fits(dlg, msg)) {
		abnormal_dialogue(dlg, ud, msg);
		return;
	}
	rejects.handle = tcap_dialogue_id(dlg);
	rejects.count = 0;
	tcap_components_check(dlg, &ud->calling, msg, &rejects);
	/* nothing can be sent any more, the rejects are the user's to know (Q.774 3.2.2.2) */
	tcap_dialogue_change(dlg, TCAP_ST_ENDED, "End");
	rejects_indicate(tcap, &rejects);
	tcap_indicate(dlg, &(struct tcap_ind){ .event = TCAP_EV_END, .msg = msg });
	tcap_dialogue_free(dlg);
}

/* ---- Abort ---- */

/* TC-U-ABORT or TC-P-ABORT (figure A.5 sheets 8 and 11; AC mode = the dialogue has an application context). */
static struct tcap_ind abort_meaning(const struct tcap_dialogue *dlg, const struct tcap_msg *msg)
{
	const struct tcap_ind by_user = { .event = TCAP_EV_U_ABORT, .msg = msg };
	struct tcap_ind by_provider = { .event = TCAP_EV_P_ABORT, .p_abort = TCAP_PABORT_ABNORMAL_DIALOGUE };

	if (msg->has_p_abort) {
		by_provider.p_abort = msg->p_abort;
		return by_provider;
	}
	if (!dlg->acn)
		return msg->pdu == TCAP_NO_PDU ? by_user : by_provider;
	if (msg->pdu == TCAP_ABRT && msg->abort_source == 0)
		return by_user;
	if (msg->pdu == TCAP_AARE && dlg->state == TCAP_ST_INIT_SENT && msg->result) {
		if (msg->diag_source == 1)
			return by_user;
		if (msg->diag == 2)
			by_provider.p_abort = TCAP_PABORT_NO_COMMON_DIALOGUE;
	}
	return by_provider;
}

static void rx_abort(struct tcap *tcap, const struct sccp_unitdata *ud, const struct tcap_msg *msg)
{
	tcap_count(tcap, TCAP_CTR_RX_ABORT);
	struct tcap_dialogue *dlg = dialogue_for(tcap, ud, msg);
	if (!dlg)
		return;
	struct tcap_ind ind = abort_meaning(dlg, msg);
	tcap_dialogue_finish(dlg, &ind);
}

/* ---- what cannot be read ---- */

/* Q.774 3.3.4: the peer is told where his transaction id could be read, our user where ours could. */
static void rx_malformed(struct tcap *tcap, const struct sccp_unitdata *ud, const struct tcap_msg *msg,
			 const struct tcap_decode_error *err)
{
	struct tcap_dialogue *dlg = msg->type ? dialogue_named(tcap, msg) : NULL;
	struct tcap_route route;

	LOGP(DTCAP, LOGL_INFO, "malformed message: octet %u, %s: %s\n", err->offset, err->field, err->reason);
	tcap_count(tcap, TCAP_CTR_RX_MALFORMED);
	if (dlg && !is_from_peer(dlg, ud, msg)) {
		tcap_count(tcap, TCAP_CTR_WRONG_PEER);
		dlg = NULL;
	}
	tcap_trace(tcap, dlg, false, msg, ud->data, ud->length);
	if (dlg)
		tcap_dialogue_finish(dlg, &(struct tcap_ind){
			.event = TCAP_EV_P_ABORT,
			.p_abort = err->dialogue_portion ? TCAP_PABORT_ABNORMAL_DIALOGUE : err->p_abort });
	/* what named no type that has one may still begin with an originating id */
	if (!msg->otid_len || msg->type == TCAP_ABORT || msg->type == TCAP_END || msg->type == TCAP_UNIDIRECTIONAL)
		return;
	tcap_route_back(&route, ud, msg);
	if (err->dialogue_portion)
		tcap_abort_provider(tcap, &route);
	else
		tcap_abort_p(tcap, &route, err->p_abort);
}

void tcap_rx_unitdata(void *priv, const struct sccp_unitdata *ud)
{
	struct tcap *tcap = priv;
	struct tcap_decode_error err;
	struct tcap_msg msg;

	if (tcap_decode(&msg, ud->data, ud->length, &err) < 0) {
		rx_malformed(tcap, ud, &msg, &err);
		return;
	}
	switch (msg.type) {
	case TCAP_BEGIN:
		rx_begin(tcap, ud, &msg);
		break;
	case TCAP_CONTINUE:
		rx_continue(tcap, ud, &msg);
		break;
	case TCAP_END:
		rx_end(tcap, ud, &msg);
		break;
	case TCAP_ABORT:
		rx_abort(tcap, ud, &msg);
		break;
	case TCAP_UNIDIRECTIONAL:
		tcap_trace(tcap, NULL, false, &msg, ud->data, ud->length);
		break;
	}
}
