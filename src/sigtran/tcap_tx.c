/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*! \file tcap_tx.c
 *  Messages out: TC-BEGIN, TC-CONTINUE and TC-END requests with their components (ITU-T Q.774 3.2.1.2, 3.3.3). The
 *  user builds in the instance's one struct tcap_tx; sending encodes it onto the stack, moves the dialogue on,
 *  then hands it to SCCP. Behind that call the answer may already have been here. Aborts: tcap_abort.c. */
#include <errno.h>
#include <string.h>

#include <osmocom/core/utils.h>

#include "tcap_private.h"

/* ---- building ---- */

static struct tcap_dialogue *dialogue_of(const struct tcap_tx *tx)
{
	return pool_find(tx->tcap->pool, tx->handle);
}

/* What an earlier message left behind that was never sent. */
static void tx_forget(struct tcap_tx *tx)
{
	struct tcap_dialogue *dlg = tx->num_built ? dialogue_of(tx) : NULL;

	if (dlg)
		tcap_invokes_drop_built(&dlg->invokes);
	tx->num_built = 0;
}

struct tcap_tx *tcap_tx(struct tcap_dialogue *dlg)
{
	struct tcap_tx *tx = &dlg->tcap->tx;

	tx_forget(tx);
	tx->handle = tcap_dialogue_id(dlg);
	tx->used = 0;
	tx->overflow = false;
	memset(&tx->msg, 0, offsetof(struct tcap_msg, component));
	if (tx->tcap->rejects)
		tcap_rejects_put(tx->tcap, tx->handle, &tx->msg);
	return tx;
}

/* Copies, since the user's octets may be gone when the message leaves. */
static bool tx_copy(struct tcap_tx *tx, const uint8_t *data, size_t length, struct tcap_octets *ret)
{
	if (!data) {
		*ret = (struct tcap_octets){ 0 };
		return true;
	}
	if (length > sizeof(tx->arena) - tx->used)
		return false;
	memcpy(tx->arena + tx->used, data, length);
	*ret = (struct tcap_octets){ .v = tx->arena + tx->used, .len = (uint16_t)length };
	tx->used += length;
	return true;
}

void tcap_tx_user_info(struct tcap_tx *tx, const uint8_t *oid, size_t oid_len, const uint8_t *data, size_t length)
{
	if (!tx_copy(tx, oid, oid_len, &tx->msg.user_info_oid) || !tx_copy(tx, data, length, &tx->msg.user_info))
		tx->overflow = true;
}

static struct tcap_component *component_add(struct tcap_tx *tx, enum tcap_comp_type type, int8_t invoke_id,
					    int32_t code, const uint8_t *parameter, size_t length)
{
	struct tcap_component *c = &tx->msg.component[tx->msg.num_components];

	if (tx->msg.num_components == TCAP_MAX_COMPONENTS)
		return NULL;
	*c = (struct tcap_component){ .type = type, .invoke_id = invoke_id, .has_invoke_id = true, .code = code };
	if (!tx_copy(tx, parameter, length, &c->parameter))
		return NULL;
	tx->msg.num_components++;
	return c;
}

static int invoke_add(struct tcap_tx *tx, const int8_t *linked_id, int32_t op_code, uint8_t op_class,
		      uint32_t timeout_ms, const uint8_t *parameter, size_t length)
{
	struct tcap_dialogue *dlg = dialogue_of(tx);

	if (!dlg)
		return -ENOENT;
	if (op_code < 0 || op_code > INT16_MAX || op_class < 1 || op_class > 4)
		return -EINVAL;
	struct tcap_component *c = component_add(tx, TCAP_INVOKE, 0, op_code, parameter, length);
	if (!c)
		return -EMSGSIZE;
	timeout_ms = OSMO_MIN(timeout_ms, TCAP_INVOKE_MAX_MS);
	int id = tcap_invokes_add(&dlg->invokes, &dlg->last_id, op_code, op_class, timeout_ms);
	if (id < 0) {
		tx->msg.num_components--;
		return id;
	}
	tx->num_built++;
	c->invoke_id = (int8_t)id;
	if (linked_id) {
		c->has_linked_id = true;
		c->linked_id = *linked_id;
	}
	return id;
}

int tcap_tx_invoke(struct tcap_tx *tx, int32_t op_code, uint8_t op_class, uint32_t timeout_ms,
		   const uint8_t *parameter, size_t length)
{
	return invoke_add(tx, NULL, op_code, op_class, timeout_ms, parameter, length);
}

int tcap_tx_invoke_linked(struct tcap_tx *tx, int8_t linked_id, int32_t op_code, uint8_t op_class,
			  uint32_t timeout_ms, const uint8_t *parameter, size_t length)
{
	return invoke_add(tx, &linked_id, op_code, op_class, timeout_ms, parameter, length);
}

static void answered(struct tcap_tx *tx, int8_t invoke_id)
{
	struct tcap_dialogue *dlg = dialogue_of(tx);

	if (dlg)
		tcap_served_remove(dlg, invoke_id);
}

int tcap_tx_result(struct tcap_tx *tx, int8_t invoke_id, int32_t op_code, const uint8_t *parameter, size_t length)
{
	/* Q.773 3.5: without a parameter the sequence with the operation code is left out */
	int32_t code = parameter ? op_code : -1;

	if (!component_add(tx, TCAP_RESULT_LAST, invoke_id, code, parameter, length))
		return -EMSGSIZE;
	answered(tx, invoke_id);
	return 0;
}

int tcap_tx_error(struct tcap_tx *tx, int8_t invoke_id, int32_t error, const uint8_t *parameter, size_t length)
{
	if (!component_add(tx, TCAP_ERROR, invoke_id, error, parameter, length))
		return -EMSGSIZE;
	answered(tx, invoke_id);
	return 0;
}

unsigned tcap_tx_components(const struct tcap_tx *tx)
{
	return tx->msg.num_components;
}

int tcap_tx_reject(struct tcap_tx *tx, int8_t invoke_id, struct tcap_problem problem)
{
	struct tcap_component *c = component_add(tx, TCAP_REJECT, invoke_id, -1, NULL, 0);

	if (!c)
		return -EMSGSIZE;
	c->problem = problem;
	answered(tx, invoke_id);
	return 0;
}

/* ---- sending ---- */

void tcap_route_of(struct tcap_route *route, const struct tcap_dialogue *dlg)
{
	*route = (struct tcap_route){
		.to = dlg->peer, .from = dlg->own, .dpc = dlg->opc, .sls = dlg->sls,
		/* what follows a Continue of ours must not overtake it */
		.sccp_class = dlg->continued, .return_on_error = true,
		.tid = dlg->peer_tid, .tid_len = dlg->peer_tid_len,
	};
}

int tcap_transmit(struct tcap *tcap, const struct tcap_route *route, const uint8_t *pdu, size_t length)
{
	const struct sccp_unitdata ud = {
		.called = route->to, .calling = route->from, .dpc = route->dpc, .sls = route->sls,
		.sccp_class = route->sccp_class, .return_on_error = route->return_on_error,
		.data = pdu, .length = length,
	};

	tcap_count(tcap, TCAP_CTR_TX);
	return sccp_unitdata_req(tcap->sccp, &ud);
}

void tcap_put_dialogue_pdu(struct tcap_msg *msg, enum tcap_dialogue_pdu pdu, struct tcap_octets acn)
{
	msg->dialogue_as = (struct tcap_octets){ .v = tcap_dialogue_as, .len = TCAP_AS_LENGTH };
	msg->pdu = pdu;
	msg->has_version = true;
	msg->acn = acn;
	msg->result = 0;
	msg->diag_source = 1;
	msg->diag = 0;
}

/* Everything of the message that the dialogue's state decides, then its octets. \returns length or -errno */
static int tx_encode(struct tcap_tx *tx, const struct tcap_dialogue *dlg, enum tcap_msg_type type,
		     uint8_t *pdu, size_t size)
{
	struct tcap_msg *msg = &tx->msg;

	msg->type = type;
	msg->otid = tx->handle;
	msg->otid_len = 4;
	msg->dtid = dlg->peer_tid;
	msg->dtid_len = dlg->peer_tid_len;
	/* Q.774 3.2.1.1.2: AARQ in the Begin, AARE in the first message back, none later */
	if (dlg->acn && dlg->state == TCAP_ST_IDLE)
		tcap_put_dialogue_pdu(msg, TCAP_AARQ, tcap_acn_octets(dlg->tcap, dlg->acn));
	else if (dlg->acn && dlg->state == TCAP_ST_INIT_RECEIVED)
		tcap_put_dialogue_pdu(msg, TCAP_AARE, tcap_acn_octets(dlg->tcap, dlg->acn));
	if (tx->overflow)
		return -EMSGSIZE;
	int len = tcap_encode(msg, pdu, size);
	return len == -ENOSPC ? -EMSGSIZE : len;
}

static void count_rejects(struct tcap *tcap, const struct tcap_msg *msg)
{
	for (unsigned i = 0; i < msg->num_components; i++) {
		if (msg->component[i].type == TCAP_REJECT)
			tcap_count(tcap, TCAP_CTR_TX_REJECT);
	}
}

/* The message is complete: nothing of tx is needed any more, its invokes are pending from here. */
static void tx_commit(struct tcap_tx *tx, struct tcap_dialogue *dlg, const uint8_t *pdu, int length)
{
	count_rejects(tx->tcap, &tx->msg);
	tcap_rejects_sent(tx->tcap, tx->handle);
	tcap_trace(tx->tcap, dlg, true, &tx->msg, pdu, (size_t)length);
	tx->num_built = 0;
	tx->handle = 0;
}

static int tx_fail(struct tcap_tx *tx, int rc)
{
	tx_forget(tx);
	tx->handle = 0;
	return rc;
}

/* What one message changes in its dialogue, to take it back where it could not leave. */
struct change {
	uint32_t handle;
	enum tcap_state was, to;
	uint8_t num_ids;
	int8_t ids[TCAP_MAX_INVOKES];
};

static void change_note(struct change *change, const struct tcap_dialogue *dlg)
{
	for (int i = 0; i < TCAP_MAX_INVOKES; i++) {
		if (dlg->invokes.op_class[i] & TCAP_INVOKE_BUILT)
			change->ids[change->num_ids++] = dlg->invokes.id[i];
	}
}

static void change_undo(struct tcap *tcap, const struct change *change)
{
	struct tcap_dialogue *dlg = pool_find(tcap->pool, change->handle);

	if (!dlg || dlg->state != change->to)
		return;
	for (unsigned i = 0; i < change->num_ids; i++) {
		int slot = tcap_invokes_find(&dlg->invokes, change->ids[i]);
		if (slot >= 0)
			tcap_invokes_remove(&dlg->invokes, slot);
	}
	if (change->was != change->to)
		tcap_dialogue_change(dlg, change->was, "not sent");
}

/* Begin and Continue: the dialogue lives on. */
static int tx_send(struct tcap_tx *tx, struct tcap_dialogue *dlg, enum tcap_msg_type type, enum tcap_state to)
{
	struct tcap *tcap = tx->tcap;
	struct change change = { .handle = tx->handle, .was = dlg->state, .to = to };
	struct tcap_route route;
	uint8_t pdu[SCCP_MAX_DATA];
	int len = tx_encode(tx, dlg, type, pdu, sizeof(pdu));

	if (len < 0)
		return tx_fail(tx, len);
	if (tx->num_built)
		change_note(&change, dlg);
	if (change.was != to)
		tcap_dialogue_change(dlg, to, "sent");
	dlg->continued = dlg->continued || type == TCAP_CONTINUE;
	tx_commit(tx, dlg, pdu, len);
	tcap_dialogue_sent(dlg, change.num_ids);
	tcap_route_of(&route, dlg);
	int rc = tcap_transmit(tcap, &route, pdu, (size_t)len);
	if (rc < 0)
		change_undo(tcap, &change);
	return rc;
}

int tcap_send_begin(struct tcap_tx *tx)
{
	struct tcap_dialogue *dlg = dialogue_of(tx);

	if (!dlg)
		return -ENOENT;
	if (dlg->state != TCAP_ST_IDLE)
		return tx_fail(tx, -EPERM);
	return tx_send(tx, dlg, TCAP_BEGIN, TCAP_ST_INIT_SENT);
}

int tcap_send_continue(struct tcap_tx *tx)
{
	struct tcap_dialogue *dlg = dialogue_of(tx);

	if (!dlg)
		return -ENOENT;
	if (dlg->state != TCAP_ST_INIT_RECEIVED && dlg->state != TCAP_ST_ACTIVE)
		return tx_fail(tx, -EPERM);
	return tx_send(tx, dlg, TCAP_CONTINUE, TCAP_ST_ACTIVE);
}

int tcap_send_end(struct tcap_tx *tx)
{
	struct tcap *tcap = tx->tcap;
	struct tcap_dialogue *dlg = dialogue_of(tx);
	uint8_t pdu[SCCP_MAX_DATA];
	struct tcap_route route;

	if (!dlg)
		return -ENOENT;
	if (dlg->state != TCAP_ST_INIT_RECEIVED && dlg->state != TCAP_ST_ACTIVE) {
		/* Q.774 3.2.1.1.2: before the peer's first answer an end can only be pre-arranged */
		tx_fail(tx, -EPERM);
		tcap_end_prearranged(dlg);
		return -EPERM;
	}
	int len = tx_encode(tx, dlg, TCAP_END, pdu, sizeof(pdu));
	if (len < 0) {
		/* the peer is not left waiting for what we could not write */
		tx_fail(tx, len);
		tcap_send_u_abort(dlg, NULL, 0, NULL, 0);
		return len;
	}
	tcap_route_of(&route, dlg);
	tx_commit(tx, dlg, pdu, len);
	tcap_dialogue_free(dlg);
	return tcap_transmit(tcap, &route, pdu, (size_t)len);
}
